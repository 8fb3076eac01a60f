/*
 * Tries the sums that the document's profile says must hold in its tables, and reports what
 * does not add up. Nothing is repaired: the record keeps what was printed.
 */
#include "check-tables/figures.h"
#include "document/filter.h"
#include "profile/profile.h"
#include "check-tables/relations.h"

static bool table_is(
	const struct document *doc, const struct profile_table *spec, const struct figures *f)
{
	const struct profile_pattern *cell = spec->cells;

	while (cell && figures_have(f, doc->matches, cell->pattern))
		cell = cell->next;
	return !cell && spec->cells;
}

static int try_check(
	struct document *doc, const struct profile_check *check, const struct figures *f)
{
	struct buf detail = BUF_INIT;
	enum check_status status = relations_try(check, f, doc->matches, &detail);
	bool failed = buf_failed(&detail);

	if (!failed)
		document_add_check(doc, check->rule, status, buf_str(&detail));
	if (!failed && status == CHECK_FAIL)
		diag_report(doc, DIAG_CHECK_FAILED, node_line(f->table), check->rule,
			buf_str(&detail));
	buf_free(&detail);
	return failed ? -1 : 0;
}

static int try_table(struct document *doc, const struct profile *p,
	const struct profile_table *spec, const struct figures *f)
{
	for (const struct profile_check *check = p->checks; check; check = check->next)
		if (check->table == spec && try_check(doc, check, f))
			return -1;
	return 0;
}

/* Tries spec's checks in every table that it describes; found tells whether there is one. */
static int try_tables(struct document *doc, const struct profile *p,
	const struct profile_table *spec, bool *found)
{
	struct node *root = doc->tree.root;
	int result = 0;

	*found = false;
	for (struct node *n = root; n && !result; n = tree_next(root, n)) {
		struct figures f;

		if (n->kind != KIND_TABLE)
			continue;
		if (!figures_load(&f, doc->matches, n) && table_is(doc, spec, &f)) {
			*found = true;
			result = try_table(doc, p, spec, &f);
		}
		figures_free(&f);
	}
	return result;
}

/* What was to be checked is on record even where its table is missing. */
static int skip_table(
	struct document *doc, const struct profile *p, const struct profile_table *spec)
{
	struct buf detail = BUF_INIT;
	bool failed;

	diag_report(doc, DIAG_TABLE_MISSING, 0, p->name, spec->id);
	buf_printf(&detail, "table %s: there is none", spec->id);
	failed = buf_failed(&detail);
	for (const struct profile_check *check = p->checks; check && !failed;
		check = check->next)
		if (check->table == spec)
			document_add_check(doc, check->rule, CHECK_SKIPPED, buf_str(&detail));
	buf_free(&detail);
	return failed ? -1 : 0;
}

static int run(struct document *doc)
{
	const struct profile *p = profile_for_document(doc);
	bool found;

	if (!p)
		return -1;
	for (const struct profile_table *spec = p->tables; spec; spec = spec->next) {
		if (try_tables(doc, p, spec, &found))
			return -1;
		if (!found && spec->required && skip_table(doc, p, spec))
			return -1;
	}
	return arena_failed(&doc->tree.arena) ? -1 : 0;
}

const struct filter filter_check_tables = {
	.name = "check-tables",
	.stage = STAGE_RESTRUCTURE,
	.help = "try the sums that must hold in the profile's tables",
	.run = run,
};

/* Which filters run, in which order. */
#include "emit-fixture.h"

#include "convert/chain.h"

static char message[256];

static int build(struct chain *c, const struct options *o, const char *from)
{
	*message = '\0';
	return chain_build(c, o, filter_by_format(STAGE_INGEST, from), message, sizeof message);
}

static bool has(const struct chain *c, const char *name)
{
	for (unsigned i = 0; i < c->length; i++)
		if (c->steps[i].filter && !strcmp(c->steps[i].filter->name, name))
			return true;
	return false;
}

static void test_every_filter_is_complete(void **state)
{
	for (const struct filter *const *f = filters_all; *f; f++) {
		const struct filter *x = *f;
		bool ingest = x->stage == STAGE_INGEST, emit = x->stage == STAGE_EMIT;

		assert_ptr_equal(filter_by_name(x->name), x);
		assert_true(x->help && *x->help);
		assert_int_equal(x->ingest != NULL, ingest);
		assert_int_equal(x->emit != NULL, emit);
		assert_int_equal(x->run != NULL, !ingest && !emit);
		assert_int_equal(x->format && x->extension, ingest || emit);
		if (!x->format)
			continue;
		assert_ptr_equal(filter_by_format(x->stage, x->format), x);
		/* --list-filters tells formats by it. */
		assert_string_equal(strchr(x->name, '-') + 1, x->format);
	}
}

static void test_lookups(void **state)
{
	assert_null(filter_by_name("nosuch"));
	assert_null(filter_by_name(""));
	assert_null(filter_by_format(STAGE_EMIT, "html"));
	assert_null(filter_by_format(STAGE_INGEST, "odt"));
	assert_string_equal(filter_by_extension(STAGE_EMIT, "dir/a.odt")->format, "odt");
	assert_string_equal(filter_by_extension(STAGE_EMIT, "A.DOCX")->format, "docx");
	assert_string_equal(filter_by_extension(STAGE_INGEST, "a.htm")->format, "html");
	assert_null(filter_by_extension(STAGE_EMIT, "odt"));
	assert_null(filter_by_extension(STAGE_EMIT, "dir.odt/a"));
	assert_null(filter_by_extension(STAGE_EMIT, "a."));
	assert_null(filter_by_extension(STAGE_EMIT, ""));
	assert_null(filter_by_extension(STAGE_EMIT, "a.od"));
	assert_string_equal(filter_by_extension(STAGE_EMIT, "d/A.Audit.HTML")->format, "audit");
	assert_null(filter_by_extension(STAGE_EMIT, "a.html"));
	assert_null(filter_by_extension(STAGE_EMIT, "audit.html"));
	assert_string_equal(filter_by_extension(STAGE_INGEST, "a.audit.html")->format, "html");
	assert_string_equal(stage_name(STAGE_RESTRUCTURE), "restructure");
}

static void test_the_default_chain_never_goes_back(void **state)
{
	const struct options o = {0};
	struct chain c;

	assert_int_equal(build(&c, &o, "html"), 0);
	assert_true(c.length > 5);
	assert_string_equal(c.steps[c.length - 1].filter->name, "finish");
	for (unsigned i = 0; i + 1 < c.length; i++)
		assert_true(c.steps[i].filter->stage <= c.steps[i + 1].filter->stage);
}

static void test_a_tree_is_only_finished(void **state)
{
	const struct options o = {0}, named = {.filters = "space"};
	struct chain c;

	assert_int_equal(build(&c, &o, "tree"), 0);
	assert_int_equal(c.length, 1);
	assert_string_equal(c.steps[0].filter->name, "finish");
	assert_int_equal(build(&c, &named, "tree"), 0);
	assert_int_equal(c.length, 1);
}

static void test_named_filters(void **state)
{
	const struct options o = {.filters = "strip-script,space,finish"},
			     none = {.filters = ""};
	struct chain c;

	assert_int_equal(build(&c, &o, "html"), 0);
	assert_int_equal(c.length, 3);
	assert_string_equal(c.steps[1].filter->name, "space");
	assert_int_equal(build(&c, &none, "html"), 0);
	assert_int_equal(c.length, 0);
}

static void test_without(void **state)
{
	const struct options o = {.without = "table,strip-chrome"};
	const struct options both = {.filters = "space,table", .without = "table"};
	struct chain c;

	assert_int_equal(build(&c, &o, "html"), 0);
	assert_false(has(&c, "table"));
	assert_false(has(&c, "strip-chrome"));
	assert_true(has(&c, "space"));
	assert_int_equal(build(&c, &both, "html"), 0);
	assert_int_equal(c.length, 1);
}

static void assert_refused(const struct options *o, const char *why)
{
	struct chain c;

	assert_int_equal(build(&c, o, "html"), -1);
	if (!strstr(message, why))
		fail_msg("\"%s\" does not say \"%s\"", message, why);
}

static void test_wrong_lists_are_refused(void **state)
{
	char longer[3000];

	memset(longer, 'x', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_refused(&(struct options){.filters = "nosuch"}, "no such filter: nosuch");
	assert_refused(&(struct options){.filters = "space,nosuch"}, "no such filter: nosuch");
	assert_refused(&(struct options){.filters = "in-html"}, "no such filter: in-html");
	assert_refused(&(struct options){.filters = "out-odt"}, "no such filter: out-odt");
	assert_refused(&(struct options){.without = "nosuch"}, "no such filter: nosuch");
	assert_refused(&(struct options){.filters = "space,strip-script"}, "earlier stage");
	assert_refused(&(struct options){.filters = longer}, "too long");
}

static void test_too_many_filters(void **state)
{
	char names[CHAIN_MAX * 6 + 16] = "space";
	struct chain c;
	struct options o = {.filters = names};

	for (int i = 1; i < CHAIN_MAX; i++)
		strcat(names, ",space");
	assert_int_equal(build(&c, &o, "html"), 0);
	assert_int_equal(c.length, CHAIN_MAX);
	strcat(names, ",space");
	assert_refused(&o, "more than");
}

static void test_external_programs_come_last(void **state)
{
	static const char *const commands[] = {"first", "second", NULL};
	const struct options o = {.filters = "space", .external = commands};
	struct chain c;

	assert_int_equal(build(&c, &o, "html"), 0);
	assert_int_equal(c.length, 3);
	assert_null(c.steps[1].filter);
	assert_string_equal(c.steps[1].command, "first");
	assert_string_equal(c.steps[2].command, "second");
}

static void test_run_stops_where_memory_ran_out(void **state)
{
	const struct options o = {.filters = "space"};
	struct fixture f;
	struct chain c;

	fixture_open(&f, NULL);
	assert_int_equal(build(&c, &o, "html"), 0);
	assert_int_equal(chain_run(&c, &f.doc), 0);
	assert_string_equal(document_filter_name(&f.doc, f.doc.tree.filter), "space");
	assert_null(arena_alloc(&f.doc.tree.arena, SIZE_MAX));
	assert_int_equal(chain_run(&c, &f.doc), -1);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_filter_is_complete),
		cmocka_unit_test(test_lookups),
		cmocka_unit_test(test_the_default_chain_never_goes_back),
		cmocka_unit_test(test_a_tree_is_only_finished),
		cmocka_unit_test(test_named_filters),
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_wrong_lists_are_refused),
		cmocka_unit_test(test_too_many_filters),
		cmocka_unit_test(test_external_programs_come_last),
		cmocka_unit_test(test_run_stops_where_memory_ran_out),
	};

	return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}

/* guidang without -d: one page to standard output or into a file. */
#include "cli/main.h"

#include <errno.h>
#include <string.h>

struct documents {
	const struct command *command;
	struct buf document, ledger; /* held until no second page comes */
	bool written;		     /* document is one */
	bool read;		     /* there was a page */
};

static int fail(const char *label, const char *what)
{
	cli_complain(label, what);
	return GUIDANG_FAILED;
}

static int make(void *user, const char *label, const struct guidang_page *page)
{
	struct documents *d = user;
	const struct command *c = d->command;
	int status = 0;

	d->read = true;
	if (!guidang_section_found(page))
		status = fail(label, "has no such section");
	else if (c->cli.options.table > guidang_tables(page))
		status = fail(label, "has no such table");
	else if (guidang_write(page, c->to, &d->document))
		status = fail(label, strerror(ENOMEM));
	else
		d->written = true;
	if (d->written && !strcmp(c->to, "csv") && !guidang_tables(page))
		cli_say(&c->cli, label, DIAG_WARNING, GUIDANG_NO_TABLE);
	if (c->ledger && guidang_write(page, "ledger", &d->ledger))
		status = fail(label, strerror(ENOMEM));
	return status;
}

static int worse(int a, int b)
{
	return a > b ? a : b;
}

int main_page(const struct command *c, const char *input)
{
	struct documents d = {.command = c};
	int status = cli_page(&c->cli, input, c->max_bytes, make, &d);

	if (d.written && status != GUIDANG_USAGE)
		status = worse(status, cli_write(c->cli.output, &d.document));
	if (c->ledger && d.read && status != GUIDANG_USAGE)
		status = worse(status, cli_write(c->ledger, &d.ledger));
	buf_free(&d.document);
	buf_free(&d.ledger);
	return status;
}

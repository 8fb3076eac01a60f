/* Which addresses are those of files. */
#include "emit-fixture.h"

#include "evidence/attached.h"
#include "base/match.h"

/* The look at the extension must let through whatever the pattern finds. */
static void test_all_that_the_pattern_finds(void **state)
{
	static const char *const names[] = {"pdf", "doc", "docx", "dot", "dotx", "wps", "wpt",
		"rtf", "odt", "xls", "xlsx", "xlsm", "et", "ods", "csv", "ppt", "pptx", "pps",
		"ppsx", "dps", "odp", "ofd", "ceb", "zip", "rar", "7z", "tar", "gz", "txt",
		"epub", "caj", "PDF", "Docx", "XLSX", "html", "jsp", "x", ""};
	static const char *const tails[] = {
		"", "?", "#", "?id=1", "#a.b", "?a#b", "?f=b.pdf", "\n", "?a\n", "\n\n", "/x"};
	static const char *const heads[] = {"", "a", "/a/b", "http://x.example/a?f=b", "a."};
	struct fixture f;
	struct buf href = BUF_INIT;
	unsigned files = 0;

	fixture_open(&f, "en");
	for (size_t h = 0; h < sizeof heads / sizeof *heads; h++)
		for (size_t n = 0; n < sizeof names / sizeof *names; n++)
			for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
				bool file;

				buf_clear(&href);
				buf_printf(&href, "%s.%s%s", heads[h], names[n], tails[t]);
				file = match_str(f.matches, ATTACHED_FILE, buf_str(&href));
				assert_int_equal(
					attached_is_file(&f.doc, buf_str(&href)), file);
				files += file;
			}
	assert_true(files > 5 * 30 * 7);
	assert_false(attached_is_file(&f.doc, NULL));
	buf_free(&href);
	fixture_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_that_the_pattern_finds),
	};

	return cmocka_run_group_tests_name("attached", tests, NULL, NULL);
}

/* Layouts: what files may say, and where they are wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "office/layout.h"

#define BASE "font A\nfont B\n"
#define MEASURES                                                                               \
	"page width=210mm height=297mm top=20mm right=20mm bottom=20mm left=20mm\n"            \
	"number place=center below=8mm form=#\n"                                               \
	"style base cjk=A latin=B size=10pt\n"

static int load_text(
	struct layout *l, struct arena *arena, const char *text, struct layout_error *error)
{
	char path[] = "/tmp/test-layout-XXXXXX";
	int fd = mkstemp(path), rc;

	assert_true(fd >= 0);
	assert_int_equal(file_write_fd(fd, text, strlen(text)), 0);
	close(fd);
	rc = layout_load(l, arena, path, error);
	unlink(path);
	return rc;
}

static void test_built_in(void **state)
{
	static const char *const names[] = {"gongwen", "plain", "catalogue"};
	struct arena arena = ARENA_INIT;
	struct layout_error error;
	struct layout l;

	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(layout_load(&l, &arena, names[i], &error), 0);
		assert_string_equal(l.name, names[i]);
	}
	arena_free(&arena);
	(void)state;
}

/* Read once and kept; a file is not, whatever it is called. */
static void test_built_in_is_kept(void **state)
{
	struct layouts *all = layouts_new();
	const struct layout *gongwen, *plain;

	assert_non_null(all);
	gongwen = layouts_find(all, "gongwen");
	plain = layouts_find(all, "plain");
	assert_true(gongwen && gongwen->official);
	assert_true(plain && !plain->official);
	assert_ptr_equal(layouts_find(all, "gongwen"), gongwen);
	assert_ptr_equal(layouts_find(all, "plain"), plain);
	assert_null(layouts_find(all, "none"));
	assert_null(layouts_find(all, "/dev/null"));
	layouts_free(all);
	(void)state;
}

/* The later width of a column counts: a layout may change what its base says. */
static void test_columns(void **state)
{
	struct arena arena = ARENA_INIT;
	struct layout_error error;
	struct layout l;

	assert_int_equal(
		load_text(&l, &arena,
			BASE MEASURES "column 档号 width=30mm\ncolumn \"A B\" width=20pt\n"
				      "column 档号 width=10pt\n",
			&error),
		0);
	assert_int_equal(l.column_count, 2);
	assert_string_equal(l.columns[0].name, "档号");
	assert_int_equal(l.columns[0].width, 200);
	assert_string_equal(l.columns[1].name, "A B");
	assert_int_equal(l.columns[1].width, 400);
	arena_free(&arena);
	(void)state;
}

/* GB/T 9704-2012, 5.2: 156 x 225 mm hold 22 lines of 28 characters. */
static void test_official_page(void **state)
{
	struct arena arena = ARENA_INIT;
	struct layout_error error;
	struct layout l;

	assert_int_equal(layout_load(&l, &arena, "gongwen", &error), 0);
	assert_true(l.official);
	assert_in_range(layout_text_width(&l), 8843, 8846);
	assert_in_range(layout_text_height(&l), 12755, 12757);
	assert_int_equal(layout_em(&l, OFFICE_BODY), 315);
	assert_int_equal(layout_text_width(&l) / layout_em(&l, OFFICE_BODY), 28);
	assert_int_equal(layout_line(&l), 579);
	assert_int_equal(layout_text_height(&l) / layout_line(&l), 22);
	assert_int_equal(layout_length(&l, OFFICE_BODY, LAYOUT_FIRST), 630);
	assert_int_equal(layout_length(&l, OFFICE_TITLE, LAYOUT_AFTER), 579);
	assert_int_equal(l.step_count, 3);
	assert_int_equal(l.steps[0], 280);
	arena_free(&arena);
	(void)state;
}

/* A file says only what differs; a style says only what its parent does not. */
static void test_base(void **state)
{
	struct arena arena = ARENA_INIT;
	struct layout_error error = {.message = ""};
	struct layout l;

	assert_int_equal(load_text(&l, &arena,
				 "# narrower\nbase gongwen\r\npage  left=40mm\t right=40mm\n\n"
				 "style base size=14pt line=24pt+\nstyle body first=0.5em\n"
				 "font \"New  Font\" alternatives=\"A, B\"\n"
				 "style cell cjk=\"New  Font\"",
				 &error),
		0);
	assert_int_equal(l.page.left, 2268);
	assert_int_equal(l.page.top, 2098);
	assert_int_equal(layout_length(&l, OFFICE_BODY, LAYOUT_SIZE), 280);
	assert_int_equal(layout_length(&l, OFFICE_BODY, LAYOUT_FIRST), 138);
	assert_int_equal(layout_value(&l, OFFICE_QUOTE, LAYOUT_LINE).unit, LAYOUT_AT_LEAST);
	assert_string_equal(layout_font(&l, OFFICE_CELL, LAYOUT_CJK)->name, "New  Font");
	assert_string_equal(layout_font(&l, OFFICE_CELL, LAYOUT_CJK)->alternatives, "A, B");
	assert_null(layout_font(&l, OFFICE_FIELD_VALUE, LAYOUT_CJK));
	arena_free(&arena);
	(void)state;
}

static void test_faults(void **state)
{
	static const struct {
		const char *text;
		unsigned line;
		const char *message;
	} cases[] = {
		{"\n\nnonsense", 3, "there is no directive \"nonsense\""},
		{"base nix", 0,
			"there is no such layout; gongwen, plain and catalogue are built in"},
		{"base gongwen\nbase plain", 2, "base comes first"},
		{"base", 1, "base takes the name of a layout"},
		{"official maybe", 1, "\"maybe\" is not known here"},
		{"official yes no", 1, "\"no\" is too much"},
		{"page depth=3mm", 1, "a page has no \"depth\""},
		{"page width=210", 1, "\"210\": a length ends in pt, mm, em or line"},
		{"page width=2em", 1, "\"2em\": pt or mm is wanted here"},
		{"page width=-2mm", 1, "\"-2mm\" is no length"},
		{"page width=9999mm", 1, "\"9999mm\" is too long"},
		{"page width", 1, "\"width\" is no key=value"},
		{"number form=x", 1, "a form has one # for the number"},
		{"number place=left", 1, "\"left\" is not known here"},
		{"style nix size=1pt", 1, "there is no style \"nix\""},
		{"style body cjk=A", 1, "the font \"A\" was not named before"},
		{"style body line=40%", 1, "\"40%\": a line is 50% at least"},
		{"style body sise=1pt", 1, "a style has no \"sise\""},
		{"font \"A", 1, "the second quotation mark is missing"},
		{"column", 1, "a column has a name"},
		{"column 档号", 1, "a column has a width, and nothing else"},
		{"column 档号 height=1pt", 1, "a column has a width, and nothing else"},
		{"column 档号 width=0pt", 1, "a column's width is above 0"},
		{"column 档号 width=1em", 1, "\"1em\": pt or mm is wanted here"},
		{"table 9pt 8pt 7pt", 1, "a table has 2 smaller sizes at most"},
		{BASE MEASURES "style cell size=0.5pt", 0, "cell: a size is from 1pt to 72pt"},
		{BASE MEASURES "style cell spacing=-12pt", 0,
			"cell: the spacing leaves nothing of a character"},
		{BASE MEASURES "page left=180mm", 0, "the margins leave no room for text"},
		{BASE MEASURES "number below=20mm", 0,
			"the page number has no form, or stands below the page"},
		{"", 0, "the margins leave no room for text"},
	};
	struct arena arena = ARENA_INIT;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct layout_error error = {.message = ""};
		struct layout l;

		assert_int_equal(load_text(&l, &arena, cases[i].text, &error), -1);
		assert_string_equal(error.message, cases[i].message);
		assert_int_equal(error.line, cases[i].line);
		assert_non_null(error.file);
	}
	arena_free(&arena);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_built_in),
		cmocka_unit_test(test_built_in_is_kept),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_official_page),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

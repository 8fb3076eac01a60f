/* What documents were made by: each option is told, read again, and missed. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>
#include <json-c/json_tokener.h>

#include "batch/manifest.h"
#include "batch/recipe.h"

static const char *const external[] = {"one", "two \"quoted\"", NULL};

/* Gives the option a value; another one the second time. */
static void set(struct recipe *r, const struct recipe_member *m, bool other)
{
	void *field = (char *)r + m->at;

	switch (m->type) {
	case RECIPE_TEXT:
		*(const char **)field = other ? "other" : "值";
		break;
	case RECIPE_NUMBER:
	case RECIPE_FREE_NUMBER:
		*(unsigned *)field = other ? 8 : 7;
		break;
	case RECIPE_NUMBER64:
		*(uint64_t *)field = other ? 8 : (uint64_t)1 << 40;
		break;
	case RECIPE_FLAG:
		*(bool *)field = !other;
		break;
	case RECIPE_LIST:
		r->options.external = other ? external + 1 : external;
		break;
	}
}

static struct recipe all(void)
{
	struct recipe r = {.program = recipe_program, .files = {"a", "b", "c"}};

	r.options.epoch = 1700000000;
	for (const struct recipe_member *m = recipe_members; m->name; m++)
		set(&r, m, false);
	return r;
}

static void assert_read_again(const struct recipe *r)
{
	const struct manifest_entry entry = {.source = {.file = "f"}, .recipe = r};
	struct buf text = BUF_INIT, why = BUF_INIT;
	struct json_object *whole;
	struct recipe got;

	manifest_put(&text, &entry);
	whole = json_tokener_parse(buf_str(&text));
	assert_non_null(whole);
	assert_true(recipe_get(json_object_object_get(whole, "recipe"), &got));
	assert_null(got.unknown);
	assert_false(recipe_differs(&got, r, &why));
	assert_string_equal(buf_str(&why), "");
	json_object_put(whole);
	buf_free(&text);
	buf_free(&why);
}

static void test_what_is_written_is_read(void **state)
{
	const struct recipe none = {.program = recipe_program}, r = all();

	assert_read_again(&none);
	assert_read_again(&r);
}

static void test_each_option_is_missed(void **state)
{
	for (const struct recipe_member *m = recipe_members; m->name; m++) {
		const struct recipe none = {.program = recipe_program}, r = all();
		struct recipe now = all();
		struct buf why = BUF_INIT;

		set(&now, m, true);
		if (m->type == RECIPE_FREE_NUMBER) {
			assert_false(recipe_differs(&r, &now, &why));
			continue;
		}
		assert_true(recipe_differs(&r, &now, &why));
		assert_non_null(strstr(buf_str(&why), m->name));
		buf_clear(&why);
		memset(now.files, 0, sizeof now.files);
		if (m->type != RECIPE_FLAG)
			assert_true(recipe_contradicts(&r, &now, &why));
		buf_clear(&why);
		now = none;
		set(&now, m, false);
		assert_true(recipe_differs(&none, &now, &why));
		buf_clear(&why);
		assert_true(recipe_contradicts(&none, &now, &why));
		assert_non_null(strstr(buf_str(&why), m->name));
		buf_clear(&why);
		assert_true(recipe_differs(&now, &none, &why));
		assert_false(recipe_contradicts(&now, &none, &why));
		buf_free(&why);
	}
}

static void assert_differs(const struct recipe *a, const struct recipe *b, const char *by)
{
	struct buf why = BUF_INIT;

	assert_true(recipe_differs(a, b, &why));
	assert_non_null(strstr(buf_str(&why), by));
	buf_free(&why);
}

static void test_date_and_files(void **state)
{
	const struct recipe r = all();
	struct recipe now = all();

	now.options.epoch = 0;
	assert_differs(&r, &now, "SOURCE_DATE_EPOCH is not set here, and 1700000000");
	now = all();
	now.files[RECIPE_RULES] = "d";
	assert_differs(&r, &now, "--rules");
	now = all();
	now.unknown = "later";
	assert_differs(&now, &r, "--later");
}

/* The same rules may lie elsewhere; others may not. */
static void test_a_file_counts_by_its_content(void **state)
{
	const struct recipe r = {.options = {.rules = "a"}, .files = {[RECIPE_RULES] = "1"}};
	struct recipe now = {.options = {.rules = "b"}, .files = {[RECIPE_RULES] = "1"}};
	struct buf why = BUF_INIT;

	assert_false(recipe_contradicts(&r, &now, &why));
	now.files[RECIPE_RULES] = "2";
	assert_true(recipe_contradicts(&r, &now, &why));
	now.files[RECIPE_RULES] = NULL;
	assert_true(recipe_contradicts(&r, &now, &why));
	buf_free(&why);
}

static void test_what_is_no_recipe(void **state)
{
	static const char *const texts[] = {"1", "[]", "{}",
		"{\"program\":1,\"epoch\":null,\"options\":{},\"files\":{}}",
		"{\"program\":\"g\",\"epoch\":-1,\"options\":{},\"files\":{}}",
		"{\"program\":\"g\",\"epoch\":null,\"options\":[],\"files\":{}}",
		"{\"program\":\"g\",\"epoch\":null,\"options\":{\"to\":1},\"files\":{}}",
		"{\"program\":\"g\",\"epoch\":null,\"options\":{\"columns\":-1},\"files\":{}}",
		"{\"program\":\"g\",\"epoch\":null,\"options\":{\"external\":[1]},\"files\":{}"
		"}",
		"{\"program\":\"g\",\"epoch\":null,\"options\":{\"external\":\"x\"},\"files\":{"
		"}}",
		"{\"program\":\"g\",\"epoch\":null,\"options\":{},\"files\":{\"rules\":1}}"};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct json_object *object = json_tokener_parse(texts[i]);
		struct recipe got;

		assert_false(recipe_get(object, &got));
		json_object_put(object);
	}
}

static void test_an_option_of_a_later_version(void **state)
{
	struct json_object *object = json_tokener_parse(
		"{\"program\":\"g\",\"epoch\":5,\"options\":{\"later\":1},\"files\":{}}");
	struct recipe got;

	assert_true(recipe_get(object, &got));
	assert_string_equal(got.unknown, "later");
	assert_int_equal(got.options.epoch, 5);
	json_object_put(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written_is_read),
		cmocka_unit_test(test_each_option_is_missed),
		cmocka_unit_test(test_date_and_files),
		cmocka_unit_test(test_a_file_counts_by_its_content),
		cmocka_unit_test(test_what_is_no_recipe),
		cmocka_unit_test(test_an_option_of_a_later_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Keys of printed labels and of meta tags. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "document/field-keys.h"

static const char *key(const char *label)
{
	return field_key(label, strlen(label));
}

static void test_labels(void **state)
{
	assert_string_equal(key("索引号"), "index");
	assert_string_equal(key("发文字号"), "number");
	assert_string_equal(key("发布机构"), "issuer");
	assert_string_equal(key("Published"), "published");
}

/* Labels are compared without their white space: one that was written down with some would
   never be found. */
static void test_every_label_is_found(void **state)
{
	static const char *const labels[] = {
#define FIELD_KEY(key, meta, ...) __VA_ARGS__,
#include "document/field-keys.def"
#undef FIELD_KEY
	};

	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (*labels[i])
			assert_non_null(key(labels[i]));
	assert_string_equal(key("Publish Date:"), "published");
	assert_string_equal(key("date published"), "published");
	assert_null(key("Publish"));
}

static void test_what_does_not_count_in_a_label(void **state)
{
	assert_string_equal(key("索 引 号："), "index");
	assert_string_equal(key("\u3000索\u3000引\u3000号 :"), "index");
	assert_string_equal(key("【索引号】"), "index");
	assert_string_equal(key("[索引号]："), "index");
	assert_string_equal(key("索引号::"), "index");
	assert_string_equal(key("published:"), "published");
	assert_string_equal(key("PUBLISHED"), "published");
}

static void test_no_label(void **state)
{
	char longer[200];

	assert_null(key(""));
	assert_null(key(" "));
	assert_null(key("："));
	assert_null(key("[]"));
	assert_null(key("|"));
	assert_null(key("索引"));
	assert_null(key("索引号码一览"));
	assert_null(key("索引号|信息索引号"));
	memset(longer, 'x', sizeof longer);
	assert_null(field_key(longer, sizeof longer));
	assert_null(field_key(longer, 95));
	assert_null(field_key(longer, 96));
}

static void test_a_label_need_not_be_terminated(void **state)
{
	static const char label[] = "索引号码";

	assert_string_equal(field_key(label, strlen("索引号")), "index");
}

static void test_meta_names(void **state)
{
	assert_string_equal(meta_key("PubDate"), "published");
	assert_string_equal(meta_key("pubdate"), "published");
	assert_string_equal(meta_key("ArticleTitle"), "title");
	assert_string_equal(meta_key("keywords"), "keywords");
	assert_string_equal(meta_key("article:published_time"), "published");
	assert_null(meta_key(""));
	assert_null(meta_key("viewport"));
	assert_null(meta_key("pub"));
	assert_null(meta_key("pubdate|publishdate"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_labels),
		cmocka_unit_test(test_every_label_is_found),
		cmocka_unit_test(test_what_does_not_count_in_a_label),
		cmocka_unit_test(test_no_label),
		cmocka_unit_test(test_a_label_need_not_be_terminated),
		cmocka_unit_test(test_meta_names),
	};

	return cmocka_run_group_tests_name("field-keys", tests, NULL, NULL);
}

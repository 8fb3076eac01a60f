/* Addresses that may stand in an office document. */
#include "emit-fixture.h"

#include "office/link.h"

static void test_link_targets(void **state)
{
	static const struct {
		const char *href, *target; /* NULL: no link */
	} cases[] = {
		{" http://example.com/a b ", "http://example.com/a%20b"},
		{"HTTPS://example.com:80/?q=[1]#x#y",
			"HTTPS://example.com:80/?q=%5B1%5D#x%23y"},
		{"http://example.com/路", "http://example.com/%E8%B7%AF"},
		{"http://example.com/100%", "http://example.com/100%25"},
		{"http://example.com/%41", "http://example.com/%41"},
		{"mailto:a@example.com", "mailto:a@example.com"},
		{"../a/b.htm?c#d", "../a/b.htm?c#d"},
		{"/a.doc", "/a.doc"},
		{"", NULL},
		{"#here", NULL},
		{"javascript:void(0)", NULL},
		{" JavaScript:alert(1)", NULL},
		{"java\nscript:alert(1)", NULL},
		{"data:text/html,x", NULL},
		{"file:///etc/passwd", NULL},
		{"http://", NULL},
		{"http:///a", NULL},
		{"http://[::1/", NULL},
		{"http://a:99999/", NULL},
		{"http://例子.测试/", NULL},
		{"mailto:", NULL},
		{"mailto:a@b@c", NULL},
	};
	struct fixture f;
	struct node *link;

	fixture_open(&f, "zh");
	link = put(&f, put(&f, NULL, KIND_PARA), KIND_LINK);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		buf_clear(&f.out);
		set_str(&f, link, ATTR_HREF, cases[i].href);
		assert_int_equal(office_link_target(link, &f.out), cases[i].target != NULL);
		if (cases[i].target)
			assert_string_equal(buf_str(&f.out), cases[i].target);
	}
	set_str(&f, link, ATTR_HREF, "a.htm");
	set_str(&f, link, ATTR_URI, "http://example.com/a.htm");
	buf_clear(&f.out);
	assert_true(office_link_target(link, &f.out));
	assert_string_equal(buf_str(&f.out), "http://example.com/a.htm");
	fixture_close(&f);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_link_targets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

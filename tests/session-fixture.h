#ifndef GUIDANG_TESTS_SESSION_FIXTURE_H
#define GUIDANG_TESTS_SESSION_FIXTURE_H

/* For tests of the library as its users see it: one page, read by a library of its own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "convert/guidang.h"

struct session {
	struct guidang *g;
	struct guidang_page *page;
	enum guidang_outcome outcome;
};

static inline struct session read_as(
	const char *bytes, size_t len, const char *format, const struct options *options)
{
	struct session s = {.g = guidang_new()};
	const struct guidang_input in = {
		.name = "dir/page.html", .bytes = bytes, .len = len, .format = format};

	assert_non_null(s.g);
	s.outcome = guidang_read(s.g, options, &in, &s.page);
	return s;
}

static inline void close_session(struct session *s)
{
	guidang_page_free(s->page);
	guidang_free(s->g);
}

#endif

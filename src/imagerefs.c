#include "imagerefs.h"

#include <string.h>
#include <strings.h>

#include "htmlscan.h"

/* Attributes that hold the address, the best first: those that libraries for late loading read.
 */
static const struct slice names[] = {
	{"src", 3}, {"data-src", 8}, {"data-original", 13}, {"data-lazy-src", 13}, {"file", 4}};

#define NAMES (sizeof names / sizeof *names)

/* Behind "<img", where one stands; false at the end. */
static bool find_tag(struct scan *s)
{
	while ((s->at = memchr(s->at, '<', (size_t)(s->end - s->at)))) {
		s->at++;
		if (s->end - s->at > 4 && (*s->at == 'i' || *s->at == 'I') &&
			!strncasecmp(s->at, "img", 3) &&
			(scan_is_space(s->at[3]) || s->at[3] == '/')) {
			s->at += 3;
			return true;
		}
	}
	return false;
}

void imagerefs_each(const char *html, size_t len,
	void (*found)(void *user, const char *address), void *user)
{
	struct scan s = {html, html + len};
	struct buf address = BUF_INIT;

	while (find_tag(&s)) {
		struct slice best[NAMES] = {{NULL, 0}}, name, value;
		size_t i = 0;

		while (scan_attribute(&s, &name, &value))
			for (size_t n = 0; n < NAMES; n++)
				if (names[n].len == name.len &&
					!strncasecmp(names[n].start, name.start, name.len))
					best[n] = value;
		while (i < NAMES && !best[i].len)
			i++;
		buf_clear(&address);
		if (i < NAMES)
			scan_put_value(&address, best[i]);
		if (address.len && !buf_failed(&address))
			found(user, address.data);
	}
	buf_free(&address);
}

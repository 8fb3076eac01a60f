#ifndef GUIDANG_BUF_H
#define GUIDANG_BUF_H

/*
 * A growing byte string.
 *
 * data is NUL-terminated whenever len > 0 (the NUL is not counted). A refused
 * allocation sets failed; every later call is then a no-op, so a writer asks
 * buf_failed once, at its end. The owner calls buf_free.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf {
	char *data;
	size_t len, cap; /* [bytes] */
	bool failed;
};

#define BUF_INIT                                                                               \
	{                                                                                      \
		0                                                                              \
	}

/* Makes room for more bytes and the NUL behind them. 0, or -1. */
int buf_reserve(struct buf *b, size_t more);

static inline void buf_put(struct buf *b, const void *bytes, size_t len)
{
	if (!len || (len >= b->cap - b->len && buf_reserve(b, len)) || b->failed)
		return;
	memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

static inline void buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

static inline void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts the bytes before what stands at the place at, which is at most len. */
void buf_insert(struct buf *b, size_t at, const void *bytes, size_t len);

/* Writes a code point as UTF-8 to room for 4 bytes, without a NUL; how many. */
size_t utf8_put(char *to, uint32_t code_point);
/* One code point as UTF-8. */
void buf_put_utf8(struct buf *b, uint32_t code_point);

/* Forgets the content, keeps the memory. */
void buf_clear(struct buf *b);

/* The content as a C string; "" where there is none. Dies with the next change. */
const char *buf_str(const struct buf *b);
bool buf_failed(const struct buf *b);
void buf_free(struct buf *b);

/* Whether two strings are the same; NULL is equal to itself alone. */
static inline bool str_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

#endif

#ifndef GUIDANG_FACTS_H
#define GUIDANG_FACTS_H

/* The facts that a list of documents gives of one: its names, its date, its counts. */
#include <stdint.h>

/* Strings belong to the page; NULL: not known. */
struct guidang_facts {
	const char *title;
	const char *date; /* YYYY-MM-DD: of the document (成文日期), else of its publication */
	const char *index;     /* 索引号 */
	const char *number;    /* 文号 */
	const char *issuer;    /* 发文机关, else who signed, else the source */
	const char *category;  /* 主题分类, 体裁 or 栏目: the first that is printed */
	const char *profile;   /* that applied */
	const char *next_page; /* where the document goes on */
	const char *uri;       /* where the page was */
	const char *captured;  /* when it was saved: RFC 3339 */
	const char *sha256;    /* of the bytes as read: 64 hexadecimal digits */
	uint64_t kept, dropped, unlocated; /* text of the page [bytes of UTF-8] */
	uint64_t replaced;		   /* characters that could not be read */
	unsigned checks_failed, warnings;
	unsigned pages; /* that the document was joined of; 0: it is one page */
};

#endif

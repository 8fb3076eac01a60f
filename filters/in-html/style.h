#ifndef GUIDANG_STYLE_H
#define GUIDANG_STYLE_H

/* The few properties of an inline style (CSS 2.2) that tell what a reader sees. */
#include <stdbool.h>

struct style {
	bool hidden;  /* display: none, visibility: hidden */
	bool in_line; /* display: inline, inline-block, ... */
	bool bold, italic, underline, strike;
	const char *align;     /* left, center, right, justify; NULL where not said */
	const char *numbering; /* counter style of list-style; NULL where not said */
	const char *direction; /* ltr, rtl; NULL where not said */
	int indent;	       /* text-indent [1/100 em]; 0 where not said */
	int size;	       /* font-size [1/10 CSS px]; 0 where not said */
};

struct style style_parse(const char *css);

/* "left", "center", "right" or "justify"; NULL where value is none of them. */
const char *style_align(const char *value);

/* "ltr" or "rtl"; NULL where value is neither, or NULL. */
const char *style_direction(const char *value);

/* A CSS length as [1/10 CSS px]: px, pt, em (of 16 px), %; 0 where it is none. */
int style_length(const char *value);

#endif

#ifndef GUIDANG_HTML_ELEMENT_H
#define GUIDANG_HTML_ELEMENT_H

/* What is known of HTML elements: the table of elements.def, which says what the words mean. */
#include "base/slice.h"
#include "tree/tree.h"

enum treatment { BLOCK, FLOWS, PHRASE, PLAIN, SINGLE, IGNORE };

enum group {
#define GROUP(name, does, insertion) name,
#include "tree/elements.def"
	GROUPS
};

enum trait {
	SPECIAL = 1,
	VOID = 2,
	SCOPE = 4,
	LISTS = 8,
	BUTTONS = 16,
	TABLES = 32,
	IMPLIED = 64,
	BREAKS = 128
};

struct html_element {
	struct slice name; /* in lower case */
	uint8_t kind, treatment, group;
	uint8_t traits; /* a set of enum trait */
};

extern const struct html_element html_elements[ELEMENT_COUNT];

#endif

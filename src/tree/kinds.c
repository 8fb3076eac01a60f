/* The names of the vocabularies, from the same tables as the enums. */
#include "tree/tree.h"

#include <string.h>

static const char *const kind_names[KIND_COUNT] = {
#define KIND(name, xml, class) xml,
#include "tree/kinds.def"
#undef KIND
};

static const char *const reason_names[REASON_COUNT] = {
	"live",
#define REASON(name, xml, sentence) xml,
#include "tree/reasons.def"
#undef REASON
};

static const char *const reason_sentences[REASON_COUNT] = {
	"kept",
#define REASON(name, xml, sentence) sentence,
#include "tree/reasons.def"
#undef REASON
};

enum attr_type { STR, INT };

static const struct {
	const char *name;
	enum attr_type type;
} attrs[ATTR_COUNT] = {
#define ATTR(name, xml, type, meaning) {xml, type},
#include "tree/attrs.def"
#undef ATTR
};

static const char *const element_names[ELEMENT_COUNT] = {
#define ELEMENT(name, html, kind, treatment, group, traits) html,
#include "tree/elements.def"
};

const char *kind_name(enum kind kind)
{
	return kind_names[kind];
}

const char *reason_name(enum reason reason)
{
	return reason_names[reason];
}

const char *reason_sentence(enum reason reason)
{
	return reason_sentences[reason];
}

const char *attr_name(enum attr attr)
{
	return attrs[attr].name;
}

bool attr_is_number(enum attr attr)
{
	return attrs[attr].type == INT;
}

const char *element_name(enum element element)
{
	return element_names[element];
}

static int index_of(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (names[i][0] == name[0] && !strcmp(names[i], name))
			return i;
	return -1;
}

int kind_by_name(const char *name)
{
	return index_of(kind_names, KIND_COUNT, name);
}

int reason_by_name(const char *name)
{
	return index_of(reason_names, REASON_COUNT, name);
}

int attr_by_name(const char *name)
{
	for (int i = 0; i < ATTR_COUNT; i++)
		if (!strcmp(attrs[i].name, name))
			return i;
	return -1;
}

enum element element_by_name(const char *name)
{
	int i = index_of(element_names, ELEMENT_COUNT, name);

	return i < 0 ? ELEMENT_OTHER : (enum element)i;
}

/*
 * The content model: which kind may hold which. Grammar as productions: docs/tree.5.
 */
#include "tree/tree.h"

enum class {
	CLASS_ROOT,
	CLASS_FLOW,
	CLASS_LINE,
	CLASS_PART,
	CLASS_INLINE,
	CLASS_VOID,
	CLASS_TEXT
};

static const uint8_t kind_class[KIND_COUNT] = {
#define KIND(name, xml, class) [KIND_##name] = CLASS_##class,
#include "tree/kinds.def"
#undef KIND
};

#define BIT(kind) (UINT64_C(1) << (kind))

_Static_assert(KIND_COUNT <= 64, "a set of kinds is one uint64_t");

#define INLINES                                                                                \
	(BIT(KIND_TEXT) | BIT(KIND_SPAN) | BIT(KIND_EMPH) | BIT(KIND_STRONG) |                 \
		BIT(KIND_UNDERLINE) | BIT(KIND_STRIKE) | BIT(KIND_SUB) | BIT(KIND_SUP) |       \
		BIT(KIND_CODE) | BIT(KIND_LINK) | BIT(KIND_ATTACHMENT) | BIT(KIND_IMAGE) |     \
		BIT(KIND_BREAK))
#define BLOCKS                                                                                 \
	(BIT(KIND_SECTION) | BIT(KIND_BOX) | BIT(KIND_QUOTE) | BIT(KIND_FIGURE) |              \
		BIT(KIND_PARA) | BIT(KIND_HEADING) | BIT(KIND_TITLE) | BIT(KIND_CODEBLOCK) |   \
		BIT(KIND_SIGNATURE) | BIT(KIND_DATE) | BIT(KIND_RULE) | BIT(KIND_LIST) |       \
		BIT(KIND_DEFLIST) | BIT(KIND_TABLE))
#define GROUPS (BIT(KIND_HEAD) | BIT(KIND_BODY) | BIT(KIND_FOOT))

/* Kinds that hold neither blocks (FLOW) nor inlines (LINE, INLINE), nor nothing (VOID, TEXT).
 */
static const uint64_t content[KIND_COUNT] = {
	[KIND_DOCUMENT] = BLOCKS | BIT(KIND_FRONT),
	[KIND_FRONT] = BIT(KIND_TITLE) | BIT(KIND_FIELD),
	[KIND_FIGURE] = BLOCKS | BIT(KIND_CAPTION),
	[KIND_LIST] = BIT(KIND_ITEM),
	[KIND_ITEM] = BLOCKS,
	[KIND_DEFLIST] = BIT(KIND_TERM) | BIT(KIND_DEF),
	[KIND_TERM] = INLINES,
	[KIND_DEF] = BLOCKS,
	[KIND_FIELD] = BIT(KIND_TERM) | BIT(KIND_DEF),
	[KIND_TABLE] = GROUPS | BIT(KIND_CAPTION),
	[KIND_CAPTION] = INLINES,
	[KIND_HEAD] = BIT(KIND_ROW),
	[KIND_BODY] = BIT(KIND_ROW),
	[KIND_FOOT] = BIT(KIND_ROW),
	[KIND_ROW] = BIT(KIND_CELL),
	[KIND_CELL] = BLOCKS,
};

static uint64_t content_of(enum kind kind)
{
	if (content[kind])
		return content[kind];
	switch ((enum class)kind_class[kind]) {
	case CLASS_FLOW:
		return BLOCKS;
	case CLASS_LINE:
	case CLASS_INLINE:
		return INLINES;
	default:
		return 0;
	}
}

bool kind_may_hold(enum kind parent, enum kind child)
{
	return content_of(parent) & BIT(child);
}

bool kind_is_inline(enum kind kind)
{
	return INLINES & BIT(kind);
}

bool kind_is_block(enum kind kind)
{
	return BLOCKS & BIT(kind);
}

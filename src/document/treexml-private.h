#ifndef GUIDANG_TREEXML_PRIVATE_H
#define GUIDANG_TREEXML_PRIVATE_H

/*
 * What the parts of the tree's XML share: treexml-write.c, treexml-parse.c
 * (SAX to elements), treexml-node.c (elements to nodes), treexml-read.c (into an
 * empty document), treexml-merge.c (over a document that is there).
 */
#include <libxml/parser.h>

#include "base/buf.h"
#include "document/document.h"

#define TREEXML_NAMESPACE "urn:guidang:tree:1"
#define TREEXML_VERSION	  1

/* Elements inside <document> may be nested this deep: what ingest lets through, and room for
   what filters and external programs wrap around it. */
#define TREEXML_DEPTH_MAX (TREE_DEPTH_MAX + 64)

/* Ids above this are refused, so that new ones can always be given. */
#define TREEXML_ID_MAX 0x7fffffffu

/* What a node can be flagged with; ends with a NULL name. */
struct treexml_flag {
	unsigned flag; /* enum node_flag */
	const char *name;
};
extern const struct treexml_flag treexml_flags[];
/* Codes of diags.def, as they stand there. */
extern const char *const treexml_diag_names[DIAG_COUNT];

/* The attributes of an element as SAX2 hands them over; values are not NUL-terminated. */
struct xml_attributes {
	const xmlChar **list; /* five a piece: name, prefix, namespace, value, end of value */
	int count;
};

/* The value of the i-th attribute, where it is one of ours (no namespace); name NULL where not.
 */
struct xml_value {
	const char *name;
	const char *text;
	size_t len; /* [bytes] */
};
struct xml_value xml_attribute(struct xml_attributes attributes, int i);
/* A copy, in the arena, of the value of the attribute with the name; NULL where there is none.
 */
char *xml_attribute_copy(
	struct arena *arena, struct xml_attributes attributes, const char *name);

/* Where in the file's outer part the parser is; each has one place it can stand in. */
enum treexml_place {
	PLACE_OUTSIDE,
	PLACE_ROOT,
	PLACE_SOURCE,
	PLACE_CHECKS,
	PLACE_CHECK,
	PLACE_DIAGS,
	PLACE_DIAG,
	PLACE_TREE,
	PLACE_COUNT
};

struct treexml_parser;
typedef void (*treexml_start)(struct treexml_parser *p, struct xml_attributes attributes);
typedef void (*treexml_end)(struct treexml_parser *p);

/* An element of the outer part. */
struct treexml_element {
	const char *name;
	enum treexml_place in, place; /* where it stands; what is inside it */
	treexml_start start;	      /* NULL: nothing to do */
	treexml_end end;
};

struct treexml_parser {
	struct document *doc;
	xmlParserCtxt *xml;
	const struct treexml_element *elements; /* of the outer part; ends with a NULL name */
	enum treexml_place place;
	unsigned skipping; /* elements open inside one that is ignored, itself included */
	struct node *root; /* DOCUMENT of what is read; NULL until it begins */
	struct node *open; /* node whose element is open; NULL where none is */
	struct node *line; /* implied PARA open for loose inlines; NULL where none is */
	unsigned depth;	   /* nodes open */
	struct buf text;   /* characters since the last tag */
	const char *
		answered; /* the external filter that the file is from; NULL where it is none */
	uint32_t raw_len; /* what the TEXT that is open says it answers for [bytes] */
	uint32_t last_id; /* highest id that was given, or said to be */
	struct id_line {
		uint32_t id, line;
	} * ids; /* every id in the file, and its line there */
	size_t id_count, id_room;
	uint64_t text_bytes; /* raw_len of all texts so far [bytes] */
	bool failed;	     /* and said so, or memory ran out */
};

/*
 * Reads xml into unlinked nodes of doc's tree under p->root. doc's own tree is not touched, and
 * its last_id and filter are as before. 0, or -1 with a diagnostic. The caller zeroes p, sets
 * doc and elements, and ends with treexml_parser_free in any case.
 */
int treexml_parse(struct treexml_parser *p, const char *xml, size_t len);
void treexml_parser_free(struct treexml_parser *p);

/* The file is no tree, for the reason given; the parser stops once the handler returns. Only
   the first call says it. */
void treexml_fail(struct treexml_parser *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same with a line of the file; 0: none. */
void treexml_fail_at(struct treexml_parser *p, uint32_t line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Line in the file that is read. */
uint32_t treexml_line(const struct treexml_parser *p);

/* An element inside <document>, <document> itself included: begun and ended. */
void treexml_node_start(
	struct treexml_parser *p, const char *name, struct xml_attributes attributes);
void treexml_node_end(struct treexml_parser *p);
/* Characters outside <text>: white space alone is dropped, all else becomes a TEXT. */
void treexml_node_characters(struct treexml_parser *p);

/* Digits only, at most max. 0 or -1. */
int treexml_number(struct xml_value value, uint64_t max, uint64_t *number);

/* Gives every node at or under root that has no id (0) the next one. */
void treexml_number_nodes(struct tree *t, struct node *root);
/* Where root holds no live FRONT, puts one first, without an id, and returns it; NULL where
   there was one. */
struct node *treexml_ensure_front(struct tree *t, struct node *root);

#endif

#ifndef GUIDANG_READBACK_PRIVATE_H
#define GUIDANG_READBACK_PRIVATE_H

/* What the readers of documents build a readback with. */
#include <libxml/xmlreader.h>
#include <zip.h>

#include "verify/readback.h"

/* Rows and columns of a table that is read: more cannot be a document of ours. */
#define READBACK_GRID_MAX 1000000

struct readback_builder {
	struct readback *to;
	struct buf text; /* of the line or cell at work */
	unsigned depth;	 /* tables around */
	unsigned row, column;
	struct readback_cell cell; /* at work; text is not set */
};

void readback_put_text(struct readback_builder *b, const char *s);
/* Outside of tables a line is complete. */
void readback_end_line(struct readback_builder *b);

void readback_open_table(struct readback_builder *b);
void readback_close_table(struct readback_builder *b);
void readback_open_row(struct readback_builder *b);
/* Spans from 1. The cell stands at b->column, which goes on by "over" when it is closed. */
void readback_open_cell(struct readback_builder *b, unsigned rows, unsigned columns);
void readback_close_cell(struct readback_builder *b, unsigned over);

/* ---- packages ---- */

struct readback_package {
	zip_t *zip;
	struct readback *to; /* whose arena has the sentences */
	const char *why;
};

/* 0, or -1 with p->why. The bytes must live as long. */
int readback_open_package(
	struct readback_package *p, struct readback *to, const char *bytes, size_t len);
void readback_close_package(struct readback_package *p);
/* p->why by a printf format; -1. */
int readback_fault(struct readback_package *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

bool readback_has_file(const struct readback_package *p, const char *name);
/* Adds a file's bytes, whose checksum is right. 0, or -1 with p->why. */
int readback_get_file(struct readback_package *p, const char *name, struct buf *out);
/* Every file can be read. 0, or -1 with p->why. */
int readback_check_files(struct readback_package *p);

/* Calls on_node for each node of an XML file of the package, in order. 0, or -1 with p->why:
   also where on_node returns -1. */
int readback_walk_xml(struct readback_package *p, const char *name,
	int (*on_node)(void *user, xmlTextReaderPtr reader), void *user);

/* Whether the reader is at an element of the name in the namespace. */
bool readback_is(xmlTextReaderPtr reader, const char *ns, const char *name);
/* The attribute as a number from 1 to READBACK_GRID_MAX, or 1. */
unsigned readback_number(xmlTextReaderPtr reader, const char *ns, const char *name);
/* The attribute, which the caller gives back with xmlFree; NULL where there is none. */
char *readback_attribute(xmlTextReaderPtr reader, const char *ns, const char *name);

#endif

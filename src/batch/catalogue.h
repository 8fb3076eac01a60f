#ifndef GUIDANG_CATALOGUE_H
#define GUIDANG_CATALOGUE_H

/*
 * 归档文件目录: the list of the documents of one batch or more, from their manifests.
 *
 * Columns and their order are those of DA/T 22-2015 归档文件整理规则: 序号, 档号, 文号, 责任者,
 * 题名, 日期, 密级, 页数, 备注. Dates have the eight digits that the rule asks for. What the
 * archive gives later (档号, 密级) stays empty to be filled in, and so does 页数: how many
 * pages a document has on paper is not known before it is printed.
 */
#include "base/buf.h"
#include "document/options.h"

struct catalogue;

enum catalogue_group { CATALOGUE_BY_YEAR, CATALOGUE_BY_ISSUER, CATALOGUE_UNGROUPED };

struct catalogue *catalogue_new(void); /* NULL when memory runs out */
void catalogue_free(struct catalogue *c);

enum catalogue_read {
	CATALOGUE_READ,
	CATALOGUE_CUT,	      /* the same, but *line was broken off and is left out */
	CATALOGUE_MALFORMED,  /* *line is no entry, nothing after it was read */
	CATALOGUE_UNREADABLE, /* errno tells */
};

/* Adds the entries of the manifest at path. */
enum catalogue_read catalogue_add(struct catalogue *c, const char *path, unsigned *line);

/*
 * Writes the catalogue in an output format (guidang.h) to the end of out: the list in its
 * groups, the number of documents by category, and what became of every source record. title:
 * of the document; NULL for 归档文件目录. 0, or -1 (no such format, memory).
 */
int catalogue_write(struct catalogue *c, enum catalogue_group group, const char *title,
	const struct options *options, const char *format, struct buf *out);

#endif

#ifndef GUIDANG_FILTER_H
#define GUIDANG_FILTER_H

/*
 * What a filter is, and all that it may use: the tree, matching, text, tables,
 * diagnostics. A filter's file ends with its one exported thing,
 *
 *     const struct filter filter_strip_links = {
 *             .name = "strip-links",
 *             .stage = STAGE_STRIP,
 *             .help = "drop link farms: blocks that are mostly anchors",
 *             .run = run,
 *     };
 *
 * in a file filters/strip-links.c: make finds it by that name.
 */
#include "base/buf.h"
#include "document/document.h"
#include "tree/grid.h"
#include "base/match.h"
#include "tree/text.h"

/* The stages of a chain, in order: STAGE(NAME, "word") */
#define STAGES(STAGE)                                                                          \
	STAGE(INGEST, "ingest")                                                                \
	STAGE(STRIP, "strip")                                                                  \
	STAGE(RESTRUCTURE, "restructure")                                                      \
	STAGE(EMIT, "emit")

#define STAGE_OF(name, word) STAGE_##name,
enum stage { STAGES(STAGE_OF) STAGE_COUNT };
#undef STAGE_OF

/* What the world outside calls a format: what is said of files elsewhere. */
struct media {
	const char *type;    /* media type */
	const char *name;    /* as PRONOM, the National Archives' registry, has it */
	const char *version; /* NULL: none is said */
	const char *puid;    /* PRONOM's identifier; NULL: it has none */
};

/* Versions of one format that can be written. */
#define MEDIA_MAX 2

/* All functions: 0, or -1 where the input or the system made it impossible (said by diag_report
   or by a failed arena or buf). */
struct filter {
	const char *name; /* as on the command line; the file's name without .c */
	enum stage stage;
	const char *help; /* one line for --list-filters */

	/* STAGE_INGEST: reads bytes into doc's empty tree. The bytes outlive doc; bytes[len] is
	 * NUL. */
	int (*ingest)(struct document *doc, const char *bytes, size_t len);
	/* STAGE_STRIP, STAGE_RESTRUCTURE: changes the tree. */
	int (*run)(struct document *doc);
	/* STAGE_EMIT: writes doc to out, and leaves doc as it is. */
	int (*emit)(const struct document *doc, struct buf *out);

	/* STAGE_INGEST and STAGE_EMIT: */
	const char *format;    /* word for -f or -t */
	const char *extension; /* names of its files end in it, after a dot; more, separated by
				  spaces: the first is the one that is written */
	bool binary;	       /* not for a terminal */
	/* By version, the first is what is written where none is asked for; after the last,
	   type is NULL. Of a format that is both read and written the emitter has it. */
	struct media media[MEDIA_MAX];
};

#endif

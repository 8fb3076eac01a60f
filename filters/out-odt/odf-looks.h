#ifndef GUIDANG_ODF_LOOKS_H
#define GUIDANG_ODF_LOOKS_H

/*
 * Paragraphs and runs of OpenDocument carry no properties but by a style: here are those that
 * are made for what the named ones do not say. Each look has one, found by hash.
 */
#include "odf-styles.h"

/* What a paragraph or a table does to the page. */
enum odf_turn { ODF_TURN_NOT, ODF_TURN_UPRIGHT, ODF_TURN_ACROSS };

struct odf_looks {
	struct look *look;
	unsigned count, room;
	unsigned *slots; /* number + 1; 0: free */
	unsigned slot_count;
	bool faced;  /* a run names a font */
	bool failed; /* memory ran out */
};

/* The name of the paragraph's style. A new one is written to automatic. */
void odf_look_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o, const struct office_paragraph *p, enum odf_turn turn);
/* The same of the text style for o->run. */
void odf_run_name(char *name, size_t size, struct odf_looks *l, struct xml_out *automatic,
	const struct office *o);
void odf_looks_free(struct odf_looks *l);

/* The master page that is turned to; NULL for ODF_TURN_NOT. */
const char *odf_master(enum odf_turn turn);

#endif

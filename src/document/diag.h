#ifndef GUIDANG_DIAG_H
#define GUIDANG_DIAG_H

/*
 * What the input is like: located, graded, counted.
 *
 * What the system refuses (no memory, no file) is an error code of the
 * function that met it; this channel is for the page. Messages come from
 * diags.def, so that code, grade and sentence cannot disagree.
 */
#include <stdint.h>

enum diag_level { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

enum diag_code {
#define DIAG(name, level, format) DIAG_##name,
#include "document/diags.def"
#undef DIAG
	DIAG_COUNT
};

struct diag {
	enum diag_code code;
	enum diag_level level;
	uint32_t line;	     /* in the source, from 1; 0 where there is no place */
	const char *message; /* one line, UTF-8; lives as long as the document */
	struct diag *next;
};

/* "note", "warning" or "error". */
const char *diag_level_name(enum diag_level level);

#endif

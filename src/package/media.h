#ifndef GUIDANG_MEDIA_H
#define GUIDANG_MEDIA_H

/* Names that the world outside has for the formats of pages and documents. */
struct media {
	const char *format;  /* as after -t and -f: odt, docx … */
	const char *type;    /* media type */
	const char *name;    /* as PRONOM has it */
	const char *version; /* NULL: none is said */
	const char *puid;    /* PRONOM's identifier */
};

/* version: as after --odf-version, for odt; NULL: the one that is written by itself. NULL:
   there is no such format. */
const struct media *media_of(const char *format, const char *version);

#endif

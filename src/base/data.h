#ifndef GUIDANG_DATA_H
#define GUIDANG_DATA_H

/* Files compiled into the library: profiles and the fixed parts of office packages. Generated
   by src/gen-data.sh from filters/profiles/ and filters/parts/. */
#include <stddef.h>

struct data_file {
	const char *name; /* path below filters/: "profiles/annual-report-2021.profile" */
	const char *text; /* NUL-terminated */
	size_t len;	  /* [bytes] */
};

extern const struct data_file data_files[]; /* sorted by name; ends with a NULL name */

/* NULL where there is none. */
const struct data_file *data_find(const char *name);

#endif

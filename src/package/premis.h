#ifndef GUIDANG_PREMIS_H
#define GUIDANG_PREMIS_H

/*
 * A batch as PREMIS 3.0 (Library of Congress, 2015): its pages and documents as objects, with
 * fixity and format, what was done as events, and by whom, this program as an agent.
 *
 * When something was done is told by what is known (ISO 8601-2:2019, which was EDTF): the time
 * that the caller gives; without one, an interval that is open after the page's capture; XXXX
 * if there is not even that.
 */
#include "package/packing.h"

#define PREMIS_NAME "premis.xml"

/* Gives the XML to put, piece by piece, which says 0 to go on. 0, that, or -1 with a reason. */
int premis_put(
	struct packing *p, int (*put)(void *user, const char *bytes, size_t len), void *user);

/* Takes away what a call left in the folder that was killed while it wrote one: nobody else may
   be writing there. */
void premis_tidy(const char *folder);

/* Writes it beside the manifest, whole or not at all. 0 or -1. */
int premis_write(struct packing *p);

#endif

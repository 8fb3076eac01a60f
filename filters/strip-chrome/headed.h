#ifndef GUIDANG_HEADED_H
#define GUIDANG_HEADED_H

/* Boxes and stretches of a page whose first line says that they are the portal's: related
   links, disclaimers, what others read. */
#include "document/document.h"
#include "evidence/evidence.h"

/* Drops them where they are little of the page, whose prose is page. e was measured for doc. 0,
   or -1 (memory). */
int headed_strip(struct document *doc, const struct evidence *e, float page);

#endif

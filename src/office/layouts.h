#ifndef GUIDANG_LAYOUTS_H
#define GUIDANG_LAYOUTS_H

/* Built-in layouts, each read once for many documents. One struct layouts serves one thread. */
#include "office/layout.h"

struct layouts;

struct layouts *layouts_new(void); /* NULL when memory runs out */
void layouts_free(struct layouts *l);

/* The built-in layout of the name, which lives as long as l. NULL: there is none, or memory ran
   out. */
const struct layout *layouts_find(struct layouts *l, const char *name);

#endif

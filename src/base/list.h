#ifndef GUIDANG_LIST_H
#define GUIDANG_LIST_H

/* Arrays that grow as things are added: stacks and lists of which nobody knows the length. */
#include <stddef.h>

/* The array, moved to where there is room for twice the things of the size, or for some where
   there was none: as *room says. NULL when memory runs out: then all is as it was. */
void *list_double(void *array, size_t *room, size_t size);

#endif

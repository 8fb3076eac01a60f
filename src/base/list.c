#include "base/list.h"

#include <stdint.h>
#include <stdlib.h>

/* What most lists of a page need [things]. */
#define LIST_FIRST 32

void *list_double(void *array, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : LIST_FIRST;
	void *larger =
		more < *room || more > SIZE_MAX / size ? NULL : realloc(array, more * size);

	if (larger)
		*room = more;
	return larger;
}

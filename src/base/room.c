#include "base/room.h"

#include <stdint.h>
#include <stdlib.h>

/* What most lists of a page need [things]. */
#define ROOM_FIRST 32

void *room_double(void *array, size_t *room, size_t size)
{
	size_t more = *room ? 2 * *room : ROOM_FIRST;
	void *larger =
		more < *room || more > SIZE_MAX / size ? NULL : realloc(array, more * size);

	if (larger)
		*room = more;
	return larger;
}

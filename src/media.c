#include "media.h"

#include <stddef.h>
#include <string.h>

static const struct media all[] = {
#define MEDIA(format, type, name, version, puid) {format, type, name, version, puid},
#include "media.def"
#undef MEDIA
};

const struct media *media_of(const char *format)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].format, format))
			return &all[i];
	return NULL;
}

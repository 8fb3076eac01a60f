#include "package/media.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct media all[] = {
#define MEDIA(format, type, name, version, puid) {format, type, name, version, puid},
#include "package/media.def"
#undef MEDIA
};

static bool is_version(const struct media *media, const char *version)
{
	return !version || !media->version || !strcmp(media->version, version);
}

const struct media *media_of(const char *format, const char *version)
{
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (!strcmp(all[i].format, format) &&
			(strcmp(format, "odt") || is_version(&all[i], version)))
			return &all[i];
	return NULL;
}

#include "package/media.h"

#include <string.h>

#include "convert/chain.h"

const struct media *media_of(const char *format, const char *version)
{
	for (const struct filter *const *f = filters_all; *f; f++) {
		const struct media *all = (*f)->media;

		if (!all->type || strcmp((*f)->format, format) != 0)
			continue;
		for (size_t i = 0; version && i < MEDIA_MAX && all[i].type; i++)
			if (all[i].version && !strcmp(all[i].version, version))
				return &all[i];
		return all;
	}
	return NULL;
}

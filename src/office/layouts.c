#include "office/layouts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/data.h"

struct kept {
	struct kept *next;
	struct layout layout;
};

struct layouts {
	struct arena arena; /* holds all */
	struct kept *kept;
};

struct layouts *layouts_new(void)
{
	return calloc(1, sizeof(struct layouts));
}

void layouts_free(struct layouts *l)
{
	if (!l)
		return;
	arena_free(&l->arena);
	free(l);
}

static bool is_built_in(const char *name)
{
	struct buf path = BUF_INIT;
	bool found;

	buf_printf(&path, "layouts/%s.layout", name);
	found = !buf_failed(&path) && data_find(buf_str(&path));
	buf_free(&path);
	return found;
}

static const struct layout *read_built_in(struct layouts *l, const char *name)
{
	struct kept *k = arena_alloc(&l->arena, sizeof *k);
	struct layout_error error;

	if (!k || layout_load(&k->layout, &l->arena, name, &error))
		return NULL;
	k->next = l->kept;
	l->kept = k;
	return &k->layout;
}

const struct layout *layouts_find(struct layouts *l, const char *name)
{
	for (const struct kept *k = l->kept; k; k = k->next)
		if (!strcmp(k->layout.name, name))
			return &k->layout;
	return is_built_in(name) ? read_built_in(l, name) : NULL;
}

#include "archive/place-index.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

#define ROOM_MIN ((size_t)1 << 10)

/* Keys that have their slots taken over and over are not kept: searches stay short, whoever
   chose the keys. */
#define PROBES_MAX 64

struct place_slot {
	uint64_t hash;	/* 0: free */
	uint64_t place; /* offset << 24 | file */
};

static uint64_t hash_of(char kind, const char *key)
{
	uint64_t h = hash_bytes(hash_add(HASH_START, (unsigned char)kind), key, strlen(key));

	return h ? h : 1;
}

static void put(struct place_index *l, uint64_t hash, uint64_t place)
{
	for (unsigned i = 0; i < PROBES_MAX; i++) {
		struct place_slot *slot = &l->slots[(hash + i) & (l->room - 1)];

		if (!slot->hash) {
			*slot = (struct place_slot){hash, place};
			l->used++;
			return;
		}
	}
}

/* Twice the room. In the order of the slots, starting after a free one, the places of a key
   keep their order. */
static bool grow(struct place_index *l)
{
	struct place_slot *old = l->slots;
	size_t room = l->room, start = 0;

	l->room = room ? room * 2 : ROOM_MIN;
	l->slots = calloc(l->room, sizeof *l->slots);
	if (!l->slots) {
		l->slots = old;
		l->room = room;
		return false;
	}
	l->used = 0;
	while (start < room && old[start].hash)
		start++;
	for (size_t i = 0; i < room; i++) {
		const struct place_slot *slot = &old[(start + i) & (room - 1)];

		if (slot->hash)
			put(l, slot->hash, slot->place);
	}
	free(old);
	return true;
}

void place_index_add(struct place_index *l, char kind, const char *key, struct place place)
{
	if (place.file >> 24 || place.offset >> 40 || l->used >= PLACE_INDEX_MAX)
		return;
	if (l->used >= l->room / 2 && !grow(l))
		return;
	put(l, hash_of(kind, key), place.offset << 24 | place.file);
}

bool place_index_find(const struct place_index *l, char kind, const char *key, unsigned n,
	struct place *place)
{
	uint64_t hash = hash_of(kind, key);

	for (unsigned i = 0; l->room && i < PROBES_MAX; i++) {
		const struct place_slot *slot = &l->slots[(hash + i) & (l->room - 1)];

		if (!slot->hash)
			return false;
		if (slot->hash != hash || n--)
			continue;
		*place = (struct place){slot->place & 0xFFFFFF, slot->place >> 24};
		return true;
	}
	return false;
}

void place_index_free(struct place_index *l)
{
	free(l->slots);
	*l = (struct place_index){0};
}

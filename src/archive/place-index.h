#ifndef GUIDANG_PLACE_INDEX_H
#define GUIDANG_PLACE_INDEX_H

/*
 * An index of places in files by hashed keys. It holds 16 bytes a key and
 * not more than PLACE_INDEX_MAX keys; what does not fit is not found. Two keys can have one
 * hash: the reader of a place checks what is there.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In at most 64 MiB, since half of the room stays free. */
#define PLACE_INDEX_MAX ((size_t)1 << 21)

struct place_index {
	struct place_slot *slots; /* room of them, a power of two */
	size_t room, used;
};

struct place {
	unsigned file;	 /* number of the file, below 2^24 */
	uint64_t offset; /* below 2^40 [bytes] */
};

/* The key is a kind of key (a letter) and its text. Places of one key keep their order. */
void place_index_add(struct place_index *l, char kind, const char *key, struct place place);
/* The n-th place of a key, counted from 0. */
bool place_index_find(const struct place_index *l, char kind, const char *key, unsigned n,
	struct place *place);
void place_index_free(struct place_index *l);

#endif

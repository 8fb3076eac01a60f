#include "office/deflater.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Files that are kept: some ten of a document, by the few languages and layouts that a batch
   mixes. */
#define KEPT_MAX 64

/* Larger files are not kept [bytes]. */
#define KEPT_SIZE_MAX ((size_t)64 << 10)

/* zlib takes and gives no more at once [bytes]. */
#define PIECE_MAX ((size_t)1 << 30)

struct kept {
	struct buf bytes; /* as they came */
	struct deflated deflated;
	uint64_t used; /* the last time: runs before it */
};

struct deflater {
	z_stream zlib;
	bool begun; /* there is a state of zlib's */
	struct kept kept[KEPT_MAX];
	unsigned kept_count;
	uint64_t runs;
};

struct deflater *deflater_new(void)
{
	return calloc(1, sizeof(struct deflater));
}

static void kept_free(struct kept *k)
{
	buf_free(&k->bytes);
	buf_free(&k->deflated.bytes);
}

void deflater_free(struct deflater *d)
{
	if (!d)
		return;
	if (d->begun)
		deflateEnd(&d->zlib);
	for (unsigned i = 0; i < d->kept_count; i++)
		kept_free(&d->kept[i]);
	free(d);
}

/* Text output needs no state: it is made when there is something to deflate. */
static int begin(struct deflater *d)
{
	if (d->begun)
		return deflateReset(&d->zlib) == Z_OK ? 0 : -1;
	d->begun = deflateInit2(&d->zlib, DEFLATER_LEVEL, Z_DEFLATED, -MAX_WBITS,
			   DEFLATER_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK;
	return d->begun ? 0 : -1;
}

static size_t piece(size_t len)
{
	return len < PIECE_MAX ? len : PIECE_MAX;
}

/* Room is made for what XML mostly comes to, and as it is needed. */
static int deflate_all(z_stream *z, const unsigned char *in, size_t len, struct buf *out)
{
	int rc = Z_OK;

	while (rc == Z_OK) {
		size_t taken = piece(len), room;

		if (buf_reserve(out, len / 4 + 256))
			return -1;
		room = piece(out->cap - out->len - 1);
		z->next_in = (z_const Bytef *)in;
		z->avail_in = (uInt)taken;
		z->next_out = (Bytef *)out->data + out->len;
		z->avail_out = (uInt)room;
		rc = deflate(z, taken == len ? Z_FINISH : Z_NO_FLUSH);
		in += taken - z->avail_in;
		len -= taken - z->avail_in;
		out->len += room - z->avail_out;
	}
	return rc == Z_STREAM_END ? 0 : -1;
}

static int deflate_new(struct deflater *d, const void *bytes, size_t len, struct deflated *out)
{
	if (begin(d) || deflate_all(&d->zlib, bytes, len, &out->bytes)) {
		buf_free(&out->bytes);
		return -1;
	}
	out->size = len;
	out->crc = (uint32_t)crc32_z(0, bytes, len);
	return 0;
}

static struct kept *find(struct deflater *d, const void *bytes, size_t len)
{
	for (struct kept *k = d->kept; k < d->kept + d->kept_count; k++)
		if (k->bytes.len == len && !memcmp(k->bytes.data, bytes, len))
			return k;
	return NULL;
}

/* A new place, or that of the file that was last asked for longest ago. */
static struct kept *make_place(struct deflater *d)
{
	struct kept *oldest = d->kept;

	if (d->kept_count < KEPT_MAX)
		return &d->kept[d->kept_count++];
	for (struct kept *k = d->kept; k < d->kept + KEPT_MAX; k++)
		if (k->used < oldest->used)
			oldest = k;
	kept_free(oldest);
	return oldest;
}

static int copy_deflated(struct deflated *to, const struct deflated *from)
{
	*to = *from;
	to->bytes = (struct buf)BUF_INIT;
	buf_put(&to->bytes, from->bytes.data, from->bytes.len);
	return buf_failed(&to->bytes) ? -1 : 0;
}

/* If there is no memory for it, it is not kept. */
static void keep(
	struct deflater *d, const void *bytes, size_t len, const struct deflated *deflated)
{
	struct kept *k, new = {.bytes = BUF_INIT, .used = d->runs};

	buf_put(&new.bytes, bytes, len);
	if (buf_failed(&new.bytes) || copy_deflated(&new.deflated, deflated)) {
		kept_free(&new);
		return;
	}
	k = make_place(d);
	*k = new;
}

int deflater_run(
	struct deflater *d, const void *bytes, size_t len, bool usual, struct deflated *out)
{
	struct kept *k;

	*out = (struct deflated){.bytes = BUF_INIT};
	usual = usual && len && len <= KEPT_SIZE_MAX;
	k = usual ? find(d, bytes, len) : NULL;
	d->runs++;
	if (k) {
		k->used = d->runs;
		return copy_deflated(out, &k->deflated);
	}
	if (deflate_new(d, bytes, len, out))
		return -1;
	if (usual)
		keep(d, bytes, len, out);
	return 0;
}

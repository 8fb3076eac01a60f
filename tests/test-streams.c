/* Streams, what unpacks them, and the index of places. */
#include "records-fixture.h"

#include <errno.h>

#include <zstd.h>

#include "archive/place-index.h"
#include "archive/stream.h"
#include "archive/unpack.h"
#include "archive/zipdir.h"

/* ---- streams ---- */

struct slow {
	size_t given, size;
};

/* Bytes that count up, three at a time. */
static ssize_t give_slowly(void *user, char *to, size_t room)
{
	struct slow *s = user;
	size_t n = 0;

	while (n < 3 && n < room && s->given < s->size)
		to[n++] = (char)s->given++;
	return (ssize_t)n;
}

static void assert_counts(struct stream *s, size_t from, size_t size)
{
	const char *p;

	assert_int_equal(stream_at(s), from);
	for (size_t i = from; i < size; i++) {
		assert_true(stream_peek(s, 1, &p) >= 1);
		assert_int_equal((unsigned char)*p, i & 0xFF);
		assert_int_equal(stream_skip(s, 1), 1);
	}
	assert_int_equal(stream_peek(s, 1, &p), 0);
	assert_int_equal(stream_skip(s, 1), 0);
	assert_int_equal(stream_at(s), size);
}

static void test_bytes_come_in_order_from_everywhere(void **state)
{
	size_t size = 3 * STREAM_WINDOW + 7;
	struct slow slow = {0, size};
	struct buf bytes = BUF_INIT;
	struct stream *s;

	for (size_t i = 0; i < size; i++)
		buf_putc(&bytes, (char)i);
	fixture_write("counting", bytes.data, bytes.len);
	s = stream_from(give_slowly, NULL, &slow);
	assert_false(stream_seekable(s));
	assert_true(stream_end(s) == STREAM_UNKNOWN);
	assert_counts(s, 0, size);
	stream_free(s);
	s = stream_memory(bytes.data, bytes.len);
	assert_int_equal(stream_end(s), size);
	assert_counts(s, 0, size);
	stream_seek(s, 5);
	assert_counts(s, 5, size);
	stream_free(s);
	s = stream_open(fixture_path("counting"));
	assert_counts(s, 0, size);
	stream_seek(s, 100);
	stream_seek(s, size - 5);
	assert_counts(s, size - 5, size);
	stream_seek(s, 1);
	assert_counts(s, 1, size);
	stream_free(s);
	s = stream_open_range(fixture_path("counting"), 10, 200);
	assert_counts(s, 10, 210);
	stream_free(s);
	buf_free(&bytes);
}

static void test_a_view_ahead_is_at_most_the_window(void **state)
{
	struct slow slow = {0, 2 * STREAM_WINDOW};
	struct stream *s = stream_from(give_slowly, NULL, &slow);
	const char *p;

	assert_int_equal(stream_peek(s, 2 * STREAM_WINDOW, &p), STREAM_WINDOW);
	assert_int_equal(stream_skip(s, 10), 10);
	assert_int_equal(stream_peek(s, STREAM_WINDOW, &p), STREAM_WINDOW);
	assert_int_equal((unsigned char)*p, 10);
	stream_free(s);
}

static void test_ranges_that_are_not_there(void **state)
{
	fixture_puts("small", "0123456789");
	assert_null(stream_open_range(fixture_path("small"), 5, 6));
	assert_null(stream_open_range(fixture_path("small"), 11, 0));
	assert_null(stream_open_range(fixture_path("small"), 1, UINT64_MAX));
	assert_null(stream_open(fixture_path("none")));
}

static ssize_t give_error(void *user, char *to, size_t room)
{
	errno = EIO;
	return -1;
}

static void test_a_read_that_fails_ends_the_stream(void **state)
{
	struct stream *s = stream_from(give_error, NULL, NULL);
	const char *p;

	assert_int_equal(stream_error(s), 0);
	assert_int_equal(stream_peek(s, 1, &p), 0);
	assert_int_equal(stream_error(s), EIO);
	stream_free(s);
}

/* ---- members ---- */

static void put_frame(struct buf *out, const char *s)
{
	char piece[1024];
	size_t len = ZSTD_compress(piece, sizeof piece, s, strlen(s), 3);

	assert_false(ZSTD_isError(len));
	buf_put(out, piece, len);
}

static void put_member(struct buf *out, const char *s, bool zstd)
{
	if (zstd)
		put_frame(out, s);
	else
		put_deflated(out, 31, s, strlen(s));
}

static void assert_member(struct unpack *u, const char *want)
{
	struct buf out = BUF_INIT;

	unpack_read(u, 1000, &out);
	assert_string_equal(buf_str(&out), want);
	assert_int_equal(unpack_state(u), UNPACK_MEMBER_END);
	assert_int_equal(unpack_at(u), strlen(want));
	buf_free(&out);
}

static void test_members_are_read_alone(void **state)
{
	for (int zstd = 0; zstd < 2; zstd++) {
		struct buf packed = BUF_INIT;
		struct unpack *u;
		size_t second;

		put_member(&packed, "first", zstd);
		second = packed.len;
		if (zstd) /* a frame that is no data */
			buf_put(&packed, "\x50\x2a\x4d\x18\4\0\0\0skip", 12);
		put_member(&packed, "second", zstd);
		u = unpack_new(stream_memory(packed.data, packed.len));
		assert_true(unpack_compressed(u));
		assert_member(u, "first");
		assert_int_equal(unpack_member(u), 0);
		assert_true(unpack_next(u));
		assert_member(u, "second");
		assert_false(unpack_next(u));
		unpack_seek(u, second);
		assert_member(u, "second");
		unpack_free(u);
		buf_free(&packed);
	}
}

static void test_what_is_no_member_is_passed_over(void **state)
{
	for (int zstd = 0; zstd < 2; zstd++) {
		struct buf packed = BUF_INIT;
		struct unpack *u;

		put_member(&packed, "first", zstd);
		buf_puts(&packed, "garbage");
		put_member(&packed, "second", zstd);
		u = unpack_new(stream_memory(packed.data, packed.len));
		assert_member(u, "first");
		assert_true(unpack_next(u));
		assert_int_equal(unpack_state(u), UNPACK_FAULT);
		assert_true(unpack_resync(u));
		assert_member(u, "second");
		assert_false(unpack_resync(u));
		unpack_free(u);
		buf_free(&packed);
	}
}

static void test_a_stream_that_is_not_packed_is_one_member(void **state)
{
	struct unpack *u = unpack_new(stream_memory("plain", 5));

	assert_false(unpack_compressed(u));
	assert_member(u, "plain");
	assert_false(unpack_next(u));
	unpack_free(u);
	u = unpack_new_plain(stream_memory("\x1f\x8b\x08 not", 7));
	assert_member(u, "\x1f\x8b\x08 not");
	unpack_free(u);
}

static void test_a_bomb_is_not_unpacked(void **state)
{
	struct buf zeros = BUF_INIT, packed = BUF_INIT;
	struct unpack *u;
	uint64_t given = 0;

	while (zeros.len < (size_t)16 << 20)
		buf_put(&zeros, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	packed.len = 0;
	{
		size_t room = ZSTD_compressBound(zeros.len), len;
		char *piece = malloc(room);

		len = ZSTD_compress(piece, room, zeros.data, zeros.len, 3);
		for (int i = 0; i < 100; i++)
			buf_put(&packed, piece, len);
		free(piece);
	}
	u = unpack_new(stream_memory(packed.data, packed.len));
	do
		given += unpack_skip(u, UINT64_MAX);
	while (unpack_state(u) == UNPACK_MEMBER_END && unpack_next(u));
	assert_int_equal(unpack_state(u), UNPACK_FAULT);
	assert_true(given < (UINT64_C(1) << 30) + (UINT64_C(1) << 20));
	assert_false(unpack_next(u));
	assert_false(unpack_resync(u));
	unpack_free(u);
	buf_free(&zeros);
	buf_free(&packed);
}

/* ---- places ---- */

static void test_places_are_found_in_their_order(void **state)
{
	struct place_index l = {0};
	struct place place;
	char key[32];

	assert_false(place_index_find(&l, 'u', "a", 0, &place));
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(key, sizeof key, "key %u", i);
		place_index_add(&l, 'u', key, (struct place){i % 7, i});
		if (i % 4000 == 0)
			place_index_add(&l, 'u', "again", (struct place){1, i});
	}
	for (unsigned i = 0; i < 20000; i++) {
		snprintf(key, sizeof key, "key %u", i);
		assert_true(place_index_find(&l, 'u', key, 0, &place));
		assert_int_equal(place.offset, i);
		assert_int_equal(place.file, i % 7);
		assert_false(place_index_find(&l, 'u', key, 1, &place));
		assert_false(place_index_find(&l, 'd', key, 0, &place));
	}
	for (unsigned i = 0; i < 5; i++) {
		assert_true(place_index_find(&l, 'u', "again", i, &place));
		assert_int_equal(place.offset, i * 4000);
	}
	assert_false(place_index_find(&l, 'u', "again", 5, &place));
	place_index_free(&l);
}

static void test_places_that_do_not_fit_are_not_kept(void **state)
{
	struct place_index l = {0};
	struct place place;

	place_index_add(&l, 'u', "a", (struct place){1u << 24, 0});
	place_index_add(&l, 'u', "b", (struct place){0, UINT64_C(1) << 40});
	for (unsigned i = 0; i < 100; i++)
		place_index_add(&l, 'u', "c", (struct place){0, i});
	assert_false(place_index_find(&l, 'u', "a", 0, &place));
	assert_false(place_index_find(&l, 'u', "b", 0, &place));
	assert_true(place_index_find(&l, 'u', "c", 63, &place));
	assert_false(place_index_find(&l, 'u', "c", 64, &place));
	place_index_free(&l);
}

/* ---- directories of ZIP files ---- */

#define LOCAL "PK\3\4\24\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0ax"
#define CENTRAL                                                                                \
	"PK\1\2\24\0\24\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0" \
	"\0\0\0\0a"
#define END "PK\5\6\0\0\0\0\1\0\1\0\57\0\0\0\40\0\0\0\3\0abc"

static void test_members_of_a_zip_have_places(void **state)
{
	static const char zip[] = LOCAL CENTRAL END;
	size_t len = sizeof zip - 1;
	struct stream *s = stream_memory(zip, len);
	struct zipdir z;

	assert_int_equal(zipdir_read(&z, s, 10), 0);
	assert_int_equal(z.count, 1);
	assert_int_equal(z.offsets[0], 0);
	assert_int_equal(zipdir_content(s, 0), 31);
	assert_int_equal(zipdir_content(s, 3), 0);
	zipdir_free(&z);
	assert_int_equal(zipdir_read(&z, s, 0), -1);
	stream_free(s);
	for (size_t cut = 1; cut < len; cut++) {
		s = stream_memory(zip, len - cut);
		assert_int_equal(zipdir_read(&z, s, 10), -1);
		stream_free(s);
	}
}

/* A central header with a name of these bytes at its end; flag: of UTF-8. */
static void put_central(struct buf *zip, unsigned char system, bool flag, const char *name)
{
	char header[46] = "PK\1\2\24";

	header[5] = (char)system;
	header[9] = flag ? 8 : 0;
	header[28] = (char)strlen(name);
	buf_put(zip, header, sizeof header);
	buf_puts(zip, name);
}

struct named {
	unsigned char system;
	bool flag;
	const char *name;
	bool utf8;
};

static void assert_names(const struct named *names)
{
	char end[22] = "PK\5\6";
	struct buf zip = BUF_INIT;
	struct stream *s;
	struct zipdir z;

	for (const struct named *n = names; n->name; n++, end[10]++)
		put_central(&zip, n->system, n->flag, n->name);
	buf_put(&zip, end, sizeof end);
	s = stream_memory(buf_str(&zip), zip.len);
	assert_int_equal(zipdir_read(&z, s, 10), 0);
	for (size_t i = 0; i < z.count; i++)
		assert_int_equal(z.utf8[i], names[i].utf8);
	zipdir_free(&z);
	stream_free(s);
	buf_free(&zip);
}

/* The same two bytes are a character of UTF-8 and one of GBK. */
static void test_what_names_in_a_zip_are_written_in(void **state)
{
	static const char either[] = "\xC4\xA3", gbk[] = "\xD6\xD0", wide[] = "\xE4\xB8\xAD";

	assert_names((const struct named[]){{0, false, "a", true}, {0}});
	assert_names((const struct named[]){{3, false, either, true}, {0}});
	assert_names((const struct named[]){{0, false, either, false}, {0}});
	assert_names((const struct named[]){{10, false, either, false}, {0}});
	assert_names((const struct named[]){{0, true, either, true}, {0}});
	assert_names(
		(const struct named[]){{0, false, either, true}, {0, false, wide, true}, {0}});
	assert_names((const struct named[]){{3, false, either, false}, {3, false, wide, true},
		{3, true, either, true}, {3, false, gbk, false}, {0}});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bytes_come_in_order_from_everywhere),
		cmocka_unit_test(test_a_view_ahead_is_at_most_the_window),
		cmocka_unit_test(test_ranges_that_are_not_there),
		cmocka_unit_test(test_a_read_that_fails_ends_the_stream),
		cmocka_unit_test(test_members_are_read_alone),
		cmocka_unit_test(test_what_is_no_member_is_passed_over),
		cmocka_unit_test(test_a_stream_that_is_not_packed_is_one_member),
		cmocka_unit_test(test_a_bomb_is_not_unpacked),
		cmocka_unit_test(test_places_are_found_in_their_order),
		cmocka_unit_test(test_places_that_do_not_fit_are_not_kept),
		cmocka_unit_test(test_members_of_a_zip_have_places),
		cmocka_unit_test(test_what_names_in_a_zip_are_written_in),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}

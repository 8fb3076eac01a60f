/* ZIP packages, and the pictures that go into them: read back by libzip, and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "office/deflater.h"
#include "picture/image.h"
#include "office/zip.h"

#define MIMETYPE "application/vnd.oasis.opendocument.text"

static void write_package(int64_t epoch, struct buf *out)
{
	struct zip_out *p = zip_out_new(epoch, NULL);

	assert_non_null(p);
	assert_int_equal(
		zip_out_add(p, "mimetype", MIMETYPE, strlen(MIMETYPE), ZIP_OUT_STORED), 0);
	assert_int_equal(
		zip_out_add(p, "a/text.xml", "<a/><a/><a/><a/><a/>", 20, ZIP_OUT_DEFLATED), 0);
	assert_int_equal(zip_out_add(p, "empty", NULL, 0, ZIP_OUT_DEFLATED), 0);
	assert_int_equal(zip_out_close(p, out), 0);
}

/* A deflater that several packages share, and what it keeps, do not show in them: kept files of
   one size that differ, a large one, more of them than are kept. */
static void test_shared_deflater(void **state)
{
	static const enum zip_out_way ways[] = {ZIP_OUT_DEFLATED, ZIP_OUT_USUAL, ZIP_OUT_USUAL};
	struct deflater *d = deflater_new();
	struct buf large = BUF_INIT, expected = BUF_INIT;

	assert_non_null(d);
	for (unsigned i = 0; i < 100000; i++)
		buf_printf(&large, "%u", i * i);
	for (size_t way = 0; way < sizeof ways / sizeof *ways; way++) {
		struct zip_out *p = zip_out_new(0, way ? d : NULL);
		struct buf out = BUF_INIT;

		assert_non_null(p);
		for (unsigned i = 1000; i < 1100; i++) {
			char text[40];

			snprintf(text, sizeof text, "<a>%u</a><a>%u</a>", i, i);
			assert_int_equal(
				zip_out_add(p, text, text, strlen(text), ways[way]), 0);
		}
		assert_int_equal(zip_out_add(p, "large", large.data, large.len, ways[way]), 0);
		assert_int_equal(zip_out_close(p, &out), 0);
		if (!way)
			buf_put(&expected, out.data, out.len);
		assert_int_equal(out.len, expected.len);
		assert_memory_equal(out.data, expected.data, out.len);
		buf_free(&out);
	}
	deflater_free(d);
	buf_free(&large);
	buf_free(&expected);
	(void)state;
}

static unsigned u16_at(const struct buf *b, size_t at)
{
	return (unsigned)(uint8_t)b->data[at] | (unsigned)(uint8_t)b->data[at + 1] << 8;
}

/* ODF 1.2 part 3, 3.3: found at fixed places, so that file(1) can tell the type. */
static void test_mimetype_first(void **state)
{
	struct buf out = BUF_INIT;

	write_package(0, &out);
	assert_true(out.len > 77);
	assert_memory_equal(out.data, "PK\3\4", 4);
	assert_int_equal(u16_at(&out, 6) & 8, 0); /* flags: no data descriptor */
	assert_int_equal(u16_at(&out, 8), 0);	  /* stored */
	assert_int_equal(u16_at(&out, 28), 0);	  /* no extra field */
	assert_memory_equal(out.data + 30, "mimetype", 8);
	assert_memory_equal(out.data + 38, MIMETYPE, strlen(MIMETYPE));
	buf_free(&out);
	(void)state;
}

static void test_same_bytes(void **state)
{
	struct buf first = BUF_INIT, second = BUF_INIT, other = BUF_INIT;

	write_package(1700000000, &first);
	write_package(1700000000, &second);
	write_package(1600000000, &other);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.data, second.data, first.len);
	assert_memory_not_equal(first.data, other.data, first.len);
	buf_free(&first);
	buf_free(&second);
	buf_free(&other);
	(void)state;
}

static void check_time(int64_t epoch, unsigned date, unsigned time)
{
	struct buf out = BUF_INIT;

	write_package(epoch, &out);
	assert_int_equal(u16_at(&out, 10), time);
	assert_int_equal(u16_at(&out, 12), date);
	buf_free(&out);
}

static void test_dos_time(void **state)
{
	check_time(0, 1 << 5 | 1, 0); /* 1980-01-01 */
	check_time(-1, 1 << 5 | 1, 0);
	check_time(1700000000, 43 << 9 | 11 << 5 | 14, 22 << 11 | 13 << 5 | 10);
	check_time(INT64_MAX, 127 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29);
	(void)state;
}

static void test_read_back(void **state)
{
	static const char *const names[] = {"mimetype", "a/text.xml", "empty"};
	struct buf out = BUF_INIT;
	char content[32];
	zip_source_t *source;
	zip_t *zip;
	zip_file_t *file;

	write_package(0, &out);
	source = zip_source_buffer_create(out.data, out.len, 0, NULL);
	zip = zip_open_from_source(source, ZIP_CHECKCONS, NULL);
	assert_non_null(zip);
	assert_int_equal(zip_get_num_entries(zip, 0), 3);
	for (zip_uint64_t i = 0; i < 3; i++)
		assert_string_equal(zip_get_name(zip, i, 0), names[i]);
	file = zip_fopen(zip, "a/text.xml", 0);
	assert_int_equal(zip_fread(file, content, sizeof content), 20);
	assert_memory_equal(content, "<a/><a/><a/><a/><a/>", 20);
	zip_fclose(file);
	zip_discard(zip);
	buf_free(&out);
	(void)state;
}

/* ---- pictures ---- */

static void check_uri(const char *uri, const char *expected)
{
	struct buf out = BUF_INIT;
	int result = image_decode_uri(uri, &out);

	assert_int_equal(result, expected ? 0 : -1);
	if (expected)
		assert_string_equal(buf_str(&out), expected);
	buf_free(&out);
}

static void test_data_uri(void **state)
{
	check_uri("data:image/png;base64,Zm9v", "foo");
	check_uri("DATA:;BASE64,Zm9v", "foo");
	check_uri("data:image/png;base64,Zm8%3D", "fo");
	check_uri("data:text/plain,a%20b%zz%4", "a b%zz%4");
	check_uri("data:image/png;base64", NULL);
	check_uri("data:image/png;base64,???", NULL);
	check_uri("http://example.com/a,b", NULL);
	(void)state;
}

static const uint8_t png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I',
	'H', 'D', 'R', 0, 0, 1, 2, 0, 0, 0, 3};
static const uint8_t gif[] = {'G', 'I', 'F', '8', '9', 'a', 5, 1, 6, 0};
/* APP0 of 4 bytes, a fill byte, then the frame header. */
static const uint8_t jpeg[] = {
	0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xFF, 0xC2, 0, 17, 8, 0, 20, 1, 0, 3};

static void check_probe(const uint8_t *bytes, size_t len, struct image_info expected)
{
	struct image_info info = image_probe(bytes, len);

	assert_int_equal(info.format, expected.format);
	assert_int_equal(info.width, expected.width);
	assert_int_equal(info.height, expected.height);
	/* Cut short anywhere it is no picture, or was complete before. */
	for (size_t i = 0; i < len; i++) {
		info = image_probe(bytes, i);
		if (info.format != IMAGE_NONE)
			assert_int_equal(info.width, expected.width);
	}
}

static void test_probe(void **state)
{
	static const uint8_t zero[] = {'G', 'I', 'F', '8', '9', 'a', 0, 0, 6, 0};

	check_probe(png, sizeof png, (struct image_info){IMAGE_PNG, 258, 3});
	check_probe(gif, sizeof gif, (struct image_info){IMAGE_GIF, 261, 6});
	check_probe(jpeg, sizeof jpeg, (struct image_info){IMAGE_JPEG, 256, 20});
	check_probe(zero, sizeof zero, (struct image_info){IMAGE_NONE, 0, 0});
	check_probe((const uint8_t *)"<svg/>", 6, (struct image_info){IMAGE_NONE, 0, 0});
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mimetype_first),
		cmocka_unit_test(test_shared_deflater),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_dos_time),
		cmocka_unit_test(test_read_back),
		cmocka_unit_test(test_data_uri),
		cmocka_unit_test(test_probe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

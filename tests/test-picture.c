/* Pictures: what is whole, which SVGs keep to themselves, and which files may be opened. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "document/document.h"
#include "convert/guidang.h"
#include "picture/picture.h"
#include "base/file.h"
#include "../filters/pictures/resources.h"
#include "picture/svg.h"

/* ---- bytes ---- */

#define PNG_START  "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x02\x08\x02\0\0\0crc."
#define PNG_DATA   "\0\0\0\x04IDATdatacrc."
#define PNG_END	   "\0\0\0\0IENDcrc."
#define GIF_START  "GIF89a\x03\0\x02\0\x80\0\0rgbRGB"
#define GIF_IMAGE  ",\0\0\0\0\x03\0\x02\0\0\x02\x01\x4c\0"
#define JPEG_START "\xFF\xD8\xFF\xE0\0\x04\x01\x01\xFF\xC0\0\x0B\x08\0\x02\0\x03\x01\x01\x11\0"
#define JPEG_SCAN  "\xFF\xDA\0\x08\x01\x01\0\0\x3F\0data"

#define BYTES(s) s, sizeof(s) - 1

static enum picture_fault check(const char *bytes, size_t len)
{
	struct image_info info;

	return picture_check(bytes, len, &info);
}

static void test_whole(void **state)
{
	static const char png[] = PNG_START PNG_DATA PNG_END, gif[] = GIF_START GIF_IMAGE,
			  jpeg[] = JPEG_START JPEG_SCAN;

	assert_int_equal(check(BYTES(PNG_START PNG_DATA PNG_END)), PICTURE_GOOD);
	assert_int_equal(check(BYTES(PNG_START PNG_END)), PICTURE_BROKEN);
	assert_int_equal(check(BYTES(GIF_START GIF_IMAGE)), PICTURE_GOOD);
	assert_int_equal(check(BYTES(GIF_START "!\xFE\x02**\0" GIF_IMAGE)), PICTURE_GOOD);
	assert_int_equal(check(BYTES(GIF_START ";")), PICTURE_BROKEN);
	assert_int_equal(check(BYTES(JPEG_START JPEG_SCAN)), PICTURE_GOOD);
	assert_int_equal(check(BYTES(JPEG_START)), PICTURE_BROKEN);
	assert_int_equal(check(BYTES("")), PICTURE_FORMAT);
	assert_int_equal(check(BYTES("RIFF....WEBPVP8 ")), PICTURE_FORMAT);
	/* However it is cut, nothing is read behind the end: the sanitizer sees a copy. */
	for (size_t len = 0; len < sizeof png - 1; len++) {
		char *copy = malloc(len + 1);

		assert_non_null(copy);
		memcpy(copy, png, len);
		assert_int_not_equal(check(copy, len), PICTURE_GOOD);
		memcpy(copy, gif, len < sizeof gif ? len : sizeof gif);
		check(copy, len < sizeof gif ? len : sizeof gif);
		memcpy(copy, jpeg, len < sizeof jpeg ? len : sizeof jpeg);
		check(copy, len < sizeof jpeg ? len : sizeof jpeg);
		free(copy);
	}
	(void)state;
}

static void test_encode(void **state)
{
	static const char bytes[] = "\0\xFF\x10 abc";

	for (size_t len = 1; len < sizeof bytes; len++) {
		struct buf uri = BUF_INIT, back = BUF_INIT;

		image_encode_uri(IMAGE_PNG, bytes, len, &uri);
		assert_int_equal(strncmp(buf_str(&uri), "data:image/png;base64,", 22), 0);
		assert_int_equal((uri.len - 22) % 4, 0);
		assert_int_equal(image_decode_uri(buf_str(&uri), &back), 0);
		assert_int_equal(back.len, len);
		assert_memory_equal(buf_str(&back), bytes, len);
		buf_free(&uri);
		buf_free(&back);
	}
	(void)state;
}

/* ---- SVG ---- */

#define NS "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' "

static enum svg_state svg(const char *s)
{
	struct image_info info;

	return svg_read(s, strlen(s), &info);
}

static void test_svg_states(void **state)
{
	static const char *const still[] = {"<svg " NS "/>",
		"\xEF\xBB\xBF<?xml version='1.0'?>\n<svg " NS "/>",
		"<!-- by hand --><svg " NS "><use href='#a'/><rect fill='url(#g)'/></svg>",
		"<svg " NS "><a xlink:href='http://example.org/'><text>//</text></a></svg>",
		"<svg " NS "><style>rect { fill: url('#g') }</style></svg>",
		"<svg " NS "><image href='data:image/png;base64,AA=='/></svg>",
		"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>"};
	static const char *const active[] = {"<svg " NS "><script/></svg>",
		"<svg " NS " onload='x()'/>",
		"<svg " NS "><image href='http://example.org/a'/></svg>",
		"<svg " NS "><image xlink:href=' //example.org/a'/></svg>",
		"<svg " NS "><use href='a.svg#x'/></svg>",
		"<svg " NS "><image href='data:image/svg+xml,x'/></svg>",
		"<svg " NS "><style>@import 'a.css';</style></svg>",
		"<svg " NS "><style><![CDATA[a { fill: url( 'a' ) }]]></style></svg>",
		"<svg " NS "><rect style='fill:u\\72l(a)'/></svg>",
		"<svg " NS "><rect fill='url(http://example.org/#a)'/></svg>",
		"<svg " NS "><set attributeName='xlink:href' to='a'/></svg>",
		"<svg " NS "><foreignObject/></svg>",
		"<svg " NS "><g xml:base='http://a/'/></svg>",
		"<!DOCTYPE svg SYSTEM 'a.dtd'><svg " NS "/>",
		"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg " NS ">&a;</svg>",
		"<?xml-stylesheet href='a.css'?><svg " NS "/>"};

	for (size_t i = 0; i < sizeof still / sizeof *still; i++)
		assert_int_equal(svg(still[i]), SVG_STILL);
	for (size_t i = 0; i < sizeof active / sizeof *active; i++)
		assert_int_equal(svg(active[i]), SVG_ACTIVE);
	assert_int_equal(svg(""), SVG_NONE);
	assert_int_equal(svg("<svg/>"), SVG_NONE);
	assert_int_equal(svg("<html><svg " NS "/></html>"), SVG_NONE);
	assert_int_equal(svg("<svg " NS "><g></svg>"), SVG_BROKEN);
	(void)state;
}

static void test_svg_size(void **state)
{
	static const struct {
		const char *attributes;
		unsigned width, height; /* [CSS px] */
	} cases[] = {{"", 300, 150}, {"width='10' height='20'", 10, 20},
		{"width='1in' height='72pt'", 96, 96}, {"viewBox='0 0 40 20'", 40, 20},
		{"viewBox='-5,-5,40,20' width='80'", 80, 40},
		{"viewBox='0 0 40 20' height='10'", 20, 10},
		{"width='100%' height='50%'", 300, 150}, {"width='10' height='1e9'", 10, 150},
		{"viewBox='0 0 40'", 300, 150}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct image_info info;
		char text[200];

		snprintf(text, sizeof text, "<svg " NS " %s/>", cases[i].attributes);
		assert_int_equal(svg_read(text, strlen(text), &info), SVG_STILL);
		assert_int_equal(info.width, cases[i].width);
		assert_int_equal(info.height, cases[i].height);
	}
	(void)state;
}

/* ---- files ---- */

static char folder[] = "/tmp/test-picture-XXXXXX";

static void put_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("page", 0700), 0);
	assert_int_equal(mkdir("page/sub", 0700), 0);
	assert_int_equal(mkdir("page/www.example.org", 0700), 0);
	assert_int_equal(mkdir("page/i", 0700), 0);
	put_file("secret.png", "secret");
	put_file("page/a.png", "a");
	put_file("page/sub/b c.png", "b");
	put_file("page/q.do?id=1", "q");
	put_file("page/www.example.org/d.png", "d");
	put_file("page/i/e.png", "e");
	assert_int_equal(symlink("../secret.png", "page/link.png"), 0);
	assert_int_equal(symlink("..", "page/up"), 0);
	assert_int_equal(symlink("sub", "page/inner"), 0);
	assert_int_equal(mkfifo("page/pipe.png", 0600), 0);
	return 0;
}

static int tear_down(void **state)
{
	static const char *const made[] = {"page/a.png", "page/sub/b c.png", "page/q.do?id=1",
		"page/link.png", "page/up", "page/inner", "page/pipe.png", "page/sub",
		"page/www.example.org/d.png", "page/www.example.org", "page/i/e.png", "page/i",
		"page", "secret.png", folder};

	for (size_t i = 0; i < sizeof made / sizeof *made; i++)
		if (remove(made[i]))
			return -1;
	(void)state;
	return 0;
}

/* A page that keeps one picture, and breaks off in another. */
static int fetch_kept(void *user, const char *href, const char *uri, struct buf *out)
{
	bool broken = !strcmp(href, "broken.png");

	(void)user;
	(void)uri;
	if (broken || !strcmp(href, "kept.png"))
		buf_puts(out, "kept");
	return broken || !out->len ? -1 : 0;
}

/* What an image with these addresses is: the file's text, or else the fault's word. */
static void check_image(const char *src, const char *uri, const char *what)
{
	static const struct guidang_resources kept = {fetch_kept, NULL};
	struct options options = {.resources = "page"};
	struct buf out = BUF_INIT;
	struct document doc;
	struct node *image;
	enum picture_fault fault;

	assert_int_equal(document_init(&doc, &options, NULL), 0);
	doc.resources = &kept;
	image = node_new(&doc.tree, KIND_IMAGE);
	attr_set_str(&doc.tree, image, ATTR_SRC, src);
	attr_set_str(&doc.tree, image, ATTR_URI, uri);
	fault = resources_read(&doc, image, &out);
	assert_string_equal(fault ? picture_fault_name(fault) : buf_str(&out), what);
	buf_free(&out);
	document_free(&doc);
}

static void test_files(void **state)
{
	check_image("kept.png", NULL, "kept");
	check_image("broken.png", NULL, "missing");
	check_image("a.png", NULL, "a");
	check_image(" ./a.png#x", NULL, "a");
	check_image("sub//b%20c.png?v=2", NULL, "b");
	check_image("q.do?id=1", NULL, "q");
	check_image("q.do?id=2", NULL, "missing");
	check_image("http://www.example.org/d.png", NULL, "d");
	check_image("//www.example.org/d.png?x", NULL, "d");
	check_image("/d.png", "https://www.example.org/d.png", "d");
	check_image("e.png", "http://other.example.org/i/e.png", "e");
	check_image("/i/e.png", NULL, "e");
	check_image("i/e.png", NULL, "e");
	check_image("nowhere.png", NULL, "missing");
	check_image("sub", NULL, "missing");
	check_image("a.png/", NULL, "missing");
	check_image("a.png/x", NULL, "missing");
	check_image("mailto:a", NULL, "remote");
	check_image("", NULL, "address");
	check_image(NULL, NULL, "address");
	(void)state;
}

/* Nothing outside is opened, in whatever way it is named. */
static void test_outside(void **state)
{
	char absolute[sizeof folder + 20];

	check_image("../secret.png", NULL, "outside");
	check_image("sub/../../secret.png", NULL, "outside");
	check_image("%2e%2e/secret.png", NULL, "outside");
	check_image("..%2Fsecret.png", NULL, "outside");
	check_image("link.png", NULL, "outside");
	check_image("up/secret.png", NULL, "outside");
	check_image("inner/b c.png", NULL, "outside");
	check_image("http://../secret.png", NULL, "outside");
	check_image("a.png%00.gif", NULL, "remote");
	check_image("pipe.png", NULL, "missing");
	snprintf(absolute, sizeof absolute, "%s/secret.png", folder);
	check_image(absolute, NULL, "missing");
	snprintf(absolute, sizeof absolute, "file://%s/secret.png", folder);
	check_image(absolute, NULL, "remote");
	(void)state;
}

static void test_open(void **state)
{
	int fd = file_open_below("page/inner", "b c.png"); /* the folder itself may be a link */

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_open_below("nowhere", "a.png"), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_open_below("page", ""), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_open_below("page", ".."), -1);
	assert_int_equal(errno, EXDEV);
	(void)state;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_encode),
		cmocka_unit_test(test_svg_states),
		cmocka_unit_test(test_svg_size),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_open),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

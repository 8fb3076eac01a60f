/* Pictures: those that stand in the page itself or were kept with it are embedded, in place of
   others stands a text. */
#include "office.h"

#include <string.h>

#include "guidang.h"

/* A CSS px is 1/96 in (CSS Values 4, 6.2): 15 twips. */
#define TWIPS_PER_PX 15

/* Larger pictures are not told apart: above any page, and safe to multiply [px]. */
#define PX_MAX 100000

static long px_of(const struct node *n, enum attr attr)
{
	int px = attr_int(n, attr, 0);

	return px < 0 ? 0 : px > PX_MAX ? PX_MAX : px;
}

static long scaled(long length, long by, long of)
{
	int64_t result = (int64_t)length * by / of;

	return result < 1 ? 1 : (long)result;
}

/* As wide and high as the page said, else as the picture is; within the text around it. */
static void set_size(const struct office *o, const struct node *n,
	const struct image_info *info, struct office_image *image)
{
	long width = info->width < PX_MAX ? (long)info->width : PX_MAX;
	long height = info->height < PX_MAX ? (long)info->height : PX_MAX;
	long said_width = px_of(n, ATTR_WIDTH), said_height = px_of(n, ATTR_HEIGHT);
	long most = o->width > 20 * TWIPS_PER_PX ? o->width : 20 * TWIPS_PER_PX;

	image->width = said_width    ? said_width
		       : said_height ? scaled(width, said_height, height)
				     : width;
	image->height = said_height  ? said_height
			: said_width ? scaled(height, said_width, width)
				     : height;
	image->width *= TWIPS_PER_PX;
	image->height *= TWIPS_PER_PX;
	if (image->width > most) {
		image->height = scaled(image->height, most, image->width);
		image->width = most;
	}
	if (image->height > o->text_height) {
		image->width = scaled(image->width, o->text_height, image->height);
		image->height = o->text_height;
	}
}

static bool is_written(const char *s)
{
	return s && *s;
}

static void put_placeholder(struct office *o, const struct node *n)
{
	const char *alt = attr_str(n, ATTR_ALT), *src = attr_str(n, ATTR_SRC);
	const char *what = is_written(alt) ? alt : image_is_data_uri(src) ? NULL : src;

	buf_clear(&o->scratch);
	buf_puts(&o->scratch, o->chinese ? "[图片" : "[image");
	if (is_written(what)) {
		buf_puts(&o->scratch, o->chinese ? "：" : ": ");
		buf_puts(&o->scratch, what);
	}
	buf_putc(&o->scratch, ']');
	office_put_text(o, buf_str(&o->scratch), o->scratch.len);
}

/* The picture's bytes: from the page itself, or from where it was kept. 0 or -1. */
static int get_bytes(const struct document *doc, const struct node *n, struct buf *bytes)
{
	const char *src = attr_str(n, ATTR_SRC);
	const struct guidang_resources *from = doc->resources;

	if (image_is_data_uri(src))
		return image_decode_uri(src, bytes);
	return from && src ? from->fetch(from->user, src, attr_str(n, ATTR_URI), bytes) : -1;
}

void office_enter_image(struct office *o, const struct node *n)
{
	struct buf bytes = BUF_INIT;
	struct image_info info = {IMAGE_NONE, 0, 0};

	if (!get_bytes(o->doc, n, &bytes) && bytes.len)
		info = image_probe(bytes.data, bytes.len);
	if (info.format != IMAGE_NONE) {
		struct office_image image = {.format = info.format,
			.bytes = bytes.data,
			.len = bytes.len,
			.alt = attr_str(n, ATTR_ALT),
			.title = attr_str(n, ATTR_TITLE)};

		set_size(o, n, &info, &image);
		o->writer->image(o, &image);
	} else {
		put_placeholder(o, n);
	}
	o->failed |= buf_failed(&bytes);
	buf_free(&bytes);
}

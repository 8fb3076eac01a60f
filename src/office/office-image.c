/* Pictures: those whose bytes are at hand are embedded, in place of others stands a text. */
#include "office/office.h"

#include <stdlib.h>
#include <string.h>

#include "picture/picture.h"

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

/* What the page says of the picture, and where it is, as written: so that it can be looked for.
 */
static void put_placeholder(struct office *o, const struct node *n)
{
	const char *alt = attr_str(n, ATTR_ALT), *src = attr_str(n, ATTR_SRC);
	const char *between = o->chinese ? "：" : ": ";

	buf_clear(&o->scratch);
	buf_puts(&o->scratch, o->chinese ? "[图片" : "[image");
	if (alt && *alt) {
		buf_printf(&o->scratch, "%s%s", between, alt);
		between = o->chinese ? "，" : ", ";
	}
	if (src && *src && !image_is_data_uri(src))
		buf_printf(&o->scratch, "%s%s", between, src);
	buf_putc(&o->scratch, ']');
	office_put_text(o, buf_str(&o->scratch), o->scratch.len);
}

/* A picture that the page shows again and again is one file of the package: the number of the
   equal one before, or a new one. 0 when memory runs out. */
static unsigned number_of(struct office *o, const struct buf *bytes, bool *known)
{
	struct office_picture_sum sum;

	picture_sum(bytes->data, bytes->len, sum.sha256);
	*known = false;
	for (unsigned i = 0; i < o->picture_count; i++)
		if (!memcmp(o->pictures[i].sha256, sum.sha256, sizeof sum.sha256)) {
			*known = true;
			return i + 1;
		}
	if (o->picture_count == o->picture_room) {
		unsigned room = o->picture_room ? o->picture_room * 2 : 16;
		struct office_picture_sum *more = realloc(o->pictures, room * sizeof *more);

		if (!more) {
			o->failed = true;
			return 0;
		}
		o->pictures = more;
		o->picture_room = room;
	}
	o->pictures[o->picture_count++] = sum;
	return o->picture_count;
}

static void put_picture(struct office *o, const struct node *n, const struct buf *bytes,
	const struct image_info *info)
{
	struct office_image image = {.format = info->format,
		.bytes = bytes->data,
		.len = bytes->len,
		.alt = attr_str(n, ATTR_ALT),
		.title = attr_str(n, ATTR_TITLE)};

	set_size(o, n, info, &image);
	image.file = number_of(o, bytes, &image.known);
	if (image.file)
		o->writer->image(o, &image);
}

void office_enter_image(struct office *o, const struct node *n)
{
	struct buf bytes = BUF_INIT;
	struct image_info info = {IMAGE_NONE, 0, 0};
	enum picture_fault fault = picture_decode(n, &bytes);

	if (fault == PICTURE_GOOD)
		fault = picture_check(bytes.data, bytes.len, &info);
	if (fault == PICTURE_GOOD || (fault == PICTURE_VECTOR && o->writer->draws_svg))
		put_picture(o, n, &bytes, &info);
	else
		put_placeholder(o, n);
	o->failed |= buf_failed(&bytes);
	buf_free(&bytes);
}

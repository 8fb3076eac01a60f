#include "resources.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/file.h"

/* ---- searching ---- */

struct search {
	struct buf path, *out;
	enum picture_fault fault; /* what became of it so far */
};

static enum picture_fault fault_of(int error)
{
	return error == ENOENT	? PICTURE_MISSING
	       : error == EXDEV ? PICTURE_OUTSIDE
	       : error == EFBIG ? PICTURE_LARGE
				: PICTURE_UNREADABLE;
}

static int read_file(int fd, struct buf *out)
{
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	if (st.st_size > (off_t)PICTURE_BYTES_MAX) {
		errno = EFBIG;
		return -1;
	}
	return file_read_fd(fd, PICTURE_BYTES_MAX, out);
}

/* True if the search is over. That there is no file says less than any other fault. */
static bool try_path(struct search *s, const char *folder)
{
	const char *path = buf_str(&s->path);
	int fd;

	if (buf_failed(&s->path) || strlen(path) != s->path.len)
		return false;
	fd = file_open_below(folder, path);
	if (fd >= 0 && !read_file(fd, s->out))
		s->fault = PICTURE_GOOD;
	else if (s->fault == PICTURE_REMOTE || s->fault == PICTURE_MISSING)
		s->fault = fault_of(errno);
	if (fd >= 0)
		close(fd);
	return s->fault == PICTURE_GOOD;
}

/* Names that no server makes up from what follows the question mark. */
static bool has_picture_name(const char *path, size_t len)
{
	static const char *const extensions[] = {".png", ".jpg", ".jpeg", ".gif", ".svg"};

	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
		size_t n = strlen(extensions[i]);

		if (len > n && !strncasecmp(path + len - n, extensions[i], n))
			return true;
	}
	return false;
}

/* Tries prefix and address, up to its fragment; with what follows ? and without. */
static bool try_address(
	struct search *s, const char *folder, const char *prefix, const char *address)
{
	size_t whole = strcspn(address, "#"), path = strcspn(address, "?#");

	buf_clear(&s->path);
	buf_puts(&s->path, prefix);
	percent_decode(address, whole, &s->path);
	if (try_path(s, folder))
		return true;
	if (path == whole || !has_picture_name(address, path))
		return false;
	buf_clear(&s->path);
	buf_puts(&s->path, prefix);
	percent_decode(address, path, &s->path);
	return try_path(s, folder);
}

/* The rest after "http://", "https://" or "//"; NULL for other addresses. */
static const char *after_scheme(const char *address)
{
	static const char *const schemes[] = {"http://", "https://", "//"};

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (!strncasecmp(address, schemes[i], strlen(schemes[i])))
			return address + strlen(schemes[i]);
	return NULL;
}

/* "host/path" and "/path". */
static bool try_host(struct search *s, const char *folder, const char *host)
{
	const char *path = host + strcspn(host, "/?#");

	return try_address(s, folder, "", host) || try_address(s, folder, "", path);
}

static bool is_relative(const char *address)
{
	return *address != '/' && *address != '\\' && address[strcspn(address, ":/?#")] != ':';
}

static void search(struct search *s, const char *folder, const char *src, const char *uri)
{
	const char *host = after_scheme(src);

	if (is_relative(src) && try_address(s, folder, "", src))
		return;
	if (!host && uri)
		host = after_scheme(uri);
	if (host && try_host(s, folder, host))
		return;
	if (*src == '/' && !after_scheme(src))
		try_address(s, folder, "", src);
}

/* True if the picture was kept with the page. */
static bool fetch(const struct document *doc, const char *src, const char *uri, struct buf *out)
{
	const struct guidang_resources *kept = doc->resources;
	size_t before = out->len;

	return kept && !kept->fetch(kept->user, src, uri, out) && out->len > before;
}

enum picture_fault resources_read(
	const struct document *doc, const struct node *image, struct buf *out)
{
	struct search s = {.path = BUF_INIT, .out = out, .fault = PICTURE_REMOTE};
	const char *src = attr_str(image, ATTR_SRC), *uri = attr_str(image, ATTR_URI);

	if (!src || !src[strspn(src, " \t\r\n")])
		return PICTURE_ADDRESS;
	if (fetch(doc, src, uri, out))
		return out->len > PICTURE_BYTES_MAX ? PICTURE_LARGE : PICTURE_GOOD;
	buf_clear(out);
	if (doc->options->resources)
		search(&s, doc->options->resources, src + strspn(src, " \t\r\n"), uri);
	buf_free(&s.path);
	return s.fault;
}

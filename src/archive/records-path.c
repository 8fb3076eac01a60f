/* Paths and names in archives and folders. */
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "archive/records-private.h"
#include "base/sniff.h"

/* Longest name that is made [bytes]: file systems take 255, and an extension follows. */
#define NAME_LONGEST ((size_t)200)

const char *records_name(struct records *r, const char *path)
{
	size_t len = strcspn(path, "?#");
	struct buf name = BUF_INIT;
	const char *start, *text;

	while (len && path[len - 1] == '/')
		len--;
	start = memrchr(path, '/', len);
	start = start ? start + 1 : path;
	percent_decode(start, (size_t)(path + len - start), &name);
	for (size_t i = 0; i < name.len; i++)
		if (!name.data[i] || name.data[i] == '/' || name.data[i] == '\\' ||
			(!i && name.data[i] == '.'))
			name.data[i] = '_';
	if (name.len > NAME_LONGEST) {
		size_t cut = NAME_LONGEST;

		while (cut && ((unsigned char)name.data[cut] & 0xC0) == 0x80)
			cut--;
		name.data[cut] = '\0';
	}
	text = records_text(r, buf_str(&name));
	buf_free(&name);
	return text ? text : "page.html";
}

bool records_is_hidden(const char *path)
{
	for (const char *p = path; *p; p += strcspn(p, "/"), p += *p == '/') {
		size_t len = strcspn(p, "/");

		if (*p == '.' && len > (p[1] == '.' ? 2 : 1))
			return true;
	}
	return !strncmp(path, "__MACOSX/", 9);
}

static bool has_extension(const char *name, const char *extensions)
{
	const char *dot = strrchr(name, '.');
	size_t len = dot ? strlen(dot + 1) : 0;

	for (const char *p = extensions; len && *p; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == len && !strncasecmp(p, dot + 1, len))
			return true;
	return false;
}

bool records_is_page(const char *name, const char *bytes, size_t len, const char **format)
{
	*format = NULL;
	if (!len)
		return has_extension(name, "html htm shtml xhtml txt text");
	if (has_extension(name, "html htm shtml xhtml")) {
		const char *other = sniff_not_html(bytes, len);

		return !other || !strncmp(other, "text", 4);
	}
	if (has_extension(name, "txt text"))
		return true;
	if (has_extension(name, "xml") && memmem(bytes, len, "urn:guidang:tree:", 17))
		return true;
	/* Scripts of servers, and names without an extension, hide pages; style sheets,
	   pictures of SVG, feeds and scripts are none. */
	if (has_extension(name, "js css svg xml rss json") || !sniff_html(bytes, len))
		return false;
	*format = "html";
	return true;
}

/* One component of a path onto path. -1 where it leads out of the root. */
static int append_component(struct buf *path, const char *p, size_t len)
{
	if (!len || (len == 1 && *p == '.'))
		return 0;
	if (len == 2 && !memcmp(p, "..", 2)) {
		const char *slash = memrchr(buf_str(path), '/', path->len);

		if (!path->len)
			return -1;
		path->len = slash ? (size_t)(slash - path->data) : 0;
		path->data[path->len] = '\0';
		return 0;
	}
	if (path->len)
		buf_putc(path, '/');
	buf_put(path, p, len);
	return 0;
}

static int append_components(struct buf *path, const char *p, const char *end)
{
	while (p < end) {
		const char *slash = memchr(p, '/', (size_t)(end - p));
		const char *behind = slash ? slash : end;

		if (append_component(path, p, (size_t)(behind - p)))
			return -1;
		p = slash ? slash + 1 : end;
	}
	return 0;
}

int records_resolve_path(const char *from, const char *href, struct buf *path)
{
	size_t len = strcspn(href, "?#");
	const char *folder_end = strrchr(from, '/');
	struct buf decoded = BUF_INIT;
	int rc = -1;

	if (!len || *href == '/' || *href == '\\' || memchr(href, ':', len))
		return -1;
	percent_decode(href, len, &decoded);
	if (!memchr(buf_str(&decoded), '\0', decoded.len) &&
		!append_components(path, from, folder_end ? folder_end : from) &&
		!append_components(path, buf_str(&decoded), buf_str(&decoded) + decoded.len) &&
		path->len && !buf_failed(path) && !buf_failed(&decoded))
		rc = 0;
	buf_free(&decoded);
	return rc;
}

bool records_is_companion(const char *folder, struct buf *page)
{
	static const char *const endings[] = {
		"_files", ".files", "_file", "-Dateien", "_fichiers"};
	size_t len = strlen(folder);

	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t ending = strlen(endings[i]);

		if (len > ending && !strcmp(folder + len - ending, endings[i])) {
			buf_put(page, folder, len - ending);
			return true;
		}
	}
	return false;
}

bool records_is_companion_of(const char *folder, const char *page)
{
	const char *dot = strrchr(page, '.');
	size_t len = dot ? (size_t)(dot - page) : strlen(page);
	struct buf stem = BUF_INIT;
	bool is = records_is_companion(folder, &stem) && stem.len == len &&
		  !memcmp(buf_str(&stem), page, len);

	buf_free(&stem);
	return is;
}

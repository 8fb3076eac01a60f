/* What the files hold that options name. */
#include "batch/recipe.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/file.h"
#include "office/layout.h"
#include "profile/profile.h"

static const char *const options[RECIPE_FILES] = {
	[RECIPE_PROFILE] = "profile",
	[RECIPE_RULES] = "rules",
	[RECIPE_LAYOUT] = "layout",
};

const char *recipe_file_option(enum recipe_file file)
{
	return options[file];
}

const char *recipe_file_path(const struct recipe *r, enum recipe_file file)
{
	const char *profile = r->options.profile, *layout = r->options.layout;

	switch (file) {
	case RECIPE_PROFILE:
		return profile && profile_is_file(profile) ? profile : NULL;
	case RECIPE_LAYOUT:
		return layout && layout_is_file(layout) ? layout : NULL;
	case RECIPE_RULES:
	case RECIPE_FILES:
		break;
	}
	return r->options.rules;
}

/* ---- folders of rules ---- */

static bool is_folder(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static int is_rules_name(const struct dirent *e)
{
	const char *dot = strrchr(e->d_name, '.');

	return dot && !strcmp(dot, ".txt");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Visits the files that may be rules, bytewise by name. 0, or -1 with errno, or what visit said
   that is not 0. */
static int each_rules(
	const char *folder, int (*visit)(void *user, const char *path), void *user)
{
	struct buf path = BUF_INIT;
	struct dirent **names;
	int count = scandir(folder, &names, is_rules_name, by_bytes), rc = 0;

	if (count < 0)
		return -1;
	for (int i = 0; i < count; i++) {
		buf_clear(&path);
		buf_printf(&path, "%s/%s", folder, names[i]->d_name);
		if (buf_failed(&path)) {
			errno = ENOMEM;
			rc = -1;
		}
		if (!rc)
			rc = visit(user, path.data);
		free(names[i]);
	}
	free(names);
	buf_free(&path);
	return rc;
}

int recipe_each_file(
	const struct recipe *r, int (*visit)(void *user, const char *path), void *user)
{
	int rc = 0;

	for (enum recipe_file f = 0; f < RECIPE_FILES && !rc; f++) {
		const char *path = recipe_file_path(r, f);

		if (path && f == RECIPE_RULES && is_folder(path))
			rc = each_rules(path, visit, user);
		else if (path)
			rc = visit(user, path);
	}
	return rc;
}

/* ---- digests ---- */

/* 0, or -1 with errno. */
static int digest_file(const char *path, char hex[65])
{
	struct buf bytes = BUF_INIT;
	int rc = file_read(path, &bytes), error = errno;

	if (!rc)
		digest_sha256(hex, buf_str(&bytes), bytes.len);
	buf_free(&bytes);
	errno = error;
	return rc;
}

/* A line as sha256sum has it. */
static int put_line(struct buf *lines, const char *path, const char *name)
{
	char hex[65];

	if (digest_file(path, hex))
		return -1;
	buf_printf(lines, "%s  %s\n", hex, name);
	return 0;
}

static int digest_lines(struct buf *lines, char hex[65])
{
	int rc = buf_failed(lines) ? -1 : 0;

	if (rc)
		errno = ENOMEM;
	else
		digest_sha256(hex, buf_str(lines), lines->len);
	return rc;
}

/* What cannot be read stands there without a digest. */
static int put_rules(void *user, const char *path)
{
	struct buf *lines = user;
	const char *name = strrchr(path, '/') + 1;

	if (!put_line(lines, path, name))
		return 0;
	if (errno == ENOMEM)
		return -1;
	buf_printf(lines, "-  %s\n", name);
	return 0;
}

/* Of the list of its rules. */
static int digest_folder(const char *path, char hex[65])
{
	struct buf lines = BUF_INIT;
	int rc = each_rules(path, put_rules, &lines) || digest_lines(&lines, hex) ? -1 : 0;

	buf_free(&lines);
	return rc;
}

/* With that which it is based on, where that is a file too. */
static int digest_layout(const char *path, char hex[65])
{
	struct arena arena = ARENA_INIT;
	struct layout_error error;
	struct buf lines = BUF_INIT;
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct layout layout;
	int rc;

	layout_load(&layout, &arena, path, &error);
	if (layout.base && layout_is_file(layout.base))
		rc = put_line(&lines, layout.base, layout.base) ||
				     put_line(&lines, path, name) || digest_lines(&lines, hex)
			     ? -1
			     : 0;
	else
		rc = digest_file(path, hex);
	arena_free(&arena);
	buf_free(&lines);
	return rc;
}

static int digest(const char *path, enum recipe_file file, char hex[65])
{
	if (file == RECIPE_RULES && is_folder(path))
		return digest_folder(path, hex);
	return file == RECIPE_LAYOUT ? digest_layout(path, hex) : digest_file(path, hex);
}

int recipe_read_files(struct recipe *r, char digests[RECIPE_FILES][65])
{
	for (enum recipe_file f = 0; f < RECIPE_FILES; f++) {
		const char *path = recipe_file_path(r, f);
		bool read = path && !digest(path, f, digests[f]);

		if (path && !read && errno == ENOMEM)
			return -1;
		r->files[f] = read ? digests[f] : NULL;
	}
	return 0;
}

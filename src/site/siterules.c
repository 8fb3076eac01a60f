#include "site/siterules.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "charset/charset.h"
#include "base/file.h"

/* Longest line that is read: no rule of a person is longer, and XPath is compiled by recursion
 * [bytes]. */
#define LINE_BYTES 8192

enum effect { USED, KNOWN };

static const struct {
	const char *name;
	enum effect effect;
} directives[DIRECTIVE_COUNT] = {
#define DIRECTIVE(name, word, effect) {word, effect},
#include "site/directives.def"
#undef DIRECTIVE
};

/* ---- lines ---- */

struct line {
	const char *at, *end;
	uint32_t number; /* from 1 */
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static void trim(const char **at, const char **end)
{
	while (*at < *end && is_blank(**at))
		++*at;
	while (*at < *end && is_blank((*end)[-1]))
		--*end;
}

static int directive_by_name(const char *name, size_t len)
{
	for (int i = 0; i < DIRECTIVE_COUNT; i++)
		if (strlen(directives[i].name) == len && !memcmp(directives[i].name, name, len))
			return i;
	return -1;
}

static void add_rule(
	struct siterules *rules, struct document *doc, int directive, const struct line *line)
{
	struct rule *rule = arena_alloc(&doc->tree.arena, sizeof *rule);

	if (!rule)
		return;
	rule->value = arena_strndup(&doc->tree.arena, line->at, (size_t)(line->end - line->at));
	rule->line = line->number;
	if (!rule->value)
		return;
	*(rules->last[directive] ? &rules->last[directive]->next : &rules->first[directive]) =
		rule;
	rules->last[directive] = rule;
}

/* True if a line is a directive with a value in text that can be used; if not, why. */
static bool is_readable(
	const struct siterules *rules, struct document *doc, const struct line *line)
{
	size_t len = (size_t)(line->end - line->at);

	if (len > LINE_BYTES)
		diag_report(doc, DIAG_RULE_FAULTY, 0, rules->file, line->number,
			"the line is too long");
	else if (!charset_is_clean_utf8(line->at, len))
		diag_report(doc, DIAG_RULE_FAULTY, 0, rules->file, line->number,
			"the line is not UTF-8");
	else
		return true;
	return false;
}

/* "name: value" or "name(argument): value", of which only directives without effect have the
 * latter. */
static void parse_line(struct siterules *rules, struct document *doc, struct line *line)
{
	size_t name = 0;
	const char *start = line->at;
	int directive;

	while (start + name < line->end &&
		(isalnum((unsigned char)start[name]) || start[name] == '_'))
		name++;
	directive = directive_by_name(start, name);
	if (directive < 0) {
		char message[80];

		snprintf(message, sizeof message, "no directive is called \"%.*s\"",
			name < 40 ? (int)name : 40, start);
		diag_report(doc, DIAG_RULE_UNKNOWN, 0, rules->file, line->number, message);
		return;
	}
	if (directives[directive].effect != USED)
		return;
	line->at = start + name;
	trim(&line->at, &line->end);
	if (line->at == line->end || *line->at != ':') {
		diag_report(doc, DIAG_RULE_FAULTY, 0, rules->file, line->number,
			"a colon is missing behind the directive");
		return;
	}
	line->at++;
	trim(&line->at, &line->end);
	if (line->at == line->end)
		diag_report(doc, DIAG_RULE_UNKNOWN, 0, rules->file, line->number,
			"the directive says nothing");
	else
		add_rule(rules, doc, directive, line);
}

void siterules_parse(struct siterules *rules, struct document *doc, const char *file,
	const char *text, size_t len)
{
	const char *end = text + len;
	uint32_t number = 0;

	*rules = (struct siterules){.file = arena_strdup(&doc->tree.arena, file)};
	if (!rules->file)
		return;
	if (len >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3))
		text += 3;
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		struct line line = {text, newline ? newline : end, ++number};

		trim(&line.at, &line.end);
		if (line.at < line.end && *line.at != '#' && is_readable(rules, doc, &line))
			parse_line(rules, doc, &line);
		text = newline ? newline + 1 : end;
	}
}

/* ---- hosts ---- */

bool siterules_host(const char *uri, char host[HOST_SIZE])
{
	const char *at = uri ? strstr(uri, "://") : NULL, *user, *port;
	size_t len;

	if (!at)
		return false;
	at += strlen("://");
	len = strcspn(at, "/?#\\");
	user = memchr(at, '@', len);
	if (user) {
		len -= (size_t)(user + 1 - at);
		at = user + 1;
	}
	if (len >= 4 && !strncasecmp(at, "www.", 4)) {
		at += 4;
		len -= 4;
	}
	port = memchr(at, ':', len);
	if (port)
		len = (size_t)(port - at);
	if (!len || len >= HOST_SIZE || *at == '.')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!isalnum((unsigned char)at[i]) && !strchr(".-_", at[i]))
			return false;
		host[i] = (char)tolower((unsigned char)at[i]);
	}
	host[len] = '\0';
	return true;
}

bool siterules_page_host(const struct document *doc, char host[HOST_SIZE])
{
	return siterules_host(doc->source.uri, host) || siterules_host(doc->base, host);
}

/* ---- files ---- */

/* What is said of a page goes into its documents, which are the same wherever the rules lie. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static int read_file(
	struct siterules *rules, struct document *doc, const char *path, bool may_lack)
{
	struct buf text = BUF_INIT;
	int rc = file_read(path, &text);

	if (!rc)
		siterules_parse(rules, doc, last_part(path), buf_str(&text), text.len);
	else if (may_lack && (errno == ENOENT || errno == ENAMETOOLONG))
		rc = 0;
	else
		diag_report(doc, DIAG_RULES_UNREAD, 0, path, strerror(errno));
	buf_free(&text);
	return rc;
}

/* host.txt, then .domain.txt for each domain that the host lies in, the nearest first. */
static int read_folder(struct siterules *rules, struct document *doc, const char *folder)
{
	char host[HOST_SIZE];
	struct buf path = BUF_INIT;
	int rc = 0;

	if (!siterules_page_host(doc, host)) {
		diag_report(doc, DIAG_RULES_NO_HOST, 0, last_part(folder));
		return 0;
	}
	for (const char *name = host; name && !rc && !rules->file;
		name = strchr(name + 1, '.')) {
		buf_clear(&path);
		buf_printf(&path, "%s/%s.txt", folder, name);
		rc = buf_failed(&path) ? -1 : read_file(rules, doc, path.data, true);
	}
	buf_free(&path);
	return rc;
}

int siterules_load(struct siterules *rules, struct document *doc, const char *path)
{
	struct stat st;

	*rules = (struct siterules){0};
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return read_folder(rules, doc, path);
	return read_file(rules, doc, path, false);
}

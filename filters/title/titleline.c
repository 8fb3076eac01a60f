#include "titleline.h"

#include <string.h>

#include "base/match.h"
#include "tree/text.h"

bool title_line_level_one(const struct node *line)
{
	return line->kind == KIND_HEADING && attr_int(line, ATTR_LEVEL, 6) == 1;
}

static int largest_size(const struct node *line)
{
	int size = 0;

	for (const struct node *n = line; n; n = tree_next(line, n))
		if (attr_int(n, ATTR_SIZE, 0) > size)
			size = attr_int(n, ATTR_SIZE, 0);
	return size;
}

bool title_line_centred(const struct node *line)
{
	for (const struct node *n = line; n && n->kind != KIND_CELL; n = node_parent(n)) {
		const char *align = attr_str(n, ATTR_ALIGN);

		if (align)
			return !strcmp(align, "center");
	}
	return false;
}

static bool has_title_name(const struct document *doc, const struct node *line)
{
	const struct node *n = line;

	for (int up = 0; up < 2 && n; up++, n = node_parent(n)) {
		const char *class = attr_str(n, ATTR_CLASS), *id = attr_str(n, ATTR_HTMLID);

		if (match_str(doc->matches,
			    "(?i)(?:^|[\\s_-])(?:[a-z]*title|bt|tit|headline|biaoti)\\b",
			    class) ||
			match_str(doc->matches, "(?i)^(?:[a-z]*title|bt|tit|headline|biaoti)",
				id) ||
			title_line_headline(doc, n))
			return true;
	}
	return false;
}

bool title_line_headline(const struct document *doc, const struct node *line)
{
	return match_str(doc->matches, "(?i)\\bheadline\\b", attr_str(line, ATTR_ROLE)) ||
	       match_str(doc->matches,
		       "(?i)(?:entry|post|article|news|story)[_-]*(?:title|headline)",
		       attr_str(line, ATTR_CLASS));
}

/* What official documents call themselves, at the end of their titles. */
#define GENRES                                                                                                              \
	"(?:通知|公告|通告|公报|决定|决议|意见|批复|函|报告|请示|办法|规定|条例|细则|方案|"  \
	"规划|计划|纲要|纪要|"                                                                                      \
	"命令|令|议案|通报|公示|指南|年报|解读|表|名单|清单|目录|说明|总结|要点)(?:[（(〔].{" \
	"1,20}[）)〕])?$"

int title_line_genre(const struct document *doc, const char *text, size_t len)
{
	return match(doc->matches, GENRES, text, len, NULL, 0) ? TITLE_GENRE : 0;
}

#define NAME 15

static int style_but_name(const struct node *n)
{
	static const int levels[] = {40, 20, 15, 5, 0, 0};
	int size = largest_size(n), score = 0;

	if (n->kind == KIND_HEADING)
		score += levels[attr_int(n, ATTR_LEVEL, 6) - 1];
	score += title_line_centred(n) ? 12 : 0;
	score += node_is_strong(n) ? 8 : 0;
	score += size >= 240 ? 12 : size >= 200 ? 8 : 0;
	score += node_reason(n) == REASON_LIVE ? 4 : 0;
	return score;
}

int title_line_style(const struct document *doc, const struct node *n)
{
	return style_but_name(n) + (has_title_name(doc, n) ? NAME : 0);
}

int title_line_style_most(const struct node *n)
{
	return style_but_name(n) + NAME;
}

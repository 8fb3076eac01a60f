#include "titlehead.h"

#include <string.h>
#include <strings.h>

#include "base/match.h"
#include "tree/text.h"
#include "titleline.h"

/* Shares of a title's words: a line that has no more of them speaks of something else; a text
   that has no fewer is about it; or may be. */
#define WORDS_APART 0.3
#define WORDS_ABOUT 0.5
#define WORDS_SOME  0.25 /* where another voice, or other headlines, tell of it as well */

/* What is judged: both texts in one line, the head's without the site. */
struct judgement {
	const struct title_claims *claims;
	const struct title_lines *lines;
	const struct node *first; /* of the lines */
	int said;
	const char *line, *title;
	size_t len;    /* of title [bytes] */
	bool headline; /* the line is a first-level heading */
	bool second;   /* something but the head says the title, or begins with it */
};

static bool is_about(const struct judgement *j, double share)
{
	return title_is_about(j->claims, j->title, j->len, share);
}

/* A headline that the head has as its last part names the column, where something else says the
   first part: forums print the board's name like this, and the title as a link. */
static bool is_column(const struct judgement *j)
{
	return j->headline && j->second &&
	       title_claims_column(j->claims, j->line, strlen(j->line));
}

/*
 * A line that agrees with nothing said is the title where it is the page's first headline and
 * speaks of the same thing as the head, or where the head does not say what the text is about.
 * Otherwise it is a slogan, or the heading of a part.
 */
static bool is_slogan(const struct judgement *j)
{
	bool apart = title_words_found(j->claims, j->title, j->len, j->line) <= WORDS_APART;

	if (title_is_home(j->claims, j->title, j->len))
		return j->second;
	if (title_line_headline(j->claims->doc, j->first))
		return false;
	if (!j->headline)
		return is_about(j, WORDS_ABOUT);
	return apart && (j->second || title_lines_part_heading(j->lines, j->first)) &&
	       is_about(j, WORDS_SOME);
}

/* The line is only the beginning of the title that the head says: what is printed in a banner
   may leave words away. Behind a headline a dash is the end, since columns follow it; and of
   more words a second voice must know. */
static bool is_shortened(const struct judgement *j)
{
	size_t start = strlen(j->line);

	return start && start < j->len && !strncasecmp(j->title, j->line, start) &&
	       match(j->claims->doc->matches, j->headline ? "^ \\w" : "^ (?:[-–—] )?\\w",
		       j->title + start, j->len - start, NULL, 0) &&
	       (!j->headline || j->second);
}

/* The line has the first word of the title and the last, and not all between. */
static bool is_abridged(const struct judgement *j)
{
	return j->said < WORTH_SEGMENT && j->second &&
	       title_words_left_out(j->title, j->len, j->line);
}

bool title_head_is_better(const struct title_claims *claims, const struct title_lines *lines,
	const struct title_candidate *printed, const struct node *head)
{
	struct buf title = BUF_INIT, line = BUF_INIT;
	struct judgement j = {
		claims, lines, printed->lines[0], printed->said, .headline = false};
	bool better;

	text_collect_line(&title, head);
	for (unsigned i = 0; i < printed->count; i++) {
		buf_puts(&line, i ? " " : "");
		text_collect_line(&line, printed->lines[i]);
	}
	j.line = buf_str(&line);
	j.title = buf_str(&title);
	j.len = title_site_at(claims, buf_str(&title), title.len);
	j.headline = title_line_level_one(j.first);
	j.second = title_claims_second(claims, j.title, j.len);
	better = is_shortened(&j) || is_abridged(&j) ||
		 (j.said <= WORTH_LITTLE && (is_column(&j) || is_slogan(&j)));
	buf_free(&title);
	buf_free(&line);
	return better;
}

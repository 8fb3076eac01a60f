#include "document/source.h"

#include "charset/charset.h"

static void report_charset(struct document *doc, const struct charset_choice *choice)
{
	struct source *s = &doc->source;

	if (choice->unknown_label)
		diag_report(doc, DIAG_CHARSET_UNKNOWN, 0, choice->declared, choice->used);
	else if (choice->contrary)
		diag_report(doc, DIAG_CHARSET_CONTRARY, 0, choice->declared, choice->used);
	if (s->charset.replaced)
		diag_report(doc, DIAG_CHARSET_REPLACED, 0, (unsigned long)s->charset.replaced);
	if (s->charset.doubtful)
		diag_report(doc, DIAG_CHARSET_DOUBTFUL, 0, (unsigned long)s->charset.doubtful);
}

/* Takes over the decoded bytes as the document's own. */
static int keep_decoded(struct document *doc, const struct buf *decoded)
{
	doc->source.text = arena_strndup(&doc->tree.arena, buf_str(decoded), decoded->len);
	doc->source.text_len = decoded->len;
	return doc->source.text ? 0 : -1;
}

static int decode(struct document *doc, const struct charset_choice *choice, const char *bytes,
	size_t len)
{
	struct charset_counts counts = {0};
	struct buf decoded = BUF_INIT;
	int rc = charset_decode(&decoded, choice->used, bytes, len, &counts);

	if (!rc)
		rc = keep_decoded(doc, &decoded);
	doc->source.charset.replaced = counts.replaced;
	doc->source.charset.doubtful = counts.doubtful;
	buf_free(&decoded);
	return rc;
}

int source_decode(struct document *doc, const char *bytes, size_t len)
{
	const struct options *o = doc->options;
	struct source *s = &doc->source;
	struct charset_choice choice =
		charset_choose(bytes, len, o->charset, s->charset.transport, doc->language);

	if (choice.failed) {
		doc->tree.arena.failed = true;
		return -1;
	}
	s->charset.declared =
		*choice.declared ? arena_strdup(&doc->tree.arena, choice.declared) : NULL;
	s->charset.used = choice.used;
	s->charset.by = choice.by;
	bytes += choice.bom;
	len -= choice.bom;
	if (!len) {
		diag_report(doc, DIAG_INPUT_EMPTY, 0);
		return -1;
	}
	if (choice.clean) {
		s->text = bytes;
		s->text_len = len;
	} else if (decode(doc, &choice, bytes, len)) {
		return -1;
	}
	tree_set_source(&doc->tree, s->text, s->text_len);
	report_charset(doc, &choice);
	return 0;
}

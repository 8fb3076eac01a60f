#include "document/provenance.h"

#include <string.h>

#include "version.h"

static const struct {
	const char *chinese, *english;
} names[PROVENANCE_COUNT] = {
	[PROVENANCE_ADDRESS] = {"来源网址", "Source address"},
	[PROVENANCE_CAPTURED] = {"抓取时间", "Captured"},
	[PROVENANCE_SHA256] = {"源文件SHA-256", "Source SHA-256"},
	[PROVENANCE_CHARSET] = {"源编码", "Source charset"},
	[PROVENANCE_CONVERTER] = {"转换工具", "Converter"},
};

const char *provenance_name(enum provenance_fact fact, bool chinese)
{
	return chinese ? names[fact].chinese : names[fact].english;
}

const char *provenance_value(
	const struct document *doc, enum provenance_fact fact, char sha256[65])
{
	const struct source *s = &doc->source;

	switch (fact) {
	case PROVENANCE_ADDRESS:
		return s->uri;
	case PROVENANCE_CAPTURED:
		return s->captured;
	case PROVENANCE_SHA256:
		source_sha256(s, sha256);
		return *sha256 ? sha256 : NULL;
	case PROVENANCE_CHARSET:
		return s->charset.used;
	case PROVENANCE_CONVERTER:
		return "guidang " GUIDANG_VERSION;
	case PROVENANCE_COUNT:
		break;
	}
	return NULL;
}

static void put_fact(struct buf *out, const char *name, const char *value, bool chinese)
{
	if (!value)
		return;
	if (out->len)
		buf_puts(out, chinese ? "；" : "; ");
	buf_puts(out, name);
	buf_puts(out, chinese ? "：" : ": ");
	buf_puts(out, value);
}

void provenance_put_line(struct buf *out, const struct document *doc, bool chinese)
{
	static const enum provenance_fact facts[] = {
		PROVENANCE_ADDRESS, PROVENANCE_CAPTURED, PROVENANCE_SHA256};
	char sha256[65];

	/* Standard input has no name that told anybody anything. */
	if (!doc->source.uri && doc->source.name && strcmp(doc->source.name, "-"))
		put_fact(out, chinese ? "源文件" : "Source file", doc->source.name, chinese);
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		put_fact(out, provenance_name(facts[i], chinese),
			provenance_value(doc, facts[i], sha256), chinese);
}

void provenance_put_pages(struct buf *out, const struct document *doc, bool chinese)
{
	for (unsigned i = 1; i < doc->source.page_count; i++) {
		const struct source_page *page = &doc->source.pages[i];

		put_fact(out, chinese ? "续页" : "Goes on in",
			page->uri ? page->uri : page->name, chinese);
		put_fact(out, "SHA-256", page->sha256, chinese);
	}
}

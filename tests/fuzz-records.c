/* libFuzzer: any bytes as an archive. Records must come to an end, be whole, and what they say
   must be text. */
#include <sys/mman.h>
#include <unistd.h>

#include "charset/charset.h"
#include "base/file.h"
#include "fuzz.h"
#include "article/pagelook.h"
#include "archive/records.h"
#include "article/series.h"

/* A page may unpack to so much: damage shows in small ones as well, and sooner [bytes]. */
#define PAGE_MOST ((size_t)1 << 18)

static void check_text(const char *what, const char *s)
{
	if (s && !charset_is_clean_utf8(s, strlen(s)))
		fuzz_fail("no text", what);
}

static void check_record(const struct record *record)
{
	check_text("reason", record->reason);
	check_text("id", record->id);
	check_text("name", record->name);
	check_text("uri", record->uri);
	check_text("captured", record->captured);
	check_text("type", record->type);
	check_text("charset", record->charset);
	check_text("refers_to", record->refers_to);
	if (!record->source || !record->name || !*record->name || strchr(record->name, '/'))
		fuzz_fail("record", "without source or name");
	if ((record->kind == RECORD_PAGE) != (record->bytes != NULL))
		fuzz_fail("record", "bytes of what is no page, or none of a page");
	if (record->bytes && (record->len > PAGE_MOST || record->bytes[record->len]))
		fuzz_fail("record", "too large, or no NUL behind it");
	if (!record->reason && (record->kind == RECORD_SKIPPED || record->kind == RECORD_FAULT))
		fuzz_fail("record", "no reason");
}

static void check_resources(struct records *r)
{
	static const char *const hrefs[] = {"seal.png", "1_files/seal.png",
		"../../../etc/passwd", "cid:frame-1@mhtml.blink",
		"http://www.example.gov.cn/zwgk/seal.png"};

	for (size_t i = 0; i < sizeof hrefs / sizeof *hrefs; i++) {
		struct buf out = BUF_INIT;

		records_fetch(r, hrefs[i], NULL, &out);
		if (out.len > PAGE_MOST + 1)
			fuzz_fail("resource", "too large");
		buf_free(&out);
	}
}

/* What its links say, whatever page it is taken for. */
static void check_look(const struct record *record)
{
	static const char *const addresses[] = {
		"t1.html", "http://www.example.gov.cn/view?id=3"};

	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct paging_address first;
		struct page_look look = {.arena = ARENA_INIT};

		if (!paging_read(&first, addresses[i]) ||
			page_look(&look, &first, record->bytes, record->len))
			abort();
		for (const struct page_link *l = look.links; l; l = l->next)
			if (!l->href || (l->to.by == PAGING_NONE && !l->number))
				fuzz_fail("link", "of no page");
		page_look_free(&look);
		paging_free(&first);
	}
}

static void check_article(struct records *r, const struct record *record)
{
	static const struct options options;
	struct buf nothing = BUF_INIT;
	struct series_first first;
	struct series *series;

	if (series_find(r, &options, record, &series) ||
		series_find_first(r, &options, record, NULL, &nothing, &first))
		abort();
	if (first.series)
		check_record(&first.page);
	for (unsigned i = 0; series && i < series->count; i++)
		if (series->followers[i].bytes[series->followers[i].len])
			fuzz_fail("article", "no NUL behind a page");
	series_first_free(&first);
	series_free(series);
	buf_free(&nothing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct records *r = records_new(PAGE_MOST);
	struct record record;
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fd < 0 || !r || file_write_fd(fd, (const char *)data, size))
		abort();
	records_open(r, path);
	while (records_next(r, &record)) {
		check_record(&record);
		if (record.kind == RECORD_PAGE) {
			check_look(&record);
			check_article(r, &record);
			check_resources(r);
		}
	}
	records_free(r);
	close(fd);
	return 0;
}

/* Web archives: what is a page in them, what is not, and what is damaged. */
#include "records-fixture.h"

static void put_text(struct buf *out, const char *uri, const char *head, const char *body)
{
	put_response(out, uri, head, body, strlen(body));
}

static void test_pages_come_in_their_order(void **state)
{
	struct buf warc = BUF_INIT;

	size_t at[3];

	put_record(&warc, "warcinfo", "", "software: x\r\n", 13);
	at[0] = warc.len;
	put_page(&warc, "http://e.org/1");
	at[1] = warc.len;
	put_record(&warc, "request", "WARC-Target-URI: http://e.org/2\r\n", "GET /", 5);
	at[2] = warc.len;
	put_page(&warc, "http://e.org/2");
	fixture_write("a.warc", warc.data, warc.len);
	assert_records_at("a.warc",
		"skipped@0: a record of type warcinfo\npage@%zu http://e.org/1\n"
		"skipped@%zu http://e.org/2: a record of type request\npage@%zu "
		"http://e.org/2\n",
		at[0], at[1], at[2]);
	buf_free(&warc);
}

static void test_a_record_tells_what_its_head_says(void **state)
{
	struct buf warc = BUF_INIT;
	struct record record;
	struct records *r;

	put_text(&warc, "http://e.org/a/t%201.html?x=1",
		"200 OK\r\nContent-Type: Text/HTML; charset=\"GBK\"\r\n", PAGE_SMALL);
	fixture_write("a.warc", warc.data, warc.len);
	r = read_page("a.warc", 0, &record);
	assert_string_equal(record.uri, "http://e.org/a/t%201.html?x=1");
	assert_string_equal(record.id, "urn:id:http://e.org/a/t%201.html?x=1");
	assert_string_equal(record.captured, "2024-03-05T08:00:00Z");
	assert_string_equal(record.type, "text/html");
	assert_string_equal(record.charset, "GBK");
	assert_string_equal(record.name, "t 1.html");
	assert_string_equal(record.format, "html");
	assert_string_equal(record.bytes, PAGE_SMALL);
	assert_string_equal(record.source, fixture_path("a.warc"));
	assert_int_equal(record.status, 200);
	assert_null(record.refers_to);
	records_free(r);
	buf_free(&warc);
}

static void test_text_that_is_no_utf_8_is_escaped(void **state)
{
	struct buf warc = BUF_INIT;
	struct record record;
	struct records *r;

	put_text(&warc, "http://e.org/\xb8\xe6\x1b.html", HTML_HEAD, PAGE_SMALL);
	fixture_write("a.warc", warc.data, warc.len);
	r = read_page("a.warc", 0, &record);
	assert_string_equal(record.uri, "http://e.org/%B8%E6.html");
	records_free(r);
	buf_free(&warc);
}

static void test_dates_of_another_shape_are_none(void **state)
{
	static const char *const dates[] = {
		"2024-03-05", "5 Mar 2024", "2024-03-05T08:00:00", "2024-03-05T08:00:00Zx"};

	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		struct buf warc = BUF_INIT, fields = BUF_INIT;
		struct record record;
		struct records *r;

		buf_printf(&fields, "WARC-Date: %s\r\nContent-Type: text/html\r\n", dates[i]);
		put_record(&warc, "resource", buf_str(&fields), PAGE_SMALL, strlen(PAGE_SMALL));
		fixture_write("a.warc", warc.data, warc.len);
		r = read_page("a.warc", 0, &record);
		assert_null(record.captured);
		records_free(r);
		buf_free(&warc);
		buf_free(&fields);
	}
}

static void test_other_statuses_are_skipped(void **state)
{
	struct buf warc = BUF_INIT;

	put_text(&warc, "http://e.org/old",
		"301 Moved\r\nContent-Type: text/html\r\nLocation: /new\r\n", PAGE_SMALL);
	put_text(&warc, "http://e.org/gone", "404 Not Found\r\nContent-Type: text/html\r\n",
		PAGE_SMALL);
	put_page(&warc, "http://e.org/new");
	assert_archive("a.warc", &warc,
		"skipped http://e.org/old: HTTP status 301, leads to /new\n"
		"skipped http://e.org/gone: HTTP status 404\npage http://e.org/new\n");
}

static void test_what_is_no_html_is_no_page(void **state)
{
	struct buf warc = BUF_INIT;

	put_text(&warc, "http://e.org/1", "200 OK\r\nContent-Type: image/png\r\n", "\x89PNG");
	put_text(&warc, "http://e.org/2", HTML_HEAD, "%PDF-1.4 <a>");
	put_text(&warc, "http://e.org/3", HTML_HEAD, " {\"html\": \"<p>\"}");
	put_text(&warc, "http://e.org/4", HTML_HEAD, "");
	put_text(&warc, "http://e.org/5", HTML_HEAD, "no tag, 1 < 2");
	put_text(&warc, "http://e.org/6", "200 OK\r\n", "<!DOCTYPE html><p>x");
	put_text(&warc, "http://e.org/7", "200 OK\r\n", "body { }");
	put_text(&warc, "http://e.org/8", HTML_HEAD, "Words first, <b>then</b> tags.");
	put_record(&warc, "response",
		"WARC-Target-URI: dns:e.org\r\nContent-Type: text/dns\r\n", "e.org. 1 IN A",
		13);
	put_record(&warc, "response", "WARC-Target-URI: http://e.org/9\r\n", "nothing", 7);
	assert_archive("a.warc", &warc,
		"resource http://e.org/1: declared as image/png\n"
		"skipped http://e.org/2: declared as HTML, and is a PDF\n"
		"skipped http://e.org/3: declared as HTML, and is JSON\n"
		"skipped http://e.org/4: an empty response\n"
		"skipped http://e.org/5: declared as HTML, and is text without any tag\n"
		"page http://e.org/6\nresource http://e.org/7: neither declared as HTML nor "
		"beginning as it\npage http://e.org/8\n"
		"skipped dns:e.org: a response of another protocol than HTTP\n"
		"skipped http://e.org/9: a response without a head of HTTP\n");
}

static void test_resource_records_are_pages_by_their_type(void **state)
{
	struct buf warc = BUF_INIT;

	put_record(&warc, "resource",
		"WARC-Target-URI: <http://e.org/1>\r\nContent-Type: text/html\r\n", PAGE_SMALL,
		strlen(PAGE_SMALL));
	put_record(&warc, "resource",
		"WARC-Target-URI: urn:text:http://e.org/1\r\nContent-Type: text/plain\r\n", "x",
		1);
	put_record(&warc, "conversion", "WARC-Target-URI: http://e.org/1\r\n", "x", 1);
	assert_archive("a.warc", &warc,
		"page http://e.org/1\nresource urn:text:http://e.org/1: declared as "
		"text/plain\n"
		"skipped http://e.org/1: a record of type conversion\n");
}

static void test_segments_and_truncated_records_are_said(void **state)
{
	struct buf warc = BUF_INIT;

	put_record(&warc, "resource",
		"WARC-Target-URI: http://e.org/1\r\nContent-Type: text/html\r\nWARC-Truncated: "
		"length\r\n",
		PAGE_SMALL, strlen(PAGE_SMALL));
	put_record(&warc, "resource",
		"WARC-Target-URI: http://e.org/2\r\nContent-Type: text/html\r\n"
		"WARC-Segment-Number: 1\r\n",
		PAGE_SMALL, strlen(PAGE_SMALL));
	assert_archive("a.warc", &warc,
		"page http://e.org/1: was cut off when it was archived (length)\n"
		"skipped http://e.org/2: a part of a segmented record: segments are not put "
		"together\n");
}

static void test_bodies_that_are_shorter_than_declared_are_said(void **state)
{
	struct buf warc = BUF_INIT, said = BUF_INIT;

	put_response(&warc, "http://e.org/1", HTML_HEAD "Content-Length: 9999\r\n", PAGE_SMALL,
		strlen(PAGE_SMALL));
	put_response(&warc, "http://e.org/2", HTML_HEAD "Content-Length: 1\r\n", PAGE_SMALL,
		strlen(PAGE_SMALL));
	put_response(&warc, "http://e.org/3",
		HTML_HEAD "Content-Length: 9999\r\nContent-Encoding: br\r\n", PAGE_SMALL,
		strlen(PAGE_SMALL));
	put_response(&warc, "http://e.org/4", HTML_HEAD "Content-Length: many\r\n", PAGE_SMALL,
		strlen(PAGE_SMALL));
	buf_printf(&said,
		"page http://e.org/1: was cut off on its way: %zu bytes of 9999\n"
		"page http://e.org/2\npage http://e.org/3\npage http://e.org/4\n",
		strlen(PAGE_SMALL));
	assert_archive("a.warc", &warc, buf_str(&said));
	buf_free(&said);
}

/* ---- revisits ---- */

#define DIGEST	"WARC-Payload-Digest: sha1:AAAA\r\n"
#define REVISIT "Content-Type: application/http\r\nWARC-Target-URI: http://e.org/again\r\n"

static void put_original(struct buf *out)
{
	put_record(out, "resource",
		"WARC-Target-URI: http://e.org/1\r\nContent-Type: text/html; charset=gbk\r\n"
		"WARC-Record-ID: <urn:1>\r\nWARC-Date: 2024-03-05T08:00:00Z\r\n" DIGEST,
		PAGE_SMALL, strlen(PAGE_SMALL));
}

static void assert_revisit(const char *name, unsigned n, const char *refers_to)
{
	struct record record;
	struct records *r = read_page(name, n, &record);

	assert_string_equal(record.uri, "http://e.org/again");
	assert_string_equal(record.bytes, PAGE_SMALL);
	assert_string_equal(record.charset, "gbk");
	if (refers_to)
		assert_string_equal(record.refers_to, refers_to);
	records_free(r);
}

static void test_revisits_have_the_bytes_of_what_they_refer_to(void **state)
{
	static const struct {
		const char *fields, *refers_to;
	} cases[] = {
		{REVISIT "WARC-Refers-To: <urn:1>\r\n", "urn:1"},
		{REVISIT DIGEST, NULL},
		{REVISIT "WARC-Refers-To-Target-URI: http://e.org/1\r\n"
			 "WARC-Refers-To-Date: 2024-03-05T08:00:00Z\r\n",
			"http://e.org/1"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int packed = 0; packed < 2; packed++) {
			struct buf first = BUF_INIT, second = BUF_INIT, all = BUF_INIT;

			put_original(&first);
			put_record(&second, "revisit", cases[i].fields,
				"HTTP/1.1 200 OK\r\n\r\n", 19);
			if (packed) {
				put_gzip(&all, &first);
				put_gzip(&all, &second);
			} else {
				buf_put(&all, first.data, first.len);
				buf_put(&all, second.data, second.len);
			}
			fixture_write("a.warc", all.data, all.len);
			assert_revisit("a.warc", 1, cases[i].refers_to);
			buf_free(&first);
			buf_free(&second);
			buf_free(&all);
		}
}

static void test_a_revisit_may_come_first(void **state)
{
	struct buf warc = BUF_INIT;

	put_record(&warc, "revisit", REVISIT DIGEST, "HTTP/1.1 200 OK\r\n\r\n", 19);
	put_original(&warc);
	fixture_write("a.warc", warc.data, warc.len);
	assert_revisit("a.warc", 0, NULL);
	buf_free(&warc);
}

static void test_a_revisit_may_refer_to_a_file_read_before(void **state)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct buf first = BUF_INIT, second = BUF_INIT, have = BUF_INIT;

	put_original(&first);
	put_record(&second, "revisit", REVISIT DIGEST, "HTTP/1.1 200 OK\r\n\r\n", 19);
	fixture_write("a.warc", first.data, first.len);
	fixture_write("b.warc", second.data, second.len);
	read_all_of(r, fixture_path("a.warc"), false, &have);
	read_all_of(r, fixture_path("b.warc"), false, &have);
	assert_string_equal(buf_str(&have), "page http://e.org/1\npage http://e.org/again\n");
	buf_free(&first);
	buf_free(&second);
	buf_free(&have);
	records_free(r);
}

static void test_revisits_of_what_is_not_there_are_skipped(void **state)
{
	struct buf warc = BUF_INIT;

	put_original(&warc);
	put_record(&warc, "revisit", REVISIT "WARC-Refers-To: <urn:2>\r\n",
		"HTTP/1.1 200 OK\r\n\r\n", 19);
	put_record(&warc, "revisit",
		REVISIT "WARC-Refers-To-Target-URI: http://e.org/1\r\n"
			"WARC-Refers-To-Date: 2020-01-01T00:00:00Z\r\n",
		"HTTP/1.1 200 OK\r\n\r\n", 19);
	put_record(&warc, "revisit", REVISIT DIGEST,
		"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", 44);
	assert_archive("a.warc", &warc,
		"page http://e.org/1\n"
		"skipped http://e.org/again: a revisit of urn:2, which is not here\n"
		"skipped http://e.org/again: a revisit of http://e.org/1, which is not here\n"
		"resource http://e.org/again: declared as image/png\n");
}

/* ---- resources of pages ---- */

static void test_pages_find_their_resources(void **state)
{
	for (int packed = 0; packed < 2; packed++) {
		struct buf page = BUF_INIT, image = BUF_INIT, style = BUF_INIT, all = BUF_INIT;
		struct record record;
		struct records *r;

		put_page(&page, "http://e.org/a/page.html");
		put_text(&image, "http://e.org/b/x.png",
			"200 OK\r\nContent-Type: image/png\r\n", "picture");
		put_text(&style, "http://e.org/a/s.css", "404 Not Found\r\n", "gone");
		for (int i = 0; i < 3; i++) {
			struct buf *part = i == 0 ? &page : i == 1 ? &image : &style;

			if (packed)
				put_gzip(&all, part);
			else
				buf_put(&all, part->data, part->len);
			buf_free(part);
		}
		fixture_write("a.warc", all.data, all.len);
		r = read_page("a.warc", 0, &record);
		assert_fetched(r, "../b/x.png", NULL, "picture");
		assert_fetched(r, "../b/x.png#top", NULL, "picture");
		assert_fetched(r, "x", "http://e.org/b/x.png", "picture");
		assert_fetched(r, "/b/y.png", NULL, NULL);
		assert_fetched(r, "s.css", NULL, NULL);
		assert_true(records_next(r, &record));
		assert_string_equal(record.uri, "http://e.org/b/x.png");
		records_free(r);
		buf_free(&all);
	}
}

/* ---- faults ---- */

/* A page, damage, another page. */
static void assert_damage(const char *damage, size_t len, const char *what)
{
	struct buf warc = BUF_INIT;
	size_t first, second;

	put_page(&warc, "http://e.org/1");
	first = warc.len;
	buf_put(&warc, damage, len);
	second = warc.len;
	put_page(&warc, "http://e.org/2");
	fixture_write("a.warc", warc.data, warc.len);
	assert_records_at("a.warc",
		"page@0 http://e.org/1\nfault@%zu%s\npage@%zu http://e.org/2\n", first, what,
		second);
	buf_free(&warc);
}

#define DAMAGE(bytes, what) assert_damage(bytes, sizeof(bytes) - 1, what)

static void test_damage_is_one_fault_and_nothing_around_it_is_lost(void **state)
{
	DAMAGE("garbage\nand more, WARC/1.0 within a line\n",
		": what stands here is no WARC record");
	DAMAGE("\0\0\0\n", ": what stands here is no WARC record");
	DAMAGE("WARC/3.0\r\nContent-Length: 1\r\n\r\nx\r\n\r\n",
		": what stands here is no WARC record");
	DAMAGE("WARC/1.0\r\nWARC-Type: response\r\n\r\n",
		": a record does not tell its length");
	DAMAGE("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n",
		": a record does not tell its length");
	DAMAGE("WARC/1.0\r\nWARC-Target-URI: u:x\r\nContent-Length: "
	       "99999999999999999999999\r\n\r\n",
		": a record does not tell its length");
	DAMAGE("WARC/1.0\r\nWARC-Target-URI: u:x\r\nContent-Length: 2\r\n\r\ntoo much\r\n\r\n",
		" u:x: the length of a record is wrong");
	DAMAGE("WARC/1.0\r\nWARC-Target-URI: u:x\r\nContent-Length: 30\r\n\r\ntoo "
	       "short\r\n\r\n",
		" u:x: the length of a record is wrong");
	DAMAGE("WARC/1.0\r\nWARC-Target-URI: u:x\r\nContent-Length: 123456789\r\n\r\ntoo "
	       "short\r\n",
		" u:x: a record is cut off");
	DAMAGE("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
	       "Content-Length: 2\r\n\r\n<p>too long</p>\r\n\r\n",
		": the length of a record is wrong");
}

/* The next record is in the place of what is missing: it may begin anywhere, and is not lost.
 */
static void test_pages_that_are_cut_off(void **state)
{
	static const char *const ends[] = {"\r\n\r\n", "\n", ""};

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		for (int packed = 0; packed < 2; packed++) {
			struct buf warc = BUF_INIT, gz = BUF_INIT;
			struct record record;
			struct records *r;

			put_page(&warc, "http://e.org/1");
			buf_puts(&warc,
				"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
				"WARC-Target-URI: http://e.org/2\r\n"
				"Content-Length: 300\r\n\r\n<p>Cut off");
			buf_puts(&warc, ends[i]);
			put_page(&warc, "http://e.org/3");
			put_gzip(&gz, &warc);
			fixture_write("a.warc", packed ? gz.data : warc.data,
				packed ? gz.len : warc.len);
			r = read_page("a.warc", 1, &record);
			assert_string_equal(record.uri, "http://e.org/2");
			assert_memory_equal(record.bytes, "<p>Cut off", 10);
			assert_non_null(strstr(record.reason, "was cut off in its archive"));
			assert_true(records_next(r, &record));
			assert_string_equal(record.uri, "http://e.org/3");
			assert_null(record.reason);
			records_free(r);
			buf_free(&warc);
			buf_free(&gz);
		}
}

/* What is no page, and cut off, is a fault as before: nothing of it is given. */
static void test_other_records_that_are_cut_off(void **state)
{
	struct buf warc = BUF_INIT;

	put_text(&warc, "http://e.org/1", "200 OK\r\nContent-Type: image/png\r\n", "picture");
	warc.len -= 8;
	assert_archive("a.warc", &warc, "fault http://e.org/1: a record is cut off\n");
	put_text(&warc, "http://e.org/1", HTML_HEAD, "%PDF-1.4 and more");
	warc.len -= 8;
	assert_archive("a.warc", &warc, "fault http://e.org/1: a record is cut off\n");
	put_text(&warc, "http://e.org/1", HTML_HEAD, "");
	warc.len -= 8;
	assert_archive("a.warc", &warc, "fault http://e.org/1: a record is cut off\n");
}

/* Heads of WARC and of HTTP have any length up to what is looked ahead. */
static void test_long_heads(void **state)
{
	for (size_t len = 100; len < 130000; len = len * 5 / 3 + 1)
		for (int packed = 0; packed < 2; packed++) {
			struct buf field = BUF_INIT, head = BUF_INIT, block = BUF_INIT,
				   warc = BUF_INIT, gz = BUF_INIT;

			while (field.len < len)
				buf_puts(&field, "X-Field: of a length\r\n");
			buf_printf(&block,
				"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%s\r\n<p>x",
				buf_str(&field));
			buf_printf(&head, "WARC-Target-URI: http://e.org/1\r\n%s",
				buf_str(&field));
			put_record(
				&warc, "response", buf_str(&head), buf_str(&block), block.len);
			put_page(&warc, "http://e.org/2");
			put_gzip(&gz, &warc);
			assert_archive("a.warc", packed ? &gz : &warc,
				"page http://e.org/1\npage http://e.org/2\n");
			buf_free(&field);
			buf_free(&head);
			buf_free(&block);
			buf_free(&warc);
			buf_free(&gz);
		}
}

static void put_block(struct buf *out, const char *uri, const char *block)
{
	struct buf fields = BUF_INIT;

	buf_printf(&fields, "WARC-Target-URI: %s\r\n", uri);
	put_record(out, "response", buf_str(&fields), block, strlen(block));
	buf_free(&fields);
}

static void test_skipped_what_may_be_a_page(void **state)
{
	struct buf warc = BUF_INIT, head = BUF_INIT;

	put_block(&warc, "http://e.org/1", "ICY 200 OK\r\nContent-Type: text/html\r\n\r\n<p>x");
	put_block(&warc, "http://e.org/2", "Only 200 words\n\n<p>x");
	put_text(&warc, "http://e.org/3", HTML_HEAD "Content-Encoding: lzma\r\n",
		"\x5d\n\xff<a");
	put_text(&warc, "http://e.org/4", HTML_HEAD "Content-Encoding: none\r\n", PAGE_SMALL);
	put_text(
		&warc, "http://e.org/5", "206 Part\r\nContent-Type: text/html\r\n", PAGE_SMALL);
	put_text(&warc, "http://e.org/6", "204 None\r\nContent-Type: text/html\r\n", "");
	put_text(&warc, "http://e.org/7", HTML_HEAD "Content-Length: 9\r\n", "");
	put_record(&warc, "continuation", "WARC-Target-URI: http://e.org/8\r\n", "x", 1);
	put_record(&warc, "other", "WARC-Target-URI: http://e.org/9\r\n", "x", 1);
	buf_puts(&head, "HTTP/1.1 200 OK\r\n");
	while (head.len < 140000)
		buf_puts(&head, "X-Field: of a length\r\n");
	buf_puts(&head, "\r\n<p>x");
	put_block(&warc, "http://e.org/10", buf_str(&head));
	put_record(&warc, "revisit",
		"WARC-Target-URI: http://e.org/11\r\nWARC-Refers-To: <urn:elsewhere>\r\n",
		"HTTP/1.1 404 Gone\r\n\r\n", 21);
	put_record(&warc, "revisit",
		"WARC-Target-URI: http://e.org/12\r\nWARC-Refers-To: <urn:elsewhere>\r\n",
		"HTTP/1.1 304 Not Modified\r\n\r\n", 29);
	assert_archive("a.warc", &warc,
		"page http://e.org/1\n"
		"skipped http://e.org/2: a response without a head of HTTP\n"
		"skipped http://e.org/3: its content coding is not known: lzma\n"
		"page http://e.org/4\n"
		"skipped http://e.org/5: HTTP status 206\n"
		"skipped http://e.org/6: an empty response\n"
		"skipped http://e.org/7: nothing is left of it: was cut off on its way: 0 "
		"bytes of "
		"9\n"
		"skipped http://e.org/8: a part of a segmented record: segments are not put "
		"together\n"
		"skipped http://e.org/9: a record of a type that is not known: other\n"
		"skipped http://e.org/10: its head of HTTP is longer than 131072 bytes\n"
		"skipped http://e.org/11: HTTP status 404\n"
		"skipped http://e.org/12: a revisit of urn:elsewhere, which is not here\n");
	buf_free(&head);
}

static void test_line_ends_behind_a_record_may_be_missing(void **state)
{
	struct buf warc = BUF_INIT;

	put_page(&warc, "http://e.org/1");
	warc.len -= 4;
	put_page(&warc, "http://e.org/2");
	warc.len -= 2;
	put_page(&warc, "http://e.org/3");
	warc.len -= 4;
	assert_archive("a.warc", &warc,
		"page http://e.org/1\npage http://e.org/2\npage http://e.org/3\n");
}

static void test_an_endless_head_is_a_fault(void **state)
{
	struct buf warc = BUF_INIT;

	put_page(&warc, "http://e.org/1");
	buf_puts(&warc, "WARC/1.0\r\n");
	for (int i = 0; i < 20000; i++)
		buf_puts(&warc, "X: yyyyyy\r\n");
	put_page(&warc, "http://e.org/2");
	assert_archive("a.warc", &warc,
		"page http://e.org/1\nfault: the head of a record is damaged\n"
		"page http://e.org/2\n");
}

/* Each is a fault; the last one has an end, and no length. */
static void test_heads_without_end(void **state)
{
	struct buf warc = BUF_INIT;

	for (int i = 0; i < 300; i++)
		buf_puts(&warc, "WARC/1.0\nX: y\n");
	buf_puts(&warc, "\n");
	put_page(&warc, "http://e.org/2");
	fixture_write("a.warc", warc.data, warc.len);
	{
		struct records *r = records_new(FIXTURE_MAX_PAGE);
		struct record record;

		records_open(r, fixture_path("a.warc"));
		for (int i = 0; i < 300; i++) {
			assert_true(records_next(r, &record));
			assert_int_equal(record.kind, RECORD_FAULT);
			assert_int_equal(record.offset, i * 14);
		}
		assert_true(records_next(r, &record));
		assert_int_equal(record.kind, RECORD_PAGE);
		assert_false(records_next(r, &record));
		records_free(r);
	}
	buf_free(&warc);
}

static void test_a_file_that_ends_too_early(void **state)
{
	struct buf warc = BUF_INIT;

	put_page(&warc, "http://e.org/1");
	put_page(&warc, "http://e.org/2");
	warc.len -= 30;
	assert_archive("a.warc", &warc,
		"page http://e.org/1\n"
		"page http://e.org/2: was cut off in its archive: 30 bytes of 56\n");
}

/* Three pages as members of gzip; how long each is. */
static void put_members(struct buf *out, size_t len[3])
{
	for (int i = 0; i < 3; i++) {
		struct buf record = BUF_INIT;
		size_t before = out->len;
		char uri[] = "http://e.org/1";

		uri[sizeof uri - 2] = (char)('1' + i);
		put_page(&record, uri);
		put_gzip(out, &record);
		len[i] = out->len - before;
		buf_free(&record);
	}
}

static void test_members_of_gzip_are_records(void **state)
{
	struct buf warc = BUF_INIT;
	size_t len[3];

	put_members(&warc, len);
	fixture_write("a.warc.gz", warc.data, warc.len);
	assert_records_at("a.warc.gz",
		"page@0 http://e.org/1\npage@%zu http://e.org/2\npage@%zu http://e.org/3\n",
		len[0], len[0] + len[1]);
	buf_free(&warc);
}

static void test_one_member_may_hold_all_records(void **state)
{
	struct buf warc = BUF_INIT, packed = BUF_INIT;

	put_page(&warc, "http://e.org/1");
	put_page(&warc, "http://e.org/2");
	put_gzip(&packed, &warc);
	assert_archive("a.warc.gz", &packed, "page http://e.org/1\npage http://e.org/2\n");
	buf_free(&warc);
}

/* A page, whose record's head has record_pad bytes of fields more, and its HTTP head http_pad.
 */
static void put_padded(struct buf *out, unsigned number, size_t record_pad, size_t http_pad)
{
	struct buf fields = BUF_INIT, block = BUF_INIT;

	buf_printf(&fields,
		"WARC-Target-URI: http://e.org/%u\r\nContent-Type: application/http\r\n",
		number);
	buf_puts(&block, "HTTP/1.1 " HTML_HEAD);
	for (size_t i = 0; i < record_pad; i += 25)
		buf_puts(&fields, "X-Padding: of the record\r\n");
	for (size_t i = 0; i < http_pad; i += 25)
		buf_puts(&block, "X-Padding: of the server\r\n");
	buf_puts(&block, "\r\n" PAGE_SMALL);
	put_record(out, "response", buf_str(&fields), buf_str(&block), block.len);
	buf_free(&fields);
	buf_free(&block);
}

/* How much of a file is seen at once depends on how it is packed; what is read of it does not.
 */
static void test_heads_of_any_length_are_read_however_they_are_packed(void **state)
{
	static const size_t pads[] = {
		0, 100, 300, 450, 1000, 1900, 3000, 8000, 20000, 33000, 64000, 66000, 100000};
	struct buf plain = BUF_INIT, whole = BUF_INIT, members = BUF_INIT, zstd = BUF_INIT,
		   want = BUF_INIT;
	unsigned number = 0;

	for (size_t i = 0; i < sizeof pads / sizeof *pads; i++)
		for (unsigned which = 1; which < 4; which++) {
			struct buf record = BUF_INIT;

			buf_printf(&want, "page http://e.org/%u\n", number);
			put_padded(&record, number++, which & 1 ? pads[i] : 0,
				which & 2 ? pads[i] : 0);
			buf_put(&plain, record.data, record.len);
			put_gzip(&members, &record);
			put_zstd(&zstd, &record);
			buf_free(&record);
		}
	put_gzip(&whole, &plain);
	assert_archive("a.warc", &plain, buf_str(&want));
	assert_archive("whole.warc.gz", &whole, buf_str(&want));
	assert_archive("members.warc.gz", &members, buf_str(&want));
	assert_archive("members.warc.zst", &zstd, buf_str(&want));
	buf_free(&want);
}

static void test_members_may_be_cut_within_a_block(void **state)
{
	struct buf warc = BUF_INIT, packed = BUF_INIT;

	size_t cut;

	put_page(&warc, "http://e.org/1");
	cut = warc.len - 20;
	put_page(&warc, "http://e.org/2");
	put_deflated(&packed, 31, warc.data, cut);
	put_deflated(&packed, 31, warc.data + cut, warc.len - cut);
	assert_archive("a.warc.gz", &packed, "page http://e.org/1\npage http://e.org/2\n");
	buf_free(&warc);
}

static void assert_damaged_member(const char *name, size_t offset)
{
	struct records *r = records_new(FIXTURE_MAX_PAGE);
	struct record record;

	records_open(r, fixture_path(name));
	assert_true(records_next(r, &record));
	assert_string_equal(record.uri, "http://e.org/1");
	assert_int_equal(record.kind, RECORD_PAGE);
	assert_true(records_next(r, &record));
	assert_int_equal(record.kind, RECORD_FAULT);
	assert_int_equal(record.offset, offset);
	assert_true(records_next(r, &record));
	assert_string_equal(record.uri, "http://e.org/3");
	assert_int_equal(record.kind, RECORD_PAGE);
	assert_false(records_next(r, &record));
	records_free(r);
}

/* The middle member is cut, or one byte of it is changed. */
static void test_a_damaged_member_is_one_fault(void **state)
{
	size_t len[3];

	for (size_t cut = 0; cut < 200; cut += 7)
		for (int change = 0; change < 2; change++) {
			struct buf warc = BUF_INIT, damaged = BUF_INIT;
			size_t middle = 0;

			put_members(&warc, len);
			middle = len[1] - 1 - cut;
			buf_put(&damaged, warc.data, len[0] + (change ? len[1] : middle));
			if (change)
				damaged.data[len[0] + middle] ^= 0x40;
			buf_put(&damaged, warc.data + len[0] + len[1], len[2]);
			fixture_write("a.warc.gz", damaged.data, damaged.len);
			assert_damaged_member("a.warc.gz", len[0]);
			buf_free(&warc);
			buf_free(&damaged);
		}
}

static void test_a_member_that_ends_too_early_at_the_end(void **state)
{
	struct buf warc = BUF_INIT;
	size_t len[3];

	put_members(&warc, len);
	warc.len -= 20;
	fixture_write("a.warc.gz", warc.data, warc.len);
	assert_records_at("a.warc.gz",
		"page@0 http://e.org/1\npage@%zu http://e.org/2\n"
		"page@%zu http://e.org/3: was cut off in its archive: 23 bytes of 56\n",
		len[0], len[0] + len[1]);
	buf_free(&warc);
}

static void test_garbage_between_members_is_one_fault(void **state)
{
	struct buf warc = BUF_INIT, members = BUF_INIT;
	size_t len[3];

	put_members(&members, len);
	buf_put(&warc, members.data, len[0]);
	buf_puts(&warc, "garbage with \x1f\x8b\x08 in it");
	buf_put(&warc, members.data + len[0], len[1] + len[2]);
	fixture_write("a.warc.gz", warc.data, warc.len);
	assert_records_at("a.warc.gz",
		"page@0 http://e.org/1\n"
		"fault@%zu: between compressed records stands what is none\n"
		"page@%zu http://e.org/2\npage@%zu http://e.org/3\n",
		len[0], warc.len - len[1] - len[2], warc.len - len[2]);
	buf_free(&warc);
	buf_free(&members);
}

static void test_a_page_that_is_too_large_is_a_fault(void **state)
{
	struct buf warc = BUF_INIT, body = BUF_INIT, packed = BUF_INIT;

	buf_puts(&body, "<html>");
	while (body.len <= FIXTURE_MAX_PAGE)
		buf_puts(&body, "<p>much</p>\n");
	put_page(&warc, "http://e.org/1");
	put_response(&warc, "http://e.org/2", HTML_HEAD, body.data, body.len);
	put_gzip(&packed, &body);
	put_response(&warc, "http://e.org/3",
		"200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n", packed.data,
		packed.len);
	put_response(&warc, "http://e.org/4", "200 OK\r\nContent-Type: video/mp4\r\n",
		body.data, body.len);
	put_page(&warc, "http://e.org/5");
	assert_archive("a.warc", &warc,
		"page http://e.org/1\nfault http://e.org/2: larger than 1048576 bytes\n"
		"fault http://e.org/3: its content is larger than is read\n"
		"resource http://e.org/4: declared as video/mp4\npage http://e.org/5\n");
	buf_free(&body);
	buf_free(&packed);
}

static void test_damaged_content_is_a_fault_of_its_record_alone(void **state)
{
	struct buf warc = BUF_INIT;

	put_text(&warc, "http://e.org/1",
		"200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n",
		"\x1f\x8b\x08 damaged");
	put_text(&warc, "http://e.org/2",
		"200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n",
		"a0\r\n<p>x</p>");
	put_page(&warc, "http://e.org/3");
	assert_archive("a.warc", &warc,
		"fault http://e.org/1: its compressed content is damaged\n"
		"page http://e.org/2: its last chunk is cut off\npage http://e.org/3\n");
}

static void test_lying_lengths_without_end_are_read_in_time(void **state)
{
	struct buf warc = BUF_INIT, have = BUF_INIT;
	struct records *r = records_new(FIXTURE_MAX_PAGE);

	for (int i = 0; i < 20000; i++)
		buf_puts(&warc, "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n"
				"Content-Length: 900000\r\n\r\n<p>\r\n\r\n");
	put_page(&warc, "http://e.org/1");
	fixture_write("a.warc", warc.data, warc.len);
	read_all_of(r, fixture_path("a.warc"), false, &have);
	assert_memory_equal(buf_str(&have), "page: was cut off", 17);
	records_free(r);
	buf_free(&warc);
	buf_free(&have);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_come_in_their_order),
		cmocka_unit_test(test_a_record_tells_what_its_head_says),
		cmocka_unit_test(test_text_that_is_no_utf_8_is_escaped),
		cmocka_unit_test(test_dates_of_another_shape_are_none),
		cmocka_unit_test(test_other_statuses_are_skipped),
		cmocka_unit_test(test_what_is_no_html_is_no_page),
		cmocka_unit_test(test_resource_records_are_pages_by_their_type),
		cmocka_unit_test(test_segments_and_truncated_records_are_said),
		cmocka_unit_test(test_bodies_that_are_shorter_than_declared_are_said),
		cmocka_unit_test(test_revisits_have_the_bytes_of_what_they_refer_to),
		cmocka_unit_test(test_a_revisit_may_come_first),
		cmocka_unit_test(test_a_revisit_may_refer_to_a_file_read_before),
		cmocka_unit_test(test_revisits_of_what_is_not_there_are_skipped),
		cmocka_unit_test(test_pages_find_their_resources),
		cmocka_unit_test(test_damage_is_one_fault_and_nothing_around_it_is_lost),
		cmocka_unit_test(test_pages_that_are_cut_off),
		cmocka_unit_test(test_other_records_that_are_cut_off),
		cmocka_unit_test(test_long_heads),
		cmocka_unit_test(test_skipped_what_may_be_a_page),
		cmocka_unit_test(test_line_ends_behind_a_record_may_be_missing),
		cmocka_unit_test(test_an_endless_head_is_a_fault),
		cmocka_unit_test(test_heads_without_end),
		cmocka_unit_test(test_a_file_that_ends_too_early),
		cmocka_unit_test(test_members_of_gzip_are_records),
		cmocka_unit_test(test_one_member_may_hold_all_records),
		cmocka_unit_test(test_heads_of_any_length_are_read_however_they_are_packed),
		cmocka_unit_test(test_members_may_be_cut_within_a_block),
		cmocka_unit_test(test_a_damaged_member_is_one_fault),
		cmocka_unit_test(test_a_member_that_ends_too_early_at_the_end),
		cmocka_unit_test(test_garbage_between_members_is_one_fault),
		cmocka_unit_test(test_a_page_that_is_too_large_is_a_fault),
		cmocka_unit_test(test_damaged_content_is_a_fault_of_its_record_alone),
		cmocka_unit_test(test_lying_lengths_without_end_are_read_in_time),
	};

	return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}

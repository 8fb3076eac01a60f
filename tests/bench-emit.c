/*
 * usage: bench-emit [PAGE...]
 *
 * What writing documents costs, of pages and of two tables made here: processor time and memory
 * of each emitter against zlib deflating the XML of the same document at the same level, and
 * its share in the whole conversion. The best of ROUNDS for each time. Measures only: nothing
 * passes or fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "bench.h"
#include "office/deflater.h"
#include "base/file.h"
#include "convert/guidang.h"

#define ROUNDS 7

static const struct options options = {.force = true};

/* A notice with a table of names and figures. */
static void make_table(struct buf *page, unsigned rows, unsigned columns)
{
	buf_puts(page,
		"<html lang=zh-CN><meta charset=utf-8><title>统计表</title><body>"
		"<h1>关于公布年度统计数据的通知</h1><p>各单位：现将年度统计数据予以公布，"
		"请认真核对，如有疑问，请及时反馈。</p><table border=1><tr><th>乡镇</th>");
	for (unsigned c = 1; c < columns; c++)
		buf_printf(page, "<th>指标%u</th>", c);
	for (unsigned r = 0; r < rows; r++) {
		buf_printf(page, "<tr><td>第%u乡镇农业</td>", r);
		for (unsigned c = 1; c < columns; c++)
			buf_printf(page, "<td>%u.%02u</td>", (r * 7919 + c * 104729) % 1000,
				(r + c * 37) % 100);
		buf_puts(page, "</tr>\n");
	}
	buf_puts(page, "</table>");
}

static double deflate_time(const struct buf *bytes)
{
	uLongf size = compressBound((uLong)bytes->len);
	Bytef *out = malloc(size);
	double best = 0;

	for (int round = 0; out && round < ROUNDS; round++) {
		uLongf got = size;
		double start = now();

		if (compress2(out, &got, (const Bytef *)buf_str(bytes), (uLong)bytes->len,
			    DEFLATER_LEVEL) != Z_OK)
			give_up("zlib refused a document");
		keep_best(&best, start);
	}
	free(out);
	return best;
}

static struct guidang_page *read_page(struct guidang *g, const struct buf *bytes)
{
	const struct guidang_input input = {
		.name = "page.html", .bytes = bytes->data, .len = bytes->len};
	struct guidang_page *page;

	if (guidang_read(g, &options, &input, &page) == GUIDANG_FAILED)
		give_up("a page cannot be read");
	return page;
}

static long peak(void) /* [bytes] */
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss * 1024;
}

/* In a process of its own: what writing adds to the peak of memory [bytes]. */
static long memory_of(const struct buf *bytes, const char *format)
{
	int ends[2], status;
	long grown = 0;
	pid_t child = pipe(ends) ? -1 : fork();

	if (child < 0)
		give_up("no process");
	if (!child) {
		struct guidang *g = guidang_new();
		struct guidang_page *page = g ? read_page(g, bytes) : NULL;
		struct buf out = BUF_INIT;

		grown = -peak();
		if (!page || guidang_write(page, format, &out))
			give_up("a page cannot be written");
		grown += peak();
		_exit(write(ends[1], &grown, sizeof grown) != sizeof grown);
	}
	close(ends[1]);
	if (read(ends[0], &grown, sizeof grown) != sizeof grown)
		give_up("no figure came");
	close(ends[0]);
	waitpid(child, &status, 0);
	return grown;
}

static void measure(const char *name, const struct buf *bytes, const char *format)
{
	struct guidang *g = guidang_new();
	struct buf out = BUF_INIT, files = BUF_INIT;
	double read = 0, written = 0, deflated;

	for (int round = 0; g && round < ROUNDS; round++) {
		double start = now();
		struct guidang_page *page = read_page(g, bytes);

		keep_best(&read, start);
		buf_clear(&out);
		start = now();
		if (guidang_write(page, format, &out))
			give_up("a page cannot be written");
		keep_best(&written, start);
		guidang_page_free(page);
	}
	unpack(&out, &files);
	deflated = deflate_time(&files);
	printf("%-16s %-5s %8.2f %9.2f %9.2f %7.0f %% %10zu %8.1f\n", name, format,
		written / deflated, written * 1000, deflated * 1000,
		100 * written / (read + written), files.len,
		(double)memory_of(bytes, format) / (double)files.len);
	buf_free(&out);
	buf_free(&files);
	guidang_free(g);
}

static void measure_both(const char *name, const struct buf *bytes)
{
	measure(name, bytes, "odt");
	measure(name, bytes, "docx");
}

int main(int argc, char **argv)
{
	static const unsigned tables[][2] = {{60, 5}, {5000, 12}};

	printf("%-16s %-5s %8s %9s %9s %9s %10s %8s\n", "", "", "ratio", "emit [ms]",
		"zlib [ms]", "of whole", "XML [B]", "memory");
	for (int i = 1; i < argc; i++) {
		const char *slash = strrchr(argv[i], '/');
		struct buf page = BUF_INIT;

		if (file_read(argv[i], &page))
			give_up(argv[i]);
		measure_both(slash ? slash + 1 : argv[i], &page);
		buf_free(&page);
	}
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		char name[32];
		struct buf page = BUF_INIT;

		snprintf(name, sizeof name, "table %u x %u", tables[i][0], tables[i][1]);
		make_table(&page, tables[i][0], tables[i][1]);
		measure_both(name, &page);
		buf_free(&page);
	}
	return 0;
}

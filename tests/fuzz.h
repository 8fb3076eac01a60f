#ifndef GUIDANG_TESTS_FUZZ_H
#define GUIDANG_TESTS_FUZZ_H

/* What the fuzz targets share. With FUZZ_STANDALONE a target has a main of its own, which takes
   the files named as arguments: for compilers without libFuzzer, and to look at what it found.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert/guidang.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	abort();
}

/* All formats, and what the tree's XML reads as again. */
static inline void fuzz_write(const struct guidang_page *page)
{
	static const char *const formats[] = {
		"text", "json", "csv", "odt", "docx", "tree", "audit", "ledger"};
	char message[256];

	if (guidang_check(page, message, sizeof message))
		fuzz_fail("check", message);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct buf out = BUF_INIT;

		if (guidang_write(page, formats[i], &out))
			fuzz_fail("write", formats[i]);
		buf_free(&out);
	}
	if (guidang_check(page, message, sizeof message))
		fuzz_fail("check after writing", message);
}

/* A tree that was written must be read, and be written the same again. */
static inline void fuzz_round_trip(
	struct guidang *g, const struct options *options, const struct guidang_page *page)
{
	struct guidang_input input = {.name = "fuzz", .format = "tree"};
	struct guidang_page *again;
	struct buf first = BUF_INIT, second = BUF_INIT;

	if (guidang_write(page, "tree", &first))
		fuzz_fail("write", "tree");
	input.bytes = buf_str(&first);
	input.len = first.len;
	if (guidang_read(g, options, &input, &again) == GUIDANG_FAILED)
		fuzz_fail("read again",
			guidang_diags(again) ? guidang_diags(again)->message : "");
	if (guidang_write(again, "tree", &second))
		fuzz_fail("write again", "tree");
	if (first.len != second.len || memcmp(first.data, second.data, first.len))
		fuzz_fail("round trip", "the tree differs");
	guidang_page_free(again);
	buf_free(&first);
	buf_free(&second);
}

static inline int fuzz_page(const char *format, const uint8_t *data, size_t size)
{
	static const struct options options;
	struct guidang *g = guidang_new();
	char *bytes = malloc(size + 1);
	struct guidang_input input = {
		.name = "fuzz", .bytes = bytes, .len = size, .format = format};
	struct guidang_page *page;
	enum guidang_outcome outcome;

	if (!g || !bytes)
		abort();
	if (size)
		memcpy(bytes, data, size);
	bytes[size] = '\0';
	outcome = guidang_read(g, &options, &input, &page);
	if (outcome == GUIDANG_USAGE)
		fuzz_fail("options", guidang_error(g));
	if (outcome != GUIDANG_FAILED) {
		fuzz_write(page);
		fuzz_round_trip(g, &options, page);
	} else if (!guidang_diags(page)) {
		fuzz_fail("read", "failed without saying why");
	}
	guidang_page_free(page);
	guidang_free(g);
	free(bytes);
	return 0;
}

#ifdef FUZZ_STANDALONE
#include "base/file.h"

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct buf bytes = BUF_INIT;

		if (file_read(argv[i], &bytes)) {
			perror(argv[i]);
			return 1;
		}
		printf("%s\n", argv[i]);
		LLVMFuzzerTestOneInput((const uint8_t *)buf_str(&bytes), bytes.len);
		buf_free(&bytes);
	}
	return 0;
}
#endif

#endif

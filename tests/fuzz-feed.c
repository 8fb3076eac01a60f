/* libFuzzer: of any bytes, the tree must be the same whether libxml2 was given all of the page
 * or what htmlfeed.h leaves. */
#include "fuzz.h"

#include "feed-fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size + 1);
	struct buf whole, cut;

	if (!bytes)
		abort();
	if (size)
		memcpy(bytes, data, size);
	bytes[size] = '\0';
	whole = feed_tree(bytes, size, true);
	cut = feed_tree(bytes, size, false);
	if (strcmp(buf_str(&whole), buf_str(&cut))) {
		fprintf(stderr, "whole:\n%s\ncut:\n%s\n", buf_str(&whole), buf_str(&cut));
		fuzz_fail("feed", "the tree differs");
	}
	buf_free(&whole);
	buf_free(&cut);
	free(bytes);
	return 0;
}

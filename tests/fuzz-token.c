/* libFuzzer: any bytes as tokens of HTML, from each state that their content can begin in. */
#include "fuzz.h"

#include "token-rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum html_content c = HTML_DATA; c <= HTML_PLAINTEXT; c++)
		for (int foreign = 0; foreign <= (c == HTML_DATA); foreign++) {
			const char *broken = broken_by_text(
				size ? (const char *)data : "", size, c, foreign);

			if (broken)
				fuzz_fail("not so", broken);
		}
	return 0;
}

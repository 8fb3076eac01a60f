/* libFuzzer: any bytes as a page. The tree must be sound, and every format must be written of
 * it. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_page("html", data, size);
}

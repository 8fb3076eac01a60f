/* libFuzzer: any bytes as a tree's XML. What is not refused must be sound, and writable in
 * every format. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_page("tree", data, size);
}

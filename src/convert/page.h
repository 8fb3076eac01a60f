#ifndef GUIDANG_PAGE_H
#define GUIDANG_PAGE_H

/* What struct guidang_page is inside the library. */
#include "document/document.h"

struct guidang_page {
	struct document doc;
};

#endif

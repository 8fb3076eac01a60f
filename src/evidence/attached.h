#ifndef GUIDANG_ATTACHED_H
#define GUIDANG_ATTACHED_H

/* Links to files that are to be kept beside the document, and to pictures. */
#include "document/document.h"

/* Link targets that are such files, a pattern for match.h: the formats of office work, Chinese
   ones (wps, et, dps, ofd, ceb) among them, of archives, and of data. */
#define ATTACHED_FILE                                                                          \
	"(?i)\\.(?:pdf|docx?|dotx?|wps|wpt|rtf|odt|xlsx?|xlsm|et|ods|csv|pptx?|ppsx?|dps|odp|" \
	"ofd|ceb|"                                                                             \
	"zip|rar|7z|tar|gz|txt|epub|caj)(?:[?#].*)?$"

/* True if an address is that of such a file; NULL is none. */
bool attached_is_file(const struct document *doc, const char *href);

/* True if a live LINK in block points to such a file. */
bool attached_links_file(const struct document *doc, const struct node *block);

/* True if a live IMAGE in block is in a LINK that points to a picture, as those do that are
   shown small and lead to their large copies. */
bool attached_links_picture(const struct document *doc, const struct node *block);

#endif

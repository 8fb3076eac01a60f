#ifndef GUIDANG_ATTACHED_H
#define GUIDANG_ATTACHED_H

/* Link targets that are files to be kept beside the document: a pattern for match.h. The formats of
   office work and of Chinese ones (wps, et, ofd, ceb), of archives, and of data. */
#define ATTACHED_FILE                                                                            \
	"(?i)\\.(?:pdf|docx?|dotx?|wps|wpt|rtf|odt|xlsx?|xlsm|et|ods|csv|pptx?|ppsx?|dps|odp|ofd|ceb|"   \
	"zip|rar|7z|tar|gz|txt|epub|caj)(?:[?#].*)?$"

#endif

#ifndef GUIDANG_EXTERNAL_H
#define GUIDANG_EXTERNAL_H

/* An external program as one filter: the tree's XML in, the tree's XML out. */
#include "document/document.h"

/* Runs command by /bin/sh -c and merges what it answers. 0, or -1 with a diagnostic: it could
   not be started, ended with a status other than 0, or answered no tree. The tree is then
   unchanged. */
int external_run(struct document *doc, const char *command);

#endif

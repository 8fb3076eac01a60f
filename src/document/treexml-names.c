/* Names that only the tree's XML needs. */
#include "document/treexml-private.h"

const struct treexml_flag treexml_flags[] = {
#define FLAG(name, xml) {NODE_##name, xml},
#include "document/flags.def"
#undef FLAG
	{0, NULL},
};

const char *const treexml_diag_names[DIAG_COUNT] = {
#define DIAG(name, level, format) #name,
#include "document/diags.def"
#undef DIAG
};

/* Names that only the tree's XML needs. */
#include "treexml-private.h"

const struct treexml_flag treexml_flags[] = {
#define FLAG(name, xml) {NODE_##name, xml},
#include "flags.def"
#undef FLAG
	{0, NULL},
};

const char *const treexml_diag_names[DIAG_COUNT] = {
#define DIAG(name, level, format) #name,
#include "diags.def"
#undef DIAG
};

#include "document/filter.h"
#include "document/treexml.h"

const struct filter filter_in_tree = {
	.name = "in-tree",
	.stage = STAGE_INGEST,
	.help = "read the tree's own XML",
	.ingest = treexml_read,
	.format = "tree",
	.extension = "xml",
};

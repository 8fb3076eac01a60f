#include "document/filter.h"
#include "document/treexml.h"

const struct filter filter_out_tree = {
	.name = "out-tree",
	.stage = STAGE_EMIT,
	.help = "write the whole tree as XML, dropped nodes and all",
	.emit = treexml_write,
	.format = "tree",
	.extension = "xml",
	.media = {{"application/xml", "Extensible Markup Language", "1.0", "fmt/101"}},
};

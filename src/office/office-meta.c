/* The parts of an office document's package that are fixed. */
#include "office/office.h"

#include "base/data.h"

const char *office_odf_version(const struct document *doc)
{
	return doc->options->odf_version ? doc->options->odf_version : "1.2";
}

void office_put_part(struct buf *out, const char *part)
{
	const struct data_file *file = data_find(part);

	out->failed |= !file;
	if (file)
		buf_put(out, file->text, file->len);
}

int office_add_part(struct zip_out *p, const char *name, const char *part)
{
	const struct data_file *file = data_find(part);

	return file ? zip_out_add(p, name, file->text, file->len, ZIP_OUT_USUAL) : -1;
}

/* The language of an office document, and the parts of its package that are fixed. */
#include "office.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "data.h"

bool office_is_chinese(const struct document *doc)
{
	const char *language = doc->language ? doc->language : "";

	return !strncasecmp(language, "zh", 2) && (language[2] == '\0' || language[2] == '-');
}

/* Letters of the subtag at s; 0 where it has others besides. */
static size_t subtag_letters(const char *s)
{
	size_t n = 0;

	while ((s[n] >= 'a' && s[n] <= 'z') || (s[n] >= 'A' && s[n] <= 'Z'))
		n++;
	return s[n] == '\0' || s[n] == '-' ? n : 0;
}

/* Copies letters; bit 0x20 set makes them lower case. */
static void copy_letters(char *to, const char *from, size_t len, int bit)
{
	for (size_t i = 0; i < len; i++)
		to[i] = (char)((from[i] & ~0x20) | bit);
	to[len] = '\0';
}

struct office_locale office_locale(const struct document *doc)
{
	const char *tag = doc->language ? doc->language : "";
	size_t len = subtag_letters(tag);
	struct office_locale l = {"en", "US", "en-US"};

	if (len != 2 && len != 3)
		return l;
	copy_letters(l.language, tag, len, 0x20);
	if (strcmp(l.language, "en") != 0)
		strcpy(l.country, strcmp(l.language, "zh") ? "none" : "CN");
	while ((tag = strchr(tag, '-'))) {
		tag++;
		if (subtag_letters(tag) == 2)
			copy_letters(l.country, tag, 2, 0);
	}
	if (strcmp(l.country, "none"))
		snprintf(l.tag, sizeof l.tag, "%s-%s", l.language, l.country);
	else
		memcpy(l.tag, l.language, sizeof l.language);
	return l;
}

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

int office_add_part(struct package *p, const char *name, const char *part)
{
	const struct data_file *file = data_find(part);

	return file ? package_add(p, name, file->text, file->len, false) : -1;
}

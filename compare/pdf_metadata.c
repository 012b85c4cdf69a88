/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A packet of XMP (ISO 16684-1) in a PDF: XML, of which the dates and identifiers are
 * tiles of their own, as an attribute (xmp:CreateDate="...") or an element
 * (<xmp:CreateDate>...</xmp:CreateDate>), and the text between them is content.
 */
#include <string.h>

#include "base/memory.h"
#include "compare/pdf_tiles.h"

static const char *const names[] = {
	"xmp:CreateDate",   "xmp:ModifyDate",	"xmp:MetadataDate", "xapMM:DocumentID",
	"xapMM:InstanceID", "xmpMM:DocumentID", "xmpMM:InstanceID",
};

/* What stands between the quotes, or the tags, behind a name. */
static bool
read_value(struct bytes text, struct bytes name, struct bytes *value)
{
	size_t at = (size_t)(name.data - text.data) + name.size;
	struct bytes rest = bytes_slice(text, at, SIZE_MAX);
	uint8_t end;

	if (rest.size < 2)
		return false;
	if (rest.data[0] == '=' && (rest.data[1] == '"' || rest.data[1] == '\'')) {
		end = rest.data[1];
		rest = bytes_slice(rest, 2, SIZE_MAX);
	} else if (rest.data[0] == '>') {
		end = '<';
		rest = bytes_slice(rest, 1, SIZE_MAX);
	} else {
		return false;
	}
	*value = bytes_before(rest, end);
	return value->size > 0 && value->size < rest.size;
}

static const char *
name_at(struct bytes text, struct bytes *name)
{
	for (size_t i = 0; i < array_length(names); i++) {
		*name = bytes_of_text(names[i]);
		if (bytes_start_with(text, *name)) {
			*name = bytes_slice(text, 0, name->size);
			return names[i];
		}
	}
	return NULL;
}

/* The next of the names that has a value, which has the form that a rule covers. */
static const char *
find_next(struct bytes text, struct bytes *value)
{
	for (size_t at = 0; at < text.size; at++) {
		const uint8_t *found = memchr(text.data + at, 'x', text.size - at);
		struct bytes name;
		const char *key;

		if (found == NULL)
			break;
		at = (size_t)(found - text.data);
		key = name_at(bytes_slice(text, at, SIZE_MAX), &name);
		if (key != NULL && read_value(text, name, value))
			return key;
	}
	return NULL;
}

void
pdf_take_metadata(struct pdf *pdf, size_t size)
{
	struct tiler *tiler = pdf->tiler;
	size_t end = tiler->at + size;

	while (tiler->at < end) {
		struct bytes text = bytes_slice(tiler_rest(tiler), 0, end - tiler->at);
		struct bytes value;
		const char *key = find_next(text, &value);

		if (key == NULL) {
			tile_content(tiler, text.size, "metadata");
			tile_set_format(tiler, &format_text);
			break;
		}
		tile_content(tiler, (size_t)(value.data - text.data), "metadata");
		tile_set_format(tiler, &format_text);
		tile_text(tiler, value.size, key);
	}
}

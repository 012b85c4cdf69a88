/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/jar_sections.h"

#include <stdlib.h>

#include "base/memory.h"

void
jar_sections_release(struct jar_sections *sections)
{
	free(sections->at);
	buffer_release(&sections->names);
	*sections = (struct jar_sections){ 0 };
}

static int
order_sections(const void *a, const void *b)
{
	const struct jar_section *left = a, *right = b;

	return bytes_order(left->name, right->name);
}

/* Appends the section's name to the names, with its size in section->name. */
static bool
read_name(struct jar_sections *sections, struct jar_section *section)
{
	struct cursor at = cursor_on(section->text.headers);
	struct manifest_header header;
	size_t before = sections->names.size;

	if (jar_manifest_take(&at, &header) != MANIFEST_HEADER ||
	    !jar_manifest_name_is(&header, "Name"))
		return false;
	jar_manifest_append_value(&header, &sections->names);
	section->name.size = sections->names.size - before;
	return true;
}

/* The names no longer move. */
static void
place_names(struct jar_sections *sections)
{
	size_t at = 0;

	for (size_t i = 0; i < sections->count; i++) {
		size_t size = sections->at[i].name.size;

		sections->at[i].name =
			bytes_slice(buffer_bytes(&sections->names), at, size);
		at += size;
	}
}

void
jar_sections_read(struct jar_sections *sections, struct bytes text)
{
	struct cursor at = cursor_on(text);
	struct jar_section section = { .used = false };

	*sections = (struct jar_sections){ .text = text,
					   .names = BUFFER_INIT(text.size + 1) };
	jar_manifest_take_section(&at, &sections->main);
	while (jar_manifest_take_section(&at, &section.text)) {
		if (!read_name(sections, &section)) {
			sections->broken = true;
			break;
		}
		array_append(sections->at, sections->count, section);
	}
	sections->broken = sections->broken || at.rest.size > 0;
	place_names(sections);
	if (sections->count > 0)
		qsort(sections->at, sections->count, sizeof(*sections->at),
		      order_sections);
	for (size_t i = 1; i < sections->count; i++)
		if (bytes_equal(sections->at[i - 1].name, sections->at[i].name))
			sections->broken = true;
}

struct jar_section *
jar_sections_find(const struct jar_sections *sections, struct bytes name)
{
	struct jar_section key = { .name = name };

	return sections->count == 0 ? NULL
				    : bsearch(&key, sections->at, sections->count,
					      sizeof(*sections->at), order_sections);
}

enum jar_digests
jar_digests_check(struct bytes headers, const char *ending, struct bytes bytes)
{
	enum jar_digests result = JAR_NO_DIGEST;
	struct cursor at = cursor_on(headers);
	struct manifest_header header;

	while (jar_manifest_take(&at, &header) == MANIFEST_HEADER) {
		enum digest_kind kind;
		struct digest said, right;

		if (!jar_manifest_digest_kind(header.name, ending, &kind))
			continue;
		right = digest_of(kind, bytes);
		if (!jar_manifest_read_digest(&header, kind, &said) ||
		    memcmp(said.data, right.data, right.size) != 0)
			return JAR_WRONG;
		result = JAR_RIGHT;
	}
	return result;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xar (the project's wiki; Apple's .pkg are such).  A header that begins "xar!", with the
 * size of the header, a version, both sizes of the table of contents and the kind of its
 * checksum; the table, XML under zlib; then a heap, in which each member's content has a
 * place, mostly under zlib or bzip2.  The table says name, type, mode, owner, times,
 * checksums of the content as it is and as it is packed, and may hold signatures.
 *
 * Between builds vary: times, inodes, owners, identifiers, signatures.  To hide something
 * there are: elements nobody knows, parts of the heap that no member takes.
 *
 * The table is looked at before libarchive reads it: it hands it to libxml2 as it is,
 * which would load a converter for another encoding than UTF-8, and puts in what entities
 * say.
 */
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode_zlib.h"
#include "compare/format.h"
#include "compare/view.h"
#include "compare/xml_reader.h"

enum { TABLE_MAX = 4 << 20 };

static int
recognize(struct bytes content)
{
	struct cursor at = cursor_on(content);

	return bytes_equal_text(cursor_take(&at, 4), "xar!") && cursor_u16be(&at) >= 28 &&
			       !at.overrun
		       ? 95
		       : 0;
}

/* The table of contents, unpacked. */
static int
read_table(struct bytes content, struct buffer *table, struct error *err)
{
	struct cursor at = cursor_on(bytes_slice(content, 4, SIZE_MAX));
	size_t header = cursor_u16be(&at), used;

	cursor_u16be(&at);
	return decode_zlib(bytes_slice(content, header, (size_t)cursor_u64be(&at)), &used,
			   table, err);
}

/* Whether the declaration names no encoding, or UTF-8. */
static bool
is_in_utf8(struct bytes table)
{
	static const char *const names[] = { "utf-8\"", "UTF-8\"", "utf-8'", "UTF-8'" };
	static const char word[] = "encoding";
	struct bytes first = bytes_before(bytes_slice(table, 0, 200), '>');
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);
	const char *at;

	if (first.size > 0 && first.data[0] != '<')
		return false;
	buffer_append_escaped(&text, first);
	at = strstr(buffer_text(&text), word);
	if (at == NULL)
		return true;
	at += strlen(word) + strspn(at + strlen(word), " =\"'");
	for (size_t i = 0; i < array_length(names); i++)
		if (text_starts_with(at, names[i]))
			return true;
	return false;
}

static int
view(struct view *view, struct bytes content, struct error *err)
{
	cleanup_buffer struct buffer table = BUFFER_INIT(TABLE_MAX);
	cleanup_xml_facts struct xml_facts facts = { 0 };

	if (read_table(content, &table, err) < 0)
		return error_wrap(err, "the table of contents");
	if (!is_in_utf8(buffer_bytes(&table)))
		return error_set(err, ERROR_UNSUPPORTED,
				 "the table of contents is not in UTF-8");
	xml_facts_of(buffer_bytes(&table), &facts);
	if (!facts.is_read || facts.has_type)
		return error_set(err, ERROR_UNSUPPORTED,
				 "the table of contents is no plain XML");
	return view_archive(view, ARCHIVE_XAR, content, err);
}

const struct format format_xar = {
	.name = "xar",
	.said = "a xar archive",
	.recognize = recognize,
	.tile = view_tile,
	.view = view,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/jar_manifest.h"

#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { NAME_MAX_SIZE = 70 };

/* Lines end in CR LF, in LF, or in a CR alone. */
static struct bytes
take_line(struct cursor *at, struct bytes *line)
{
	struct bytes rest = at->rest;
	size_t size = 0;

	while (size < rest.size && rest.data[size] != '\r' && rest.data[size] != '\n')
		size++;
	*line = bytes_slice(rest, 0, size);
	if (size + 1 < rest.size && rest.data[size] == '\r' &&
	    rest.data[size + 1] == '\n')
		size++;
	return cursor_take(at, size < rest.size ? size + 1 : size);
}

static bool
is_blank(struct bytes rest)
{
	return rest.size > 0 && (rest.data[0] == '\r' || rest.data[0] == '\n');
}

static bool
is_name_byte(uint8_t byte, bool first)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= 'A' && byte <= 'Z') || (!first && (byte == '-' || byte == '_'));
}

static bool
is_header(struct bytes line, struct bytes *name)
{
	*name = bytes_before(line, ':');
	if (name->size == 0 || name->size > NAME_MAX_SIZE ||
	    name->size + 1 >= line.size || line.data[name->size + 1] != ' ')
		return false;
	for (size_t i = 0; i < name->size; i++)
		if (!is_name_byte(name->data[i], i == 0))
			return false;
	return true;
}

static bool
has_end(struct bytes whole)
{
	uint8_t last = whole.size == 0 ? 0 : whole.data[whole.size - 1];

	return last == '\r' || last == '\n';
}

enum manifest_part
jar_manifest_take(struct cursor *at, struct manifest_header *header)
{
	struct bytes begin = at->rest, line;
	struct cursor next = *at;
	enum manifest_part part = MANIFEST_HEADER;

	*header = (struct manifest_header){ 0 };
	if (is_blank(begin)) {
		part = MANIFEST_BLANK;
		while (is_blank(next.rest))
			take_line(&next, &line);
	} else {
		take_line(&next, &line);
		if (!is_header(line, &header->name))
			return MANIFEST_NEITHER;
		while (next.rest.size > 0 && next.rest.data[0] == ' ')
			take_line(&next, &line);
	}
	*at = next;
	header->whole = bytes_slice(begin, 0, begin.size - next.rest.size);
	header->ended = has_end(header->whole);
	return part;
}

void
jar_manifest_append_value(const struct manifest_header *header, struct buffer *out)
{
	struct cursor at = cursor_on(header->whole);
	size_t skipped = header->name.size + 2;

	while (at.rest.size > 0) {
		struct bytes line;

		take_line(&at, &line);
		buffer_append(out, bytes_slice(line, skipped, SIZE_MAX));
		skipped = 1;
	}
}

bool
jar_manifest_folds_early(struct bytes header)
{
	/* At 72 bytes, at 70, or before a character that would be cut. */
	enum { FULL = 64 };
	struct cursor at = cursor_on(header);

	while (at.rest.size > 0) {
		struct bytes line;

		take_line(&at, &line);
		if (at.rest.size > 0 && line.size < FULL)
			return true;
	}
	return false;
}

bool
jar_manifest_name_is(const struct manifest_header *header, const char *name)
{
	return header->name.size == strlen(name) &&
	       strncasecmp((const char *)header->name.data, name, header->name.size) == 0;
}

bool
jar_manifest_digest_kind(struct bytes name, const char *ending, enum digest_kind *kind)
{
	static const struct {
		const char *name;
		enum digest_kind kind;
	} known[] = {
		{ "SHA-256", DIGEST_SHA256 }, { "SHA-512", DIGEST_SHA512 },
		{ "SHA-384", DIGEST_SHA384 }, { "SHA-1", DIGEST_SHA1 },
		{ "SHA1", DIGEST_SHA1 },      { "SHA", DIGEST_SHA1 },
		{ "MD5", DIGEST_MD5 },
	};
	size_t size = strlen(ending), rest;

	if (name.size <= size ||
	    strncasecmp((const char *)name.data + name.size - size, ending, size) != 0)
		return false;
	rest = name.size - size;
	for (size_t i = 0; i < array_length(known); i++)
		if (strlen(known[i].name) == rest &&
		    strncasecmp((const char *)name.data, known[i].name, rest) == 0) {
			*kind = known[i].kind;
			return true;
		}
	return false;
}

bool
jar_manifest_read_digest(const struct manifest_header *header, enum digest_kind kind,
			 struct digest *digest)
{
	enum { BASE64_MAX = 256 };
	cleanup_buffer struct buffer value = BUFFER_INIT(BASE64_MAX);
	struct error ignored;

	jar_manifest_append_value(header, &value);
	return !value.overflow &&
	       bytes_before(buffer_bytes(&value), 0).size == value.size &&
	       digest_from_base64(digest, buffer_text(&value), &ignored) == 0 &&
	       digest->size == digest_of(kind, (struct bytes){ 0 }).size;
}

bool
jar_manifest_take_section(struct cursor *at, struct manifest_section *section)
{
	struct bytes begin = at->rest, line;
	struct cursor end = *at;
	struct manifest_header header;

	while (!is_blank(end.rest) && jar_manifest_take(&end, &header) == MANIFEST_HEADER)
		;
	section->headers = bytes_slice(begin, 0, begin.size - end.rest.size);
	*at = end;
	if (is_blank(end.rest))
		take_line(&end, &line);
	section->whole = bytes_slice(begin, 0, begin.size - end.rest.size);
	if (is_blank(at->rest))
		jar_manifest_take(at, &header);
	return section->whole.size > 0;
}

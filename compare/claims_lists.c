/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Readers of the lists in claims.def.  A line that is none of theirs claims nothing: the
 * list is compared as a text all the same. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/claims.h"
#include "compare/jar_manifest.h"

static char *
text_of(struct bytes bytes)
{
	return xstrndup((const char *)bytes.data, bytes.size);
}

static bool
read_hex(struct digest *digest, struct bytes hex)
{
	cleanup_free char *text = hex.size == 0 ? NULL : text_of(hex);
	struct error ignored;

	return text != NULL && digest_from_hex(digest, text, &ignored) == 0;
}

/* "<32 digits>  usr/bin/tool" */
void
claims_read_md5sums(struct claim_list *list, struct bytes text)
{
	enum { DIGITS = 32, GAP = 2 };
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		struct digest digest;

		if (line.size > DIGITS + GAP &&
		    read_hex(&digest, bytes_slice(line, 0, DIGITS)))
			claims_add(list, bytes_slice(line, DIGITS + GAP, SIZE_MAX),
				   DIGEST_MD5, &digest);
	}
}

static const struct {
	const char *name;
	enum digest_kind kind;
} algorithms[] = {
	{ "sha256", DIGEST_SHA256 }, { "sha384", DIGEST_SHA384 },
	{ "sha512", DIGEST_SHA512 }, { "md5", DIGEST_MD5 },
	{ "sha1", DIGEST_SHA1 },
};

static bool
find_algorithm(struct bytes name, enum digest_kind *kind)
{
	for (size_t i = 0; i < array_length(algorithms); i++)
		if (bytes_equal_text(name, algorithms[i].name)) {
			*kind = algorithms[i].kind;
			return true;
		}
	return false;
}

/* base64 for URLs, without padding (PEP 427), as the base64 that digests are read from.
 */
static bool
read_url_base64(struct digest *digest, struct bytes text)
{
	cleanup_buffer struct buffer plain = BUFFER_INIT(256);
	struct error ignored;

	for (size_t i = 0; i < text.size; i++) {
		uint8_t byte = text.data[i];

		buffer_append_byte(&plain, byte == '-' ? '+' : byte == '_' ? '/' : byte);
	}
	while (plain.size % 4 != 0 && !plain.overflow)
		buffer_append_byte(&plain, '=');
	return !plain.overflow &&
	       digest_from_base64(digest, buffer_text(&plain), &ignored) == 0;
}

/* One value of a line of CSV (RFC 4180), its quotes taken away. */
static struct bytes
take_value(struct bytes *line, struct buffer *room)
{
	struct bytes value;

	if (line->size == 0 || line->data[0] != '"') {
		value = bytes_before(*line, ',');
		*line = bytes_slice(*line, value.size + 1, SIZE_MAX);
		return value;
	}
	buffer_clear(room);
	for (size_t i = 1; i < line->size; i++) {
		bool quote = line->data[i] == '"';

		if (quote && (i + 1 == line->size || line->data[i + 1] != '"')) {
			*line = bytes_slice(*line, i + 2, SIZE_MAX);
			return buffer_bytes(room);
		}
		buffer_append_byte(room, line->data[i]);
		i += quote;
	}
	*line = (struct bytes){ 0 };
	return buffer_bytes(room);
}

/* base64 for URLs without padding, as wheels have it. */
static void
append_url_base64(struct buffer *out, const struct digest *digest)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-_";
	uint32_t bits = 0;
	unsigned held = 0;

	for (size_t i = 0; i < digest->size; i++) {
		bits = (bits << 8 | digest->data[i]) & 0xffff;
		for (held += 8; held >= 6; held -= 6)
			buffer_append_byte(out,
					   (uint8_t)letters[bits >> (held - 6) & 0x3f]);
	}
	if (held > 0)
		buffer_append_byte(out, (uint8_t)letters[bits << (6 - held) & 0x3f]);
}

/* The line with its own digest and size in place of those that were right before. */
static void
write_record_line(struct buffer *out, struct bytes line, const struct claim_now *now)
{
	cleanup_buffer struct buffer room = BUFFER_INIT(1 << 16), was = BUFFER_INIT(32);
	struct bytes rest = line, name = take_value(&rest, &room);
	struct bytes said = bytes_before(rest, ','), algorithm = bytes_before(said, '=');
	struct bytes size = bytes_slice(rest, said.size + 1, SIZE_MAX);
	enum digest_kind kind = DIGEST_SHA256;
	const struct digest *digest = NULL;
	size_t before, after;

	if (find_algorithm(algorithm, &kind))
		digest = now->digest(now, name, kind, &before, &after);
	if (digest == NULL) {
		buffer_append(out, line);
		return;
	}
	buffer_append(out, bytes_slice(line, 0, line.size - rest.size));
	buffer_append(out, algorithm);
	buffer_append_byte(out, '=');
	append_url_base64(out, digest);
	buffer_append_byte(out, ',');
	buffer_printf(&was, "%zu", before);
	if (bytes_equal(bytes_trim(size), buffer_bytes(&was)))
		buffer_printf(out, "%zu", after);
	else
		buffer_append(out, size);
}

static int
order_texts(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Lines of a list, in the order of their bytes where there is no NUL among them. */
static void
append_sorted(struct buffer *out, struct bytes text)
{
	cleanup_strings struct strings lines = { NULL, 0 };
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		cleanup_free char *line = text_of(cursor_take_line(&at));

		strings_add(&lines, line);
	}
	if (lines.count > 0)
		qsort(lines.items, lines.count, sizeof(char *), order_texts);
	for (size_t i = 0; i < lines.count; i++)
		buffer_printf(out, "%s\n", lines.items[i]);
}

bool
claims_have_lines(struct bytes text)
{
	return text.size > 0 && text.data[text.size - 1] == '\n' &&
	       memchr(text.data, '\0', text.size) == NULL;
}

void
claims_write_record(struct buffer *out, struct bytes text, const struct claim_now *now)
{
	cleanup_buffer struct buffer written = BUFFER_INIT(SIZE_MAX);
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		struct bytes rest = at.rest, line = cursor_take_line(&at);

		write_record_line(&written, line, now);
		buffer_append(&written,
			      bytes_slice(rest, line.size,
					  rest.size - at.rest.size - line.size));
	}
	if (now->sorted && claims_have_lines(text))
		append_sorted(out, buffer_bytes(&written));
	else
		buffer_append(out, buffer_bytes(&written));
}

/* -1 for none; what is no number is no size that a member could have. */
static int64_t
read_size(struct bytes text)
{
	enum { DIGITS_MAX = 18 };
	int64_t size = 0;

	text = bytes_trim(text);
	if (text.size == 0)
		return -1;
	for (size_t i = 0; i < text.size; i++) {
		if (!isdigit(text.data[i]) || i >= DIGITS_MAX)
			return INT64_MAX;
		size = size * 10 + (text.data[i] - '0');
	}
	return size;
}

/* "package/module.py,sha256=<base64>,1234" */
void
claims_read_record(struct claim_list *list, struct bytes text)
{
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		cleanup_buffer struct buffer room = BUFFER_INIT(1 << 16);
		struct bytes line = cursor_take_line(&at);
		struct bytes name = take_value(&line, &room);
		struct bytes said = bytes_before(line, ',');
		struct bytes algorithm = bytes_before(said, '=');
		struct digest digest = { .size = 0 };
		enum digest_kind kind = DIGEST_SHA256;

		if (!find_algorithm(algorithm, &kind) ||
		    !read_url_base64(&digest,
				     bytes_slice(said, algorithm.size + 1, SIZE_MAX)))
			continue;
		claims_add(list, name, kind, &digest);
		list->at[list->count - 1].size =
			read_size(bytes_slice(line, said.size + 1, SIZE_MAX));
	}
}

/* A heading of checksums.yaml says by what the lines below it are. */
static bool
find_heading(struct bytes name, enum digest_kind *kind)
{
	if (bytes_equal_text(name, "SHA512"))
		*kind = DIGEST_SHA512;
	else if (bytes_equal_text(name, "SHA256"))
		*kind = DIGEST_SHA256;
	else if (bytes_equal_text(name, "SHA1"))
		*kind = DIGEST_SHA1;
	else
		return false;
	return true;
}

/* "---", "SHA256:", "  data.tar.gz: <digits>": two levels, all on one line each. */
void
claims_read_gem(struct claim_list *list, struct bytes text)
{
	enum digest_kind kind = DIGEST_SHA256;
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		struct bytes name = bytes_before(line, ':');
		struct bytes value =
			bytes_trim(bytes_slice(line, name.size + 1, SIZE_MAX));
		struct digest digest;

		if (!find_heading(name, &kind) && read_hex(&digest, value))
			claims_add(list, bytes_trim(name), kind, &digest);
	}
}

static void
read_section(struct claim_list *list, struct bytes headers)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
	struct cursor at = cursor_on(headers);
	struct manifest_header header;
	enum digest_kind kind;
	struct digest digest;

	if (jar_manifest_take(&at, &header) != MANIFEST_HEADER ||
	    !jar_manifest_name_is(&header, "Name"))
		return;
	jar_manifest_append_value(&header, &name);
	while (jar_manifest_take(&at, &header) == MANIFEST_HEADER)
		if (jar_manifest_digest_kind(header.name, "-Digest", &kind) &&
		    jar_manifest_read_digest(&header, kind, &digest))
			claims_add(list, buffer_bytes(&name), kind, &digest);
}

/* "Name: org/example/Tool.class", "SHA-256-Digest: <base64>", in all but the main
 * section. */
void
claims_read_manifest(struct claim_list *list, struct bytes text)
{
	struct cursor at = cursor_on(text);
	struct manifest_section section;

	jar_manifest_take_section(&at, &section);
	while (jar_manifest_take_section(&at, &section))
		read_section(list, section.headers);
}

void
claims_write_gem(struct buffer *out, struct bytes text, const struct claim_now *now)
{
	enum digest_kind kind = DIGEST_SHA256;
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		struct bytes rest = at.rest, line = cursor_take_line(&at);
		struct bytes name = bytes_before(line, ':');
		struct bytes value =
			bytes_trim(bytes_slice(line, name.size + 1, SIZE_MAX));
		size_t whole = rest.size - at.rest.size, start, ignored;
		const struct digest *digest = NULL;
		char hex[DIGEST_HEX_MAX];

		if (!find_heading(name, &kind) && value.size > 0)
			digest = now->digest(now, bytes_trim(name), kind, &ignored,
					     &ignored);
		if (digest == NULL) {
			buffer_append(out, bytes_slice(rest, 0, whole));
			continue;
		}
		start = (size_t)(value.data - rest.data);
		digest_to_hex(digest, hex);
		buffer_append(out, bytes_slice(rest, 0, start));
		buffer_append_text(out, hex);
		buffer_append(out, bytes_slice(rest, start + value.size,
					       whole - start - value.size));
	}
}

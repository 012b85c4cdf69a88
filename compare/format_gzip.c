/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip (RFC 1952).
 *
 * A file is one member after another.  A member is a ten-byte header (magic, method,
 * flags, time of compression, "extra flags" that tell the effort, operating system), up
 * to four optional fields in the order of their flag bits (extra, file name, comment,
 * CRC-16 of the header), a deflate stream, and the CRC-32 and the length modulo 2^32 of
 * what it unpacks to.  Between builds vary: time, name, system, effort, and the stream
 * with the version of the library.  Readers accept further members and skip what follows
 * the last one: both are places to hide something.
 *
 * The first member's tiles are called "mtime", "stream", ...; those of the second
 * "2/mtime".
 */
#include "compare/format.h"

#include <stdio.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode.h"
#include "compare/normalize.h"

enum {
	FLAG_TEXT = 1 << 0,
	FLAG_HEADER_CRC = 1 << 1,
	FLAG_EXTRA = 1 << 2,
	FLAG_NAME = 1 << 3,
	FLAG_COMMENT = 1 << 4,
	FLAGS_RESERVED = 0xe0,
	METHOD_DEFLATE = 8,
	OS_UNKNOWN = 255,
};

enum { MEMBERS_MAX = 100000, KEY_MAX = 64 };

static const uint8_t magic[] = { 0x1f, 0x8b };

/* The key of a field in the member with this number. */
struct key {
	char text[KEY_MAX];
};

static const char *
key_in(struct key *key, unsigned number, const char *name)
{
	if (number == 1)
		return name;
	snprintf(key->text, sizeof(key->text), "%u/%s", number, name);
	return key->text;
}

static int
gzip_recognize(struct bytes content)
{
	return bytes_start_with(content, BYTES_OF(magic)) && content.size >= 10 &&
			       content.data[2] == METHOD_DEFLATE
		       ? 90
		       : 0;
}

static void
take_string(struct tiler *tiler, const char *key)
{
	struct bytes text = bytes_before(tiler_rest(tiler), 0);

	tile_text(tiler, text.size + 1, key); /* with its NUL */
	tile_set_value(tiler, text);
}

static void
take_extra(struct tiler *tiler, unsigned number)
{
	struct cursor at = cursor_on(tiler_rest(tiler));
	uint16_t size = cursor_u16le(&at);
	struct key key;

	tile_text(tiler, 2U + size, key_in(&key, number, "extra"));
}

/* The header up to the stream; the flags say which fields there are. */
static int
take_header(struct tiler *tiler, unsigned number, struct error *err)
{
	size_t start = tiler->at;
	struct cursor at = cursor_on(tiler_rest(tiler));
	struct key key;
	uint8_t flags;
	uint32_t time;

	cursor_take(&at, sizeof(magic) + 1);
	flags = cursor_u8(&at);
	time = cursor_u32le(&at);
	tile_text(tiler, sizeof(magic), key_in(&key, number, "magic"));
	tile_field(tiler, 1, key_in(&key, number, "method"), "deflate");
	/* They follow from the fields below; FTEXT is a guess that nobody writes today.
	 */
	tile_derived(tiler, 1, key_in(&key, number, "flags"), (flags & FLAG_TEXT) == 0);
	if (flags & FLAGS_RESERVED)
		return error_set(err, ERROR_MALFORMED, "reserved gzip flags are set");
	tile_number(tiler, 4, key_in(&key, number, "mtime"), time);
	tile_number(tiler, 1, key_in(&key, number, "xfl"), cursor_u8(&at));
	tile_number(tiler, 1, key_in(&key, number, "os"), cursor_u8(&at));
	if (flags & FLAG_EXTRA)
		take_extra(tiler, number);
	if (flags & FLAG_NAME)
		take_string(tiler, key_in(&key, number, "name"));
	if (flags & FLAG_COMMENT)
		take_string(tiler, key_in(&key, number, "comment"));
	if (flags & FLAG_HEADER_CRC) {
		struct bytes header =
			bytes_slice(tiler->content, start, tiler->at - start);
		struct cursor sum = cursor_on(tiler_rest(tiler));

		tile_derived(tiler, 2, key_in(&key, number, "header-crc"),
			     cursor_u16le(&sum) == (decode_crc32(header) & 0xffff));
	}
	return 0;
}

static int
take_stream(struct tiler *tiler, unsigned number, struct error *err)
{
	cleanup_buffer struct buffer decoded = budget_buffer(tiler->budget);
	struct cursor at;
	uint32_t crc, size;
	struct key key;
	size_t used;

	if (decode_deflate(tiler_rest(tiler), &used, &decoded, err) < 0) {
		if (err->kind == ERROR_LIMIT)
			budget_hit_decoding(tiler->budget);
		return -1;
	}
	crc = decode_crc32(buffer_bytes(&decoded));
	size = (uint32_t)decoded.size;
	tile_stream(tiler, used, key_in(&key, number, "stream"), &decoded);

	at = cursor_on(tiler_rest(tiler));
	tile_derived(tiler, 4, key_in(&key, number, "crc32"), cursor_u32le(&at) == crc);
	tile_derived(tiler, 4, key_in(&key, number, "isize"), cursor_u32le(&at) == size);
	if (at.overrun)
		tile_complain(tiler, "is cut short");
	return 0;
}

static int
gzip_tile(struct tiler *tiler, struct error *err)
{
	for (unsigned number = 1; gzip_recognize(tiler_rest(tiler)) > 0; number++) {
		if (number > MEMBERS_MAX) {
			budget_hit(tiler->budget, "gzip: more than %u members",
				   MEMBERS_MAX);
			break;
		}
		if (take_header(tiler, number, err) < 0 ||
		    take_stream(tiler, number, err) < 0)
			return -1;
	}
	if (tiler_rest(tiler).size > 0)
		tile_opaque(tiler, SIZE_MAX, "trailing",
			    "data after the end of the gzip file");
	return 0;
}

static void
gzip_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (text_ends_with(key, "extra") || text_ends_with(key, "comment"))
		finding_raise(finding, SEVERITY_ALARM);
	if (text_ends_with(key, "mtime"))
		finding_set_cause(finding, "gzip-mtime: the time of compression",
				  "gzip -n, or SOURCE_DATE_EPOCH");
	if (text_ends_with(key, "name"))
		finding_set_cause(finding,
				  "gzip-name: the name of the file that was compressed",
				  "gzip -n");
}

static void
append_u32(struct buffer *out, uint32_t value)
{
	for (unsigned shift = 0; shift < 32; shift += 8)
		buffer_append_byte(out, (uint8_t)(value >> shift));
}

/* The one header that all the rules together leave. */
static void
write_member(struct buffer *out, struct bytes content, struct bytes stream)
{
	static const uint8_t header[] = { 0x1f, 0x8b, METHOD_DEFLATE, 0, 0, 0, 0,
					  0,	0,    OS_UNKNOWN };

	buffer_append(out, BYTES_OF(header));
	buffer_append(out, stream);
	append_u32(out, decode_crc32(content));
	append_u32(out, (uint32_t)content.size);
}

/* Whether a rule that is on takes the value for harmless, whatever the other side has. */
static bool
is_covered(const struct normalizer *normalizer, const struct tile *tile)
{
	struct difference difference = { .format = &format_gzip,
					 .key = tile->key,
					 .published = tile,
					 .rebuilt = tile };

	return strcmp(tile->key, "magic") == 0 || strcmp(tile->key, "method") == 0 ||
	       rule_for(&normalizer->rules, &difference) != NULL;
}

/* Only what is one plain member, whole, with nothing that no rule covers, is rewritten.
 */
static bool
is_plain(const struct normalizer *normalizer, const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->complaint != NULL || strchr(tile->key, '/') != NULL ||
		    (tile->kind == TILE_FIELD && !is_covered(normalizer, tile)))
			return false;
	}
	return normalize_find(tiling, "stream") != NULL;
}

static void
note_changes(struct normalizer *normalizer, const struct tiling *tiling)
{
	static const struct normalize_change canonical[] = {
		{ .rule = "gzip-mtime", .key = "mtime", .new = "0" },
		{ .rule = "gzip-xfl", .key = "xfl", .new = "0" },
		{ .rule = "gzip-os", .key = "os", .new = "255" },
		{ .rule = "gzip-name", .key = "name", .new = NULL },
	};

	for (size_t i = 0; i < array_length(canonical); i++) {
		const struct tile *tile = normalize_find(tiling, canonical[i].key);
		struct normalize_change change = canonical[i];

		change.old = tile == NULL ? NULL : tile->value;
		normalize_note(normalizer, &change);
	}
}

static int
gzip_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	       struct error *err)
{
	static const char *const rules[] = { "gzip-mtime", "gzip-os", "gzip-xfl",
					     "gzip-name", "encoder" };
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_buffer struct buffer inner = BUFFER_INIT(out->limit),
				     stream = BUFFER_INIT(out->limit);

	if (normalize_tile(normalizer, &format_gzip, content, &tiling, err) < 0)
		return -1;
	if (!is_plain(normalizer, &tiling) ||
	    !normalize_wants(normalizer, rules, array_length(rules)))
		return normalize_keep(out, content, err);
	if (normalize_content(normalizer, NULL,
			      normalize_find(&tiling, "stream")->decoded, &inner,
			      err) < 0 ||
	    buffer_check(&inner, err) < 0 ||
	    encode_deflate(buffer_bytes(&inner), &stream, err) < 0)
		return -1;
	note_changes(normalizer, &tiling);
	write_member(out, buffer_bytes(&inner), buffer_bytes(&stream));
	return buffer_check(out, err);
}

const struct format format_gzip = {
	.name = "gzip",
	.said = "a gzip file",
	.recognize = gzip_recognize,
	.tile = gzip_tile,
	.judge = gzip_judge,
	.normalize = gzip_normalize,
};

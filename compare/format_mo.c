/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Catalogues of translated messages (GNU gettext manual, "The Format of GNU MO Files").
 *
 * A header of seven numbers in either byte order: magic, revision, how many strings, the
 * offsets of two tables, the size and the offset of a hash table.  Each table has a
 * length and an offset for each string, the originals sorted; the strings end in a NUL
 * that the length leaves out.  A context stands before its original with a byte 4
 * between, plural forms follow with NULs between.  The hash table has the number of a
 * string in each slot that its hash, or a second one of steps from there, leads to: it
 * follows from the originals.
 *
 * The translation of the empty string is about the catalogue: lines "Name: value", of
 * which POT-Creation-Date and PO-Revision-Date vary between builds.
 *
 * What points to a place has a key that starts with "at:".
 */
#include "compare/format.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode.h"
#include "compare/mo.h"

enum { HEADER_SIZE = 28, ENTRY_SIZE = 8, LABEL_MAX = 120 };

static const uint8_t little[] = { 0xde, 0x12, 0x04, 0x95 };
static const uint8_t big[] = { 0x95, 0x04, 0x12, 0xde };

static int
mo_recognize(struct bytes content)
{
	return content.size >= HEADER_SIZE &&
			       (bytes_start_with(content, BYTES_OF(little)) ||
				bytes_start_with(content, BYTES_OF(big)))
		       ? 90
		       : 0;
}

uint32_t
mo_number(const struct mo *mo, uint64_t offset)
{
	struct bytes content = mo->tiler->content;
	struct cursor at = cursor_on(bytes_slice(
		content, offset < content.size ? (size_t)offset : content.size, 4));

	return mo->big_endian ? cursor_u32be(&at) : cursor_u32le(&at);
}

uint32_t
mo_take_number(struct mo *mo, uint64_t offset, const char *key)
{
	uint32_t number = mo_number(mo, offset);

	tile_seek(mo->tiler, (size_t)offset);
	if (text_starts_with(key, "at:"))
		tile_derived(mo->tiler, 4, key, number <= mo->tiler->content.size);
	else
		tile_number(mo->tiler, 4, key, number);
	return number;
}

int
mo_claim(struct mo *mo, uint64_t offset, uint64_t size, struct error *err)
{
	uint64_t file = mo->tiler->content.size;

	if (offset > file || size > file - offset)
		return error_set(err, ERROR_MALFORMED,
				 "a string lies outside of the file");
	mo->taken += size;
	if (mo->taken > file)
		return error_set(err, ERROR_MALFORMED, "strings lie on each other");
	return 0;
}

static struct bytes
string_at(const struct mo *mo, uint32_t table, uint32_t number)
{
	uint64_t entry = table + (uint64_t)number * ENTRY_SIZE;

	return bytes_slice(mo->tiler->content, mo_number(mo, entry + 4),
			   mo_number(mo, entry));
}

/* What a message is called: its original, or the start of a long one and a checksum. */
static char *
label_of(struct bytes original)
{
	cleanup_buffer struct buffer label = BUFFER_INIT(SIZE_MAX);

	buffer_append_escaped(&label, bytes_slice(original, 0, LABEL_MAX));
	if (original.size > LABEL_MAX)
		buffer_printf(&label, "... (%08" PRIx32 ")", decode_crc32(original));
	return xstrdup(buffer_text(&label));
}

static bool
is_in_name(uint8_t byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
	       (byte >= '0' && byte <= '9') || byte == '-';
}

/* The name of a line "Name: value", without the colon; empty when it is none. */
static struct bytes
name_of_line(struct bytes line)
{
	size_t size = 0;

	while (size < line.size && is_in_name(line.data[size]))
		size++;
	if (size + 1 >= line.size || line.data[size] != ':' || line.data[size + 1] != ' ')
		size = 0;
	return bytes_slice(line, 0, size);
}

/* The bit of a date among the lines; 0 for other lines. */
static unsigned
date_bit(struct bytes name)
{
	return (bytes_equal_text(name, "POT-Creation-Date") ? 1U : 0) |
	       (bytes_equal_text(name, "PO-Revision-Date") ? 2U : 0);
}

/* The dates that stand in more than one line: no rule is for them. */
static unsigned
find_repeated(struct bytes text)
{
	unsigned seen = 0, repeated = 0;

	for (struct cursor at = cursor_on(text); at.rest.size > 0;) {
		unsigned bit = date_bit(name_of_line(cursor_take_line(&at)));

		repeated |= seen & bit;
		seen |= bit;
	}
	return repeated;
}

static void
take_line(struct mo *mo, struct bytes line, bool ends, unsigned repeated)
{
	struct bytes name = name_of_line(line);
	const char *again = (date_bit(name) & repeated) != 0 ? " (repeated)" : "";
	cleanup_free char *key = xasprintf("header/%.*s%s", (int)name.size,
					   (const char *)name.data, again);

	tile_text(mo->tiler, line.size + ends, key);
	tile_set_value(mo->tiler,
		       bytes_slice(line, name.size > 0 ? name.size + 2 : 0, SIZE_MAX));
}

/* The translation of the empty string, line by line. */
static void
take_header_entry(struct mo *mo, struct bytes text)
{
	unsigned repeated = find_repeated(text);

	for (struct cursor at = cursor_on(text); at.rest.size > 0;) {
		struct bytes line = cursor_take_line(&at);

		take_line(mo, line, line.data + line.size < text.data + text.size,
			  repeated);
	}
	tile_padding(mo->tiler, 1, "header/end", 0);
	mo->has_header = true;
}

static int
take_string(struct mo *mo, uint32_t table, uint32_t number, const char *what,
	    struct error *err)
{
	uint64_t entry = table + (uint64_t)number * ENTRY_SIZE;
	uint32_t size = mo_number(mo, entry), offset = mo_number(mo, entry + 4);
	struct bytes original = string_at(mo, mo->originals, number);
	struct bytes text = string_at(mo, table, number);
	cleanup_free char *label = label_of(original);
	cleanup_free char *key = xasprintf("%s:%s", what, label);
	cleanup_free char *place = xasprintf("at:%s", key);

	if (mo_claim(mo, offset, (uint64_t)size + 1, err) < 0)
		return -1;
	tile_seek(mo->tiler, (size_t)entry);
	tile_derived(mo->tiler, ENTRY_SIZE, place, true);
	tile_seek(mo->tiler, offset);
	if (table == mo->translations && original.size == 0 && !mo->has_header) {
		take_header_entry(mo, text);
	} else {
		tile_text(mo->tiler, (size_t)size + 1, key);
		tile_set_value(mo->tiler, text);
	}
	if (mo->tiler->content.data[offset + size] != 0)
		tile_complain(mo->tiler, "does not end in a NUL");
	return 0;
}

/* P. J. Weinberger's function, as gettext has it. */
static uint32_t
hash_of(struct bytes text)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < text.size; i++) {
		uint32_t top;

		hash = (hash << 4) + text.data[i];
		top = hash & 0xf0000000;
		hash ^= top >> 24;
		hash ^= top;
	}
	return hash;
}

/* The slot for a string among those that are taken; false when it takes too long. */
static bool
find_slot(const uint32_t *slots, uint32_t size, struct bytes original, uint32_t *slot)
{
	enum { STEPS_MAX = 200 };
	uint32_t hash = hash_of(bytes_before(original, 0)), step = 1 + hash % (size - 2);

	*slot = hash % size;
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		if (slots[*slot] == 0)
			return true;
		*slot = (uint32_t)(((uint64_t)*slot + step) % size);
	}
	return false;
}

static bool
is_hash_right(const struct mo *mo)
{
	cleanup_free uint32_t *slots = NULL;
	bool right = true;

	if (mo->hash_size <= 2 || mo->hash_size < mo->count)
		return mo->hash_size == 0;
	slots = xcalloc(mo->hash_size, sizeof(*slots));
	for (uint32_t i = 0; i < mo->count; i++) {
		uint32_t slot;

		if (!find_slot(slots, mo->hash_size, string_at(mo, mo->originals, i),
			       &slot))
			return false;
		slots[slot] = i + 1;
	}
	for (uint32_t i = 0; i < mo->hash_size && right; i++)
		right = slots[i] == mo_number(mo, mo->hash + (uint64_t)i * 4);
	return right;
}

static int
take_header(struct mo *mo, struct error *err)
{
	uint64_t size = mo->tiler->content.size;

	tile_field(mo->tiler, 4, "magic",
		   mo->big_endian ? "big-endian" : "little-endian");
	mo->revision = mo_take_number(mo, 4, "revision");
	mo->count = mo_take_number(mo, 8, "strings");
	mo->originals = mo_take_number(mo, 12, "at:originals");
	mo->translations = mo_take_number(mo, 16, "at:translations");
	mo->hash_size = mo_take_number(mo, 20, "hash-size");
	mo->hash = mo_take_number(mo, 24, "at:hash");
	if (mo->revision >> 16 > 1)
		return error_set(err, ERROR_UNSUPPORTED,
				 "a revision that we do not know");
	if ((uint64_t)mo->count * ENTRY_SIZE > size || mo->originals > size ||
	    mo->translations > size || (uint64_t)mo->hash_size * 4 > size ||
	    mo->originals + (uint64_t)mo->count * ENTRY_SIZE > size ||
	    mo->translations + (uint64_t)mo->count * ENTRY_SIZE > size ||
	    mo->hash + (uint64_t)mo->hash_size * 4 > size)
		return error_set(err, ERROR_MALFORMED,
				 "a table lies outside of the file");
	return 0;
}

static int
mo_tile(struct tiler *tiler, struct error *err)
{
	struct mo mo = { .tiler = tiler,
			 .big_endian = bytes_start_with(tiler->content, BYTES_OF(big)) };

	tiler->gap_complaint = "bytes that no string stands on";
	if (take_header(&mo, err) < 0)
		return -1;
	for (uint32_t i = 0; i < mo.count; i++)
		if (take_string(&mo, mo.originals, i, "msgid", err) < 0 ||
		    take_string(&mo, mo.translations, i, "msgstr", err) < 0)
			return -1;
	if (mo.hash_size > 0) {
		tile_seek(tiler, mo.hash);
		tile_derived(tiler, (size_t)mo.hash_size * 4, "hash", is_hash_right(&mo));
	}
	return (mo.revision & 0xffff) > 0 ? mo_take_sysdep(&mo, err) : 0;
}

static void
mo_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (finding->kind == FINDING_FIELD &&
	    (difference->published == NULL || difference->rebuilt == NULL))
		finding_set_message(
			finding, "only the %s catalogue has this: %s",
			difference->published != NULL ? "published" : "rebuilt", key);
	if (strcmp(key, "header/POT-Creation-Date") == 0 ||
	    strcmp(key, "header/PO-Revision-Date") == 0)
		finding_set_cause(
			finding,
			"mo-dates: when the template was made from the source, or "
			"the translation was edited",
			"keep the .pot file with the source");
}

const struct format format_mo = {
	.name = "mo",
	.said = "a catalogue of messages",
	.recognize = mo_recognize,
	.tile = mo_tile,
	.judge = mo_judge,
	.normalize = mo_normalize,
};

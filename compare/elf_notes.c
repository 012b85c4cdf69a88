/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small sections of ELF that say where a file comes from.
 *
 * A note is three numbers of four bytes (size of the name, size of the data, type), a
 * name and data, both padded (System V ABI, chapter 5; GNU properties to 8 bytes).  The
 * one of name "GNU" and type 3 is the build-id, by which debuggers find debug data: a
 * digest of what the linker wrote, or any number that the linker was given.
 *
 * .comment holds strings of compilers, each with its NUL.  .gnu_debuglink is the name of
 * a file with debug data, padded to 4 bytes, and that file's CRC-32; .gnu_debugaltlink is
 * the name of another and its build-id.
 */
#include "compare/elf_tiles.h"

#include <stdio.h>

enum { SHOWN_MAX = 64, KEY_MAX = 128, NAME_MAX_SHOWN = 32 };

struct note {
	size_t name_size, data_size;
	uint32_t type;
	struct bytes name;
};

static size_t
padded(size_t size, size_t align)
{
	return (size + align - 1) / align * align;
}

static struct note
read_note(const struct elf *elf, struct bytes rest)
{
	struct cursor at = cursor_on(rest);
	struct note note;

	note.name_size = elf_take(elf, &at, 4);
	note.data_size = elf_take(elf, &at, 4);
	note.type = (uint32_t)elf_take(elf, &at, 4);
	note.name = bytes_before(cursor_take(&at, note.name_size), 0);
	return note;
}

static bool
is_gnu(const struct note *note)
{
	return bytes_equal_text(note->name, ELF_NOTE_GNU) && note->name_size == 4;
}

/* "build-id", "GNU:1": what its tiles are called. */
static const char *
key_of(struct elf_tiles *tiles, const struct note *note, char *key)
{
	if (is_gnu(note) && note->type == NT_GNU_BUILD_ID) {
		snprintf(key, KEY_MAX, "build-id");
		return key;
	}
	if (note->name.size <= NAME_MAX_SHOWN)
		buffer_append_escaped(&tiles->text, note->name);
	/* A name of 32 bytes takes up to 128 when it is escaped. */
	snprintf(key, KEY_MAX, "%.96s:%u", buffer_text(&tiles->text), note->type);
	buffer_clear(&tiles->text);
	return key;
}

static void
tile_bytes(struct elf_tiles *tiles, size_t size, const char *key)
{
	struct bytes bytes = bytes_slice(tiler_rest(tiles->tiler), 0, size);

	if (bytes.size > SHOWN_MAX) {
		tile_content(tiles->tiler, bytes.size, key);
		return;
	}
	for (size_t i = 0; i < bytes.size; i++)
		buffer_printf(&tiles->text, "%02x", bytes.data[i]);
	elf_tile_text(tiles, bytes.size, key);
}

/* The note's bytes; 0 when it is none. */
static size_t
tile_note(struct elf_tiles *tiles, struct bytes rest, size_t align)
{
	enum { NUMBERS = 12 };
	struct note note = read_note(&tiles->elf, rest);
	size_t start = padded(NUMBERS + note.name_size, align), end;
	char key[KEY_MAX], head[KEY_MAX + 8];

	if (rest.size < NUMBERS || note.name_size > rest.size ||
	    note.data_size > rest.size || start + note.data_size > rest.size)
		return 0;
	key_of(tiles, &note, key);
	snprintf(head, sizeof(head), "%s/head", key);
	buffer_append_escaped(&tiles->text, bytes_slice(note.name, 0, SHOWN_MAX));
	buffer_printf(&tiles->text, ", %zu bytes", note.data_size);
	elf_tile_text(tiles, start, head);
	tile_bytes(tiles, note.data_size, key);
	end = padded(start + note.data_size, align);
	if (end > rest.size)
		end = rest.size;
	if (end > start + note.data_size)
		tile_padding(tiles->tiler, end - start - note.data_size, "padding", 0);
	return end;
}

void
elf_tile_notes(struct elf_tiles *tiles, struct bytes content, size_t align)
{
	struct bytes rest = content;

	while (rest.size > 0 && elf_take_entry(tiles)) {
		size_t size = tile_note(tiles, rest, align);

		if (size == 0)
			break;
		rest = bytes_slice(rest, size, SIZE_MAX);
	}
	if (rest.size > 0)
		tile_content(tiles->tiler, rest.size, "rest");
}

void
elf_tile_comment(struct elf_tiles *tiles, struct bytes content)
{
	struct cursor at = cursor_on(content);

	while (at.rest.size > 0 && elf_take_entry(tiles)) {
		struct bytes text = bytes_before(at.rest, 0);

		if (text.size == at.rest.size)
			break;
		tile_text(tiles->tiler, text.size + 1, "compiler");
		tile_set_value(tiles->tiler, text);
		cursor_take(&at, text.size + 1);
	}
	if (at.rest.size > 0)
		tile_content(tiles->tiler, at.rest.size, "rest");
}

/* The name of a file with its NUL; false, with nothing taken, when it has none. */
static bool
tile_name(struct elf_tiles *tiles, struct bytes content)
{
	struct bytes name = bytes_before(content, 0);

	if (name.size == content.size)
		return false;
	tile_text(tiles->tiler, name.size + 1, "debug-file");
	tile_set_value(tiles->tiler, name);
	if (name.data == tiles->identity.debug_file.data &&
	    elf_identity_names_itself(&tiles->identity)) {
		tile_set_value(tiles->tiler, bytes_of_text("called by the build-id"));
		tile_set_symbolic(tiles->tiler);
	}
	return true;
}

void
elf_tile_debuglink(struct elf_tiles *tiles, struct bytes content)
{
	enum { CRC_SIZE = 4 };
	size_t name = bytes_before(content, 0).size + 1;
	size_t crc = padded(name, CRC_SIZE);

	if (content.size < CRC_SIZE || crc > content.size - CRC_SIZE ||
	    !tile_name(tiles, content)) {
		tile_content(tiles->tiler, content.size, "content");
		return;
	}
	if (crc > name)
		tile_padding(tiles->tiler, crc - name, "padding", 0);
	tile_bytes(tiles, CRC_SIZE, "debuglink-crc");
	if (content.size > crc + CRC_SIZE)
		tile_content(tiles->tiler, content.size - crc - CRC_SIZE, "rest");
}

void
elf_tile_debugaltlink(struct elf_tiles *tiles, struct bytes content)
{
	size_t name = bytes_before(content, 0).size + 1;

	if (!tile_name(tiles, content))
		tile_content(tiles->tiler, content.size, "content");
	else if (content.size > name)
		tile_bytes(tiles, content.size - name, "debugaltlink-id");
}

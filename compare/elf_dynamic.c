/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the dynamic linker is told: entries of a tag and a value each, up to DT_NULL, and
 * arrays of functions that run before and after main (System V ABI, chapter 5).
 *
 * An entry's value is a number, an address, the size of what another entry has the
 * address of, or a place in the string table, which is found as the dynamic linker finds
 * it: by its address.  A library that is needed is a part of the key, so that one more is
 * one more, wherever it stands.
 */
#include <stdio.h>
#include <sys/param.h>

#include "compare/elf_tiles.h"

enum { KEY_MAX = 512, NAME_IN_KEY_MAX = 255 };

struct dynamic {
	struct elf_tiles *tiles; /* borrowed */
	struct bytes content, strings;
	const char *prefix;
};

struct entry {
	uint64_t tag, value;
};

static struct entry
take_entry(const struct elf *elf, struct cursor *at)
{
	struct entry entry = { .tag = elf_take_address(elf, at) };

	/* Sign-extended, so that tags of both widths are the same. */
	if (!elf->wide)
		entry.tag = (uint64_t)(int64_t)(int32_t)entry.tag;
	entry.value = elf_take_address(elf, at);
	return entry;
}

/* The value of the first entry with a tag; 0 when there is none. */
static uint64_t
find_entry(const struct elf *elf, struct bytes content, uint64_t tag)
{
	enum { LOOKED_AT = 256 };
	struct cursor at = cursor_on(content);

	for (unsigned i = 0; i < LOOKED_AT && at.rest.size > 0; i++) {
		struct entry entry = take_entry(elf, &at);

		if (entry.tag == tag)
			return entry.value;
		if (entry.tag == DT_NULL)
			break;
	}
	return 0;
}

/* Whether `size` is that of the section that another entry has the address of. */
static bool
is_whole_section(struct elf_tiles *tiles, uint64_t address, uint64_t size)
{
	size_t index;

	if (tiles->lookups == 0)
		return false;
	tiles->lookups--;
	index = elf_section_at(&tiles->elf, address);
	return index != 0 && elf_section(&tiles->elf, index).addr == address &&
	       elf_section(&tiles->elf, index).size == size;
}

static const char *
key_of(const struct dynamic *dynamic, const struct entry *entry, char *key)
{
	struct bytes string = elf_string(dynamic->strings, entry->value);
	struct buffer *text = &dynamic->tiles->text;

	if (entry->tag != DT_NEEDED || string.size == 0 ||
	    string.size > NAME_IN_KEY_MAX) {
		elf_append_word(ELF_TAGS, entry->tag, text);
		snprintf(key, KEY_MAX, "%s%s", dynamic->prefix, buffer_text(text));
	} else {
		buffer_append_escaped(text, string);
		snprintf(key, KEY_MAX, "%sneeded:%s", dynamic->prefix, buffer_text(text));
	}
	buffer_clear(text);
	return key;
}

static void
tile_string(const struct dynamic *dynamic, size_t size, const char *key, uint64_t offset)
{
	struct bytes string = elf_string(dynamic->strings, offset);

	if (string.size == 0 || string.size >= ELF_STRING_MAX) {
		elf_tile_hex(dynamic->tiles, size, key, offset);
		return;
	}
	buffer_append_escaped(&dynamic->tiles->text, string);
	elf_tile_text(dynamic->tiles, size, key);
	tile_set_symbolic(dynamic->tiles->tiler);
}

static void
tile_size(const struct dynamic *dynamic, size_t size, const char *key,
	  const struct entry *entry)
{
	struct elf_tiles *tiles = dynamic->tiles;
	uint64_t address =
		find_entry(&tiles->elf, dynamic->content, elf_tag(entry->tag)->of);

	if (!is_whole_section(tiles, address, entry->value)) {
		tile_number(tiles->tiler, size, key, (int64_t)entry->value);
		return;
	}
	buffer_append_text(&tiles->text, "all of ");
	elf_name_address(&tiles->elf, address, &tiles->text);
	elf_tile_text(tiles, size, key);
	tile_set_symbolic(tiles->tiler);
}

static void
tile_entry(const struct dynamic *dynamic, size_t size, const struct entry *entry)
{
	struct elf_tiles *tiles = dynamic->tiles;
	const struct elf_tag *tag = elf_tag(entry->tag);
	enum elf_tag_kind kind = tag == NULL ? ELF_TAG_NUMBER : tag->kind;
	char key[KEY_MAX];

	key_of(dynamic, entry, key);
	if (kind == ELF_TAG_STRING)
		tile_string(dynamic, size, key, entry->value);
	else if (kind == ELF_TAG_ADDRESS)
		elf_tile_address(tiles, size, key, entry->value);
	else if (kind == ELF_TAG_SIZE)
		tile_size(dynamic, size, key, entry);
	else
		elf_tile_hex(tiles, size, key, entry->value);
}

void
elf_tile_dynamic(struct elf_tiles *tiles, struct bytes content, const char *prefix)
{
	const struct elf *elf = &tiles->elf;
	size_t size = 2 * elf_address_size(elf);
	struct dynamic dynamic = { tiles, content, { 0 }, prefix };
	struct cursor at = cursor_on(content);
	char key[KEY_MAX];

	dynamic.strings = elf_at(elf, find_entry(elf, content, DT_STRTAB));
	while (at.rest.size >= size && elf_take_entry(tiles)) {
		struct entry entry = take_entry(elf, &at);

		tile_entry(&dynamic, size, &entry);
	}
	snprintf(key, sizeof(key), "%srest", prefix);
	if (at.rest.size > 0)
		tile_content(tiles->tiler, at.rest.size, key);
}

void
elf_tile_array(struct elf_tiles *tiles, struct bytes content)
{
	size_t size = elf_address_size(&tiles->elf);
	struct cursor at = cursor_on(content);

	for (size_t i = 0; at.rest.size >= size && elf_take_entry(tiles); i++) {
		char key[KEY_MAX];

		snprintf(key, sizeof(key), "function:%zu", i);
		elf_tile_address(tiles, size, key, elf_take_address(&tiles->elf, &at));
	}
	if (at.rest.size > 0)
		tile_content(tiles->tiler, at.rest.size, "rest");
}

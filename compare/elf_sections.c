/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of ELF's sections: each is a member with the fields of its header and its
 * content, which a few kinds of section have cut further.
 *
 * Offsets and sizes follow from where the content was found.  Numbers of other sections
 * are said by name.  The order of the headers is a fact of its own where it is not the
 * order of what they describe.
 */
#include <stdio.h>
#include <sys/param.h>

#include "compare/elf_symbols.h"
#include "compare/elf_tiles.h"
#include "compare/format.h"

#include "base/cleanup.h"

static struct bytes
member_name(const struct elf *elf, size_t index, const struct elf_section *section,
	    char *number, size_t room)
{
	struct bytes name = elf_section_name(elf, section);

	if (name.size > 0 && name.size <= ELF_NAME_MAX)
		return name;
	snprintf(number, room, "section:%zu", index);
	return bytes_of_text(number);
}

static void
take_name(struct elf_tiles *tiles, const struct elf_section *section)
{
	struct bytes name = elf_section_name(&tiles->elf, section);

	if (name.size == 0 || name.size > ELF_NAME_MAX) {
		elf_tile_hex(tiles, 4, "header/name", section->name);
		return;
	}
	tile_field(tiles->tiler, 4, "header/name", "%s", "");
	tile_set_value(tiles->tiler, name);
	tile_set_symbolic(tiles->tiler);
}

static void
take_address(struct elf_tiles *tiles, const struct elf_section *section)
{
	size_t size = elf_address_size(&tiles->elf);

	if (section->addr == 0 || !elf_section_is_placed(&tiles->elf, section)) {
		elf_tile_hex(tiles, size, "header/addr", section->addr);
		return;
	}
	tile_field(tiles->tiler, size, "header/addr", "where its segment is");
	tile_set_symbolic(tiles->tiler);
}

static void
take_place(struct elf_tiles *tiles, const struct elf_section *section, bool has_content)
{
	struct bytes content = elf_section_bytes(&tiles->elf, section);
	size_t size = elf_address_size(&tiles->elf);

	if (has_content) {
		tile_derived(tiles->tiler, 2 * size, "header/place", true);
		if (content.size != section->size)
			tile_complain(tiles->tiler, "reaches past the end of the file");
	} else {
		tile_derived(tiles->tiler, size, "header/offset", true);
		elf_tile_hex(tiles, size, "header/size", section->size);
	}
}

/* A number of another section. */
static void
take_reference(struct elf_tiles *tiles, size_t index, const char *key, uint32_t number)
{
	const struct elf *elf = &tiles->elf;
	struct elf_section other = elf_section(elf, number);
	size_t name = elf_section_name(elf, &other).size;

	if (number == 0) {
		tile_number(tiles->tiler, 4, key, 0);
		return;
	}
	if (number == index - 1)
		buffer_append_text(&tiles->text, "the section before");
	else if (number == tiles->symbols && name > 0 && name <= ELF_NAME_MAX)
		buffer_append_escaped(&tiles->text, elf_section_name(elf, &other));
	else
		elf_name_section(elf, number, &tiles->text);
	elf_tile_text(tiles, 4, key);
	if (number < elf->section_count)
		tile_set_symbolic(tiles->tiler);
}

/* The number of a symbol that is known by its name: of the group's signature. */
static void
take_signature(struct elf_tiles *tiles, const struct elf_section *section)
{
	struct elf_symbols symbols = elf_symbols(&tiles->elf, section->link);
	struct elf_symbol symbol = elf_symbol(&symbols, section->info);

	if (symbol.binding == STB_LOCAL || symbol.name.size == 0 ||
	    symbol.name.size >= ELF_STRING_MAX) {
		tile_number(tiles->tiler, 4, "header/info", section->info);
		return;
	}
	buffer_append_escaped(&tiles->text, symbol.name);
	elf_tile_text(tiles, 4, "header/info");
	tile_set_symbolic(tiles->tiler);
}

/* How many local symbols a table begins with follows from the table. */
static bool
is_count_of_locals(const struct elf *elf, size_t index, size_t info)
{
	struct elf_symbols symbols = elf_symbols(elf, index);

	return info > 0 && info <= symbols.count &&
	       elf_symbol(&symbols, info - 1).binding == STB_LOCAL &&
	       (info == symbols.count || elf_symbol(&symbols, info).binding != STB_LOCAL);
}

static void
take_info(struct elf_tiles *tiles, size_t index, const struct elf_section *section)
{
	bool symbols = section->type == SHT_SYMTAB || section->type == SHT_DYNSYM;

	if (section->type == SHT_REL || section->type == SHT_RELA ||
	    (section->flags & SHF_INFO_LINK) != 0)
		take_reference(tiles, index, "header/info", section->info);
	else if (section->type == SHT_GROUP)
		take_signature(tiles, section);
	else if (symbols && is_count_of_locals(&tiles->elf, index, section->info))
		tile_derived(tiles->tiler, 4, "header/info", true);
	else
		tile_number(tiles->tiler, 4, "header/info", section->info);
}

static void
take_header(struct elf_tiles *tiles, size_t index, const struct elf_section *section,
	    bool has_content)
{
	const struct elf *elf = &tiles->elf;
	size_t size = elf_address_size(elf);

	tile_seek(tiles->tiler, elf->sections_at + index * elf->section_size);
	take_name(tiles, section);
	elf_tile_word(tiles, 4, "header/type", ELF_SECTION_TYPES, section->type);
	elf_append_section_flags(section->flags, &tiles->text);
	elf_tile_text(tiles, size, "header/flags");
	tile_set_number(tiles->tiler, (int64_t)section->flags);
	take_address(tiles, section);
	take_place(tiles, section, has_content);
	take_reference(tiles, index, "header/link", section->link);
	take_info(tiles, index, section);
	tile_number(tiles->tiler, size, "header/addralign", (int64_t)section->addralign);
	tile_number(tiles->tiler, size, "header/entsize", (int64_t)section->entsize);
}

/* What is loaded is memory, whatever it looks like: no rule for files holds there. */
static void
take_plain(struct elf_tiles *tiles, size_t index, struct bytes content)
{
	tile_content(tiles->tiler, content.size, "content");
	tile_set_number(tiles->tiler, (int64_t)index);
	if ((elf_section(&tiles->elf, index).flags & SHF_ALLOC) != 0)
		tile_set_format(tiles->tiler, &format_raw);
}

static void
take_content(struct elf_tiles *tiles, size_t index, const struct elf_section *section,
	     struct bytes content)
{
	const struct elf *elf = &tiles->elf;

	tile_seek(tiles->tiler, section->offset);
	if (index == tiles->interpreter)
		tile_text(tiles->tiler, content.size, "interpreter");
	else if (index == tiles->dynamic)
		elf_tile_dynamic(tiles, content, "");
	else if (section->type == SHT_NOTE)
		elf_tile_notes(tiles, content, section->addralign == 8 ? 8 : 4);
	else if (section->type == SHT_INIT_ARRAY || section->type == SHT_FINI_ARRAY ||
		 section->type == SHT_PREINIT_ARRAY)
		elf_tile_array(tiles, content);
	else if ((section->flags & SHF_ALLOC) == 0 &&
		 elf_section_is(elf, section, ".comment"))
		elf_tile_comment(tiles, content);
	else if (elf_section_is(elf, section, ".gnu_debuglink"))
		elf_tile_debuglink(tiles, content);
	else if (elf_section_is(elf, section, ".gnu_debugaltlink"))
		elf_tile_debugaltlink(tiles, content);
	else if ((section->flags & SHF_COMPRESSED) == 0 ||
		 !elf_tile_compressed(tiles, index, content))
		take_plain(tiles, index, content);
}

/* Contents may lie on each other, and hold the file itself: all together they are no
 * larger than the file, or comparing would never end. */
static bool
may_take(struct elf_tiles *tiles, size_t size)
{
	uint64_t most = tiles->elf.content.size;

	if (size > most - MIN(most, tiles->content))
		return false;
	tiles->content += size;
	return true;
}

static bool
take_section(struct elf_tiles *tiles, size_t index)
{
	const struct elf *elf = &tiles->elf;
	struct elf_section section = elf_section(elf, index);
	struct bytes content = elf_section_bytes(elf, &section);
	char number[32];
	bool take = content.size > 0 && may_take(tiles, content.size);

	if (!tiler_member(tiles->tiler,
			  member_name(elf, index, &section, number, sizeof(number)), 's'))
		return false;
	take_header(tiles, index, &section, take || section.size == 0);
	if (take)
		take_content(tiles, index, &section, content);
	else if (content.size > 0)
		tile_opaque(tiles->tiler, 0, "content",
			    "stands on bytes that belong to many other sections");
	tiler_end_member(tiles->tiler);
	return true;
}

/* Section 0 is none: it is all zeros, or has the counts that fit nowhere else. */
static void
take_null_section(struct elf_tiles *tiles)
{
	struct elf_section null = elf_section(&tiles->elf, 0);

	tile_seek(tiles->tiler, tiles->elf.sections_at);
	if (bytes_are_all(
		    elf_part(tiler_rest(tiles->tiler), 0, elf_section_size(&tiles->elf)),
		    0))
		tile_padding(tiles->tiler, elf_section_size(&tiles->elf), "null-section",
			     0);
	else
		tile_field(tiles->tiler, elf_section_size(&tiles->elf), "null-section",
			   "size %llu, link %u, info %u", (unsigned long long)null.size,
			   null.link, null.info);
}

static bool
is_in_order(const struct elf *elf, size_t count)
{
	uint64_t last = 0;

	for (size_t i = 1; i < count; i++) {
		struct elf_section section = elf_section(elf, i);

		if (section.offset < last)
			return false;
		last = section.offset;
	}
	return true;
}

/* Names may be long, and all of them the same. */
static void
append_order(const struct elf *elf, size_t count, struct buffer *order)
{
	for (size_t i = 1; i < count; i++) {
		struct elf_section section = elf_section(elf, i);

		if (count > ELF_LOOKED_THROUGH)
			buffer_printf(order, " 0x%llx",
				      (unsigned long long)section.offset);
		else
			buffer_append_text(order, " ");
		if (count <= ELF_LOOKED_THROUGH)
			buffer_append_escaped(order, elf_section_name(elf, &section));
	}
}

/* Sections pair by name and are sorted by place, so that nothing else says how their
 * headers stand. */
static void
state_order(struct elf_tiles *tiles, size_t count)
{
	cleanup_buffer struct buffer order = BUFFER_INIT(SIZE_MAX);

	if (is_in_order(&tiles->elf, count))
		buffer_append_text(&order, " as in the file");
	else
		append_order(&tiles->elf, count, &order);
	tile_seek(tiles->tiler, tiles->elf.sections_at);
	tile_field(tiles->tiler, 0, "section-order", "%s", buffer_text(&order) + 1);
}

void
elf_tile_sections(struct elf_tiles *tiles)
{
	size_t count = tiles->elf.section_count;

	if (count == 0)
		return;
	if (count > ELF_SECTIONS_MAX) {
		budget_hit(tiles->tiler->budget, "elf: more than %d sections",
			   ELF_SECTIONS_MAX);
		return;
	}
	take_null_section(tiles);
	state_order(tiles, count);
	for (size_t i = 1; i < count; i++)
		if (!take_section(tiles, i))
			return;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The headers of ELF (System V ABI, chapters 4 and 5; Tool Interface Standard 1.2).
 *
 * The first 16 bytes say how wide addresses are and in which order their bytes stand.
 * The file header names two tables: program headers (segments, for the loader) and
 * section headers (for everybody else).  Counts that do not fit into 16 bits stand in
 * section 0.
 */
#include "compare/elf.h"

#include <sys/param.h>

#include "base/memory.h"

uint64_t
elf_take(const struct elf *elf, struct cursor *at, size_t size)
{
	struct bytes bytes = cursor_take(at, size);
	uint64_t number = 0;

	for (size_t i = 0; i < bytes.size; i++)
		number = number << 8 | bytes.data[elf->big ? i : bytes.size - i - 1];
	return number;
}

size_t
elf_address_size(const struct elf *elf)
{
	return elf->wide ? 8 : 4;
}

uint64_t
elf_take_address(const struct elf *elf, struct cursor *at)
{
	return elf_take(elf, at, elf_address_size(elf));
}

size_t
elf_header_size(const struct elf *elf)
{
	return elf->wide ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr);
}

size_t
elf_segment_size(const struct elf *elf)
{
	return elf->wide ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr);
}

size_t
elf_section_size(const struct elf *elf)
{
	return elf->wide ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr);
}

struct elf_segment
elf_segment(const struct elf *elf, size_t index)
{
	struct elf_segment segment = { 0 };
	struct cursor at;

	if (index >= elf->segment_count)
		return segment;
	at = cursor_on(elf_part(elf->content,
				elf->segments_at + index * elf->segment_size,
				elf->segment_size));
	segment.type = (uint32_t)elf_take(elf, &at, 4);
	if (elf->wide)
		segment.flags = (uint32_t)elf_take(elf, &at, 4);
	segment.offset = elf_take_address(elf, &at);
	segment.vaddr = elf_take_address(elf, &at);
	segment.paddr = elf_take_address(elf, &at);
	segment.filesz = elf_take_address(elf, &at);
	segment.memsz = elf_take_address(elf, &at);
	if (!elf->wide)
		segment.flags = (uint32_t)elf_take(elf, &at, 4);
	segment.align = elf_take_address(elf, &at);
	return segment;
}

static struct elf_section
read_section(const struct elf *elf, uint64_t offset)
{
	struct cursor at =
		cursor_on(elf_part(elf->content, offset, elf_section_size(elf)));
	struct elf_section section = { 0 };

	section.name = (uint32_t)elf_take(elf, &at, 4);
	section.type = (uint32_t)elf_take(elf, &at, 4);
	section.flags = elf_take_address(elf, &at);
	section.addr = elf_take_address(elf, &at);
	section.offset = elf_take_address(elf, &at);
	section.size = elf_take_address(elf, &at);
	section.link = (uint32_t)elf_take(elf, &at, 4);
	section.info = (uint32_t)elf_take(elf, &at, 4);
	section.addralign = elf_take_address(elf, &at);
	section.entsize = elf_take_address(elf, &at);
	return section;
}

struct elf_section
elf_section(const struct elf *elf, size_t index)
{
	if (index >= elf->section_count)
		return (struct elf_section){ 0 };
	return read_section(elf, elf->sections_at + index * elf->section_size);
}

bool
elf_find_segment(const struct elf *elf, uint32_t type, struct elf_segment *segment)
{
	for (size_t i = 0; i < MIN(elf->segment_count, (size_t)ELF_SEGMENTS_MAX); i++) {
		*segment = elf_segment(elf, i);
		if (segment->type == type)
			return true;
	}
	return false;
}

struct bytes
elf_section_bytes(const struct elf *elf, const struct elf_section *section)
{
	if (section->type == SHT_NOBITS || section->type == SHT_NULL)
		return (struct bytes){ 0 };
	return elf_part(elf->content, section->offset, section->size);
}

struct bytes
elf_string(struct bytes table, uint64_t offset)
{
	return bytes_before(elf_part(table, offset, ELF_STRING_MAX), 0);
}

struct bytes
elf_section_name(const struct elf *elf, const struct elf_section *section)
{
	return bytes_before(elf_part(elf->names, section->name, ELF_NAME_MAX + 1), 0);
}

bool
elf_section_is(const struct elf *elf, const struct elf_section *section, const char *name)
{
	return bytes_equal_text(elf_section_name(elf, section), name);
}

static size_t
searched(const struct elf *elf)
{
	return MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH);
}

size_t
elf_find_section(const struct elf *elf, const char *name)
{
	for (size_t i = 1; i < searched(elf); i++) {
		struct elf_section section = elf_section(elf, i);

		if (elf_section_is(elf, &section, name))
			return i;
	}
	return 0;
}

size_t
elf_find_section_type(const struct elf *elf, uint32_t type)
{
	for (size_t i = 1; i < searched(elf); i++)
		if (elf_section(elf, i).type == type)
			return i;
	return 0;
}

/* The segment that is loaded to the address. */
static bool
find_load(const struct elf *elf, uint64_t address, struct elf_segment *load)
{
	for (size_t i = 0; i < MIN(elf->segment_count, (size_t)ELF_SEGMENTS_MAX); i++) {
		*load = elf_segment(elf, i);
		if (load->type == PT_LOAD && address >= load->vaddr &&
		    address - load->vaddr < load->memsz)
			return true;
	}
	return false;
}

struct bytes
elf_at(const struct elf *elf, uint64_t address)
{
	struct elf_segment load;
	struct bytes loaded;

	if (!find_load(elf, address, &load))
		return (struct bytes){ 0 };
	loaded = elf_part(elf->content, load.offset, load.filesz);
	return elf_part(loaded, address - load.vaddr, SIZE_MAX);
}

bool
elf_section_is_placed(const struct elf *elf, const struct elf_section *section)
{
	struct elf_segment load;

	if ((section->flags & SHF_ALLOC) == 0 || elf->segment_count == 0)
		return section->addr == 0;
	/* Thread-local zeros take no place of their own. */
	if (section->type == SHT_NOBITS && (section->flags & SHF_TLS) != 0)
		return true;
	if (!find_load(elf, section->addr, &load))
		return false;
	return section->type == SHT_NOBITS ||
	       section->addr - load.vaddr == section->offset - load.offset;
}

size_t
elf_section_at(const struct elf *elf, uint64_t address)
{
	for (size_t i = 1; i < searched(elf); i++) {
		struct elf_section section = elf_section(elf, i);

		if ((section.flags & SHF_ALLOC) != 0 && address >= section.addr &&
		    address - section.addr < section.size &&
		    (section.type != SHT_NOBITS || (section.flags & SHF_TLS) == 0))
			return elf_section_is_placed(elf, &section) ? i : 0;
	}
	return 0;
}

/* The first word of a section's header, for those who look at many. */
static uint32_t
name_at(const struct elf *elf, size_t index)
{
	struct cursor at = cursor_on(
		elf_part(elf->content, elf->sections_at + index * elf->section_size, 4));

	return (uint32_t)elf_take(elf, &at, 4);
}

/* How many of the sections before it have its name. */
static size_t
count_namesakes(const struct elf *elf, size_t index, struct bytes name)
{
	size_t count = 0;

	for (size_t i = 1; i < MIN(index, searched(elf)); i++) {
		struct elf_section section = { .name = name_at(elf, i) };

		count += bytes_equal(elf_section_name(elf, &section), name);
	}
	return count;
}

void
elf_name_section(const struct elf *elf, size_t index, struct buffer *out)
{
	struct elf_section section = elf_section(elf, index);
	struct bytes name = elf_section_name(elf, &section);
	size_t before;

	if (index >= searched(elf) || name.size == 0 || name.size > ELF_NAME_MAX) {
		buffer_printf(out, "section:%zu", index);
		return;
	}
	buffer_append_escaped(out, name);
	before = count_namesakes(elf, index, name);
	if (before > 0)
		buffer_printf(out, "#%zu", before + 1);
}

bool
elf_name_address(const struct elf *elf, uint64_t address, struct buffer *out)
{
	size_t index = elf_section_at(elf, address);

	if (index == 0)
		return false;
	elf_name_section(elf, index, out);
	address -= elf_section(elf, index).addr;
	if (address > 0)
		buffer_printf(out, "+0x%llx", (unsigned long long)address);
	return true;
}

/* How many entries of a table stand whole in the file. */
static size_t
count_whole(const struct elf *elf, uint64_t at, size_t size, uint64_t count)
{
	size_t rest = elf_part(elf->content, at, SIZE_MAX).size;

	return (size_t)MIN(count, (uint64_t)(rest / size));
}

static void
count_segments(struct elf *elf, uint64_t count)
{
	if (count == PN_XNUM && elf->section_count > 0)
		count = elf_section(elf, 0).info;
	if (count == 0)
		return;
	if (elf->segment_size < elf_segment_size(elf)) {
		elf->segments_wrong = "program headers are too small to be any";
		return;
	}
	elf->segment_count = count_whole(elf, elf->segments_at, elf->segment_size, count);
	if (elf->segment_count < count)
		elf->segments_wrong = "program headers reach past the end of the file";
}

static void
count_sections(struct elf *elf, uint64_t count)
{
	if (elf->sections_at == 0 && count == 0)
		return;
	if (elf->section_size < elf_section_size(elf)) {
		elf->sections_wrong = "section headers are too small to be any";
		return;
	}
	if (count == 0)
		count = read_section(elf, elf->sections_at).size;
	elf->section_count = count_whole(elf, elf->sections_at, elf->section_size, count);
	if (elf->section_count < count)
		elf->sections_wrong = "section headers reach past the end of the file";
}

static void
find_names(struct elf *elf, uint64_t index)
{
	struct elf_section names;

	if (index == SHN_XINDEX)
		index = elf_section(elf, 0).link;
	if (index == 0 || index >= elf->section_count)
		return;
	elf->names_index = index;
	names = elf_section(elf, index);
	elf->names = elf_section_bytes(elf, &names);
}

int
elf_open(struct elf *elf, struct bytes content, struct error *err)
{
	struct cursor at = cursor_on(content);
	struct bytes ident = cursor_take(&at, EI_NIDENT);
	uint64_t segments, sections, names;

	*elf = (struct elf){ .content = content };
	if (ident.size == 0 || memcmp(ident.data, ELFMAG, SELFMAG) != 0)
		return error_set(err, ERROR_MALFORMED, "no ELF header");
	if ((ident.data[EI_CLASS] != ELFCLASS32 && ident.data[EI_CLASS] != ELFCLASS64) ||
	    (ident.data[EI_DATA] != ELFDATA2LSB && ident.data[EI_DATA] != ELFDATA2MSB))
		return error_set(err, ERROR_MALFORMED,
				 "the ELF header does not say how to read it");
	elf->wide = ident.data[EI_CLASS] == ELFCLASS64;
	elf->big = ident.data[EI_DATA] == ELFDATA2MSB;
	elf->type = (uint16_t)elf_take(elf, &at, 2);
	elf->machine = (uint16_t)elf_take(elf, &at, 2);
	elf_take(elf, &at, 4);
	elf->entry = elf_take_address(elf, &at);
	elf->segments_at = elf_take_address(elf, &at);
	elf->sections_at = elf_take_address(elf, &at);
	elf_take(elf, &at, 4);
	elf->header_size = elf_take(elf, &at, 2);
	elf->segment_size = elf_take(elf, &at, 2);
	segments = elf_take(elf, &at, 2);
	elf->section_size = elf_take(elf, &at, 2);
	sections = elf_take(elf, &at, 2);
	names = elf_take(elf, &at, 2);
	if (at.overrun)
		return error_set(err, ERROR_MALFORMED, "the ELF header is cut short");
	count_sections(elf, sections);
	count_segments(elf, segments);
	find_names(elf, names);
	return 0;
}

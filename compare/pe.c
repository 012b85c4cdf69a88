/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/pe.h"

#include <sys/param.h>

enum {
	DOS_LFANEW = 60,
	SIGNATURE = 4,
	MAGIC_PE32 = 0x10b,
	MAGIC_PE32_PLUS = 0x20b,
	DIRECTORY_SIZE = 8,
};

static struct bytes
part(struct bytes bytes, uint64_t offset, uint64_t size)
{
	return bytes_slice(bytes, (size_t)MIN(offset, SIZE_MAX),
			   (size_t)MIN(size, SIZE_MAX));
}

uint16_t
pe_u16(struct bytes bytes, uint64_t offset)
{
	struct cursor at = cursor_on(part(bytes, offset, sizeof(uint16_t)));

	return cursor_u16le(&at);
}

uint32_t
pe_u32(struct bytes bytes, uint64_t offset)
{
	struct cursor at = cursor_on(part(bytes, offset, sizeof(uint32_t)));

	return cursor_u32le(&at);
}

uint64_t
pe_u64(struct bytes bytes, uint64_t offset)
{
	struct cursor at = cursor_on(part(bytes, offset, sizeof(uint64_t)));

	return cursor_u64le(&at);
}

/* Numbers of the optional header whose place depends on the width. */
static void
read_optional(struct pe *pe)
{
	enum {
		BASE = 28,
		BASE_WIDE = 24,
		HEADERS_SIZE = 60,
		COUNT = 92,
		COUNT_WIDE = 108
	};
	struct bytes optional = part(pe->content, pe->optional, pe->optional_size);
	size_t count = pe->wide ? COUNT_WIDE : COUNT;

	pe->base = pe->wide ? pe_u64(optional, BASE_WIDE) : pe_u32(optional, BASE);
	pe->headers_size = pe_u32(optional, HEADERS_SIZE);
	pe->directories = pe->optional + count + sizeof(uint32_t);
	pe->directory_count =
		MIN(pe_u32(optional, count),
		    (uint32_t)(part(optional, count + sizeof(uint32_t), SIZE_MAX).size /
			       DIRECTORY_SIZE));
}

int
pe_open(struct pe *pe, struct bytes content, struct error *err)
{
	enum { SECTIONS = 2, SYMBOLS = 8, SYMBOL_COUNT = 12, OPTIONAL_SIZE = 16 };
	static const uint8_t dos[] = { 'M', 'Z' }, signature[] = { 'P', 'E', 0, 0 };
	struct bytes coff;
	uint16_t magic;

	*pe = (struct pe){ .content = content, .header = pe_u32(content, DOS_LFANEW) };
	coff = part(content, (uint64_t)pe->header + SIGNATURE, PE_COFF_SIZE);
	if (!bytes_start_with(content, BYTES_OF(dos)) ||
	    !bytes_start_with(part(content, pe->header, SIGNATURE),
			      BYTES_OF(signature)) ||
	    coff.size < PE_COFF_SIZE)
		return error_set(err, ERROR_MALFORMED, "no PE file");
	pe->optional = pe->header + SIGNATURE + PE_COFF_SIZE;
	magic = pe_u16(content, pe->optional);
	if (magic != MAGIC_PE32 && magic != MAGIC_PE32_PLUS)
		return error_set(err, ERROR_UNSUPPORTED, "a PE file of another kind");
	pe->wide = magic == MAGIC_PE32_PLUS;
	pe->optional_size = pe_u16(coff, OPTIONAL_SIZE);
	pe->symbols = pe_u32(coff, SYMBOLS);
	pe->symbol_count = pe->symbols == 0 ? 0 : pe_u32(coff, SYMBOL_COUNT);
	read_optional(pe);
	pe->sections = pe->optional + pe->optional_size;
	pe->section_count = (unsigned)MIN((size_t)pe_u16(coff, SECTIONS),
					  part(content, pe->sections, SIZE_MAX).size /
						  PE_SECTION_SIZE);
	return 0;
}

struct pe_section
pe_section(const struct pe *pe, unsigned index)
{
	enum { NAME_SIZE = 8, BETWEEN = 12 };
	struct cursor at;
	struct pe_section section;

	if (index >= pe->section_count)
		return (struct pe_section){ 0 };
	at = cursor_on(part(pe->content, pe->sections + (uint64_t)index * PE_SECTION_SIZE,
			    PE_SECTION_SIZE));
	cursor_take(&at, NAME_SIZE);
	section.size = cursor_u32le(&at);
	section.address = cursor_u32le(&at);
	section.raw_size = cursor_u32le(&at);
	section.raw = cursor_u32le(&at);
	cursor_take(&at, BETWEEN);
	section.flags = cursor_u32le(&at);
	return section;
}

struct bytes
pe_section_bytes(const struct pe *pe, const struct pe_section *section)
{
	if (section->raw == 0)
		return (struct bytes){ 0 };
	return part(pe->content, section->raw, section->raw_size);
}

struct bytes
pe_symbols(const struct pe *pe)
{
	return pe->symbol_count == 0 ? (struct bytes){ 0 }
				     : part(pe->content, pe->symbols,
					    (uint64_t)pe->symbol_count * PE_SYMBOL_SIZE);
}

/* Four bytes say how long it is, these included. */
struct bytes
pe_strings(const struct pe *pe)
{
	struct bytes symbols = pe_symbols(pe);
	struct bytes rest =
		part(pe->content, (uint64_t)pe->symbols + symbols.size, SIZE_MAX);

	if (symbols.size == 0 || rest.size < sizeof(uint32_t))
		return (struct bytes){ 0 };
	return part(rest, 0, MAX(pe_u32(rest, 0), (uint32_t)sizeof(uint32_t)));
}

/* "/123": so far into the string table. */
static bool
is_reference(struct bytes name, uint32_t *offset)
{
	enum { DECIMAL = 10 };

	*offset = 0;
	if (name.size < 2 || name.data[0] != '/')
		return false;
	for (size_t i = 1; i < name.size; i++) {
		if (name.data[i] < '0' || name.data[i] > '9')
			return false;
		*offset = *offset * DECIMAL + (name.data[i] - '0');
	}
	return true;
}

struct bytes
pe_section_name(const struct pe *pe, unsigned index)
{
	enum { NAME_SIZE = 8 };
	struct bytes name = bytes_before(
		part(pe->content, pe->sections + (uint64_t)index * PE_SECTION_SIZE,
		     NAME_SIZE),
		0);
	struct bytes longer;
	uint32_t offset;

	if (!is_reference(name, &offset))
		return name;
	longer = bytes_before(part(pe_strings(pe), offset, PE_NAME_MAX), 0);
	return longer.size > 0 ? longer : name;
}

struct pe_directory
pe_directory(const struct pe *pe, enum pe_directory_index index)
{
	size_t offset = pe->directories + (size_t)index * DIRECTORY_SIZE;

	if (index >= pe->directory_count)
		return (struct pe_directory){ 0 };
	return (struct pe_directory){ pe_u32(pe->content, offset),
				      pe_u32(pe->content, offset + sizeof(uint32_t)) };
}

/* The section that the address is in; false when it is none of the first ones. */
static bool
find_section(const struct pe *pe, uint64_t address, struct pe_section *section,
	     unsigned *index)
{
	unsigned count = MIN(pe->section_count, (unsigned)PE_LOOKED_THROUGH);

	for (*index = 0; *index < count; (*index)++) {
		*section = pe_section(pe, *index);
		if (address >= section->address &&
		    address - section->address < MAX(section->size, section->raw_size))
			return true;
	}
	return false;
}

struct bytes
pe_at(const struct pe *pe, uint64_t address)
{
	struct pe_section section;
	unsigned index;

	if (find_section(pe, address, &section, &index))
		return part(pe_section_bytes(pe, &section), address - section.address,
			    SIZE_MAX);
	if (address < pe->headers_size)
		return part(part(pe->content, 0, pe->headers_size), address, SIZE_MAX);
	return (struct bytes){ 0 };
}

struct bytes
pe_text_at(const struct pe *pe, uint64_t address)
{
	return bytes_before(part(pe_at(pe, address), 0, PE_NAME_MAX), 0);
}

void
pe_name_address(const struct pe *pe, uint64_t address, struct buffer *out)
{
	struct pe_section section;
	unsigned index;

	if (!find_section(pe, address, &section, &index)) {
		buffer_printf(out, "0x%llx", (unsigned long long)address);
		return;
	}
	buffer_append_escaped(out, pe_section_name(pe, index));
	buffer_printf(out, "+0x%llx", (unsigned long long)(address - section.address));
}

static size_t
end_of(const struct pe *pe, struct bytes bytes)
{
	return bytes.size == 0 ? 0 : pe_offset(pe, bytes) + bytes.size;
}

size_t
pe_end(const struct pe *pe)
{
	size_t end = MIN(MAX((size_t)pe->headers_size,
			     pe->sections + (size_t)pe->section_count * PE_SECTION_SIZE),
			 pe->content.size);

	for (unsigned i = 0; i < pe->section_count; i++) {
		struct pe_section section = pe_section(pe, i);

		end = MAX(end, end_of(pe, pe_section_bytes(pe, &section)));
	}
	end = MAX(end, end_of(pe, pe_symbols(pe)));
	return MAX(end, end_of(pe, pe_strings(pe)));
}

/* A sum of words with the carry added back, the field itself counting as zeros, plus the
 * file's length: what IMAGHELP's CheckSumMappedFile() computes. */
uint32_t
pe_checksum(struct bytes content, size_t field)
{
	enum { WORD = 2, FIELD = 4 };
	uint64_t sum = 0;

	for (size_t i = 0; i < content.size; i += WORD) {
		uint32_t low = content.data[i];
		uint32_t high = i + 1 < content.size ? content.data[i + 1] : 0;

		if (i - field < FIELD)
			low = 0;
		if (i + 1 - field < FIELD)
			high = 0;
		sum += low | high << 8;
	}
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint32_t)sum + (uint32_t)content.size;
}

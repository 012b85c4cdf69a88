/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * PE files put together part by part: headers up to 0x400, ".text", ".rdata" with a debug
 * directory, an export, imports and perhaps callbacks, ".rsrc" with one manifest.  Each
 * part stands where the constants below say.
 */

#include "compare/pe.h"
#include "tests/unit/binaries.h"

enum {
	PE_AT_RICH = 0x80,
	PE_AT_HEADER = 0xc0,
	PE_AT_COFF = PE_AT_HEADER + 4,
	PE_AT_OPTIONAL = PE_AT_COFF + 20,
	PE_AT_TEXT = 0x400,
	PE_AT_RDATA = 0x600,
	PE_AT_RSRC = 0xa00,
	PE_AT_END = 0xc00,
	PE_BASE = 0x400000,
	PE_TEXT_ADDRESS = 0x1000,
	PE_RDATA_ADDRESS = 0x2000,
	PE_RSRC_ADDRESS = 0x3000,
	/* Within ".rdata": */
	PE_DEBUG_PART = 0x000,
	PE_CODEVIEW_PART = 0x040,
	PE_EXPORT_PART = 0x080,
	PE_IMPORT_PART = 0x100,
	PE_NAMES_PART = 0x140,
	PE_TEXT_PART = 0x180,
	PE_TLS_PART = 0x240,
	PE_RDATA_USED = 0x2c0,
};

struct pe_choice {
	bool narrow; /* PE32 */
	uint32_t time;
	uint8_t guid;	    /* the first byte of it */
	const char *import; /* a second function of the library; NULL */
	const char *manifest;
	bool reproducible; /* the times are hashes */
	bool callback;	   /* code before the entry */
	bool rich;
};

/* Numbers within a part that has been filled with zeros. */
static inline void
pe_set(struct buffer *pe, size_t at, uint32_t number)
{
	set_little(pe, at, number, 4);
}

static inline void
pe_set_text(struct buffer *pe, size_t at, const char *text)
{
	assert_true(at + strlen(text) <= pe->size);
	memcpy(pe->data + at, text, strlen(text));
}

static inline size_t
pe_wide_size(const struct pe_choice *choice)
{
	return choice->narrow ? 4 : 8;
}

static inline void
pe_set_address(struct buffer *pe, const struct pe_choice *choice, size_t at,
	       uint64_t number)
{
	set_little(pe, at, number, pe_wide_size(choice));
}

/* Where a data directory stands in the optional header. */
static inline size_t
pe_directory_at(const struct pe_choice *choice, unsigned index)
{
	return PE_AT_OPTIONAL + (choice->narrow ? 96 : 112) + 8 * (size_t)index;
}

static inline void
pe_set_directory(struct buffer *pe, const struct pe_choice *choice, unsigned index,
		 uint32_t part, uint32_t size)
{
	pe_set(pe, pe_directory_at(choice, index), PE_RDATA_ADDRESS + part);
	pe_set(pe, pe_directory_at(choice, index) + 4, size);
}

/* "DanS" and "Rich", with one tool, and the key that covers them. */
static inline void
pe_set_rich(struct buffer *pe)
{
	const uint32_t clear[] = { 0x536e6144, 0, 0, 0, 0x01042a61, 3 };
	uint32_t key = PE_AT_RICH;

	for (uint32_t i = 0; i < PE_AT_RICH; i++) {
		uint32_t byte = i >= 60 && i < 64 ? 0 : pe->data[i];

		key += byte << (i % 32) | (i % 32 == 0 ? 0 : byte >> (32 - i % 32));
	}
	key += clear[4] << clear[5] | clear[4] >> (32 - clear[5]);
	for (size_t i = 0; i < array_length(clear); i++)
		pe_set(pe, PE_AT_RICH + 4 * i, clear[i] ^ key);
	pe_set_text(pe, PE_AT_RICH + 24, "Rich");
	pe_set(pe, PE_AT_RICH + 28, key);
}

static inline void
pe_set_section(struct buffer *pe, const struct pe_choice *choice, unsigned index,
	       const char *name, const uint32_t *numbers)
{
	size_t optional = choice->narrow ? 224 : 240;
	size_t at = PE_AT_OPTIONAL + optional + 40 * (size_t)index;

	pe_set_text(pe, at, name);
	for (size_t i = 0; i < 4; i++)
		pe_set(pe, at + 8 + 4 * i, numbers[i]);
	pe_set(pe, at + 36, numbers[4]);
}

static inline void
pe_set_headers(struct buffer *pe, const struct pe_choice *choice)
{
	static const uint32_t text[] = { 16, PE_TEXT_ADDRESS, 0x200, PE_AT_TEXT,
					 0x60000020 };
	static const uint32_t rdata[] = { PE_RDATA_USED, PE_RDATA_ADDRESS, 0x400,
					  PE_AT_RDATA, 0x40000040 };
	static const uint32_t rsrc[] = { 0x1f0, PE_RSRC_ADDRESS, 0x200, PE_AT_RSRC,
					 0x40000040 };
	size_t o = PE_AT_OPTIONAL;

	pe_set_text(pe, 0, "MZ");
	pe_set(pe, 60, PE_AT_HEADER);
	pe_set_text(pe, 64, "This is not for DOS.\r\n$");
	if (choice->rich)
		pe_set_rich(pe);
	pe_set_text(pe, PE_AT_HEADER, "PE");
	set_little(pe, PE_AT_COFF, choice->narrow ? 0x14c : 0x8664, 2);
	set_little(pe, PE_AT_COFF + 2, 3, 2);
	pe_set(pe, PE_AT_COFF + 4, choice->time);
	set_little(pe, PE_AT_COFF + 16, choice->narrow ? 224 : 240, 2);
	set_little(pe, PE_AT_COFF + 18, 0x22, 2);
	set_little(pe, o, choice->narrow ? 0x10b : 0x20b, 2);
	pe_set(pe, o + 16, PE_TEXT_ADDRESS + 4);
	pe_set(pe, o + 20, PE_TEXT_ADDRESS);
	pe_set_address(pe, choice, choice->narrow ? o + 28 : o + 24, PE_BASE);
	pe_set(pe, o + 32, 0x1000);
	pe_set(pe, o + 36, 0x200);
	pe_set(pe, o + 56, 0x4000);
	pe_set(pe, o + 60, 0x400);
	set_little(pe, o + 68, 3, 2);
	set_little(pe, o + 70, 0x8160, 2);
	pe_set(pe, pe_directory_at(choice, 0) - 4, 16);
	pe_set_section(pe, choice, 0, ".text", text);
	pe_set_section(pe, choice, 1, ".rdata", rdata);
	pe_set_section(pe, choice, 2, ".rsrc", rsrc);
}

static inline void
pe_set_debug(struct buffer *pe, const struct pe_choice *choice)
{
	size_t at = PE_AT_RDATA + PE_DEBUG_PART, data = PE_AT_RDATA + PE_CODEVIEW_PART;
	unsigned count = choice->reproducible ? 2 : 1;

	pe_set_directory(pe, choice, 6, PE_DEBUG_PART, 28 * count);
	for (unsigned i = 0; i < count; i++) {
		pe_set(pe, at + 28 * i + 4, choice->time);
		pe_set(pe, at + 28 * i + 12, i == 0 ? 2 : 16);
	}
	pe_set(pe, at + 16, 24 + 6);
	pe_set(pe, at + 20, PE_RDATA_ADDRESS + PE_CODEVIEW_PART);
	pe_set(pe, at + 24, PE_AT_RDATA + PE_CODEVIEW_PART);
	pe_set_text(pe, data, "RSDS");
	pe->data[data + 4] = choice->guid;
	pe_set(pe, data + 20, 1);
	pe_set_text(pe, data + 24, "x.pdb");
}

static inline void
pe_set_export(struct buffer *pe, const struct pe_choice *choice)
{
	size_t at = PE_AT_RDATA + PE_EXPORT_PART;
	uint32_t address = PE_RDATA_ADDRESS + PE_EXPORT_PART;

	pe_set_directory(pe, choice, 0, PE_EXPORT_PART, 0x60);
	pe_set(pe, at + 4, choice->time);
	pe_set(pe, at + 12, address + 0x40);
	pe_set(pe, at + 16, 1);
	pe_set(pe, at + 20, 1);
	pe_set(pe, at + 24, 1);
	pe_set(pe, at + 28, address + 0x28);
	pe_set(pe, at + 32, address + 0x2c);
	pe_set(pe, at + 36, address + 0x30);
	pe_set(pe, at + 0x28, PE_TEXT_ADDRESS);
	pe_set(pe, at + 0x2c, address + 0x48);
	pe_set_text(pe, at + 0x40, "x.dll");
	pe_set_text(pe, at + 0x48, "answer");
}

static inline void
pe_set_imports(struct buffer *pe, const struct pe_choice *choice)
{
	size_t at = PE_AT_RDATA, wide = pe_wide_size(choice);

	pe_set_directory(pe, choice, 1, PE_IMPORT_PART, 40);
	pe_set(pe, at + PE_IMPORT_PART, PE_RDATA_ADDRESS + PE_NAMES_PART);
	pe_set(pe, at + PE_IMPORT_PART + 12, PE_RDATA_ADDRESS + PE_TEXT_PART);
	pe_set(pe, at + PE_IMPORT_PART + 16, PE_RDATA_ADDRESS + PE_NAMES_PART);
	pe_set_text(pe, at + PE_TEXT_PART, "other.dll");
	pe_set_address(pe, choice, at + PE_NAMES_PART,
		       PE_RDATA_ADDRESS + PE_TEXT_PART + 0x10);
	pe_set_text(pe, at + PE_TEXT_PART + 0x12, "puts");
	pe_set_address(pe, choice, at + PE_NAMES_PART + wide,
		       (choice->narrow ? UINT64_C(1) << 31 : UINT64_C(1) << 63) + 7);
	if (choice->import == NULL)
		return;
	pe_set_address(pe, choice, at + PE_NAMES_PART + 2 * wide,
		       PE_RDATA_ADDRESS + PE_TEXT_PART + 0x20);
	pe_set_text(pe, at + PE_TEXT_PART + 0x22, choice->import);
}

static inline void
pe_set_callback(struct buffer *pe, const struct pe_choice *choice)
{
	size_t at = PE_AT_RDATA + PE_TLS_PART, wide = pe_wide_size(choice);

	pe_set_directory(pe, choice, 9, PE_TLS_PART, (uint32_t)(4 * wide + 8));
	pe_set_address(pe, choice, at + 3 * wide,
		       PE_BASE + PE_RDATA_ADDRESS + PE_TLS_PART + 0x40);
	pe_set_address(pe, choice, at + 0x40, PE_BASE + PE_TEXT_ADDRESS + 8);
}

/* One manifest in one language. */
static inline void
pe_set_resources(struct buffer *pe, const struct pe_choice *choice)
{
	static const uint32_t ids[] = { 24, 1, 1033 };
	const char *text = choice->manifest != NULL ? choice->manifest : "<assembly/>";
	size_t at = PE_AT_RSRC;

	pe_set(pe, pe_directory_at(choice, 2), PE_RSRC_ADDRESS);
	pe_set(pe, pe_directory_at(choice, 2) + 4, 0x100);
	for (unsigned i = 0; i < array_length(ids); i++) {
		pe_set(pe, at + 24 * i + 4, choice->time);
		set_little(pe, at + 24 * i + 14, 1, 2);
		pe_set(pe, at + 24 * i + 16, ids[i]);
		pe_set(pe, at + 24 * i + 20, 24 * (i + 1) + (i < 2 ? 1U << 31 : 0));
	}
	pe_set(pe, at + 72, PE_RSRC_ADDRESS + 0x80);
	pe_set(pe, at + 76, (uint32_t)strlen(text));
	pe_set_text(pe, at + 0x80, text);
}

static inline void
put_pe(struct buffer *pe, const struct pe_choice *choice)
{
	put_zeros(pe, PE_AT_END);
	pe_set_headers(pe, choice);
	for (size_t i = 0; i < 16; i++)
		pe->data[PE_AT_TEXT + i] = (uint8_t)(0x90 + i);
	pe_set_debug(pe, choice);
	pe_set_export(pe, choice);
	pe_set_imports(pe, choice);
	if (choice->callback)
		pe_set_callback(pe, choice);
	pe_set_resources(pe, choice);
}

/* The right checksum. */
static inline void
pe_set_checksum(struct buffer *pe)
{
	size_t at = PE_AT_OPTIONAL + PE_CHECKSUM;

	pe_set(pe, at, pe_checksum(buffer_bytes(pe), at));
}

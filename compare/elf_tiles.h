/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of an ELF file, part by part; format_elf.c calls the parts in order. */

#include "compare/elf.h"
#include "compare/elf_identity.h"
#include "compare/elf_words.h"
#include "compare/tile.h"

struct elf_tiles {
	struct tiler *tiler; /* borrowed */
	struct elf elf;
	/* The sections that are what the loader reads; 0: none is. */
	size_t interpreter, dynamic;
	size_t symbols; /* the first symbol table, or 0 */
	struct elf_identity identity;
	uint64_t content;   /* bytes of contents taken so far */
	unsigned entries;   /* that are still cut out of sections */
	unsigned lookups;   /* of addresses that are still made */
	struct buffer text; /* scratch */
};

/* Fields whose value is a word, a set of bits, an address or a section. */
void elf_tile_word(struct elf_tiles *tiles, size_t size, const char *key,
		   enum elf_words words, uint64_t number);
void elf_tile_hex(struct elf_tiles *tiles, size_t size, const char *key, uint64_t number);
void elf_tile_address(struct elf_tiles *tiles, size_t size, const char *key,
		      uint64_t address);

/* A field with the text that has been put together in tiles->text. */
void elf_tile_text(struct elf_tiles *tiles, size_t size, const char *key);

/* Appends where an address is; false when that can not be said. */
bool elf_look_up(struct elf_tiles *tiles, uint64_t address);

/* Whether one entry more may be cut out. */
bool elf_take_entry(struct elf_tiles *tiles);

/* The file header, the program headers, and what only they lead to. */
void elf_tile_header(struct elf_tiles *tiles);
void elf_tile_segments(struct elf_tiles *tiles);

/* The contents of segments, in a file without sections. */
void elf_tile_loads(struct elf_tiles *tiles);

void elf_tile_sections(struct elf_tiles *tiles);

/* The entries of the dynamic section, of arrays of addresses, of notes; strings of a
 * compiler; links to debug files.  Each takes `content`, which begins at tiler->at. */
void elf_tile_dynamic(struct elf_tiles *tiles, struct bytes content, const char *prefix);
void elf_tile_array(struct elf_tiles *tiles, struct bytes content);
void elf_tile_notes(struct elf_tiles *tiles, struct bytes content, size_t align);
void elf_tile_comment(struct elf_tiles *tiles, struct bytes content);
void elf_tile_debuglink(struct elf_tiles *tiles, struct bytes content);
void elf_tile_debugaltlink(struct elf_tiles *tiles, struct bytes content);

/* A section with SHF_COMPRESSED; false, with nothing taken, when it can not be read. */
bool elf_tile_compressed(struct elf_tiles *tiles, size_t index, struct bytes content);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of a Mach-O file, part by part; format_macho.c calls the parts in order. */

#include "compare/macho.h"
#include "compare/tile.h"

enum { MACHO_KEY_MAX = 200, MACHO_FACTS_MAX = 65536 };

struct macho_tiles {
	struct tiler *tiler; /* borrowed */
	struct macho macho;
	unsigned sections;    /* that may still be taken */
	unsigned facts;	      /* that may still be stated */
	unsigned directories; /* of a signature that may still be checked */
	bool has_signature;
	uint64_t content;	 /* bytes of contents taken so far */
	size_t end;		 /* of what any command knows */
	struct buffer text, key; /* scratch */
	struct buffer layout;	 /* where everything stands */
};

/* Takes a field with the text that has been put together in tiles->text. */
void macho_take_text(struct macho_tiles *tiles, size_t size, const char *key);

/* The file's own header. */
void macho_tile_header(struct macho_tiles *tiles);

/* All load commands, and what they lead to; then "layout". */
void macho_tile_commands(struct macho_tiles *tiles);

/* A segment's command, which begins at tiler->at, with its sections. */
void macho_tile_segment(struct macho_tiles *tiles, const struct macho_command *command,
			const char *word);

/* A part of the file that a command points to, as a member; nothing when it is empty. */
void macho_tile_part(struct macho_tiles *tiles, const char *name, uint64_t offset,
		     uint64_t size);

/* Whether so many bytes more may be contents, in a file that lays them on each other. */
bool macho_may_take(struct macho_tiles *tiles, size_t size);

/* The symbol table's command, its two parts, and what is imported by name. */
void macho_tile_symbols(struct macho_tiles *tiles, const struct macho_command *command,
			const char *word);

/* The code signature's command, and the signature. */
void macho_tile_signature(struct macho_tiles *tiles, const struct macho_command *command,
			  const char *word);

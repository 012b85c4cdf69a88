/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of a PE file, part by part; format_pe.c calls the parts in order. */

#include "compare/pe.h"
#include "compare/pe_words.h"
#include "compare/tile.h"

enum { PE_KEY_MAX = 200, PE_FACTS_MAX = 65536, PE_SPANS_MAX = 65536 };

/* A part of a section that has a name of its own. */
struct pe_span {
	size_t offset, size; /* in the file */
	bool content;	     /* else a field */
	bool symbolic;
	const char *key, *value; /* borrowed from the tiling; `value` may be NULL */
	int64_t number;
};

struct pe_tiles {
	struct tiler *tiler; /* borrowed */
	struct pe pe;
	struct pe_span *spans; /* owned */
	size_t span_count;
	unsigned facts;	    /* that may still be stated */
	uint64_t content;   /* bytes of contents taken so far */
	bool hashed;	    /* times are not times: the build is reproducible */
	struct buffer text; /* scratch */
};

/* What a number that may be a time says; in tiles->text, which it clears. */
const char *pe_describe_time(struct pe_tiles *tiles, uint32_t time);

/* Fields of the text that has been put together in tiles->text, and of a set of bits. */
void pe_take_text(struct pe_tiles *tiles, size_t size, const char *key);
void pe_take_flags(struct pe_tiles *tiles, size_t size, const char *key,
		   enum pe_words words, uint32_t flags);

/* What stands in front of the sections; the optional header, which begins at tiler->at;
 * where everything stands, in one field. */
void pe_tile_headers(struct pe_tiles *tiles);
void pe_tile_optional(struct pe_tiles *tiles);
void pe_state_layout(struct pe_tiles *tiles);

/* Cuts sections by the spans that have been noted. */
void pe_tile_sections(struct pe_tiles *tiles);

/* The signatures, and whatever else stands behind the sections. */
void pe_tile_end(struct pe_tiles *tiles);

/* Notes a span, where all of it is in the file; the last one, to say more of it. */
struct pe_span *pe_note(struct pe_tiles *tiles, struct bytes bytes, const char *key);

/* The same of a number that says when. */
void pe_note_time(struct pe_tiles *tiles, struct bytes bytes, const char *key);

/* Says something that stands nowhere: "imported", ...; false when there are too many. */
bool pe_state(struct pe_tiles *tiles, const char *key, const char *value);

/* Note what is found through the data directories. */
void pe_note_debug(struct pe_tiles *tiles);
void pe_note_exports(struct pe_tiles *tiles);
void pe_note_resources(struct pe_tiles *tiles);
void pe_note_imports(struct pe_tiles *tiles);
void pe_note_callbacks(struct pe_tiles *tiles);

/* Whether the debug directory says that times are hashes. */
bool pe_is_hashed(const struct pe *pe);

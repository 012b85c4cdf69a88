/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files about WebAssembly modules share: the sections of a module, one by one,
 * and what is cut further within them. */

#include "compare/finding.h"
#include "compare/format.h"

enum wasm_section_id {
	WASM_CUSTOM = 0,
	WASM_TYPE = 1,
	WASM_IMPORT = 2,
	WASM_FUNCTION = 3,
	WASM_EXPORT = 7,
	WASM_START = 8,
	WASM_CODE = 10,
};

/* Magic, version and layer. */
enum { WASM_HEADER = 8 };

struct wasm_section {
	uint8_t id;
	uint64_t said;	      /* the size that its header names */
	size_t header;	      /* bytes of id and size */
	struct bytes content; /* borrowed: what the file has of it */
	struct bytes name;    /* borrowed: of a custom section, else empty */
	size_t name_size;     /* bytes of that name and of its length */
};

/* The section that stands here; false when there is none. */
bool wasm_section_read(struct bytes rest, struct wasm_section *section);

/* Takes a length and so many bytes. */
struct bytes wasm_take_name(struct cursor *at);

/* Skips what describes an import of this kind; what is unknown is an overrun.  A
 * function's type is kept in *type. */
void wasm_skip_import(struct cursor *at, uint8_t kind, uint64_t *type);

/* "func", "table", ...; NULL. */
const char *wasm_kind_name(uint8_t kind);

/* Cut the content of a section, which begins at tiler->at: each takes what it knows, and
 * leaves the rest. */
void wasm_tile_imports(struct tiler *tiler, struct bytes content);
void wasm_tile_exports(struct tiler *tiler, struct bytes content);
void wasm_tile_producers(struct tiler *tiler, struct bytes content);

/* format->explain_part: which functions differ. */
bool wasm_explain_code(struct finding *finding, const struct difference *difference,
		       const struct limits *limits);

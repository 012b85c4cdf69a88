/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * One member of a tar archive with all that belongs to it: extended headers first, then
 * its own header, then its content.  What the member is called, how large it is and so on
 * is its *meaning*: the last pax record says it, else a GNU long name, else a global pax
 * record, else the header.
 */

#include "base/buffer.h"
#include "compare/tar_header.h"

/* What an extended header may say instead of the member's own. */
enum tar_meaning {
	MEANS_PATH,
	MEANS_LINK,
	MEANS_SIZE,
	MEANS_MTIME,
	MEANS_ATIME,
	MEANS_CTIME,
	MEANS_UID,
	MEANS_GID,
	MEANS_UNAME,
	MEANS_GNAME,
	MEANINGS,
};

/* Who says it. */
enum tar_source { SAID_BY_HEADER, SAID_GLOBALLY, SAID_BY_GNU, SAID_BY_PAX };

struct tar_meanings {
	struct {
		enum tar_source source;
		struct bytes value; /* borrowed; not set for SAID_BY_HEADER */
	} of[MEANINGS];
};

/* One record of a pax header: "LENGTH KEY=VALUE\n". */
struct tar_record {
	struct bytes all, key, value;
};

enum { EXTENSIONS_MAX = 16 };

struct tar_member {
	struct tar_extension {
		char type; /* 'x', 'g', 'L' or 'K' */
		struct bytes header, data;
	} extensions[EXTENSIONS_MAX];
	size_t extension_count;
	struct bytes header; /* of the member itself; empty after a global header */
	struct tar_meanings meanings;
	struct bytes path, prefix; /* path without the prefix when the header says it */
	struct bytes
		sparse; /* blocks of a sparse file's map that follow the header (GNU) */
	struct bytes content;
	size_t whole; /* bytes from the first header to where the next member begins */
};

/* Content and extended headers are filled up to whole blocks. */
size_t tar_padded(size_t size);

/* Appends what the member is called, with its prefix. */
void tar_member_path(const struct tar_member *member, struct buffer *out);

/* Reads the member at the start of `archive`; the globals are those before it, and a
 * global header, which makes a member of its own, changes them.  0, or -1 when there is
 * none. */
int tar_member_read(struct tar_member *member, struct bytes archive,
		    struct tar_meanings *globals, struct error *err);

/* Takes the next record of a pax header; false at its end or when the rest is none. */
bool tar_record_next(struct bytes *rest, struct tar_record *record);

/* Which meaning a pax key has; MEANINGS when it is another. */
enum tar_meaning tar_meaning_of(struct bytes key);

/* "path", "mtime", ...: the keys of tiles. */
const char *tar_meaning_name(enum tar_meaning meaning);

/* A decimal number with or without a fraction, of which the whole part counts. */
bool tar_decimal(struct bytes text, int64_t *number);

/* 'f', 'd', 'l', 'h' or 'o', from the type flag and, in old archives, the name. */
char tar_type_of(const struct tar_member *member);

/* The same in a word: "file", "character device", ... */
const char *tar_type_name(char flag);

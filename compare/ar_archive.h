/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The members of an ar archive: where each stands, and what readers call it. */

#include "base/bytes.h"

enum {
	AR_MAGIC_SIZE = 8,
	AR_HEADER_SIZE = 60,
};

enum ar_field { AR_NAME, AR_MTIME, AR_UID, AR_GID, AR_MODE, AR_SIZE, AR_END };

enum ar_part {
	AR_FILE,
	AR_SYMBOLS,    /* "/": which member defines which symbol; numbers of 4 bytes */
	AR_SYMBOLS_64, /* "/SYM64/": of 8 bytes */
	AR_NAMES,      /* "//": the names that do not fit into a header */
};

/* Where a name stands. */
enum ar_name {
	AR_NAME_IN_HEADER,
	AR_NAME_IN_TABLE,      /* System V and GNU: "/123", its offset in the table */
	AR_NAME_BEFORE_CONTENT /* BSD: "#1/20", its size */
};

struct ar_member {
	size_t offset; /* of its header in the archive */
	struct bytes header;
	enum ar_part part;
	enum ar_name named;
	struct bytes name; /* borrowed from the archive */
	size_t name_size;  /* how much of what follows the header is the name */
	struct bytes content;
	const char *trouble; /* static: with the name; NULL */
	bool is_cut;	     /* the archive ends before the content does */
};

struct ar_archive {
	struct bytes whole;
	bool is_thin;		   /* the contents of files stand elsewhere */
	struct ar_member *members; /* owned */
	size_t count;
	size_t end;    /* where the members end */
	bool has_more; /* than were asked for */
	bool has_table, table_is_right;
	bool has_symbols; /* in any form */
};

#define cleanup_ar_archive __attribute__((cleanup(ar_archive_release)))

void ar_archive_release(struct ar_archive *archive);

/* Reads so many members at most, up to the first that is none. */
void ar_archive_read(struct ar_archive *archive, struct bytes content, size_t most);

/* The member whose header stands at the offset; NULL when none does. */
const struct ar_member *ar_archive_at(const struct ar_archive *archive, uint64_t offset);

struct bytes ar_field_bytes(struct bytes header, enum ar_field field);

/* The number with the spaces after it; false when the field holds anything else. */
bool ar_number(struct bytes header, enum ar_field field, int64_t *number);

/* Whether this is an ar archive, with its first member's name in *first, or NULL. */
bool ar_recognize(struct bytes content, struct bytes *first);

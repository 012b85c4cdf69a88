/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The signatures of a PE file: a table of certificates behind all else. */

#include "compare/pe.h"

enum { AUTHENTICODE_ALIGN = 8, AUTHENTICODE_HEADER = 8 };

/* Where the header says that the table is, as far as the file has it. */
struct bytes authenticode_table(const struct pe *pe);

/* The entry that a table begins with, with its header; empty when there is none. */
struct bytes authenticode_entry(struct bytes table);

/* What is wrong with an entry, borrowed from nobody; NULL when it is a signature that
 * covers the file.  `said`, which may be NULL, has appended what kind it is. */
const char *authenticode_check(const struct pe *pe, struct bytes entry,
			       struct buffer *said);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The syntax of PDF (ISO 32000-1, 7.2 and 7.3): where values begin and end. */

#include "base/buffer.h"

enum { PDF_DEPTH_MAX = 64 };

#define PDF_NOWHERE SIZE_MAX

/* Where white space ends that begins here; the second also passes over comments. */
size_t pdf_white(struct bytes file, size_t at);
size_t pdf_space(struct bytes file, size_t at);

/* Where the value ends that begins here: a reference "12 0 R" is one.  PDF_NOWHERE when
 * there is none. */
size_t pdf_value(struct bytes file, size_t at);

/* Takes a word, or a number without a sign, and leaves *at behind it. */
bool pdf_word(struct bytes file, size_t *at, const char *word);
bool pdf_number(struct bytes file, size_t *at, uint64_t *number);

/* An entry of a dictionary: where its key and its value stand. */
struct pdf_entry {
	struct bytes key; /* borrowed: without the slash */
	size_t key_at, value, end;
};

/* Whether a dictionary begins here; then *at is where its entries do. */
bool pdf_dictionary(struct bytes file, size_t *at);

/* Takes the next entry; false at the end of the dictionary. */
bool pdf_next(struct bytes file, size_t *at, struct pdf_entry *entry);

/* An entry of the dictionary that begins here, the last of that name; false when it has
 * none. */
bool pdf_find(struct bytes file, size_t dictionary, const char *key,
	      struct pdf_entry *entry);

/* The bytes of an entry's value. */
struct bytes pdf_entry_value(struct bytes file, const struct pdf_entry *entry);

/* The number that an entry's value is, and nothing else. */
bool pdf_entry_number(struct bytes file, const struct pdf_entry *entry, uint64_t *number);

/* The object that an entry's value refers to: "12 0 R". */
bool pdf_entry_reference(struct bytes file, const struct pdf_entry *entry,
			 uint64_t *number);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files that read catalogues of messages have in common. */

#include "compare/normalize.h"

/* A catalogue while it is taken. */
struct mo {
	struct tiler *tiler; /* borrowed */
	bool big_endian, has_header;
	uint32_t revision, count;			   /* of strings */
	uint32_t originals, translations, hash_size, hash; /* where; how large */
	uint64_t taken; /* bytes of strings: no more than the file can have apart */
};

/* A number at this offset; 0 beyond the end. */
uint32_t mo_number(const struct mo *mo, uint64_t offset);

/* Takes the four bytes at the offset as the number of this key; what points somewhere
 * (`key` starts with "at:") follows from where things stand. */
uint32_t mo_take_number(struct mo *mo, uint64_t offset, const char *key);

/* Counts a string's bytes; -1 when it lies outside of the file, or when all together have
 * more bytes than it. */
int mo_claim(struct mo *mo, uint64_t offset, uint64_t size, struct error *err);

/* In mo_sysdep.c: takes what a catalogue of minor revision 1 has more. */
int mo_take_sysdep(struct mo *mo, struct error *err);

/* In mo_normalize.c. */
int mo_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		 struct error *err);

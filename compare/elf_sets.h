/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Two lists of texts whose order does not matter: what only one of them has. */

#include "compare/elf_part.h"

struct elf_set {
	struct bytes *at; /* owned; the texts are borrowed */
	size_t count;
	bool full; /* there were more than are looked at */
};

#define cleanup_set __attribute__((cleanup(elf_set_release)))
void elf_set_release(struct elf_set *set);
void elf_set_add(struct elf_set *set, struct bytes text);

/* Adds each line of a text, without its end. */
void elf_set_add_lines(struct elf_set *set, struct bytes lines);

struct elf_set_counts {
	size_t published, rebuilt; /* texts that only this side has */
};

/* Adds to the message how many `what` only one side has, and puts them before the diff
 * that there is.  The sets are in another order afterwards.  All zeros where a set is
 * full. */
struct elf_set_counts elf_sets_explain(struct finding *finding, struct elf_set *published,
				       struct elf_set *rebuilt, const char *what,
				       const struct limits *limits);

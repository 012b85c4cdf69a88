/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Pairs two rows of names, those of one name by position.  Knows nothing of what is
 * named. */

#include <stdbool.h>
#include <stddef.h>

struct named {
	const char *name; /* borrowed */
	size_t index;	  /* of what is named so, on its side */
};

struct names {
	struct named *at; /* owned */
	size_t count;
};

/* A thing of one side and its partner on the other; NONE where there is none. */
struct match {
	size_t published, rebuilt;
};

#define NONE ((size_t)-1)

struct pairing {
	struct match *matches; /* owned: in the order of the published side */
	size_t match_count;
	size_t *added, *removed; /* owned: what only one side names, in its order */
	size_t added_count, removed_count;
};

#define cleanup_names	__attribute__((cleanup(names_release)))
#define cleanup_pairing __attribute__((cleanup(pairing_release)))

void names_release(struct names *names);
void pairing_release(struct pairing *pairing);

/* Makes room for `most` names that names_add() is about to give. */
void names_init(struct names *names, size_t most);
void names_add(struct names *names, const char *name, size_t index);

void names_sort(struct names *names);

/* Sorts both rows and pairs them. */
void pair_names(struct pairing *out, struct names *published, struct names *rebuilt);

/* Whether a sorted row has this name more than once, or at all. */
bool names_have(const struct names *names, const char *name, size_t times);

/* What a sorted row has under this name, the first one; NONE where it has none. */
size_t names_find(const struct names *names, const char *name);

/* Whether any name of a sorted row stands twice. */
bool names_repeat(const struct names *names);

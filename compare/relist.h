/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The list of its members in the canonical form of a package: RECORD of a wheel,
 * checksums.yaml of a gem.  It has to be right about the canonical members as it was
 * about the ones before, and a list that was not right then is not put right.
 *
 * An archive's writer begins one, learns what each member will be, sets it in the
 * normalizer, and writes the members; the list among them comes out as it has to be.
 */

#include "compare/claims.h"
#include "compare/normalize.h"

struct relist {
	const struct claim_source *source; /* NULL: there is no list */
	size_t base; /* of paths in the archive within normalizer->path */
	struct claim_list said;
	struct claim_list now; /* what members will be, each digest that is said */
	struct relist_size {
		size_t before, after;
	} * sizes;   /* owned: of each in `now` */
	bool sorted; /* lines without an order are put in one */
};

#define cleanup_relist __attribute__((cleanup(relist_release)))

void relist_release(struct relist *relist);

/* Whether the archive has such a list, and it is right about all members that it names:
 * -1 when it is wrong about one, which has no canonical form then; 0 without a list. */
int relist_begin(struct relist *relist, struct normalizer *normalizer,
		 const struct format *format, const struct tiling *tiling);

/* The content in its canonical form is what the list will say of the member. */
int relist_learn(struct relist *relist, struct normalizer *normalizer, const char *name,
		 struct bytes content, struct error *err);

/* Whether the file at normalizer->path is the list: appended as it has to be then. */
bool relist_write(const struct relist *relist, struct normalizer *normalizer,
		  struct bytes content, struct buffer *out);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of one header of an RPM package. */

#include "compare/format.h"
#include "compare/rpm_header.h"

struct rpm_package {
	struct tiler *tiler;	     /* borrowed */
	struct rpm_header signature; /* owned */
	struct rpm_header main;	     /* owned */
	size_t payload;		     /* where it begins */
};

/* Intro, index and data; what is derived is held against the package.  -1 when there may
 * be no more members. */
int rpm_tiles_take(struct rpm_package *package, const struct rpm_header *header,
		   struct error *err);

/* In rpm_digests.c: whether the entry is what the rest of the package makes it; false
 * when nobody can tell, with *known false. */
bool rpm_is_right(const struct rpm_package *package, const struct rpm_entry *entry,
		  bool signature, bool *known);

/* Whether the bytes are one OpenPGP signature and nothing else. */
bool rpm_is_signature(struct bytes bytes);

/* In rpm_files.c: the values that belong to files, as members of their names.  Sets
 * *taken where it has: else they are for who takes the package's. */
int rpm_files_take(struct rpm_package *package, bool *taken, struct error *err);

/* Scripts that rpm runs as root: NULL for other tags. */
const char *rpm_script_role(const char *tag);

/* In rpm_tiles.c: the values of an entry, cut where they are long. */
void rpm_append_values(struct buffer *out, const struct rpm_entry *entry);

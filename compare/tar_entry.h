/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One member of a tar archive in canonical form. */

#include "compare/normalize.h"
#include "compare/tar_member.h"

/* Appends the member: its pax header where it needs one, its header, its content in
 * canonical form, padded.  `name` is its path, escaped. */
int tar_entry_write(struct normalizer *normalizer, const struct tar_member *member,
		    const char *name, struct buffer *out, struct error *err);

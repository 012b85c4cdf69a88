/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One entry of a zip archive under the rules that are on: each of its values as it is, or
 * the canonical one where a rule covers it. */

#include "compare/normalize.h"
#include "compare/zip_output.h"

/* An entry, with the tiles that it was cut into. */
struct zip_subject {
	struct normalizer *normalizer; /* borrowed, all of these */
	const struct tiling *tiling;   /* of it alone */
	const struct zip_entry *entry;
	const struct zip_header *local;
};

/* The rules that are about zip archives; NULL: off. */
struct zip_rules {
	const struct rule *time, *host;
};

/* All but sizes and CRC-32, which are those of the archive.  The ledger is told. */
void zip_form_make(struct zip_form *form, const struct zip_subject *subject,
		   const struct zip_rules *rules);

/* A line in the ledger about the member. */
void zip_form_note(const struct zip_subject *subject,
		   const struct normalize_change *change);

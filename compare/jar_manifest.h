/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The text of a manifest, and of the signature files that look like one (JAR File
 * Specification, "JAR Manifest" and "Signature File"): lines, headers, sections.  What a
 * header means is none of its business.
 */

#include "base/buffer.h"
#include "base/digest.h"

enum manifest_part { MANIFEST_HEADER, MANIFEST_BLANK, MANIFEST_NEITHER };

struct manifest_header {
	struct bytes whole; /* borrowed: its lines, those that continue it too */
	struct bytes name;  /* borrowed */
	bool ended;	    /* its last line has an end */
};

/* Takes the next header, or all blank lines that stand here (then `whole` is these); what
 * is neither is not taken. */
enum manifest_part jar_manifest_take(struct cursor *at, struct manifest_header *header);

/* Appends the value as readers see it: without the ends of lines and the space that each
 * line that continues it begins with. */
void jar_manifest_append_value(const struct manifest_header *header, struct buffer *out);

/* Whether it goes on in another line where there was room in the one before, as no tool
 * folds a value. */
bool jar_manifest_folds_early(struct bytes header);

/* Names are the same in any case. */
bool jar_manifest_name_is(const struct manifest_header *header, const char *name);

/* Whether the header is a digest, "SHA-256-Digest" with this ending, and of which kind.
 */
bool jar_manifest_digest_kind(struct bytes name, const char *ending,
			      enum digest_kind *kind);

/* The digest that a header's value is; false when it is none of this kind. */
bool jar_manifest_read_digest(const struct manifest_header *header, enum digest_kind kind,
			      struct digest *digest);

struct manifest_section {
	struct bytes whole; /* borrowed: with the first of the blank lines that end it */
	struct bytes headers; /* borrowed: without */
};

/* The first section is the main one; false at the end, and at what is no header. */
bool jar_manifest_take_section(struct cursor *at, struct manifest_section *section);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The sections of a manifest or of a signature file, by the names of the members that
 * they are about; and digests in them held against bytes. */

#include "compare/jar_manifest.h"

struct jar_section {
	struct bytes name; /* borrowed from the sections */
	struct manifest_section text;
	bool used; /* free for the caller */
};

struct jar_sections {
	struct bytes text; /* borrowed */
	struct manifest_section main;
	struct jar_section *at; /* owned; sorted by name */
	size_t count;
	struct buffer names; /* owned */
	bool broken;	     /* something is no section, or stands twice */
};

#define cleanup_jar_sections __attribute__((cleanup(jar_sections_release)))
void jar_sections_release(struct jar_sections *sections);

void jar_sections_read(struct jar_sections *sections, struct bytes text);

/* NULL when there is none. */
struct jar_section *jar_sections_find(const struct jar_sections *sections,
				      struct bytes name);

enum jar_digests { JAR_NO_DIGEST, JAR_RIGHT, JAR_WRONG };

/* What the digests among these headers, whose names end so, say of the bytes. */
enum jar_digests jar_digests_check(struct bytes headers, const char *ending,
				   struct bytes bytes);

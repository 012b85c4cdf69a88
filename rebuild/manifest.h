/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a source's manifest (npm's package.json) is that of the release. */

#include "base/bytes.h"
#include "rebuild/spec.h"

enum manifest_state {
	MANIFEST_RIGHT,
	MANIFEST_PLACEHOLDER, /* the right name, and a version that the release step sets
			       */
	MANIFEST_OTHER_VERSION, /* the right name */
	MANIFEST_OTHER_NAME,
	MANIFEST_UNREADABLE,
	MANIFEST_MISSING,
};

/* What one text states of its package. */
struct manifest {
	char *name, *version; /* owned; NULL: not stated */
};

#define cleanup_manifest __attribute__((cleanup(manifest_release)))
void manifest_release(struct manifest *manifest);

/* How an ecosystem's sources state what they are. */
struct manifest_kind {
	const char *file; /* "package.json" */

	/* -1 for a text that cannot be read.  *out is all zeros. */
	int (*read)(struct manifest *out, struct bytes text);

	/* Whether two names mean one package; NULL: when they are equal. */
	bool (*same_name)(const char *a, const char *b);

	/* Whether the release step puts another version in its place; NULL: never.  The
	 * version is NULL where none is stated. */
	bool (*is_placeholder)(const char *version);
};

extern const struct manifest_kind manifest_npm;

/* What this text says; `version`, if not NULL, gets a copy of the version it states. */
enum manifest_state manifest_judge(const struct manifest_kind *kind, struct bytes text,
				   const struct spec *spec, char **version);

/* The words for a person: "package.json states version 1.2.4". */
char *manifest_describe(const struct manifest_kind *kind, enum manifest_state state,
			const char *version);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a source's manifest (npm's package.json) is that of the release. */

#include "base/bytes.h"
#include "rebuild/session.h"
#include "rebuild/spec.h"

enum { MANIFEST_FILES = 4 };

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
	char *shared_version; /* owned: what packages in folders below may take; NULL */
	bool inherits;	      /* its version is that of a folder above */
	bool unreadable;
};

#define cleanup_manifest __attribute__((cleanup(manifest_release)))
void manifest_release(struct manifest *manifest);

/* How an ecosystem's sources state what they are. */
struct manifest_kind {
	/* Where in a package's folder: "package.json"; the first that says most counts.
	 */
	const char *files[MANIFEST_FILES];

	/* Reads `count` texts of files of one name together, as starting a reader may
	 * cost more than reading does; `out` has as many, all zeros.  -1 when this
	 * machine can read none: a text that cannot be read is no error. */
	int (*read)(struct manifest *out, const struct session *session, const char *file,
		    const struct bytes *texts, size_t count, struct error *err);

	/* Whether two names mean one package; NULL: when they are equal. */
	bool (*same_name)(const char *a, const char *b);

	/* Whether the release step puts another version in its place; NULL: never.  The
	 * version is NULL where none is stated. */
	bool (*is_placeholder)(const char *version);

	/* Whether one that states no name may be of any package (setup.py computes it).
	 */
	bool may_be_nameless;

	/* Whether the build makes a version that is not stated from the source itself (its
	 * tag, a module), so that nothing of the published files goes into it. */
	bool version_is_built;

	/* Whether one may take its version from a folder above (Cargo's workspaces). */
	bool may_inherit;
};

extern const struct manifest_kind manifest_cargo;
extern const struct manifest_kind manifest_npm;
extern const struct manifest_kind manifest_python;

/* What it says of a release. */
enum manifest_state manifest_judge(const struct manifest_kind *kind,
				   const struct manifest *manifest,
				   const struct spec *spec);

/* The folder above: "a" of "a/b", "" of "a"; false where there is none.  The caller frees
 * *above. */
bool manifest_folder_above(char **above, const char *directory);

/* The words for a person: "package.json states version 1.2.4". */
char *manifest_describe(const char *file, enum manifest_state state, const char *version);

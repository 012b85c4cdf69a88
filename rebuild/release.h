/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The first stop: what the registry says of one published version, and its artifact,
 * fetched and verified. */

#include <stdint.h>

#include "base/json.h"
#include "base/strings.h"
#include "rebuild/remarks.h"
#include "rebuild/session.h"
#include "rebuild/spec.h"

struct attestation; /* rebuild/attestation.h */
struct crate; /* rebuild/crate.h */
struct debian_release; /* rebuild/debian_release.h */
struct python_release; /* rebuild/python_release.h */

struct release {
	struct spec spec;	/* with the version that was chosen */
	char *purl;		/* owned */
	char *artifact_url;	/* owned; NULL for a local file */
	char *artifact_name;	/* owned: is-number-7.0.0.tgz */
	char *artifact_path;	/* owned: where the verified bytes lie; a folder of several
				 * artifacts, each named as the build names it */
	char *integrity, *shasum; /* owned: as the registry states them; may be NULL */
	char *repository;	/* owned: normalised git URL; NULL when not stated */
	char *directory;	/* owned: within the repository; NULL: the root */
	char *commit_hint;	/* owned: npm's gitHead; NULL */
	char *npm_version, *node_version; /* owned: _npmVersion, _nodeVersion; NULL */
	char *published_at;	/* owned: RFC 3339; NULL */
	struct attestation *attestation; /* owned: what the registry has on its build;
					  * NULL: nothing */
	struct crate *crate;	/* owned: what a .crate says inside; NULL for others */
	struct debian_release *debian; /* owned: of a package of Debian; NULL */
	struct python_release *python; /* owned: of PyPI only; NULL */
	struct remarks remarks;	       /* of the whole: a provenance of other bytes */
	struct strings notes;	/* said aloud: "no version given: ...", "shasum missing" */
};

#define cleanup_release __attribute__((cleanup(release_release)))
void release_release(struct release *release);
struct json *release_to_json(const struct release *release);

/* Asks the registry that the spec's ecosystem names (registries.def).  ERROR_NOT_FOUND for
 * a package or version that does not exist (says which, and the newest), ERROR_NETWORK,
 * ERROR_MALFORMED for bytes that do not match their digest. */
int release_lookup(struct release *out, const struct session *session,
		   const struct spec *spec, struct error *err);

/* A local file or folder, or a URL, as a release without a registry: nothing but where the
 * artifact lies. */
int release_of_artifact(struct release *out, const struct session *session,
			const char *path_or_url, struct error *err);

struct inventory;

/* Which package such an artifact is, by the first ecosystem that knows it for its own. */
int release_identify(struct release *out, const struct session *session,
		     const struct inventory *inventory, struct error *err);

/* One version of an npm package (a packer, an old node), downloaded, verified and unpacked
 * into the cache; `range` is exact or a prefix such as "6.14" (the newest that starts so).
 * *folder is the unpacked package's folder, *version the exact one; the caller frees both. */
int release_fetch_tool(char **folder, char **version, const struct session *session,
		       const char *name, const char *range, struct error *err);

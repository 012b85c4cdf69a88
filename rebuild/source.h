/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The second stop: which source the release claims to be made from, and why. */

#include "base/json.h"
#include "rebuild/inventory.h"
#include "rebuild/release.h"
#include "rebuild/remarks.h"
#include "rebuild/tags.h"

/* Of SOURCE_DSC the tree is a folder with a .dsc and the files that it names. */
enum source_kind { SOURCE_GIT, SOURCE_FOLDER, SOURCE_TARBALL, SOURCE_DSC };

/* How a candidate came up. */
enum candidate_origin {
	CANDIDATE_GIVEN,
	CANDIDATE_HINT,
	CANDIDATE_PROVENANCE,
	CANDIDATE_TAG,
	CANDIDATE_MANIFEST,
	CANDIDATE_CONTENT
};

struct candidate {
	enum candidate_origin origin;
	char *commit, *ref; /* owned; ref NULL for a bare commit */
	char *directory;    /* owned: where the manifest was found; NULL */
	char *reason;	    /* owned: why it was taken or not, one line */
	bool valid;	    /* the manifest there states this name and version */
	bool placeholder;   /* valid, but the release step sets the version */
	bool built;	    /* and does so from the source itself */
	bool taken;
	bool hinted;		  /* the registry or the artifact names it */
	bool attested;		  /* its provenance does */
	enum tag_fit fit;	  /* of `ref`, where it is a tag of this version */
	unsigned matching, files; /* artifact files whose blob is in its tree, of all */
	unsigned others;	  /* and those that its tree has with other bytes */
};

enum source_state { SOURCE_FOUND, SOURCE_NONE, SOURCE_AMBIGUOUS };

struct source {
	enum source_state state;
	enum source_kind kind;
	char *location;	    /* owned: SPDX download location, "git+https://...@ref#dir" */
	char *repository;   /* owned: local git directory; NULL when not git */
	char *commit, *ref; /* owned; NULL when not git */
	char *directory;    /* owned: the package within the tree; "" for the root */
	char *tree;	    /* owned: the checked-out or unpacked folder, in scratch */
	int64_t time;	    /* of the commit, or the newest file: SOURCE_DATE_EPOCH */
	bool orphan;	    /* no branch or tag reaches the commit */
	bool assisted; /* something was taken from the artifact: version 0.0.0 in git */
	bool version_differs;	      /* the manifest states another version */
	struct candidate *candidates; /* owned, best first */
	size_t candidate_count;
	struct remarks remarks; /* of the whole: a tag that is not the commit, ... */
	struct strings notes; /* said aloud; also "git submodules are not fetched", ... */
};

#define cleanup_source __attribute__((cleanup(source_release)))
void source_release(struct source *source);

/* The package's folder in the tree; NULL where there is no tree.  The caller frees. */
char *source_folder(const struct source *source);

/* Whether anything stands at this path of the package's folder.  A link is what stands
 * there, wherever it leads. */
bool source_holds(const struct source *source, const char *path);

/* From there to beside the tree, wherever that lies: "..", "../..".  The caller frees. */
char *source_way_out(const struct source *source);

struct json *source_to_json(const struct source *source);

/* `given` is --source: a git URL with @ref and #directory, a local repository (bare or
 * not), a folder, a tarball; NULL: what the registry says.  0 also for SOURCE_NONE: look
 * at state.  -1 when it cannot be reached (ERROR_NETWORK, ERROR_NOT_FOUND) or is no URL.
 */
int source_find(struct source *out, const struct session *session,
		const struct release *release, const struct inventory *inventory,
		const char *given, struct error *err);

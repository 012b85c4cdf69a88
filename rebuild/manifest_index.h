/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What the manifests of a repository say, each blob read once, and all that are wanted
 * together.  A package's manifest changes seldom from one commit to the next.
 */

#include "rebuild/manifest.h"
#include "rebuild/repository.h"

struct manifest_entry {
	char blob[COMMIT_SIZE];
	const char *file; /* borrowed from the kind */
	bool known;	  /* it has been read */
	bool named;	  /* it states the name of its package */
	enum manifest_state state;
	char *version;	      /* owned: the one that it states; NULL */
	char *shared_version; /* owned: what packages in folders below may take; NULL */
	bool inherits;	      /* its version is that of a folder above */
};

struct manifest_index {
	const struct manifest_kind *kind;    /* borrowed */
	const struct repository *repository; /* borrowed */
	const struct session *session;	     /* borrowed */
	const struct spec *spec;	     /* borrowed */
	struct manifest_entry *entries;	     /* owned, by file and blob */
	size_t count;
	struct manifest_entry inherited; /* owned: the last that took another's version */
};

void manifest_index_release(struct manifest_index *index);

/* Remembers the manifests in a folder of a commit, and in those above it, to be read with
 * all others. */
void manifest_index_want(struct manifest_index *index, const char *commit,
			 const char *directory);

/* Reads what is wanted and has not been read. */
int manifest_index_read(struct manifest_index *index, struct error *err);

/* What the manifests in a folder of a commit say: the best of them, borrowed until more
 * is wanted; NULL where there is none that has been read. */
const struct manifest_entry *manifest_index_at(struct manifest_index *index,
					       const char *commit, const char *directory);

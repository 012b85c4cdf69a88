/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Lock files: the very versions that a project, or a machine, is made of.  lockfiles.def
 * lists the kinds.  What they say is anybody's: names and versions are checked as those
 * of a command line are.
 */

#include "base/bytes.h"
#include "rebuild/session.h"
#include "rebuild/spec.h"

struct lock_entry {
	struct spec spec; /* owned; all NULL where it is left out */
	char *name;	  /* owned: for a person: "is-number 7.0.0" */
	char *integrity;  /* owned: as the lock file states it; NULL */
	char *left_out;	  /* owned: why it cannot be checked; NULL: it can */
	bool refused;	  /* left out for a name or a version that none can have */
};

struct lockfile {
	const struct lockfile_kind *kind; /* borrowed */
	struct lock_entry *entries;	  /* owned: each package once, in their order */
	size_t count;
	char *digest; /* owned: SHA-256 of the text, in hex */
};

#define cleanup_lockfile __attribute__((cleanup(lockfile_release)))
void lockfile_release(struct lockfile *lockfile);

/* ERROR_MALFORMED, or ERROR_UNSUPPORTED for what is none of the kinds. */
int lockfile_read(struct lockfile *out, const struct session *session, const char *path,
		  struct error *err);

/* Whether the lock file's integrity is that of the registry's: 1, 0, or -1 where they
 * cannot be held against each other.  Both may be a Subresource Integrity string, which
 * may have several digests, or hex; `shasum`, SHA-1 in hex, may be NULL. */
int lockfile_integrity(const char *locked, const char *stated, const char *shasum);

/* For the kinds. */
struct lockfile_kind {
	const char *file; /* "package-lock.json" */
	bool (*recognize)(struct bytes text);
	int (*read)(struct lockfile *out, const struct session *session,
		    struct bytes text, struct error *err);
};

/* Adds a package of an ecosystem, unless it is there.  ERROR_LIMIT for too many. */
int lockfile_add(struct lockfile *lockfile, const char *ecosystem, const char *name,
		 const char *version, const char *integrity, struct error *err);

/* Adds what cannot be checked, and why. */
int lockfile_leave_out(struct lockfile *lockfile, const char *name, const char *why,
		       struct error *err);

#define LOCKFILE(name) extern const struct lockfile_kind lockfile_##name;
#include "rebuild/lockfiles.def"
#undef LOCKFILE

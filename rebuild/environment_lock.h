/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * cupel-environment/1: what a Debian environment is made of, in YAML.  Where the packages
 * come from, and of each its name, version, architecture and the SHA-256 of its .deb. Two
 * creations from one lock give the same tree, and the lock's digest is the environment's
 * name.
 */

#include <stdint.h>

#include "base/digest.h"
#include "base/json.h"
#include "base/strings.h"

struct environment_package {
	char *name, *version, *architecture, *sha256; /* owned */
};

struct environment_lock {
	char *suite;		/* owned, like the next three: "bookworm" */
	char *variant;		/* of mmdebstrap: "buildd" */
	char *architecture;	/* "amd64" */
	char *snapshot;		/* "20240101T000000Z"; NULL */
	int64_t epoch;		/* no file in it is newer */
	struct strings sources; /* "deb URI SUITE COMPONENT...", as apt inside has them */
	struct strings
		wanted; /* what was asked for beside the variant: NAME, NAME=VERSION
			 */
	struct environment_package *packages; /* owned; by name, then architecture */
	size_t package_count;
};

#define cleanup_environment_lock __attribute__((cleanup(environment_lock_release)))
void environment_lock_release(struct environment_lock *lock);

/* Copies its arguments. */
void environment_lock_add(struct environment_lock *lock, const char *name,
			  const char *version, const char *architecture,
			  const char *sha256);

/* All but the packages, which *out has none of. */
void environment_lock_copy_head(struct environment_lock *out,
				const struct environment_lock *from);

/* The first of that name, borrowed; NULL when there is none. */
const struct environment_package *
environment_lock_find(const struct environment_lock *lock, const char *name);

void environment_lock_sort(struct environment_lock *lock);

/* -1 with ERROR_MALFORMED, naming the line: also for what apt would take for an option,
 * since a lock may come from anybody. */
int environment_lock_parse(struct environment_lock *out, struct bytes text,
			   struct error *err);
int environment_lock_read(struct environment_lock *out, const char *path,
			  struct error *err);

/* Whether these bytes claim to be a lock. */
bool environment_lock_is(struct bytes text);

struct json *environment_lock_to_json(const struct environment_lock *lock);
void environment_lock_write(const struct environment_lock *lock, struct buffer *out);

/* SHA-256 of its canonical JSON; `hex` has room for DIGEST_HEX_MAX. */
void environment_lock_digest(const struct environment_lock *lock, char *hex);

/* The first package that differs, in words; NULL when both hold the same ones.  The
 * caller frees. */
char *environment_lock_difference(const struct environment_lock *wanted,
				  const struct environment_lock *got);

/* Each is 0, or -1 with ERROR_USAGE. */
int environment_check_suite(const char *suite, struct error *err);
int environment_check_package(const char *text, struct error *err);
int environment_check_source(const char *line, struct error *err);
int environment_check_snapshot(const char *text, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Environments that are kept, below CACHE/environments:
 *
 *     DIGEST/root        the root file system
 *     DIGEST/about.json  what it is
 *     DIGEST/lock.yaml   of a Debian environment
 *     asked/KEY          the digest of what was made for a request of this key
 *     asked/KEY.busy     locked (flock(2)) while somebody makes it
 *     making-KEY         what is being made, or was when somebody died
 *     apt/KEY            lists and packages that layers were made of
 *
 * An environment gets its name by rename(2) when it is whole.  Whoever uses one holds a
 * shared lock on its folder, whoever removes it an exclusive one.
 */

#include "rebuild/environment.h"

#define ENVIRONMENT_DIGEST "sha256:"

/* The kind of those that were made over another one, and share its name; only their
 * digests tell them apart. */
extern const char environment_layer_kind[];

/* 1 and *out filled in, 0 when there is none, -1. */
int environment_cache_find(struct environment *out, const struct session *session,
			   const char *digest, struct error *err);

/* The same by what was asked for; `key` is any text. */
int environment_cache_asked(struct environment *out, const struct session *session,
			    const char *key, struct error *err);

/* From "sha256:DIGEST", its beginning, or the name under which one was made: the digest,
 * which the caller frees.  ERROR_NOT_FOUND, or ERROR_USAGE when it could be several. */
int environment_cache_resolve(char **digest, const struct session *session,
			      const char *text, struct error *err);

/* The digests of all, by name, then age. */
int environment_cache_list(struct strings *digests, const struct session *session,
			   struct error *err);

/* ERROR_USAGE when it is in use. */
int environment_cache_remove(const struct session *session, const char *digest,
			     struct error *err);

/* An environment in the making. */
struct environment_draft {
	char *folder; /* owned: where things may be put; what is in it goes with it */
	char *root;   /* owned: in it, the root file system to be, empty */
	char *key;    /* owned */
	int busy;     /* owned: the lock; -1 */
};

#define ENVIRONMENT_DRAFT_INIT	  ((struct environment_draft){ .busy = -1 })
#define cleanup_environment_draft __attribute__((cleanup(environment_draft_discard)))

/* Waits while another process makes the same. */
int environment_draft_open(struct environment_draft *draft, const struct session *session,
			   const char *key, struct error *err);

/* Waits until nobody else holds a lock (flock(2)) on `busy`, and holds it. */
int environment_cache_wait(int busy, const struct session *session, struct error *err);
void environment_draft_discard(struct environment_draft *draft);

/* Names it by out->digest.  When another process was faster, its one is taken. */
int environment_draft_keep(struct environment *out, struct environment_draft *draft,
			   const struct session *session, struct error *err);

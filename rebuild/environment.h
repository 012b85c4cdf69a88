/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a build runs in: this machine's own /usr, or a root file system that has a name,
 * can be locked, and built again.  Each kind is a row of environments.def.
 *
 * All but folders are kept in CACHE/environments, by digest (environment_cache.h): of a
 * Debian environment that of its lock, of a tarball that of its bytes, of an image that
 * of its manifest.
 */

#include "rebuild/environment_lock.h"
#include "rebuild/session.h"
#include "sandbox/plan.h"

/* What a person asks for; all borrowed, and NULL where nothing was said. */
struct environment_request {
	const char *spec;
	const char *lock;     /* a file: exactly these packages */
	const char *variant;  /* mmdebstrap's; "buildd" */
	const char *snapshot; /* "20240101T000000Z": the archive as it was then */
	const struct strings *packages; /* NAME or NAME=VERSION, beside the variant's */
	const struct strings *depends; /* a layer over it with what satisfies these
					* (rebuild/environment_layer.h) */
	bool fresh; /* look again which versions there are, whatever is kept */
};

struct environment {
	char *name;   /* owned: as it was asked for: "debian:bookworm" */
	char *kind;   /* owned: "debian" */
	char *digest; /* owned: 64 hex digits; NULL: the host, which has none */
	char *root;   /* owned: the folder of its root file system; NULL: the host */
	char *architecture;	      /* owned: as the kind names them; NULL: not known */
	int64_t made;		      /* seconds since 1970; 0: not kept */
	struct strings settings;      /* NAME=value that an image sets */
	struct strings left_out;      /* what was not taken out of an archive, and why */
	struct environment_lock lock; /* of a Debian environment; else without packages */
	bool exact; /* asked for by its packages or its digest: nothing is to be added */
	int held; /* owned: keeps `environment remove` away while it is open; -1 */
};

#define ENVIRONMENT_INIT    ((struct environment){ .held = -1 })
#define cleanup_environment __attribute__((cleanup(environment_release)))
void environment_release(struct environment *environment);

/* Finds it or makes it.  On -1, environment_release() is due as well. */
int environment_open(struct environment *out, const struct session *session,
		     const struct environment_request *request, struct error *err);

/* Whether the network is asked for what a spec names, so that a mirror has an effect. */
bool environment_fetches(const char *spec);

/* In place of sandbox_plan_init(): a plan that runs in it.  NULL is the host. */
void environment_plan(struct sandbox_plan *plan, const struct environment *environment);

/* Without where it is on this machine, so that the same one gives the same document. */
struct json *environment_to_json(const struct environment *environment);

struct environment_kind {
	const char *name;
	const char *form; /* "debian:SUITE", for help and errors */

	/* Whether a spec is of this kind; kinds are asked in the order of the table. */
	bool (*recognize)(const char *spec);

	bool fetches; /* it may be asked for over the network */

	/* *out is ENVIRONMENT_INIT, with its name and kind. */
	int (*open)(struct environment *out, const struct session *session,
		    const struct environment_request *request, struct error *err);
};

#define ENVIRONMENT(name) extern const struct environment_kind environment_##name;
#include "rebuild/environments.def"
#undef ENVIRONMENT

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a .crate says of itself: Cargo.toml, which cargo has rewritten, the original
 * beside it, Cargo.lock, and .cargo_vcs_info.json, which names the commit
 * (doc.rust-lang.org/ cargo/commands/cargo-package.html).  All of it is the publisher's
 * word.
 */

#include "rebuild/inventory.h"
#include "rebuild/toml.h"

struct crate {
	char *name, *version; /* owned: of Cargo.toml */
	char *repository;     /* owned: normalised git URL; NULL: not stated */
	char *commit;	      /* owned: 40 hex digits; NULL: not stated */
	char *path_in_vcs;    /* owned: "" for the root; NULL: not stated */
	bool dirty;	      /* packed from what no commit has */
	bool odd_commit;      /* a .cargo_vcs_info.json that cargo does not write so */
	struct toml_batch toml;
};

void crate_free(struct crate *crate);
void crate_free_at(struct crate **at);
#define cleanup_crate __attribute__((cleanup(crate_free_at)))

/* Whether an archive is a .crate, by the names of its files. */
bool crate_is_one(const struct inventory *inventory);

/* *out is NULL when there is no Cargo.toml with a name and a version inside. */
int crate_read(struct crate **out, const struct session *session,
	       const struct inventory *inventory, struct error *err);

/* Borrowed, as JSON (rebuild/toml.h); NULL when it is not there or cannot be read. */
const struct json *crate_manifest(const struct crate *crate);
const struct json *crate_original(const struct crate *crate);
const struct json *crate_lock(const struct crate *crate);

/* A repository's URL without what leads to a folder in it: "/tree/main/x"; the caller
 * frees; NULL for what is no URL. */
char *crate_repository_url(const char *text);

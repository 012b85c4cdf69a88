/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The files of a crate that cargo writes when it packs one. */

#include "base/buffer.h"

/* .cargo_vcs_info.json: what git said of the folder. */
enum crate_vcs {
	CRATE_VCS_ODD,	 /* not as cargo writes it */
	CRATE_VCS_CLEAN, /* a commit, and where in the repository, and nothing else */
	CRATE_VCS_DIRTY, /* there were changes that no commit has */
};
enum crate_vcs crate_vcs_of(struct bytes content);

/* Appends the commit that one names that is not odd. */
void crate_append_commit(struct buffer *out, struct bytes info);

/* Cargo.toml without the comment that cargo begins a rewritten one with: all of it, where
 * that does not stand there word for word. */
struct bytes crate_manifest_body(struct bytes manifest);

/* Cargo.lock without its two lines of comment and its format's version: all of it, where
 * these do not stand there word for word. */
struct bytes crate_lock_body(struct bytes lock);

/* What the published Cargo.toml names and the rebuilt one does not: crates that cargo
 * builds it with, and keys that have code run when it is built. */
void crate_say_dependencies(struct buffer *out, struct bytes published,
			    struct bytes rebuilt);
void crate_say_build(struct buffer *out, struct bytes published, struct bytes rebuilt);

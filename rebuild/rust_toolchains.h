/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The toolchains of Rust that a person has by rustup: folders beside each other, each
 * with bin/cargo (rust-lang.github.io/rustup/overrides.html).  Builds in the host's
 * environment may use them; which one a shell would start does not count here.
 */

#include "base/strings.h"
#include "rebuild/session.h"

/* The versions of their cargos, in the order of the folders' names, each once; asked in
 * the sandbox.  None where the session names no folder of them. */
int rust_toolchains_list(struct strings *versions, const struct session *session,
			 struct error *err);

/* One whose cargo is in a range such as "1.65"; the caller frees both.  ERROR_NOT_FOUND
 * when there is none. */
int rust_toolchain_find(char **folder, char **version, const struct session *session,
			const char *range, struct error *err);

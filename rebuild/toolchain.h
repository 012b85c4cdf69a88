/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The tools that a recipe names, brought into the sandbox.
 *
 * "npm=7.24" is npm of that version, from the registry, as the command npm;
 * "packer/npm=7.24" is the same, but only for steps that put TOOLCHAIN_ROOT "/packer/bin"
 * first in PATH: what packs may be older than what installs and builds.  A tool that is
 * not named, or named in the version that the host has, is the host's own.  The commands
 * are one-line scripts, so that a log shows which file of which version ran.
 */

#include "rebuild/release.h"
#include "sandbox/plan.h"

#define TOOLCHAIN_ROOT "/opt/cupel"

/* Holds a `sh` that does nothing and succeeds: first in PATH, it keeps a packer from
 * running a package's scripts again. */
#define TOOLCHAIN_QUIET TOOLCHAIN_ROOT "/quiet"

struct tool {
	const struct tool_kind *kind; /* borrowed from tools.def */
	char *group;		      /* owned: "packer", or "" */
	char *version;		      /* owned: the exact one */
	char *folder; /* owned: the unpacked package on the host; NULL: the host's own
			 tool */
};

struct toolchain {
	struct tool *tools; /* owned */
	size_t count;
};

#define cleanup_toolchain __attribute__((cleanup(toolchain_release)))
void toolchain_release(struct toolchain *toolchain);

/* `names` are a recipe's tools. */
int toolchain_prepare(struct toolchain *out, const struct session *session,
		      const struct strings *names, struct error *err);

/* Mounts the tools and puts them first in PATH. */
void toolchain_mount(const struct toolchain *toolchain, struct sandbox_plan *plan);

/* The version of the node, npm or cargo that the session's environment has, asked in the
 * sandbox; *version is NULL when there is none, else the caller's. */
int toolchain_ask_host(char **version, const struct session *session, const char *name,
		       struct error *err);

/* Whether a version is the range, or goes on where it ends: 6.14.18 is in 6.14, not
 * in 6.1. */
bool toolchain_in_range(const char *version, const char *range);

/* How a recipe names it: "npm", "packer/npm"; the caller's. */
char *toolchain_name(const struct tool *tool);

/* "npm=7.24" -> the part of `names` after "npm="; NULL when it is not named. */
const char *toolchain_named(const struct strings *names, const char *name);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Check S, self-consistency: configure, config.h.in, Makefile.in and aclocal.m4 made
 * again from the release tarball's own files by the tool and version that each names in
 * its header.  The tools run m4 and shell of the tarball's author: in the sandbox,
 * without a network, on a copy that lacks what is to be made.
 */

#include "base/strings.h"
#include "compare/comparison.h"
#include "rebuild/session.h"

enum self_state {
	SELF_REPRODUCED,
	SELF_STAMPED, /* but for numbers: another version or date of the package */
	SELF_DIFFERS,
	SELF_IMPOSSIBLE, /* `why` says what was missing */
};

enum self_tool {
	SELF_AUTOCONF,
	SELF_AUTOHEADER,
	SELF_AUTOMAKE,
	SELF_ACLOCAL,
	SELF_TOOLS
};

struct self_file {
	char *path; /* owned: in the tarball, without its first folder */
	char *root; /* owned: the folder of its configure.ac; "" for the top */
	enum self_tool tool;
	char *version; /* owned: as its header names it; NULL: it names none */
	enum self_state state;
	char *made; /* owned: in scratch, what the nearest try made; NULL */
	char *by;   /* owned: what made it: "autoconf 2.71 as released"; NULL */
	char *why;  /* owned: SELF_IMPOSSIBLE only */
	char *diff; /* owned: SELF_DIFFERS and SELF_STAMPED, of the nearest try; NULL */
	uint64_t changed; /* lines */
};

struct self_check {
	struct self_file *files; /* owned, in the order of the paths */
	size_t count;
};

#define cleanup_self_check __attribute__((cleanup(self_check_release)))
void self_check_release(struct self_check *check);

/* `folder` is the tarball unpacked; of `paths`, files in it, those are checked whose
 * header says that a tool made them.  -1 for what the machine or the person did, never
 * for what the tarball holds. */
int self_check_run(struct self_check *out, const struct session *session,
		   const char *folder, const struct strings *paths, struct error *err);

/* "autoconf", ... */
const char *self_tool_name(enum self_tool tool);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which program packed a published tarball, and with which tools to pack it again. */

#include "rebuild/inventory.h"
#include "rebuild/release.h"

enum pack_command { PACK_NPM, PACK_YARN, PACK_BERRY, PACK_PNPM };

enum { PACKER_TOOLS_MAX = 2, PACKER_SETS_MAX = 4 };

/* A row of packers.def. */
struct packer_mark {
	bool (*fits)(const struct inventory *inventory);
	const char *said;
	enum pack_command command;
	struct packer_tools {
		const char *names[PACKER_TOOLS_MAX]; /* "npm=7.24"; none: the host's */
	} sets[PACKER_SETS_MAX];
	size_t set_count;
};

/* Never NULL. */
const struct packer_mark *packer_recognize(const struct inventory *inventory);

struct packer {
	enum pack_command command;
	struct strings tools; /* "npm=7.24", "node=16": exact or ranges; empty: the host's */
	bool stated;	      /* by the registry: the publisher's own versions */
	char *said;	      /* owned: which and why, in one line */
};

#define cleanup_packer __attribute__((cleanup(packer_release)))
void packer_release(struct packer *packer);

/* What the registry states goes first.  Else the mark decides the program, and of its sets
 * of tools the first is taken whose node compresses the published tar to the published
 * bytes (tried in the sandbox).  A set that cannot be had is passed over; when none can,
 * the host's own tools are taken. */
int packer_choose(struct packer *out, const struct session *session,
		  const struct release *release, const struct inventory *inventory,
		  struct error *err);

/* The step that packs, as a shell line; the caller's.  With `aside`, by the tools of the
 * group "packer" rather than those that build.  With `quiet`, kept from running the package's
 * scripts: npm 7 to 10 run `prepare` even with --ignore-scripts. */
char *packer_step(const struct packer *packer, const char *output, bool aside, bool quiet);

/* What a packed package is called: "scope-name-1.0.0.tgz"; the caller's. */
char *packer_output(const char *name, const char *version);

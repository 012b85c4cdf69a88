/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Whether a source's package.json is that of the release, and where in the tree it lies. */

#include "base/bytes.h"
#include "rebuild/release.h"

enum manifest_state {
	MANIFEST_RIGHT,
	MANIFEST_PLACEHOLDER,	/* the right name, and a version that the release step sets */
	MANIFEST_OTHER_VERSION, /* the right name */
	MANIFEST_OTHER_NAME,
	MANIFEST_UNREADABLE,
	MANIFEST_MISSING,
};

/* What this text says; `version`, if not NULL, gets a copy of the version it states. */
enum manifest_state manifest_judge(struct bytes text, const struct spec *spec, char **version);

/* The words for a person: "states version 1.2.4". */
char *manifest_describe(enum manifest_state state, const char *version);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * How Debian's own builders build a source package, in words and steps: dpkg-buildpackage
 * (dpkg-buildpackage(1)) once for what is for one architecture (-B) and once for what is
 * for all (-A), in a path of a fixed form (Debian's buildds since 2024, by sbuild's
 * --build-path).
 */

#include "rebuild/debian_release.h"

#define DEBIAN_BUILD_ABOVE "/build/reproducible-path"

/* Where dpkg-source lays a source package: SOURCE-UPSTREAMVERSION, below the path that
 * the .buildinfo names or the builders' own.  `shown` is a path that the published files
 * hold, or NULL; it counts before the usual one.  The caller frees. */
char *debian_build_path(const struct debian_release *release, const char *shown);

/* A path that a build may have had: absolute, two folders or more, and of letters that
 * need no care. */
bool debian_build_path_is_plain(const char *path);

/* What a .dsc asks for, one dependency each, as recipe.packages has them: Build-Depends,
 * -Arch where `any`, -Indep where `all`, and what every build takes; "!x" what must not
 * be there. */
void debian_build_depends(struct strings *out, struct bytes dsc, bool any, bool all);

/* The words of DEB_BUILD_OPTIONS that a .buildinfo says it was built with, but for how
 * many processors there were, and for what is no plain word. */
void debian_build_options(struct strings *out, const struct debian_buildinfo *buildinfo);

/* Installed-Build-Depends as NAME=VERSION. */
void debian_build_versions(struct strings *out, const struct debian_buildinfo *buildinfo);

struct debian_steps {
	const struct debian_release *release; /* borrowed, like all of these */
	const char *path;		      /* where it is built */
	const char *options;		      /* DEB_BUILD_OPTIONS */
	const char *entry; /* of a binNMU, to be put before the changelog; NULL */
	const struct strings *variables; /* names of those that a person set; NULL */
};

/* The steps, which start in the folder at `path` that holds the .dsc and its files, and
 * leave the packages there; and what these are called. */
void debian_build_steps(struct strings *steps, struct strings *outputs,
			const struct debian_steps *of);

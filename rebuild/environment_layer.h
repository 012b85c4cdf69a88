/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A Debian environment with more packages in it: what a build depends on, in other
 * versions where that is wanted.  apt puts them into a layer over the environment, which
 * then becomes an environment of its own, kept and locked like any other; files that are
 * the same in both are there once.
 *
 * It takes what mmdebstrap takes: root, or newuidmap and a range of ids (rebuild/ids.h).
 */

#include "rebuild/environment.h"

/* All borrowed; NULL where nothing is wanted. */
struct environment_extra {
	/* As Build-Depends has them, one each: "debhelper-compat (= 13)", "a | b [amd64]"
	 * (Debian Policy 7.1); or NAME, NAME=VERSION; with "!" in front what must not be
	 * there. */
	const struct strings *depends;
	const struct strings *packages; /* more of them */
	/* NAME=VERSION: where it is there anyway and can be had in this version, it is
	 * this one. */
	const struct strings *versions;
	bool fresh; /* ask the archive, whatever is kept */
};

enum { ENVIRONMENT_UNMET = 1 };

/* Puts in *environment's place one that has them too.  One that is exact stays as it is,
 * and so does one that has no packages.  ENVIRONMENT_UNMET, with what is missing in *err,
 * where its archives do not have what is wanted; then *environment is what it was. */
int environment_extend(struct environment *environment, const struct session *session,
		       const struct environment_extra *extra, struct error *err);

/* Those of `versions` that the environment has in another version: "libc6-dev: 2.36-9
 * wanted, 2.36-9+deb12u14 used". */
void environment_other_versions(struct strings *out,
				const struct environment *environment,
				const struct strings *versions);

/* -1 with ERROR_USAGE for what is no dependency, or could be more than one. */
int environment_check_dependency(const char *text, struct error *err);

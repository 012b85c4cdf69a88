/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The steps that several ways of making a release tarball share. */

#include "rebuild/strategy.h"

/* The recipe's one output, TOP.tar.xz or whatever the artifact is packed as, in `folder`
 * ("" for where the steps start), and the world that all of them want: umask, the git
 * repository of the commit, the packages that an environment of Debian needs. */
void dist_add_output(struct recipe *recipe, const struct dist_source *dist,
		     const char *folder);

/* The path, from where steps start, of what stands beside the source; the caller frees.
 */
char *dist_beside(const struct dist_source *dist, const char *name);

/* A date(1) that says the newest time of the artifact, for scripts that write the day
 * into what they make; returns what stands before a command that is to see it, which is
 * the caller's ("" when the artifact has no time). */
char *dist_add_clock(struct recipe *recipe, const struct dist_source *dist);

/* An index of what the commit has, for scripts that ask whether something was changed; a
 * link or a submodule that was left out of the tree is a change. */
void dist_add_index(struct recipe *recipe, const struct dist_source *dist);

/* Makes configure where the tree has none: by the project's own script, or, where `usual`
 * or where it has none, by autoreconf; then runs it. */
void dist_add_configure(struct recipe *recipe, const struct dist_source *dist, bool usual,
			const char *before);

/* A step that runs a command whose standard output is a tar, packed as the artifact is,
 * by the compressor that gives its very bytes, where one of those that we know does. */
int dist_add_packed(struct recipe *recipe, const struct workshop *workshop,
		    const char *command, struct error *err);

/* The source's commit as git archives it; the header with its name stays only where the
 * artifact has such a header too. */
int dist_add_commit(struct recipe *recipe, const struct workshop *workshop,
		    struct error *err);

/* Where a script has made TOP.tar.gz only, the same tar as the artifact is packed. */
void dist_add_repacked(struct recipe *recipe, const struct dist_source *dist);

/* How many of the files the source has as they are, for a reason that a person reads. */
char *dist_describe_files(const struct dist_source *dist);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a corpus is made from. */

#include "rebuild/corpus_build.h"

/*
 * Adds what others copy out of one source: a git repository (all that its main branch and
 * its tags ever had) by path or https URL, a git bundle, a Debian package, a tarball, or
 * a folder.  "NAME=SOURCE" and "NAME@VERSION=SOURCE" say what it is; else the last part
 * of its path does ("gettext_0.21-12_amd64.deb", "libtool-2.4.7.tar.xz").  In packages,
 * gettext's archive of its old versions (archive.dir.tar.*) and bundles are taken apart
 * too.
 */
int corpus_add_source(struct corpus_draft *draft, const struct session *session,
		      const char *text, struct error *err);

/* The folders of this machine in which the tools that others copy from keep what they
 * copy: sources for the above, without those that are not there. */
void corpus_installed_sources(struct strings *sources);

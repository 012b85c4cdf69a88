/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a release tarball holds beside its source: the checks that need no rebuild.
 *
 * P, provenance: each m4 and auxiliary file that the source has not is looked up by
 * content in a corpus of what gnulib, gettext, automake, libtool and autoconf-archive
 * have released. S, self-consistency: configure and its kin are made again from the
 * tarball's own files, by the version of the tool that each names.
 */

#include "rebuild/session.h"

struct check;

/* struct registry's `examine` of release tarballs: after the origins are known, built or
 * not.  Adds remarks, alarms among them, and an origin for what is explained by P or S.
 */
int dist_examine(struct check *check, const struct session *session, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Versions of Debian's packages: [EPOCH:]UPSTREAM[-REVISION] (Debian Policy 5.6.12,
 * deb-version(7)).  A binNMU, which builds an unchanged source again for one
 * architecture, adds "+bN" at the end (Developer's Reference 5.10.2.1).
 */

#include <stdbool.h>

#include "base/error.h"

/* -1 with ERROR_USAGE, saying why, for what dpkg would refuse as well. */
int debian_version_check(const char *version, struct error *err);

/* <0, 0, >0: a is older, as good as, or newer than b.  Epochs count first, an absent one
 * is 0; then upstream, then revision, an absent one is as good as 0. */
int debian_version_order(const char *a, const char *b);

/* What stands behind the epoch and its colon: all of it without one. */
const char *debian_version_without_epoch(const char *version);

/* N of a "+bN" at the end; 0: this is no binNMU. */
unsigned debian_version_binnmu(const char *version);

/* The same without "+bN"; the caller frees. */
char *debian_version_without_binnmu(const char *version);

/* EPOCH and REVISION left out: what the upstream tarball is called by.  The caller frees.
 */
char *debian_version_upstream(const char *version);

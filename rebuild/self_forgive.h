/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What another version of a tool than was used makes otherwise, and that says nothing of
 * who packed the file: such a file is one that could not be made, with the reason. */

#include "rebuild/self_check.h"

/* autoheader's own words change between versions, and only the installed one is run. */
void self_forgive_autoheader(struct self_file **files, size_t count);

/* automake asks autoconf which variables there are ("runstatedir = @runstatedir@"): of
 * files whose configure the installed autoconf did not make, lines of that form may
 * differ. */
void self_forgive_automake(const struct self_check *check, struct self_file **files,
			   size_t count);

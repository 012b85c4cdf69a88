/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which names of tags mean a version of a package. */

#include <stdbool.h>

/* Whether the whole of `tag` is, after at most one mark of the package and one of a release
 * and a "v", this version; ".", "_" and "-" separate alike (R_2_5_0, curl-8_5_0, v1.2.3,
 * @scope/name@1.0.0).  2.0 is not v1.2.0, and 1.2.3 is not 1.2.3-hotfix. */
bool tag_means(const char *tag, const char *package, const char *version);

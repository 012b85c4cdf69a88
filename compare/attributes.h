/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a change of a member's type, mode, link, owner or time means, in archives and in
 * folders alike: these keys are the same in all of them. */

#include <sys/types.h>

#include "compare/format.h"

/* "file", "folder", "symbolic link", ...: the type in a mode, as a value of "type". */
const char *attributes_type(mode_t mode);

/* A judge of struct format. */
void attributes_judge(struct finding *finding, const struct difference *difference);

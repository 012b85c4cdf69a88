/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a change of a member's type, mode, link, owner or time means, in archives and in
 * folders alike: these keys are the same in all of them. */

#include "compare/format.h"

/* A judge of struct format. */
void attributes_judge(struct finding *finding, const struct difference *difference);

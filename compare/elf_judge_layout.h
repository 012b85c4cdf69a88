/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/format.h"

/* The field "layout": whether the places of segments follow the sizes of sections. */
void elf_judge_layout(struct finding *finding, const struct difference *difference);

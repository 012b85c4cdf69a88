/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/format.h"

/* What a field of an ELF file that differs is to who runs it: format_elf's `judge`. */
void elf_judge(struct finding *finding, const struct difference *difference);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/bytes.h"

/* Whether two tables of strings are the same but for one path, of one length in both,
 * with which every string that differs begins. */
bool elf_paths_are_replaced(struct bytes published, struct bytes rebuilt);

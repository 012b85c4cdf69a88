/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What code looks like, whatever it does: whether a file was changed in a way that nobody
 * is meant to read.  A hint for a person and never a proof: who writes short lines goes
 * unseen, and honest tools write long ones.
 */

#include <stdbool.h>

#include "base/bytes.h"

/* Whether a file of this name is a script: JavaScript and its kin, shell, Python, .... */
bool code_is_script(const char *name);

/* The longest line, in bytes; source maps, which no engine runs, are left out. */
size_t code_longest_line(struct bytes code);

/* Whether `published` has a line that is far longer than people write, and than any line
 * of `rebuilt`, which is empty for none.  What was minified on both sides is no news. */
bool code_is_obscured(struct bytes published, struct bytes rebuilt);

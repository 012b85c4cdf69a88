/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Whether JavaScript that was put into a file leads out of it: to the network, to other
 * programs, to code that is made as it runs.  By words alone, which no minifier renames.  A
 * hint for a person and never a proof: who hides the word goes unseen.
 */

#include "base/bytes.h"

/* A word by which `published` reaches out and `rebuilt` does not: one that no part of the
 * latter has, or one in what was put in where all of the latter is still there.  NULL:
 * there is none.  Static. */
const char *code_reach_added(struct bytes published, struct bytes rebuilt);

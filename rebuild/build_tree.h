/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The tree in which steps work, from one step to the next: a folder of the host that they
 * write to; or, where the order of its entries or their times are chosen, a copy that is
 * made before each step and kept after it.
 */

#include <stdbool.h>

#include "sandbox/sandbox.h"

/* Puts `tree`, a host folder, where the folder above `path` is. */
void build_tree_mount(struct sandbox_plan *plan, const char *tree, const char *path,
		      bool copied);

/* What a step has left of its copy becomes the tree; a step that was ended before it left
 * any changes nothing. */
int build_tree_keep(const char *tree, const struct sandbox_result *result,
		    const struct cancel *cancel, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Steps that both ways to make an npm package have in common. */

#include "rebuild/strategy.h"

/* Where the source's manifest states another version than was published, the release tool
 * wrote it: so does a step, and the notes say so. */
int npm_add_version(struct recipe *recipe, const struct workshop *workshop,
		    struct error *err);

/* The step that packs, with its output.  `aside`: by the tools of the group "packer". */
int npm_add_pack(struct recipe *recipe, const struct workshop *workshop, bool aside,
		 struct error *err);

/* The scripts that publishing runs, in the order of the packer's npm, and `build` before
 * them.  A list that ends in NULL; with *count of them. */
const char *const *npm_publish_scripts(const struct workshop *workshop, size_t *count);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a YAML document says, in one form whatever its layout: for comparing two.  Tags,
 * anchors and aliases are part of it as they are written: nothing is expanded, so that a
 * few lines cannot become a gigabyte.
 */

#include "base/buffer.h"

/* Appends it; with `sorted`, whatever the order of the keys in each map.  -1 when the
 * text is no sound YAML, a key stands twice in a map, it is too large or too deep, or it
 * has an alias and is to be sorted, as an anchor has to come first. */
int yaml_form(struct bytes text, bool sorted, struct buffer *out);

enum yaml_trouble {
	YAML_SOUND,
	YAML_KEY_TWICE, /* well-formed, but for that */
	YAML_BROKEN,	/* or more than we read */
};

/* What is wrong with a text. */
enum yaml_trouble yaml_trouble_of(struct bytes text);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of an encoder's choices.  A handler makes a tile of a choice that
 * its format defines, or complains of it; a complaint is covered by no rule. */
#include "base/strings.h"
#include "compare/rule.h"

/* Whether there may be none, where the encoder chose to write none. */
static bool
may_be_absent(const char *key)
{
	return text_ends_with(key, "padding") || text_ends_with(key, "content-size") ||
	       text_ends_with(key, "window");
}

bool
rule_setting(const struct difference *difference)
{
	return (difference->published != NULL && difference->rebuilt != NULL) ||
	       may_be_absent(difference->key);
}

/* What zstd -d takes without being told to take more. */
static bool
is_small_window(const struct tile *tile)
{
	return tile == NULL || tile->number <= 128 << 20;
}

bool
rule_zstd_frame(const struct difference *difference)
{
	return rule_setting(difference) && (!text_ends_with(difference->key, "window") ||
					    (is_small_window(difference->published) &&
					     is_small_window(difference->rebuilt)));
}

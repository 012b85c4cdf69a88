/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* package.json: what of it publishing rewrites, and what in it runs code or brings other
 * packages in. */

#include "compare/report.h"

/* Whether the two are the same but for keys that npm and lerna add when they publish
 * (gitHead, _id and its kin), the order of the keys at the top, and white space between
 * them.  Never for what two readers could read in two ways. */
bool npm_manifest_is_same(struct bytes published, struct bytes rebuilt);

/* Appends the manifest as any two that are the same are written: without the added keys,
 * whose names, escaped, go to *dropped, the others sorted at the top.  -1, with nothing
 * appended, for one that npm_manifest_is_same() takes no side of. */
int npm_manifest_write(struct bytes content, struct strings *dropped, struct buffer *out);

/* A finding of 0 bytes for each thing in which the two differ, an alarm where it runs
 * code or brings something in when the package is installed.  What is no JSON says
 * nothing. */
void npm_manifest_judge(struct report *report, const struct place *place,
			struct bytes published, struct bytes rebuilt);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a build of a release tarball that failed, or left files out, says of what it
 * wants. */

#include "rebuild/build.h"
#include "rebuild/dist_source.h"

/* Whether a tool that would make a file of this name is not in the environment. */
bool dist_may_be_missing(const struct session *session, const char *file);

/* Adds to dist->options what configure itself proposes to do without a library, and to
 * dist->packages and dist->wants what is not in the session's environment and would have
 * been used.  `absent` are files that only the published one has.  Whether another try
 * could go otherwise: on the host nothing is ever installed. */
bool dist_learn(struct dist_source *dist, const struct session *session,
		const struct build *build, const struct strings *absent);

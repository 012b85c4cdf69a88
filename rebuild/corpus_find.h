/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which corpus a check uses. */

#include "rebuild/corpus.h"
#include "rebuild/session.h"

/* The session's; else one in the cache of what the tools installed here would copy, made
 * when it is first needed or when they have changed, and said aloud.  *out is NULL where
 * there is nothing to make one of. */
int corpus_find_usual(struct corpus **out, const struct session *session,
		      struct error *err);

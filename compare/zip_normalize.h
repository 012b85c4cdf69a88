/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/normalize.h"
#include "compare/relist.h"
#include "compare/zip.h"

enum { ZIP_LIST_LIES = 1 };

/* The canonical form of a zip archive. */
int zip_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);

/* In zip_relist.c: what the list of a wheel, if this is one, will say of its members.
 * ZIP_LIST_LIES when it is wrong now; -1 when a limit is in the way. */
int zip_relist(struct relist *list, struct normalizer *normalizer, const struct zip *zip,
	       struct error *err);

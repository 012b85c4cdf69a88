/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* In which order the members of an archive stand in its canonical form, and in the
 * directory there. */

#include "compare/normalize.h"
#include "compare/zip.h"

/* The members in the order in which they are to be written; the caller frees it.  Sorted
 * ones have it for their rank too. */
size_t *zip_order_make(struct normalizer *normalizer, struct zip *zip);

/* Leaves no place in the directory for the signatures of a jar, and says how many members
 * are left. */
size_t zip_order_close(struct zip *zip);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Forms of JSON documents that tell whether two say the same: without white space, each
 * text spelled one way, numbers as they are written (1.0 is not 1). */

#include "base/buffer.h"

/* Appends the form of a document that a parser has taken; with `sorted`, keys in bytewise
 * order.  -1 when it is nested too deeply or does not fit. */
int json_form(struct bytes document, bool sorted, struct buffer *out);

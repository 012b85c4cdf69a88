/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names that the published side has and the rebuilt one has not: of packages that come
 * with it, for instance. */

#include "base/buffer.h"
#include "base/strings.h"

/* Appends "a, b", up to ten of them; both lists are sorted here. */
void added_say(struct buffer *out, struct strings *published, struct strings *rebuilt);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Objects as Python's marshal writes them, and as we unfold them: without references and
 * without the marks of what could be referred to, every object written out where it
 * stands.  Two writings of the same objects unfold to the same bytes.
 */

#include "base/buffer.h"

/* What the fields of a code object are called, in their order; numbers start with '#'.
 * Versions differ in them. */
struct marshal_layout {
	const char *const *fields; /* the last one is NULL */
};

/* The layout of this number, from 0; NULL when there is none. */
const struct marshal_layout *marshal_layout_at(unsigned number);

/* Appends the object at the start of `content`, unfolded; *used becomes its length.
 * ERROR_MALFORMED when there is none, ERROR_LIMIT when it is nested too deeply or unfolds
 * to more than *out takes. */
int marshal_unfold(struct bytes content, const struct marshal_layout *layout,
		   size_t *used, struct buffer *out, struct error *err);

/* The length of the unfolded object at the start of `content`; 0 when there is none. */
size_t marshal_size(struct bytes content, const struct marshal_layout *layout);

/* How many objects an unfolded tuple, list or set holds, and where they begin; false when
 * the object is none. */
bool marshal_items(struct bytes object, uint32_t *count, size_t *begin);

/* The bytes of an unfolded string or bytes object; nothing for others. */
struct bytes marshal_text(struct bytes object);

/* Appends the unfolded object as Python would print it, or the start of a long one. */
void marshal_print(struct bytes object, const struct marshal_layout *layout,
		   struct buffer *out);

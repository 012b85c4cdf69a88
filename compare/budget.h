/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What one comparison may spend, on both sides together, and which limits it has hit. */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/strings.h"
#include "compare/comparison.h"

struct budget {
	const struct limits *limits; /* borrowed */
	uint64_t input;		     /* bytes of both inputs */
	uint64_t members, decoded;   /* spent so far */
	uint64_t held;		     /* decoded bytes in memory at this moment */
	struct spool *spool;	     /* borrowed: for what does not fit there; NULL */
	struct strings hit;	     /* each limit once, in words */
};

void budget_release(struct budget *budget);

/* How many bytes a stream may still decode to. */
uint64_t budget_left(const struct budget *budget);

/* An empty buffer for what a stream decodes to. */
struct buffer budget_buffer(const struct budget *budget);

/* For a side that is looked at alone: it may spend what is left.  budget_join() adds what
 * it has spent to the whole, and releases it. */
struct budget budget_side(const struct budget *whole);
void budget_join(struct budget *whole, struct budget *side, const struct budget *before);

/* How many bytes a decoder may take for its window or dictionary. */
uint64_t budget_window(const struct budget *budget);

/* Notes what was decoded, and that it is held; budget_return() gives the memory back. */
void budget_spend(struct budget *budget, const struct buffer *decoded);
void budget_return(struct budget *budget, uint64_t decoded);

/* Counts one member more; false, with the limit noted, when it is one too many. */
bool budget_member(struct budget *budget);

/* Notes, once, that a limit was hit. */
void budget_hit(struct budget *budget, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Notes which of the limits on decoding was in the way. */
void budget_hit_decoding(struct budget *budget);

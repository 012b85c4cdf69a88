/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a fuzz target has, under the names that libFuzzer wants.  Without --enable-fuzzing
 * replay.c calls the same two.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"

/* Called once, before all else. */
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* Gives one input to the parser; whatever it holds, 0 comes back, or the program aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must be true of every input. */
static inline void
insist(bool truth, const char *what)
{
	if (truth)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

/* Two inputs in one: the first byte says, in parts of 256, where the first one ends. */
static inline void
split_in_two(struct bytes input, struct bytes *first, struct bytes *second)
{
	struct bytes rest = bytes_slice(input, 1, SIZE_MAX);
	size_t at = input.size == 0 ? 0 : rest.size / 256 * input.data[0] +
					      rest.size % 256 * input.data[0] / 256;

	*first = bytes_slice(rest, 0, at);
	*second = bytes_slice(rest, at, SIZE_MAX);
}

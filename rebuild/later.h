/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Libraries that are opened when they are first needed, because loading them takes longer
 * than most runs. */

#include <pthread.h>
#include <stddef.h>

#include "base/memory.h"

/* Where the address of a function goes in a struct of pointers. */
struct later_call {
	const char *name;
	size_t offset;
};

enum { LATER_SIZE_MAX = 512 };

/* Fills the struct in, or leaves it as it is when the library or one of its functions is
 * not there.  Never closed again. */
void later_open(void *calls, size_t size, const char *library,
		const struct later_call *wanted, size_t count);

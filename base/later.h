/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Libraries that are opened when one of their functions is first called, because loading
 * them all takes longer than most runs.
 *
 * The door to such a library is a header that lists the functions twice:
 *
 *	#define BREAD_CALLS(CALL) \
 *		CALL(bread_bake)  \
 *		CALL(bread_slice)
 *
 *	LATER_DECLARE(bread, BREAD_CALLS)
 *
 *	#define bread_bake  bread_library()->bread_bake
 *	#define bread_slice bread_library()->bread_slice
 *
 * and in libraries.c stands LATER_DEFINE(bread, BREAD_CALLS, LIBRARY_BREAD), with the
 * name that configure found.  Whoever includes the header calls the library as always:
 * what the first list lacks is not compiled, what the second lacks is not linked.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"

struct later {
	const char *name;	      /* as the loader knows it */
	const char *const *functions; /* their names */
	void *calls;		      /* a struct of as many pointers, in this order */
	size_t count;
	atomic_bool open;
};

/* Once it is open, nothing happens.  ERROR_SYSTEM when it is not there, or lacks a
 * function.  It is never closed again. */
int later_open(struct later *library, struct error *err);
int later_open_each(struct later *const *libraries, size_t count, struct error *err);

/* The same, but ends the program, as the loader would have at its start. */
void later_need(struct later *library);

/* From here on this process opens none: its files are not ours, or it may not. */
void later_stop(void);

static inline bool
later_is_open(const struct later *library)
{
	return atomic_load_explicit(&library->open, memory_order_acquire);
}

#define LATER_DECLARE(what, CALLS)                                                       \
	struct what##_calls {                                                            \
		CALLS(LATER_POINTER)                                                     \
	};                                                                               \
	extern struct what##_calls what##_calls;                                         \
	extern struct later what##_later;                                                \
	static inline const struct what##_calls *what##_library(void)                    \
	{                                                                                \
		if (!later_is_open(&what##_later))                                       \
			later_need(&what##_later);                                       \
		return &what##_calls;                                                    \
	}

/* What is written to once, when the library is opened: addresses that the linker would
 * fill in otherwise. */
#define LATER_DEFINE(what, CALLS, file)                                                  \
	struct what##_calls what##_calls;                                                \
	static const char *const what##_functions[] = { CALLS(LATER_NAME) };             \
	struct later what##_later = {                                                    \
		.name = (file),                                                          \
		.functions = what##_functions,                                           \
		.calls = &what##_calls,                                                  \
		.count = array_length(what##_functions),                                 \
	};                                                                               \
	_Static_assert(sizeof(what##_calls) ==                                           \
			       array_length(what##_functions) * sizeof(void *),          \
		       "an address for each function");

#define LATER_POINTER(name) __typeof__(name) *name;
#define LATER_NAME(name)    #name,

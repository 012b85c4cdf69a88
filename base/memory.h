/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Small allocations whose size our own code decides.  They end the program when there is
 * no memory, so callers need no error path; what an input decides goes through a buffer.
 */

#include <stdarg.h>
#include <stddef.h>

void *xcalloc(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *text) __attribute__((malloc, returns_nonnull, nonnull));
char *xstrndup(const char *text, size_t size) __attribute__((malloc, nonnull));

/* Says "cupel: WHAT" and ends the program with status 2: for what leaves no way on. */
_Noreturn void end_program(const char *what);

/* NULL stays NULL. */
char *xstrdup_or_null(const char *text);

char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2), returns_nonnull));
char *xvasprintf(const char *fmt, va_list args)
	__attribute__((format(printf, 1, 0), returns_nonnull));

/* Frees what *at pointed to and puts `value`, which becomes owned, there. */
void replace_text(char **at, char *value);

/* Appends a value to an array that starts as NULL with count 0; room doubles. */
#define array_append(array, count, value)                                                \
	do {                                                                             \
		(array) = array_grow((array), (count), sizeof(*(array)));                \
		(array)[(count)++] = (value);                                            \
	} while (0)

void *array_grow(void *array, size_t count, size_t size);

#define array_length(array) (sizeof(array) / sizeof((array)[0]))

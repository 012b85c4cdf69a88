/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A list of strings that owns them.  All zeros is the empty list. */

#include <stdbool.h>
#include <stddef.h>

struct strings {
	char **items; /* owned, each too */
	size_t count;
};

#define cleanup_strings __attribute__((cleanup(strings_release)))

void strings_release(struct strings *strings);

/* Copies the text. */
void strings_add(struct strings *strings, const char *text);
void strings_add_format(struct strings *strings, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends copies of all of `from`. */
void strings_add_all(struct strings *strings, const struct strings *from);

/* Adds each line of the text, without its newline. */
void strings_add_lines(struct strings *strings, const char *text);

/* Keeps the first `count`. */
void strings_cut(struct strings *strings, size_t count);

bool strings_contain(const struct strings *strings, const char *text);

/* Bytewise, so that no locale decides an order that we print. */
void strings_sort(struct strings *strings);

/* The items with `between` between them; the caller frees. */
char *strings_join(const struct strings *strings, const char *between);

/* One word for a shell, whatever the text holds; the caller frees. */
char *text_shell_word(const char *text);

/* Whether both are the same text, or both NULL. */
bool text_is_same(const char *a, const char *b);

/* Whether `text` ends or starts so. */
bool text_ends_with(const char *text, const char *end);
bool text_starts_with(const char *text, const char *start);

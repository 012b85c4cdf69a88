/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/strings.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

void
strings_release(struct strings *strings)
{
	for (size_t i = 0; i < strings->count; i++)
		free(strings->items[i]);
	free(strings->items);
	*strings = (struct strings){ 0 };
}

void
strings_add(struct strings *strings, const char *text)
{
	array_append(strings->items, strings->count, xstrdup(text));
}

void
strings_add_format(struct strings *strings, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	array_append(strings->items, strings->count, xvasprintf(fmt, args));
	va_end(args);
}

void
strings_add_all(struct strings *strings, const struct strings *from)
{
	for (size_t i = 0; i < from->count; i++)
		strings_add(strings, from->items[i]);
}

void
strings_add_lines(struct strings *strings, const char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");

		array_append(strings->items, strings->count, xstrndup(text, size));
		text += size;
		text += *text == '\n';
	}
}

void
strings_cut(struct strings *strings, size_t count)
{
	while (strings->count > count)
		free(strings->items[--strings->count]);
}

bool
strings_contain(const struct strings *strings, const char *text)
{
	for (size_t i = 0; i < strings->count; i++)
		if (strcmp(strings->items[i], text) == 0)
			return true;
	return false;
}

static int
order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
strings_sort(struct strings *strings)
{
	if (strings->count > 1)
		qsort(strings->items, strings->count, sizeof(char *), order);
}

char *
strings_join(const struct strings *strings, const char *between)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

	for (size_t i = 0; i < strings->count; i++) {
		if (i > 0)
			buffer_append_text(&text, between);
		buffer_append_text(&text, strings->items[i]);
	}
	return buffer_steal_text(&text);
}

bool
text_is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool
text_ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), tail = strlen(end);

	return size >= tail && strcmp(text + size - tail, end) == 0;
}

bool
text_starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

char *
text_shell_word(const char *text)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(SIZE_MAX);

	buffer_append_text(&out, "'");
	for (; *text != '\0'; text++)
		if (*text == '\'')
			buffer_append_text(&out, "'\\''");
		else
			buffer_append_byte(&out, (uint8_t)*text);
	buffer_append_text(&out, "'");
	return buffer_steal_text(&out);
}

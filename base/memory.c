/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Without stdio's buffers, which may want memory. */
void
end_program(const char *what)
{
	(void)!write(STDERR_FILENO, "cupel: ", 7);
	(void)!write(STDERR_FILENO, what, strlen(what));
	(void)!write(STDERR_FILENO, "\n", 1);
	_Exit(2);
}

static void *
or_die(void *memory)
{
	if (memory == NULL)
		end_program("out of memory");
	return memory;
}

void *
xcalloc(size_t count, size_t size)
{
	return or_die(calloc(count > 0 ? count : 1, size));
}

void *
xrealloc(void *old, size_t count, size_t size)
{
	return or_die(reallocarray(old, count > 0 ? count : 1, size));
}

char *
xstrdup(const char *text)
{
	return or_die(strdup(text));
}

char *
xstrndup(const char *text, size_t size)
{
	return or_die(strndup(text, size));
}

char *
xstrdup_or_null(const char *text)
{
	return text == NULL ? NULL : xstrdup(text);
}

char *
xvasprintf(const char *fmt, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, fmt, args) < 0)
		text = NULL; /* it leaves it undefined */
	return or_die(text);
}

char *
xasprintf(const char *fmt, ...)
{
	char *text;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	return text;
}

void
replace_text(char **at, char *value)
{
	free(*at);
	*at = value;
}

void *
array_grow(void *array, size_t count, size_t size)
{
	if (count == 0)
		return xrealloc(array, 4, size);
	if (count >= 4 && (count & (count - 1)) == 0) /* full at each power of two */
		return xrealloc(array, count * 2, size);
	return array;
}

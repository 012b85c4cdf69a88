/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Writes the formatted context, ": " and what stood there before; what does not fit is cut. */
static void __attribute__((format(printf, 2, 0)))
put_before(struct error *err, const char *fmt, va_list args)
{
	struct error inner = *err;
	size_t used;

	vsnprintf(err->message, sizeof(err->message), fmt, args);
	used = strlen(err->message);
	if (used + sizeof(": ") < sizeof(err->message))
		snprintf(err->message + used, sizeof(err->message) - used, ": %.*s",
			 (int)(sizeof(err->message) - used - sizeof(": ")), inner.message);
}

int
error_set(struct error *err, enum error_kind kind, const char *fmt, ...)
{
	va_list args;

	err->kind = kind;
	va_start(args, fmt);
	vsnprintf(err->message, sizeof(err->message), fmt, args);
	va_end(args);
	return -1;
}

int
error_set_errno(struct error *err, const char *fmt, ...)
{
	int saved = errno; /* before anything below can change it */
	va_list args;

	error_set(err, ERROR_SYSTEM, "%s", strerror(saved));
	va_start(args, fmt);
	put_before(err, fmt, args);
	va_end(args);
	return -1;
}

int
error_wrap(struct error *err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	put_before(err, fmt, args);
	va_end(args);
	return -1;
}

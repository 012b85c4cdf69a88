/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/progress.h"

#include <stdarg.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/memory.h"

void
progress_stop(const struct progress *progress, const char *stop, const char *fmt, ...)
{
	cleanup_free char *detail = NULL;
	va_list args;

	if (progress == NULL || progress->stop == NULL)
		return;
	va_start(args, fmt);
	detail = xvasprintf(fmt, args);
	va_end(args);
	progress->stop(progress->context, stop, detail);
}

void
progress_bytes(const struct progress *progress, uint64_t done, uint64_t total)
{
	if (progress != NULL && progress->bytes != NULL)
		progress->bytes(progress->context, done, total);
}

void
progress_line(const struct progress *progress, const char *line)
{
	if (progress != NULL && progress->line != NULL)
		progress->line(progress->context, line);
}

void
progress_note(const struct progress *progress, const char *fmt, ...)
{
	cleanup_free char *note = NULL;
	va_list args;

	if (progress == NULL || progress->note == NULL)
		return;
	va_start(args, fmt);
	note = xvasprintf(fmt, args);
	va_end(args);
	progress->note(progress->context, note);
}

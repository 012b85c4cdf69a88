/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/screen.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "cli/environment.h"
#include "cli/output.h"

enum {
	REDRAW_MILLISECONDS = 100,
	LINE_MAX_SIZE = 4096,
	DRAWN_MAX_SIZE = 2 * LINE_MAX_SIZE,
	COLUMNS_USUAL = 80,
	SECONDS_IN_MINUTE = 60,
};

void
screen_open(struct screen *screen, bool quiet, bool verbose)
{
	bool terminal = isatty(STDERR_FILENO);

	*screen = (struct screen){
		.kind = quiet	   ? SCREEN_SILENT
			: terminal ? SCREEN_DRAWN
				   : SCREEN_PLAIN,
		.verbose = verbose,
		.tells_notes = !isatty(STDOUT_FILENO),
		.columns = environment_columns(STDERR_FILENO),
	};
	if (screen->columns == 0)
		screen->columns = COLUMNS_USUAL;
}

static void
write_bytes(const struct buffer *text)
{
	(void)!write(STDERR_FILENO, text->data,
		     text->size); /* lost progress harms nobody */
}

void
screen_clear(struct screen *screen)
{
	static const char erase[] = "\r\033[K";

	if (screen->visible)
		(void)!write(STDERR_FILENO, erase, sizeof(erase) - 1);
	screen->visible = false;
}

void
screen_close(struct screen *screen)
{
	screen_clear(screen);
	free(screen->stop);
	free(screen->detail);
	free(screen->line);
	*screen = (struct screen){ 0 };
}

static void
append_size(struct buffer *out, uint64_t size)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	size_t unit = 0;
	uint64_t tenths = size * 10;

	if (size > UINT64_MAX / 10)
		tenths = UINT64_MAX;
	for (; tenths >= 10240 && unit + 1 < array_length(units); unit++)
		tenths /= 1024;
	if (unit == 0)
		buffer_printf(out, "%" PRIu64 " B", size);
	else
		buffer_printf(out, "%" PRIu64 ".%" PRIu64 " %s", tenths / 10, tenths % 10,
			      units[unit]);
}

static void
append_status(const struct screen *screen, struct buffer *out)
{
	int64_t seconds = (clock_milliseconds() - screen->began) / 1000;

	buffer_printf(out, "%s %" PRId64 ":%02" PRId64,
		      screen->stop != NULL ? screen->stop : "",
		      seconds / SECONDS_IN_MINUTE, seconds % SECONDS_IN_MINUTE);
	if (screen->done > 0) {
		buffer_append_text(out, "  ");
		append_size(out, screen->done);
	}
	if (screen->total > 0) {
		buffer_append_text(out, " of ");
		append_size(out, screen->total);
	}
	if (screen->line != NULL)
		buffer_printf(out, "  %s", screen->line);
	else if (screen->detail != NULL)
		buffer_printf(out, "  %s", screen->detail);
}

/* The start of `text` that takes at most so many columns, a code point counted as one. */
static struct bytes
cut(struct bytes text, size_t columns)
{
	struct cursor at = cursor_on(text);
	uint32_t point;

	for (size_t i = 0; i < columns && at.rest.size > 0; i++) {
		size_t length = utf8_next(at.rest, &point);

		cursor_take(&at, length > 0 ? length : 1);
	}
	return bytes_slice(text, 0, text.size - at.rest.size);
}

static void
draw(struct screen *screen)
{
	cleanup_buffer struct buffer status = BUFFER_INIT(DRAWN_MAX_SIZE);
	cleanup_buffer struct buffer line = BUFFER_INIT(DRAWN_MAX_SIZE);

	append_status(screen, &status);
	buffer_append_text(&line, "\r");
	buffer_append(&line, cut(buffer_bytes(&status), screen->columns - 1));
	buffer_append_text(&line, "\033[K");
	write_bytes(&line);
	screen->visible = true;
	screen->drawn = clock_milliseconds();
}

static void
draw_soon(struct screen *screen)
{
	if (clock_milliseconds() - screen->drawn >= REDRAW_MILLISECONDS)
		draw(screen);
}

/* What an input may have written, safe and not endless; the caller frees. */
static char *
safe_text(const char *text)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LINE_MAX_SIZE);

	output_add_safe(
		&out, (struct bytes){ (const uint8_t *)text, strnlen(text, 1000) }, "\\");
	return buffer_steal_text(&out);
}

/* The text is safe already. */
static void
write_plain(const char *label, const char *text)
{
	cleanup_buffer struct buffer line = BUFFER_INIT(DRAWN_MAX_SIZE);

	buffer_printf(&line, PACKAGE_NAME ": %s%s%s\n", label, *text != '\0' ? ": " : "",
		      text);
	write_bytes(&line);
}

static void
write_build_line(const char *text)
{
	cleanup_buffer struct buffer line = BUFFER_INIT(DRAWN_MAX_SIZE);

	buffer_printf(&line, "  | %s\n", text);
	write_bytes(&line);
}

static void
on_stop(void *context, const char *stop, const char *detail)
{
	struct screen *screen = context;

	replace_text(&screen->stop, xstrdup(stop));
	replace_text(&screen->detail, safe_text(detail));
	replace_text(&screen->line, NULL);
	screen->began = clock_milliseconds();
	screen->done = screen->total = 0;
	if (screen->kind == SCREEN_DRAWN)
		draw(screen);
	else if (screen->kind == SCREEN_PLAIN)
		write_plain(screen->stop, screen->detail);
}

static void
on_bytes(void *context, uint64_t done, uint64_t total)
{
	struct screen *screen = context;

	screen->done = done;
	screen->total = total;
	if (screen->kind == SCREEN_DRAWN)
		draw_soon(screen);
}

static void
on_line(void *context, const char *line)
{
	struct screen *screen = context;

	if (screen->kind == SCREEN_SILENT)
		return;
	replace_text(&screen->line, safe_text(line));
	screen->done = screen->total = 0; /* the download is over */
	if (screen->verbose) {
		screen_clear(screen);
		write_build_line(screen->line);
	}
	if (screen->kind == SCREEN_DRAWN)
		draw_soon(screen);
}

static void
on_note(void *context, const char *note)
{
	struct screen *screen = context;
	cleanup_free char *safe = safe_text(note);

	if (screen->kind == SCREEN_SILENT || !screen->tells_notes)
		return;
	screen_clear(screen);
	write_plain("note", safe);
}

struct progress
screen_progress(struct screen *screen)
{
	return (struct progress){
		.context = screen,
		.stop = on_stop,
		.bytes = on_bytes,
		.line = on_line,
		.note = on_note,
	};
}

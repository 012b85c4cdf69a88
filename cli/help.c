/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/help.h"

#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/memory.h"
#include "cli/environment.h"
#include "cli/output.h"

enum {
	COLUMNS_USUAL = 80,
	COLUMNS_MOST = 100, /* longer lines are hard to read */
	COLUMNS_LEAST = 50,
	MARGIN_OPTION = 26,
	MARGIN_COMMAND = 15,
	INDENT = 2,
	HELP_MAX = 1 << 20,
};

const char help_about[] =
	"cupel rebuilds a published package from its tagged source in a sandbox, and "
	"accounts for every byte in which the two differ. It says whether the package is "
	"what its source makes; it does not judge the source.";

const char help_exit_status[] =
	"0: identical, or equivalent under the rules that are listed. 1: different, or "
	"an alarm; with --strict also equivalent. 2: wrong usage, input or output, or a "
	"failure of cupel's own. 3: could not tell: no source, a build that failed, a "
	"limit that was hit. 130: interrupted.";

static size_t
page_columns(int fd)
{
	unsigned columns = environment_columns(fd);

	if (columns == 0)
		return COLUMNS_USUAL;
	return columns < COLUMNS_LEAST	? COLUMNS_LEAST
	       : columns > COLUMNS_MOST ? COLUMNS_MOST
					: columns;
}

static void
append_paragraph(struct buffer *out, size_t margin, const char *text)
{
	struct fold fold = { page_columns(STDOUT_FILENO), margin, margin };

	buffer_printf(out, "%*s", (int)margin, "");
	fold_append(out, &fold, text);
}

/* Paragraphs with an empty line between them. */
static void
append_text(struct buffer *out, size_t margin, const char *text)
{
	while (*text != '\0') {
		const char *end = strstr(text, "\n\n");
		size_t size = end != NULL ? (size_t)(end - text) : strlen(text);
		cleanup_free char *paragraph = xstrndup(text, size);

		append_paragraph(out, margin, paragraph);
		text += size;
		if (*text == '\0')
			break;
		buffer_append_text(out, "\n");
		text += 2;
	}
}

/* "  label     text", the text folded at its own margin. */
static void
append_row(struct buffer *out, size_t margin, const char *label, const char *text)
{
	struct fold fold = { page_columns(STDOUT_FILENO), margin, margin };

	buffer_printf(out, "%*s%-*s", INDENT, "", (int)(margin - INDENT), label);
	if (strlen(label) + INDENT + 1 > margin)
		buffer_printf(out, "\n%*s", (int)margin, "");
	fold_append(out, &fold, text);
}

static void
append_lines(struct buffer *out, const char *lines)
{
	for (struct cursor at = cursor_on(bytes_of_text(lines)); at.rest.size > 0;) {
		buffer_append_text(out, "  ");
		buffer_append(out, cursor_take_line(&at));
		buffer_append_text(out, "\n");
	}
}

void
help_append_option(struct buffer *out, const struct option_line *line)
{
	if (line->letter != 0)
		buffer_printf(out, "-%c, ", line->letter);
	buffer_printf(out, "--%s", line->name);
	if (option_is_optional(line))
		buffer_printf(out, "[=%s", line->argument + 1);
	else if (line->argument != NULL)
		buffer_printf(out, " %s", line->argument);
}

static void
append_usage(struct buffer *out, const struct command *command)
{
	buffer_printf(out, "usage: cupel %s [options]%s%s\n", command->name,
		      *command->arguments != '\0' ? " " : "", command->arguments);
}

static void
append_options(struct buffer *out, const struct command *command)
{
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		cleanup_buffer struct buffer label = BUFFER_INIT(HELP_MAX);

		if (!options_include(command_takes(command), i))
			continue;
		help_append_option(&label, option_line(i));
		append_row(out, MARGIN_OPTION, buffer_text(&label), option_line(i)->help);
	}
}

int
help_print_command(const struct command *command, struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(HELP_MAX);

	append_usage(&out, command);
	buffer_append_text(&out, "\n");
	append_text(&out, 0, command->description);
	buffer_append_text(&out, "\noptions:\n");
	append_options(&out, command);
	buffer_append_text(&out, "\nexamples:\n");
	append_lines(&out, command->examples);
	buffer_append_text(&out, "\nexit status:\n");
	append_paragraph(&out, INDENT, command->exit_status);
	return output_print(buffer_bytes(&out), err) < 0 ? -1 : EXIT_FINE;
}

static void
append_commands(struct buffer *out)
{
	buffer_append_text(out, "usage: cupel COMMAND [options] ...\n\n");
	for (size_t i = 0; i < command_count(); i++)
		append_row(out, MARGIN_COMMAND, command_at(i)->name,
			   command_at(i)->summary);
}

int
help_print(struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(HELP_MAX);

	append_commands(&out);
	buffer_append_text(&out, "\n");
	append_paragraph(&out, 0, help_about);
	buffer_append_text(&out, "\n\"cupel help COMMAND\" says more about one of them.\n"
				 "\nexit status:\n");
	append_paragraph(&out, INDENT, help_exit_status);
	return output_print(buffer_bytes(&out), err) < 0 ? -1 : EXIT_FINE;
}

void
help_complain(void)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(HELP_MAX);

	append_commands(&out);
	(void)!write(STDERR_FILENO, out.data, out.size); /* the exit status says it too */
}

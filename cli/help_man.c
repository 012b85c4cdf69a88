/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The manual page, in the macros of man(7).  In troff a backslash begins an escape, a dot
 * or an apostrophe at the start of a line a request, and a bare hyphen is typeset as a
 * dash, which cannot be copied into a shell.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/help.h"

enum { ARGUMENT_MAX = 256 };

static void
append_troff(struct buffer *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		buffer_append_text(out, "\\&");
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			buffer_append_text(out, "\\e");
		else if (*text == '-')
			buffer_append_text(out, "\\-");
		else
			buffer_append_byte(out, (uint8_t)*text);
	}
}

static void
append_line(struct buffer *out, const char *text)
{
	append_troff(out, text);
	buffer_append_text(out, "\n");
}

static void
append_section(struct buffer *out, const char *name, const char *text)
{
	buffer_printf(out, ".SH %s\n", name);
	append_line(out, text);
}

/* An empty line between paragraphs is a request of its own here. */
static void
append_paragraphs(struct buffer *out, const char *text)
{
	for (struct cursor at = cursor_on(bytes_of_text(text)); at.rest.size > 0;) {
		struct bytes taken = cursor_take_line(&at);
		cleanup_free char *line = xstrndup((const char *)taken.data, taken.size);

		if (taken.size == 0)
			buffer_append_text(out, ".PP\n");
		else
			append_line(out, line);
	}
}

static void
append_examples(struct buffer *out, const char *examples)
{
	buffer_append_text(out, ".PP\n.nf\n");
	append_paragraphs(out, examples);
	buffer_append_text(out, ".fi\n");
}

static void
append_option_names(struct buffer *out, const struct command *command)
{
	bool first = true;

	buffer_append_text(out, ".PP\nOptions: ");
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		if (!options_include(command->takes, i))
			continue;
		buffer_append_text(out, first ? "\\-\\-" : ", \\-\\-");
		append_troff(out, option_line(i)->name);
		first = false;
	}
	buffer_append_text(out, first ? "none of its own.\n" : ".\n");
}

static void
append_command(struct buffer *out, const struct command *command)
{
	buffer_append_text(out, ".SS \"");
	append_troff(out, "cupel ");
	append_troff(out, command->name);
	buffer_append_text(out, *command->arguments != '\0' ? " " : "");
	append_troff(out, command->arguments);
	buffer_append_text(out, "\"\n");
	append_paragraphs(out, command->description);
	append_option_names(out, command);
	append_examples(out, command->examples);
	buffer_append_text(out, ".PP\nExit status: ");
	append_line(out, command->exit_status);
}

static void
append_options(struct buffer *out)
{
	buffer_append_text(out, ".SH OPTIONS\n");
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		cleanup_buffer struct buffer label = BUFFER_INIT(ARGUMENT_MAX);

		help_append_option(&label, option_line(i));
		buffer_append_text(out, ".TP\n.B \"");
		append_troff(out, buffer_text(&label));
		buffer_append_text(out, "\"\n");
		append_line(out, option_line(i)->help);
	}
}

static void
append_surroundings(struct buffer *out)
{
	static const struct {
		const char *name, *text;
	} lines[] = {
		{ "XDG_CACHE_HOME, HOME",
		  "where the cache is: $XDG_CACHE_HOME/cupel, or ~/.cache/cupel. It may "
		  "be deleted at any time." },
		{ "TMPDIR", "where the scratch folder of a run is made (/tmp)." },
		{ "http_proxy, https_proxy, all_proxy, no_proxy",
		  "proxies for the registry, for git and for the fetch steps of a "
		  "build." },
		{ "SSL_CERT_FILE, CURL_CA_BUNDLE, NODE_EXTRA_CA_CERTS",
		  "certificates to trust, where --ca-file names none." },
		{ "NO_COLOR, COLUMNS, TERM", "how the text report looks." },
	};

	buffer_append_text(out, ".SH ENVIRONMENT\n");
	for (size_t i = 0; i < array_length(lines); i++) {
		buffer_printf(out, ".TP\n.B \"%s\"\n", lines[i].name);
		append_line(out, lines[i].text);
	}
}

void
help_write_man(struct buffer *out)
{
	buffer_append_text(out,
			   ".TH CUPEL 1 \"\" \"cupel " PACKAGE_VERSION "\" \"cupel\"\n");
	append_section(out, "NAME",
		       "cupel - check that a published package is what its source makes");
	buffer_append_text(out, ".SH SYNOPSIS\n.B cupel\n.I COMMAND\n[options] ...\n");
	append_section(out, "DESCRIPTION", help_about);
	buffer_append_text(out, ".SH COMMANDS\n");
	for (size_t i = 0; i < command_count(); i++)
		append_command(out, command_at(i));
	append_options(out);
	append_section(out, "EXIT STATUS", help_exit_status);
	append_surroundings(out);
	append_section(out, "SEE ALSO", "diffoscope(1), reprotest(1), npm(1)");
}

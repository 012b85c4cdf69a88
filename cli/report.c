/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/report.h"

#include <string.h>
#include <unistd.h>

#include "cli/environment.h"
#include "cli/output.h"

/* Whether the option asks for standard output: --json, --json=-. */
static bool
wants_stdout(const struct invocation *invocation, enum option_id option)
{
	const struct given *given = &invocation->options[option];

	for (size_t i = 0; i < given->count; i++)
		if (given->texts[i] == NULL || strcmp(given->texts[i], "-") == 0)
			return true;
	return false;
}

bool
report_is_json(const struct invocation *invocation)
{
	return wants_stdout(invocation, OPTION_json);
}

int
report_check(const struct invocation *invocation, struct error *err)
{
	if (!wants_stdout(invocation, OPTION_json) ||
	    !wants_stdout(invocation, OPTION_text))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--json and --text cannot both go to standard output; name a "
			 "file for one: --json=FILE");
}

/* For standard output, or for a file, which is the same on every machine. */
static struct report_style
style_for(const struct invocation *invocation, bool file)
{
	struct report_style style = { .verbose =
					      option_given(invocation, OPTION_verbose) };

	if (file)
		return style;
	style.colour = environment_colour(option_text(invocation, OPTION_colour));
	style.columns = environment_columns(STDOUT_FILENO);
	return style;
}

static int
deliver_text(const struct report *report, const struct invocation *invocation,
	     const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(OUTPUT_MAX);
	struct report_style style = style_for(invocation, strcmp(path, "-") != 0);

	report->to_text(report->subject, &style, &text);
	if (buffer_check(&text, err) < 0)
		return error_wrap(err, "the report");
	return output_to_file(path, buffer_bytes(&text), 0644, err);
}

static int
deliver_json(const struct report *report, const char *path, struct error *err)
{
	cleanup_json struct json *json = report->to_json(report->subject);

	return output_json(json, path, err);
}

static bool
is_file(const char *path)
{
	return path != NULL && strcmp(path, "-") != 0;
}

int
report_deliver(const struct report *report, const struct invocation *invocation,
	       struct run *run, struct error *err)
{
	const struct given *json = &invocation->options[OPTION_json];
	const struct given *text = &invocation->options[OPTION_text];

	screen_clear(&run->screen);
	for (size_t i = 0; i < json->count; i++)
		if (is_file(json->texts[i]) &&
		    deliver_json(report, json->texts[i], err) < 0)
			return -1;
	for (size_t i = 0; i < text->count; i++)
		if (is_file(text->texts[i]) &&
		    deliver_text(report, invocation, text->texts[i], err) < 0)
			return -1;
	if (report_is_json(invocation))
		return deliver_json(report, "-", err);
	return deliver_text(report, invocation, "-", err);
}

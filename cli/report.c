/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/report.h"

#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/environment.h"
#include "cli/output.h"

static const struct {
	const struct report_form *form;
	enum option_id option;
} forms[] = {
#define REPORT_FORM(name) { &report_form_##name, OPTION_##name },
#include "compare/report_forms.def"
#undef REPORT_FORM
};

enum { FORMS = array_length(forms) };

/* Without an argument, and as "-": standard output. */
static bool
is_stdout(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0;
}

/* Whether the option asks for standard output: --json, --json=-. */
static bool
wants_stdout(const struct invocation *invocation, enum option_id option)
{
	const struct given *given = &invocation->options[option];

	for (size_t i = 0; i < given->count; i++)
		if (is_stdout(given->texts[i]))
			return true;
	return false;
}

/* The form for standard output: the one that asks for it, or the first of the table. */
static size_t
form_of_stdout(const struct invocation *invocation)
{
	for (size_t i = 1; i < FORMS; i++)
		if (wants_stdout(invocation, forms[i].option))
			return i;
	return 0;
}

bool
report_has_stdout(const struct invocation *invocation)
{
	return form_of_stdout(invocation) != 0;
}

static bool
names_file(const struct invocation *invocation, enum option_id option, const char *path)
{
	const struct given *given = &invocation->options[option];

	for (size_t i = 0; i < given->count; i++)
		if (!is_stdout(given->texts[i]) && strcmp(given->texts[i], path) == 0)
			return true;
	return false;
}

/* A file that another form is written to as well would lose one of the two. */
static int
check_files(const struct invocation *invocation, size_t form, struct error *err)
{
	const struct given *given = &invocation->options[forms[form].option];

	for (size_t i = 0; i < given->count; i++)
		for (size_t other = 0; other < form; other++)
			if (!is_stdout(given->texts[i]) &&
			    names_file(invocation, forms[other].option, given->texts[i]))
				return error_set(err, ERROR_USAGE,
						 "--%s and --%s cannot both go to %s",
						 forms[other].form->name,
						 forms[form].form->name, given->texts[i]);
	return 0;
}

int
report_check(const struct invocation *invocation, struct error *err)
{
	const char *first = NULL;

	for (size_t i = 0; i < FORMS; i++) {
		const char *name = forms[i].form->name;

		if (check_files(invocation, i, err) < 0)
			return -1;
		if (!wants_stdout(invocation, forms[i].option))
			continue;
		if (first != NULL)
			return error_set(
				err, ERROR_USAGE,
				"--%s and --%s cannot both go to standard output; "
				"name a file for one: --%s=FILE",
				first, name, name);
		first = name;
	}
	return 0;
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
deliver(const struct report *report, const struct invocation *invocation, size_t form,
	const char *path, struct error *err)
{
	struct report_style style = style_for(invocation, !is_stdout(path));
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);

	if (form == 0 && report->to_text != NULL)
		report->to_text(report->subject, &style, &out);
	else
		forms[form].form->write(report->document, &style, &out);
	if (buffer_check(&out, err) < 0)
		return error_wrap(err, "the report");
	return output_to_file(path, buffer_bytes(&out), 0644, err);
}

/* What went wrong first is what is told. */
static void
keep_first(struct error *err, int delivered, const struct error *reason)
{
	if (delivered < 0 && err->kind == ERROR_NONE)
		*err = *reason;
}

static void
deliver_files(const struct report *report, const struct invocation *invocation,
	      size_t form, struct error *err)
{
	const struct given *given = &invocation->options[forms[form].option];

	for (size_t i = 0; i < given->count; i++) {
		struct error reason = { .kind = ERROR_NONE };

		if (!is_stdout(given->texts[i]))
			keep_first(err,
				   deliver(report, invocation, form, given->texts[i],
					   &reason),
				   &reason);
	}
}

int
report_deliver(const struct report *report, const struct invocation *invocation,
	       struct run *run, struct error *err)
{
	struct error first = { .kind = ERROR_NONE }, reason = { .kind = ERROR_NONE };

	screen_clear(&run->screen);
	for (size_t i = 0; i < FORMS; i++)
		deliver_files(report, invocation, i, &first);
	keep_first(&first,
		   deliver(report, invocation, form_of_stdout(invocation), "-", &reason),
		   &reason);
	if (first.kind == ERROR_NONE)
		return 0;
	*err = first;
	return -1;
}

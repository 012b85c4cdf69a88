/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/run.h"
#include "compare/libraries.h"
#include "sandbox/confine.h"

struct work {
	struct bytes content;			  /* borrowed */
	const struct comparison_options *options; /* borrowed */
};

/* The answer of the child: the size of the result in decimal and a newline, the result,
 * the ledger line by line.  The result is large: it is written where it is sent from. */
static int
normalize_in_child(void *context, struct buffer *out, struct error *err)
{
	enum { DIGITS = 20 };
	const struct work *work = context;
	cleanup_strings struct strings ledger = { 0 };
	size_t start;
	char size[DIGITS + 2];

	buffer_printf(out, "%0*d\n", DIGITS, 0);
	start = out->size;
	if (normalize(work->content, work->options, out, &ledger, err) < 0)
		return -1;
	snprintf(size, sizeof(size), "%0*zu", DIGITS, out->size - start);
	memcpy(out->data + start - DIGITS - 1, size, DIGITS);
	for (size_t i = 0; i < ledger.count; i++)
		buffer_printf(out, "%s\n", ledger.items[i]);
	return buffer_check(out, err);
}

/* Takes the answer apart as if the input had written it. */
static int
read_answer(struct bytes answer, struct bytes *result, struct bytes *ledger,
	    struct error *err)
{
	struct cursor at = cursor_on(answer);
	struct bytes line = cursor_take_line(&at);
	uint64_t size = 0;

	for (size_t i = 0; i < line.size; i++) {
		bool digit = line.data[i] >= '0' && line.data[i] <= '9';

		if (!digit || size > at.rest.size)
			return error_set(err, ERROR_MALFORMED,
					 "the parser's answer is none");
		size = size * 10 + (line.data[i] - '0');
	}
	if (line.size == 0 || size > at.rest.size)
		return error_set(err, ERROR_MALFORMED, "the parser's answer is none");
	*result = cursor_take(&at, (size_t)size);
	*ledger = at.rest;
	return 0;
}

static int
print_ledger(const char *path, struct bytes ledger, struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	struct cursor at = cursor_on(ledger);

	while (at.rest.size > 0) {
		output_add_safe(&out, bytes_of_text(path), "");
		buffer_append_text(&out, ": ");
		output_add_safe(&out, cursor_take_line(&at), "\\");
		buffer_append_text(&out, "\n");
	}
	if (buffer_check(&out, err) < 0)
		return error_wrap(err, "the ledger of %s", path);
	return output_print(buffer_bytes(&out), err);
}

static mode_t
mode_of(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 ? about.st_mode & 07777 : 0644;
}

/* A file that takes the place of one name would leave the old content under the others.
 */
static int
replace_file(const char *path, struct bytes result, struct error *err)
{
	struct stat about;

	if (stat(path, &about) == 0 && about.st_nlink > 1)
		return error_set(
			err, ERROR_USAGE,
			"%s has %lu names (hard links), and would keep one of them; "
			"use --output",
			path, (unsigned long)about.st_nlink);
	return output_to_file(path, result, mode_of(path), err);
}

/* Says of one file what --check wants to know, writes it where -o or -i say. */
static int
store_result(const struct invocation *invocation, const char *path, struct bytes result,
	     bool changed, struct error *err)
{
	const char *output = option_text(invocation, OPTION_output);

	if (option_given(invocation, OPTION_check)) {
		if (changed && !option_given(invocation, OPTION_quiet))
			complain("%s is not in canonical form", path);
		return changed ? EXIT_DIFFERENT : EXIT_FINE;
	}
	if (output != NULL)
		return output_to_file(output, result, mode_of(path), err);
	if (option_given(invocation, OPTION_in_place) && changed)
		return replace_file(path, result, err);
	return EXIT_FINE;
}

static int
normalize_file(const struct invocation *invocation, const struct run *run,
	       const char *path, struct error *err)
{
	cleanup_mapping struct mapping file = { 0 };
	cleanup_buffer struct buffer answer = BUFFER_INIT(SIZE_MAX);
	struct work work = { .options = &run->session.comparison };
	struct confined confined = { .open = compare_libraries_open,
				     .run = normalize_in_child,
				     .context = &work,
				     .answer_limit = work.options->limits.memory,
				     .memory = work.options->limits.memory };
	struct bytes result = { 0 }, ledger = { 0 };

	if (mapping_open(&file, path, err) < 0)
		return -1;
	work.content = file.bytes;
	if (confine_run(&confined, &run->session.cancel, &answer, err) < 0 ||
	    read_answer(buffer_bytes(&answer), &result, &ledger, err) < 0)
		return error_wrap(err, "%s", path);
	if (option_given(invocation, OPTION_list) && print_ledger(path, ledger, err) < 0)
		return -1;
	return store_result(invocation, path, result, !bytes_equal(result, file.bytes),
			    err);
}

static int
check_choice(const struct invocation *invocation, struct error *err)
{
	bool output = option_given(invocation, OPTION_output);
	bool in_place = option_given(invocation, OPTION_in_place);
	bool check = option_given(invocation, OPTION_check);

	if (output + in_place + check > 1)
		return error_set(
			err, ERROR_USAGE,
			"normalize: --output, --in-place and --check exclude each other");
	if (output + in_place + check == 0 && !option_given(invocation, OPTION_list))
		return error_set(err, ERROR_USAGE,
				 "normalize: say where the result goes: --output FILE, "
				 "or --in-place; or ask with --check or --list only");
	if (output && option_given(invocation, OPTION_list) &&
	    strcmp(option_text(invocation, OPTION_output), "-") == 0)
		return error_set(err, ERROR_USAGE,
				 "normalize: the ledger of --list goes to standard "
				 "output; name a file for --output");
	if (output && invocation->argument_count > 1)
		return error_set(
			err, ERROR_USAGE,
			"normalize: --output takes one FILE; several go --in-place");
	return 0;
}

/* Of several files, those after one that fails are written all the same, unless nobody is
 * there any more to want them. */
static bool
is_last_word(const struct invocation *invocation, size_t index)
{
	return interrupt_signal() != 0 || output_was_left() ||
	       index + 1 == invocation->argument_count;
}

static int
normalize_run(const struct invocation *invocation, struct error *err)
{
	cleanup_run struct run run = { 0 };
	int worst = EXIT_FINE;

	if (check_choice(invocation, err) < 0 ||
	    run_begin(&run, invocation, RUN_WITHOUT_CACHE, err) < 0)
		return -1;
	for (size_t i = 0; i < invocation->argument_count; i++) {
		int status =
			normalize_file(invocation, &run, invocation->arguments[i], err);

		if (status < 0 && is_last_word(invocation, i))
			return -1;
		if (status < 0) {
			complain("%s", err->message);
			status = EXIT_TROUBLE;
		}
		worst = status > worst ? status : worst;
	}
	return worst;
}

const struct command command_normalize = {
	.name = "normalize",
	.arguments = "FILE...",
	.summary = "write a file in canonical form, with a ledger of what was changed",
	.description =
		"Puts the canonical value of each rule of the profile in place of what "
		"the file holds, and recomputes what follows from it. Two files that are "
		"equivalent under a profile have the same canonical form.\n\n"
		"A file is replaced as a whole or not at all, by one that is written "
		"beside "
		"it first, and keeps its mode, its owner, access lists and attributes of "
		"users; its time is that of the writing. A symbolic link is followed. A "
		"file "
		"with several names (hard links) is refused with --in-place, as it would "
		"keep "
		"one of them. Where one of several files fails, the others are written "
		"all "
		"the same.",
	.examples = "cupel normalize package.tgz -o canonical.tgz\n"
		    "cupel normalize --in-place --list dist/*.tgz\n"
		    "cupel normalize --check dist/*.tgz\n",
	.exit_status = "0: done. 1: with --check, a file is not in canonical form. 2: "
		       "usage, input or output, or a kind of file that is not rewritten.",
	.takes = TAKES_RULES | TAKES_LIMITS | TAKES(context) | TAKES(timeout) |
		 TAKES(output) | TAKES(in_place) | TAKES(check) | TAKES(list),
	.least = 1,
	.most = ANY_NUMBER,
	.run = normalize_run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/run.h"
#include "compare/libraries.h"
#include "rebuild/check.h"
#include "sandbox/confine.h"

static int
tile_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct bytes *content = context;

	return tiles_to_text(*content, out, err);
}

static int
print_tiles(const struct invocation *invocation, const struct run *run, struct error *err)
{
	const char *path = invocation->arguments[0];
	cleanup_buffer struct buffer answer = BUFFER_INIT(OUTPUT_MAX);
	cleanup_buffer struct buffer text = BUFFER_INIT(OUTPUT_MAX);
	cleanup_mapping struct mapping file = { 0 };
	struct confined confined = { .open = compare_libraries_open,
				     .run = tile_in_child,
				     .context = &file.bytes,
				     .answer_limit = OUTPUT_MAX,
				     .memory = run->session.comparison.limits.memory };

	if (invocation->argument_count != 1)
		return error_set(err, ERROR_USAGE, "compare --tiles takes one FILE");
	if (mapping_open(&file, path, err) < 0)
		return -1;
	if (confine_run(&confined, &run->session.cancel, &answer, err) < 0)
		return error_wrap(err, "%s", path);
	/* The child may have been taken over by what it read. */
	output_add_safe(&text, buffer_bytes(&answer), "\n\\");
	if (buffer_check(&text, err) < 0)
		return error_wrap(err, "the tiles of %s", path);
	return output_print(buffer_bytes(&text), err) < 0 ? -1 : EXIT_FINE;
}

static int
compare_run(const struct invocation *invocation, struct error *err)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_document struct document document = { 0 };
	struct report report = { &document, NULL, NULL };
	cleanup_run struct run run = { 0 };

	if (report_check(invocation, err) < 0 ||
	    run_begin(&run, invocation, RUN_WITHOUT_CACHE, err) < 0)
		return -1;
	if (option_given(invocation, OPTION_tiles))
		return print_tiles(invocation, &run, err);
	if (invocation->argument_count != 2)
		return error_set(err, ERROR_USAGE,
				 "compare needs two files or folders: PUBLISHED REBUILT");
	if (compare_confined(&comparison, &run.session, invocation->arguments[0],
			     invocation->arguments[1], err) < 0)
		return -1;
	document_of_comparison(&document, &comparison);
	if (report_deliver(&report, invocation, &run, err) < 0)
		return -1;
	return outcome_exit(document.outcome, option_given(invocation, OPTION_strict));
}

const struct command command_compare = {
	.name = "compare",
	.arguments = "PUBLISHED REBUILT",
	.summary = "account for every byte in which two files or folders differ",
	.description =
		"Cuts both sides into named parts, archives within archives, and reports "
		"each difference: as a finding, as normalised by a named rule, or as "
		"following from another one. Two files are identical only when their "
		"bytes are.\n\n"
		"The inputs may be hostile: they are read in a process that has no files "
		"and no network. With --tiles it prints how one FILE is cut.\n\n"
		"With --quiet the SHA-256 and SHA-512 of both sides are not computed.",
	.examples = "cupel compare published.tgz rebuilt.tgz\n"
		    "cupel compare --context npm --json=report.json published.tgz "
		    "rebuilt.tgz\n"
		    "cupel compare --tiles published.tgz\n",
	.exit_status = "0: identical or equivalent. 1: different; with --strict also "
		       "equivalent. 2: usage, input or output. 3: a limit was hit before "
		       "all was compared.",
	.takes = TAKES_RULES | TAKES_LIMITS | TAKES_FORMS | TAKES(context) |
		 TAKES(strict) | TAKES(dump) | TAKES(timeout) | TAKES(tiles),
	.least = 1,
	.most = 2,
	.run = compare_run,
};

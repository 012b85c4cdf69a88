/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cleanup.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/walk.h"

static const char log_name[] = "build.log";

/* Copies one file into the folder under `name`, and says so on standard output. */
static int
keep(const struct invocation *invocation, const char *path, const char *name,
     struct error *err)
{
	cleanup_free char *to = path_join(option_text(invocation, OPTION_output), name);
	cleanup_buffer struct buffer line = BUFFER_INIT(OUTPUT_MAX);

	if (path == NULL || !file_exists(path))
		return 0;
	if (file_copy(path, to, err) < 0)
		return -1;
	if (report_has_stdout(invocation)) /* which it is for, then */
		return 0;
	output_add_safe(&line, bytes_of_text(to), "");
	buffer_append_text(&line, "\n");
	return output_print(buffer_bytes(&line), err);
}

/* A release of several files is a folder of them. */
static int
keep_output(const struct invocation *invocation, const struct build *build,
	    const struct recipe *recipe, struct error *err)
{
	const char *path = build->output_path;

	if (path == NULL || !folder_exists(path))
		return keep(invocation, path, path != NULL ? path_name(path) : "", err);
	for (size_t i = 0; i < recipe->outputs.count; i++) {
		const char *name = path_name(recipe->outputs.items[i]);
		cleanup_free char *one = path_join(path, name);

		if (keep(invocation, one, name, err) < 0)
			return -1;
	}
	return 0;
}

static int
keep_build(const struct invocation *invocation, const struct check *check,
	   struct run *run, struct error *err)
{
	if (folder_make(option_text(invocation, OPTION_output), err) < 0)
		return -1;
	screen_clear(&run->screen);
	if (keep_output(invocation, &check->build, &check->recipe, err) < 0)
		return -1;
	return keep(invocation, check->build.log_path, log_name, err);
}

static int
rebuild_run(const struct invocation *invocation, struct error *err)
{
	cleanup_walked struct walked walked = { 0 };
	cleanup_run struct run run = { 0 };

	if (!option_given(invocation, OPTION_output))
		return error_set(
			err, ERROR_USAGE,
			"rebuild needs --output DIR, the folder for what is built");
	if (walk_road(&walked, &run, invocation, STOP_BUILD, err) < 0 ||
	    keep_build(invocation, &walked.check, &run, err) < 0 ||
	    walk_report(&walked, &run, invocation, err) < 0)
		return -1;
	return check_exit(&walked.check, false);
}

const struct command command_rebuild = {
	.name = "rebuild",
	.arguments = "TARGET --output DIR",
	.summary = "build a published package again from its source",
	.description =
		"TARGET is as for check. Stops after the build: the rebuilt package and "
		"the log of all its steps (build.log) are put into DIR, which is made "
		"where it does not exist. Of a build that failed the log is kept.",
	.examples = "cupel rebuild npm:is-number@7.0.0 -o rebuilt\n"
		    "cupel rebuild npm:is-number@7.0.0 --recipe recipe.yaml -o rebuilt\n",
	.exit_status = "0: built. 2: usage, network, input or output. 3: no source, or a "
		       "build that failed.",
	.takes = TAKES_ROAD | TAKES(recipe) | TAKES(on_failure) | TAKES(record_inputs) |
		 TAKES(environment) | TAKES(network) | TAKES(package) | TAKES(build_option) |
		 TAKES(output) | TAKES(vary) | TAKES(limit),
	.least = 1,
	.most = ANY_NUMBER,
	.run = rebuild_run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_note.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/build_cause.h"

int
build_note_line(const struct build *build, const char *word, const char *text,
		struct error *err)
{
	cleanup_close int log =
		open(build->log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);

	if (log < 0 || dprintf(log, "=== %s: %s\n", word, text) < 0)
		return error_set_errno(err, "%s", build->log_path);
	return 0;
}

uint64_t
build_note_size(const struct build *build)
{
	struct stat st;

	return stat(build->log_path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

void
build_note_failure(struct build *build, const char *phase, const char *command,
		   uint64_t start)
{
	cleanup_mapping struct mapping log = { 0 };
	const struct build_step *step = &build->steps[build->step_count - 1];
	const struct build_cause *cause = NULL;
	struct error ignored = { 0 };

	if (mapping_open(&log, build->log_path, &ignored) == 0)
		cause = build_cause_find(phase, bytes_slice(log.bytes, start, SIZE_MAX));
	replace_text(&build->phase, xstrdup(phase));
	build->cause_name = step->stopped ? "limit" : cause != NULL ? cause->name : NULL;
	replace_text(&build->cause, cause != NULL && !step->stopped
					    ? xasprintf("%s: %s (%s)", command,
							cause->said, step->ending)
					    : xasprintf("%s: %s", command, step->ending));
}

/* Steps share most of what they use. */
static void
note_input(struct build *build, const struct sandbox_input *input)
{
	cleanup_free char *line = xasprintf("%s %s%s", input->path, input->sha256,
					    input->run ? " run" : "");

	if (!strings_contain(&build->inputs, line))
		strings_add(&build->inputs, line);
}

/* A signal that a limit sends does not say so itself; the caller frees. */
static char *
describe_end(const struct sandbox_result *result)
{
	cleanup_free char *ending = sandbox_result_describe(result);

	if (result->end != SANDBOX_SIGNALED || result->limits.count == 0)
		return steal_pointer(&ending);
	return xasprintf("%s: %s", ending, result->limits.items[0]);
}

void
build_note_step(struct build *build, const char *command, bool network,
		const struct sandbox_result *result)
{
	struct build_step step = {
		.command = xstrdup(command),
		.network = network,
		.ending = describe_end(result),
		.stopped = result->end != SANDBOX_EXITED && result->limits.count > 0,
		.succeeded = result->end == SANDBOX_EXITED && result->exit_code == 0,
		.milliseconds = result->wall_milliseconds,
	};

	array_append(build->steps, build->step_count, step);
	/* A limit that is looked at, not held, is named where it is hit. */
	for (size_t i = 0; i < result->weakened.count; i++)
		if (!text_starts_with(result->weakened.items[i],
				      control_name(CONTROL_disk_limit)) &&
		    !strings_contain(&build->weakened, result->weakened.items[i]))
			strings_add(&build->weakened, result->weakened.items[i]);
	for (size_t i = 0; i < result->input_count; i++)
		note_input(build, &result->inputs[i]);
	strings_sort(&build->inputs);
	if (!step.succeeded)
		strings_add_all(&build->tail, &result->tail);
}

void
build_note_world(struct build *build, const struct sandbox_plan *plan)
{
	if (build->look != NULL)
		return;
	build->look = sandbox_look_to_json(&plan->look);
	json_set(build->look, "environment", json_new_strings(&plan->environment));
}

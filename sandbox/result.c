/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "sandbox/sandbox.h"

void
sandbox_result_release(struct sandbox_result *result)
{
	for (size_t i = 0; i < CONTROLS; i++)
		free(result->controls[i].why);
	for (size_t i = 0; i < result->output_count; i++) {
		if (result->outputs[i].fd >= 0)
			close(result->outputs[i].fd);
		free(result->outputs[i].why);
	}
	free(result->outputs);
	for (size_t i = 0; i < result->input_count; i++)
		free(result->inputs[i].path);
	free(result->inputs);
	strings_release(&result->weakened);
	strings_release(&result->limits);
	strings_release(&result->tail);
	*result = (struct sandbox_result){ 0 };
}

char *
sandbox_result_describe(const struct sandbox_result *result)
{
	const char *name;

	switch (result->end) {
	case SANDBOX_EXITED:
		return xasprintf("exit %d", result->exit_code);
	case SANDBOX_SIGNALED:
		name = sigabbrev_np(result->signal);
		return name != NULL ? xasprintf("killed by SIG%s", name)
				    : xasprintf("killed by signal %d", result->signal);
	case SANDBOX_TIMEOUT:
		return xasprintf("stopped at the time limit after %lld s",
				 (long long)(result->wall_milliseconds / 1000));
	case SANDBOX_STOPPED:
		return result->limits.count > 0
			       ? xasprintf("stopped: %s", result->limits.items[0])
			       : xstrdup("stopped at a limit");
	case SANDBOX_INTERRUPTED:
		return xstrdup("interrupted");
	case SANDBOX_NOT_STARTED:
		break;
	}
	return xasprintf("not started: %s", result->reason);
}

static struct json *
inputs_to_json(const struct sandbox_result *result)
{
	struct json *json = json_new_array();

	for (size_t i = 0; i < result->input_count; i++) {
		const struct sandbox_input *input = &result->inputs[i];
		struct json *one = json_new_object();

		json_set(one, "path", json_new_bytes(bytes_of_text(input->path)));
		json_set_text(one, "sha256", input->sha256);
		json_set_bool(one, "run", input->run);
		json_append(json, one);
	}
	return json;
}

static struct json *
controls_to_json(const struct sandbox_result *result)
{
	struct json *json = json_new_object();

	for (enum control i = 0; i < CONTROLS; i++) {
		struct json *one = json_new_object();

		json_set_text(one, "state",
			      control_state_name(result->controls[i].state));
		json_set_text(one, "why", result->controls[i].why);
		json_set(json, control_name(i), one);
	}
	return json;
}

struct json *
sandbox_result_to_json(const struct sandbox_result *result)
{
	static const char *const ends[] = {
		[SANDBOX_EXITED] = "exited",
		[SANDBOX_SIGNALED] = "signaled",
		[SANDBOX_TIMEOUT] = "timeout",
		[SANDBOX_STOPPED] = "stopped",
		[SANDBOX_INTERRUPTED] = "interrupted",
		[SANDBOX_NOT_STARTED] = "not-started",
	};
	struct json *json = json_new_object();

	json_set_text(json, "end", ends[result->end]);
	json_set_number(json, "exit_code", result->exit_code);
	json_set_number(json, "signal", result->signal);
	json_set_text(json, "reason", result->reason);
	json_set_number(json, "wall_milliseconds", result->wall_milliseconds);
	json_set_number(json, "cpu_milliseconds", result->cpu_milliseconds);
	json_set_number(json, "memory_peak", (int64_t)result->memory_peak);
	json_set_number(json, "log_size", (int64_t)result->log_size);
	json_set_number(json, "log_dropped", (int64_t)result->log_dropped);
	json_set_number(json, "leftovers", result->leftovers);
	json_set_number(json, "written", (int64_t)result->written);
	json_set_number(json, "processes", (int64_t)result->processes);
	json_set(json, "inputs", inputs_to_json(result));
	json_set(json, "controls", controls_to_json(result));
	json_set(json, "weakened", json_new_strings(&result->weakened));
	json_set(json, "limits", json_new_strings(&result->limits));
	json_set(json, "tail", json_new_strings(&result->tail));
	return json;
}

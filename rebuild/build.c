/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/build_job.h"
#include "rebuild/build_output.h"
#include "rebuild/environment.h"
#include "rebuild/variation.h"

void
build_release(struct build *build)
{
	for (size_t i = 0; i < build->step_count; i++) {
		free(build->steps[i].command);
		free(build->steps[i].ending);
	}
	free(build->steps);
	free(build->phase);
	free(build->cause);
	free(build->log_path);
	free(build->output_path);
	json_free(build->look);
	strings_release(&build->tail);
	strings_release(&build->weakened);
	strings_release(&build->requests);
	strings_release(&build->inputs);
	strings_release(&build->tools);
	strings_release(&build->tries);
	*build = (struct build){ 0 };
}

static struct json *
steps_to_json(const struct build *build)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < build->step_count; i++) {
		const struct build_step *step = &build->steps[i];
		struct json *object = json_new_object();

		json_set_text(object, "command", step->command);
		json_set_bool(object, "network", step->network);
		json_set_text(object, "ending", step->ending);
		json_set_bool(object, "succeeded", step->succeeded);
		json_append(array, object);
	}
	return array;
}

/* Times and paths stay out: the same build gives the same document. */
struct json *
build_to_json(const struct build *build)
{
	struct json *object = json_new_object();

	json_set_bool(object, "succeeded", build->succeeded);
	json_set_text(object, "phase", build->phase);
	json_set_text(object, "cause", build->cause);
	json_set_text(object, "cause_name", build->cause_name);
	json_set(object, "steps", steps_to_json(build));
	json_set(object, "tools", json_new_strings(&build->tools));
	json_set(object, "inputs", json_new_strings(&build->inputs));
	json_set(object, "requests", json_new_strings(&build->requests));
	json_set(object, "tries", json_new_strings(&build->tries));
	json_set(object, "look",
		 build->look != NULL ? json_clone(build->look) : json_new_null());
	json_set(object, "weakened", json_new_strings(&build->weakened));
	json_set(object, "tail", json_new_strings(&build->tail));
	return object;
}

static int
check_recipe(const struct recipe *recipe, const struct session *session,
	     const struct source *source, struct error *err)
{
	const char *name =
		session->environment != NULL ? session->environment->name : "host";

	if (source->tree == NULL)
		return error_set(err, ERROR_USAGE, "there is no source to build");
	if (recipe->environment != NULL && strcmp(recipe->environment, name) != 0)
		return error_set(err, ERROR_USAGE,
				 "the recipe is for the environment '%s', this is '%s'",
				 recipe->environment, name);
	if (recipe->outputs.count == 0)
		return error_set(err, ERROR_USAGE, "the recipe has no outputs");
	if (variation_check(recipe, err) < 0)
		return -1;
	if (recipe->directory != NULL && !path_is_inside(recipe->directory))
		return error_set(err, ERROR_USAGE, "the directory '%s' leaves the source",
				 recipe->directory);
	return 0;
}

static int
run_steps(struct build_job *job, const struct strings *steps, bool network,
	  bool *succeeded, struct error *err)
{
	for (size_t i = 0; i < steps->count && *succeeded; i++)
		if (build_job_step(job, steps->items[i], network, succeeded, err) < 0)
			return -1;
	return 0;
}

/* Where an output goes: beside the others, and beside nothing else. */
static char *
output_place(const struct build_job *job, const char *name)
{
	return xasprintf("%s/output/%s", job->folder, path_name(name));
}

static int
take_each(const struct build_job *job, struct error *err)
{
	const struct strings *outputs = &job->recipe->outputs;
	cleanup_free char *from = build_job_output_folder(job);

	for (size_t i = 0; i < outputs->count; i++) {
		cleanup_free char *to = output_place(job, outputs->items[i]);

		if (build_output_take(from, outputs->items[i], to, err) < 0)
			return -1;
	}
	return 0;
}

/* An output is looked at only after every step has succeeded: half a build is no build.
 */
static int
take_outputs(struct build_job *job, bool *succeeded, struct error *err)
{
	const struct strings *outputs = &job->recipe->outputs;
	cleanup_free char *folder = path_join(job->folder, "output");

	if (folder_make(folder, err) < 0)
		return -1;
	if (take_each(job, err) == 0) {
		job->build->output_path = outputs->count > 1
						  ? steal_pointer(&folder)
						  : output_place(job, outputs->items[0]);
		return 0;
	}
	if (err->kind == ERROR_SYSTEM)
		return -1;
	*succeeded = false;
	job->build->phase = xstrdup("build");
	job->build->cause = xstrdup(err->message);
	return 0;
}

static int
run(struct build_job *job, struct error *err)
{
	bool succeeded = true;

	if (build_job_open(job, err) < 0 || build_job_copy_source(job, err) < 0)
		return -1;
	if (run_steps(job, &job->recipe->fetch, true, &succeeded, err) < 0 ||
	    run_steps(job, &job->recipe->build, false, &succeeded, err) < 0)
		return -1;
	if (succeeded && take_outputs(job, &succeeded, err) < 0)
		return -1;
	job->build->succeeded = succeeded;
	return 0;
}

int
build_run(struct build *out, const struct session *session, const struct source *source,
	  const struct recipe *recipe, struct error *err)
{
	cleanup_build_job struct build_job job = {
		.session = session, .source = source, .recipe = recipe, .build = out
	};

	*out = (struct build){ 0 };
	if (check_recipe(recipe, session, source, err) < 0 || run(&job, err) < 0) {
		build_release(out);
		return -1;
	}
	return 0;
}

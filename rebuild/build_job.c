/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_job.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/build_history.h"
#include "rebuild/build_limits.h"
#include "rebuild/build_network.h"
#include "rebuild/build_note.h"
#include "rebuild/build_tree.h"
#include "rebuild/dist_tools.h"
#include "rebuild/environment.h"
#include "rebuild/variation.h"

enum { BUILD_MILLISECONDS = 30 * 60 * 1000 };

static const char usual_path[] = "/build/source";

/* Git's modes are 644 and 755 and nothing else; a tarball's or a folder's are made so,
 * for old packers keep what they find.  .git stays behind: no script is to ask it
 * anything, but where a recipe wants that (build_history.h). */
static char *
copy_step(const char *path, const char *history)
{
	return xasprintf("cd /source && mkdir '%s' && "
			 "find . -mindepth 1 -maxdepth 1 ! -name .git "
			 "-exec cp -RP --preserve=mode,timestamps,links -t '%s' {} + && "
			 "chmod -R u=rwX,go=rX '%s'%s",
			 path, path, path, history);
}

/* Where all that a build makes stays from step to step. */
static char *
tree_of(const struct build_job *job)
{
	return path_join(job->folder, "build");
}

void
build_job_release(struct build_job *job)
{
	struct error ignored = { 0 };

	if (job->folder != NULL) {
		cleanup_free char *tree = tree_of(job);

		tree_remove(tree, &ignored); /* cli removes all of scratch in the end */
	}
	toolchain_release(&job->toolchain);
	free(job->folder);
}

/* Of an environment of packages, those that most depends on. */
static void
note_packages(struct build_job *job)
{
	static const char *const usual[] = { "dpkg-dev", "debhelper", "libc6-dev",
					     "binutils", "autoconf",  "automake",
					     "libtool",	 "gettext" };
	const struct environment_lock *lock = &job->session->environment->lock;

	for (size_t i = 0; i < lock->package_count; i++) {
		const struct environment_package *package = &lock->packages[i];
		bool compiler = text_starts_with(package->name, "gcc-") &&
				strspn(package->name + strlen("gcc-"), "0123456789") ==
					strlen(package->name + strlen("gcc-"));

		for (size_t u = 0; u < array_length(usual); u++)
			compiler = compiler || strcmp(package->name, usual[u]) == 0;
		if (compiler)
			strings_add_format(&job->build->tools, "%s=%s", package->name,
					   package->version);
	}
}

static bool
makes_crates(const struct recipe *recipe)
{
	return text_is_same(recipe->strategy, "cargo-package");
}

/* Whom to ask for a version, with the Debian package that each is in. */
static const struct asked_tool {
	const char *name, *package;
	bool (*is_used)(const struct recipe *recipe);
} asked_tools[] = {
	{ "node", "nodejs", recipe_uses_npm },
	{ "npm", "npm", recipe_uses_npm },
	{ "cargo", "cargo", makes_crates },
};

/* Of an environment whose packages are known, only what is among them is asked. */
static bool
may_have(const struct build_job *job, const struct asked_tool *tool)
{
	const struct environment *environment = job->session->environment;

	if (!tool->is_used(job->recipe))
		return false;
	return environment == NULL || environment->lock.package_count == 0 ||
	       environment_lock_find(&environment->lock, tool->package) != NULL;
}

/* What was really used: what was fetched, and of the host's own what it says of itself.
 */
static int
note_tools(struct build_job *job, struct error *err)
{
	struct strings *tools = &job->build->tools;

	for (size_t i = 0; i < job->toolchain.count; i++) {
		const struct tool *tool = &job->toolchain.tools[i];
		cleanup_free char *name = toolchain_name(tool);

		strings_add_format(tools, "%s=%s", name, tool->version);
	}
	if (job->session->environment != NULL && job->session->environment->root != NULL)
		note_packages(job);
	else if (dist_tools_note(tools, job->session, job->recipe, err) < 0)
		return -1;
	for (size_t i = 0; i < array_length(asked_tools); i++) {
		const struct asked_tool *tool = &asked_tools[i];
		cleanup_free char *version = NULL;

		if (toolchain_named(tools, tool->name) != NULL || !may_have(job, tool))
			continue;
		if (toolchain_ask_host(&version, job->session, tool->name, err) < 0)
			return -1;
		if (version != NULL)
			strings_add_format(tools, "%s=%s", tool->name, version);
	}
	return 0;
}

static void
set_deadline(struct build_job *job)
{
	int64_t most = job->session->build_milliseconds > 0
			       ? job->session->build_milliseconds
			       : BUILD_MILLISECONDS;

	job->cancel = job->session->cancel;
	job->cancel.deadline =
		clock_milliseconds() + cancel_left(&job->session->cancel, most);
}

int
build_job_open(struct build_job *job, struct error *err)
{
	cleanup_free char *tree = NULL;

	if (folder_make_scratch(&job->folder, job->session->scratch, "build", err) < 0)
		return -1;
	tree = tree_of(job);
	if (folder_make(tree, err) < 0)
		return -1;
	job->build->log_path = path_join(job->folder, "log");
	if (toolchain_prepare(&job->toolchain, job->session, &job->recipe->tools, err) <
		    0 ||
	    note_tools(job, err) < 0)
		return -1;
	set_deadline(job);
	return 0;
}

static char *
package_folder(const struct recipe *recipe, const char *root)
{
	bool top = recipe->directory == NULL || strcmp(recipe->directory, ".") == 0 ||
		   *recipe->directory == '\0';

	return top ? xstrdup(root) : path_join(root, recipe->directory);
}

/* Where the source lies inside; borrowed. */
static const char *
source_path(const struct build_job *job)
{
	return job->recipe->path != NULL ? job->recipe->path : usual_path;
}

char *
build_job_output_folder(const struct build_job *job)
{
	cleanup_free char *copy =
		xasprintf("%s/build/%s", job->folder, path_name(source_path(job)));

	return package_folder(job->recipe, copy);
}

/* Package managers are quiet about everything that is not the package; each reads npm's
 * variables. */
static void
set_environment(struct sandbox_plan *plan)
{
	sandbox_plan_set(plan, "npm_config_audit", "false");
	sandbox_plan_set(plan, "npm_config_fund", "false");
	sandbox_plan_set(plan, "npm_config_update_notifier", "false");
}

static void
set_command(struct sandbox_plan *plan, const char *command)
{
	sandbox_plan_argument(plan, "/bin/sh");
	sandbox_plan_argument(plan, "-c");
	sandbox_plan_argument(plan, command);
}

static void
set_limits(const struct build_job *job, struct sandbox_plan *plan)
{
	int64_t own, *wall = &plan->limits.wall_milliseconds;

	if (job->session->limits != NULL)
		plan->limits = *job->session->limits;
	else
		build_limits_init(&plan->limits);
	own = *wall > 0 ? *wall : INT64_MAX;
	*wall = cancel_left(&job->cancel, own);
	if (*wall == 0) /* would mean no limit */
		*wall = 1;
}

/* The world that all steps share. */
static int
make_plan(const struct build_job *job, struct sandbox_plan *plan, struct error *err)
{
	environment_plan(plan, job->session->environment);
	set_limits(job, plan);
	toolchain_mount(&job->toolchain, plan);
	build_history_mount(job, plan);
	set_environment(plan);
	if (variation_apply(plan, job->recipe, err) < 0)
		return -1;
	if (job->session->record_inputs)
		plan->needs[CONTROL_inputs] = NEED_REQUIRED;
	plan->log_path = xstrdup(job->build->log_path);
	return 0;
}

static void
mount_tree(const struct build_job *job, struct sandbox_plan *plan)
{
	cleanup_free char *tree = tree_of(job);

	build_tree_mount(plan, tree, source_path(job), variation_wants_copy(job->recipe));
}

static int
keep_tree(const struct build_job *job, const struct sandbox_result *result,
	  struct error *err)
{
	cleanup_free char *tree = tree_of(job);

	return variation_wants_copy(job->recipe)
		       ? build_tree_keep(tree, result, &job->cancel, err)
		       : 0;
}

/* A shell in the world of a step that failed, as it has left it, without its network. */
static int
look_around(const struct build_job *job, struct sandbox_plan *plan, struct error *err)
{
	strings_release(&plan->arguments);
	sandbox_plan_argument(plan, "/bin/sh");
	replace_text(&plan->log_path, NULL);
	plan->limits.wall_milliseconds = 0;
	plan->network = NETWORK_NONE;
	plan->proxy_port = 0;
	return job->session->on_failure(job->session->on_failure_context, plan, err);
}

int
build_job_step(struct build_job *job, const char *command, bool network, bool *succeeded,
	       struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	cleanup_build_network struct build_network network_of = { 0 };
	const char *phase = network ? "fetch" : "build";
	const struct build_step *step;
	uint64_t start;

	if (make_plan(job, &plan, err) < 0)
		return -1;
	mount_tree(job, &plan);
	set_command(&plan, command);
	build_note_world(job->build, &plan);
	replace_text(&plan.directory, package_folder(job->recipe, source_path(job)));
	if (network && build_network_open(&network_of, job, command, &plan, err) < 0)
		return -1;
	if (build_note_line(job->build, phase, command, err) < 0)
		return -1;
	start = build_note_size(job->build);
	if (build_network_run(&network_of, &result, &plan, job, err) < 0)
		return error_wrap(err, "%s", command);
	if (cancel_check(&job->session->cancel, err) < 0 ||
	    keep_tree(job, &result, err) < 0)
		return -1;
	build_note_step(job->build, command, network, &result);
	step = &job->build->steps[job->build->step_count - 1];
	*succeeded = step->succeeded;
	if (!*succeeded)
		build_note_failure(job->build, phase, command, start);
	if (build_note_line(job->build, "end", step->ending, err) < 0)
		return -1;
	return *succeeded || job->session->on_failure == NULL
		       ? 0
		       : look_around(job, &plan, err);
}

int
build_job_copy_source(struct build_job *job, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	cleanup_free char *ending = NULL, *step = NULL, *history = NULL;
	cleanup_free char *tree = tree_of(job);

	if (build_history_make(job, err) < 0 || make_plan(job, &plan, err) < 0)
		return -1;
	plan.needs[CONTROL_clock] = NEED_OFF; /* times stay what they are */
	build_tree_mount(&plan, tree, source_path(job), false);
	history = build_history_copy(job, &plan, source_path(job));
	step = copy_step(source_path(job), history);
	set_command(&plan, step);
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, job->source->tree, "/source");
	if (sandbox_run(&result, &plan, NULL, &job->session->cancel, err) < 0)
		return error_wrap(err, "copying the source");
	if (cancel_check(&job->session->cancel, err) < 0)
		return -1;
	if (result.end == SANDBOX_EXITED && result.exit_code == 0)
		return 0;
	ending = sandbox_result_describe(&result);
	return error_set(err, ERROR_SYSTEM, "copying the source: %s: %s", ending,
			 result.tail.count > 0 ? result.tail.items[result.tail.count - 1]
					       : "");
}

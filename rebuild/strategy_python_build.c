/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `python -m build` makes the sdist, and from that the wheel, as it does for publishers;
 * without the isolated environment that it would fill from the network.  Where it is not
 * installed the backend's own hooks (PEP 517) are called.
 *
 * What decides beside the backend: flit's own command takes all that git knows, its
 * backend the module alone.  setuptools_scm, where it can be imported, does the same to
 * setuptools, whether it was asked for or not: so a git repository stands around the
 * source only where the source asks for that.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/python_tools.h"
#include "rebuild/strategy.h"

enum { WORTH = 60 };

static int
bid(const struct workshop *workshop, char **reason)
{
	if (!python_source_is_one(workshop->source))
		return 0;
	*reason = xstrdup("the source has what Python's build tools read");
	return WORTH;
}

/* What becomes a word of a command. */
static bool
is_plain(const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr("._+-", *at) == NULL)
			return false;
	return isalnum((unsigned char)name[0]);
}

static void
unset(struct strings *settings, const char *name)
{
	size_t size = strlen(name), kept = 0;

	for (size_t i = 0; i < settings->count; i++) {
		char *setting = settings->items[i];

		if (strncmp(setting, name, size) == 0 && setting[size] == '=')
			free(setting);
		else
			settings->items[kept++] = setting;
	}
	settings->count = kept;
}

/* One time of all files is what SOURCE_DATE_EPOCH was, or what the backend takes without
 * it.  flit keeps the times of the files otherwise; what it makes up itself would get the
 * time that is set. */
static void
set_time(struct recipe *recipe, const struct python_release *release, bool is_flit)
{
	int64_t time = release->sdist != NULL ? release->sdist_time : release->wheel_time;

	if (time > 0) {
		unset(&recipe->settings, "SOURCE_DATE_EPOCH");
		strings_add_format(&recipe->settings, "SOURCE_DATE_EPOCH=%lld",
				   (long long)time);
	} else if (is_flit) {
		unset(&recipe->settings, "SOURCE_DATE_EPOCH");
	}
}

static bool
backend_is(const struct python_source *python, const char *package)
{
	return text_is_same(python_backend_package(python->backend), package);
}

/* What the steps are made of. */
struct making {
	struct recipe *recipe; /* borrowed, these three */
	const struct python_source *python;
	const struct python_release *release;
	const char *dist; /* where the files are made: "../dist" */
};

/* flit before 3.5 wrote a setup.py for those who had no pip yet. */
static void
add_flit(const struct making *making, const struct inventory *inventory)
{
	bool setup = inventory_find(inventory, "setup.py") != NULL &&
		     !making->python->has_setup;

	strings_add_format(&making->recipe->build, "FLIT_NO_NETWORK=1 flit build%s%s",
			   making->release->wheel != NULL ? "" : " --format sdist",
			   setup ? " --setup-py" : "");
	strings_add_format(&making->recipe->build, "mv dist %s", making->dist);
	strings_add(&making->recipe->notes,
		    "the sdist holds files that only git knows: made by flit, not by its "
		    "backend alone");
}

/* -n and -x have had the same meaning in every version, unlike their long names. */
static void
add_build(const struct making *making)
{
	strings_add_format(&making->recipe->build, "python3 -m build -n -x%s --outdir %s",
			   making->release->wheel != NULL ? "" : " --sdist",
			   making->dist);
}

/* A step starts in the package's folder: what changes it is one step with what follows.
 */
static void
join_last(struct strings *steps)
{
	cleanup_free char *both = xasprintf("%s && %s", steps->items[steps->count - 2],
					    steps->items[steps->count - 1]);

	strings_cut(steps, steps->count - 2);
	strings_add(steps, both);
}

/* PEP 517: "MODULE:OBJECT", the source's own modules first where it says so. */
static void
add_hook(const struct making *making, const char *hook, const char *dist)
{
	const struct python_source *python = making->python;
	size_t size = strcspn(python->backend, ":");
	const char *object = python->backend + size + (python->backend[size] == ':');
	cleanup_free char *path = NULL;

	if (python->backend_path != NULL)
		path = xasprintf("PYTHONPATH=%s ", python->backend_path);
	strings_add_format(
		&making->recipe->build,
		"%spython3 -c 'import %.*s as backend; backend%s%s.%s(\"%s\")'",
		path != NULL ? path : "", (int)size, python->backend,
		*object != '\0' ? "." : "", object, hook, dist);
}

/* As build does it: the wheel from what is in the sdist, which is unpacked beside it. */
static void
add_hooks(const struct making *making)
{
	struct strings *steps = &making->recipe->build;

	strings_add_format(steps, "mkdir %s", making->dist);
	add_hook(making, "build_sdist", making->dist);
	if (making->release->wheel != NULL) {
		strings_add_format(steps, "cd %s && tar -xf *.tar.gz", making->dist);
		strings_add_format(steps, "cd %s/*/", making->dist);
		add_hook(making, "build_wheel", "..");
		join_last(steps);
	}
	strings_add(&making->recipe->notes,
		    "python3-build is not installed: the backend's "
		    "hooks are called without it");
}

/* The backend may spell the name otherwise than the one that published did. */
static int
add_output(const struct making *making, const char *name, const char *ending,
	   struct error *err)
{
	if (!is_plain(name))
		return error_set(err, ERROR_MALFORMED,
				 "\"%.100s\" is no name that Python's tools give a file",
				 name);
	strings_add_format(&making->recipe->build, "mv %s/*%s %s", making->dist, ending,
			   name);
	strings_add(&making->recipe->outputs, name);
	return 0;
}

static int
add_outputs(const struct making *making, struct error *err)
{
	const char *sdist = making->release->sdist, *wheel = making->release->wheel;

	if (sdist != NULL &&
	    add_output(making, sdist, text_ends_with(sdist, ".zip") ? ".zip" : ".tar.gz",
		       err) < 0)
		return -1;
	return wheel == NULL ? 0 : add_output(making, wheel, ".whl", err);
}

/* The commit's own repository; of a tarball there is none, and the version is told. */
static void
add_history(const struct making *making, const struct workshop *workshop)
{
	struct recipe *recipe = making->recipe;
	const char *version = making->release->version;

	if (workshop->source->kind == SOURCE_GIT) {
		recipe->history = xstrdup("git");
		strings_add(&recipe->build, "git reset --quiet");
		return;
	}
	if (!is_plain(version))
		return;
	strings_add_format(&recipe->settings, "SETUPTOOLS_SCM_PRETEND_VERSION=%s",
			   version);
	strings_add_format(&recipe->settings, "PBR_VERSION=%s", version);
	recipe->assisted = xstrdup("the version, which the build asks git for, was taken "
				   "from the published files");
}

static void
note_tools(struct recipe *recipe, const struct python_tools *tools)
{
	cleanup_free char *list = strings_join(&tools->versions, ", ");

	if (tools->versions.count > 0)
		strings_add_format(&recipe->notes, "built with %s", list);
	strings_add_all(&recipe->notes, &tools->notes);
}

static void
take_environment(struct recipe *recipe, struct python_tools *tools)
{
	strings_add_all(&recipe->packages, &tools->packages);
	if (tools->environment == NULL)
		return;
	replace_text(&recipe->environment, steal_pointer(&tools->environment));
	replace_text(&recipe->environment_digest, NULL);
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	cleanup_python_source struct python_source python = { 0 };
	cleanup_python_tools struct python_tools tools = { 0 };
	const struct python_release *release = workshop->release->python;
	cleanup_free char *out = source_way_out(workshop->source), *dist = NULL;
	struct making making = { recipe, &python, release, NULL };
	bool flit, whole;

	(void)wish;
	if (python_source_read(&python, workshop->session, workshop->source, err) < 0 ||
	    python_tools_choose(&tools, workshop->session, &python, release, err) < 0)
		return -1;
	making.dist = dist = path_join(out, "dist");
	flit = backend_is(&python, "flit_core");
	whole = flit && release->own_manifest &&
		python_tools_version(&tools, "flit") != NULL &&
		workshop->source->kind == SOURCE_GIT;
	set_time(recipe, release, flit || backend_is(&python, "flit"));
	if (python.asks_git || whole)
		add_history(&making, workshop);
	if (whole)
		add_flit(&making, workshop->inventory);
	else if (python_tools_version(&tools, "build") != NULL)
		add_build(&making);
	else
		add_hooks(&making);
	note_tools(recipe, &tools);
	take_environment(recipe, &tools);
	return add_outputs(&making, err);
}

const struct strategy strategy_python_build = {
	.name = "python-build",
	.ecosystem = "pypi",
	.bid = bid,
	.plan = plan,
};

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

#define DIST_AT "/build/dist"

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

static bool
has_file(const struct inventory *inventory, const char *path)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (strcmp(inventory->entries[i].path, path) == 0)
			return true;
	return false;
}

/* flit before 3.5 wrote a setup.py for those who had no pip yet. */
static void
add_flit(struct recipe *recipe, const struct workshop *workshop,
	 const struct python_source *python)
{
	bool setup = has_file(workshop->inventory, "setup.py") && !python->has_setup;
	const char *formats =
		workshop->release->python->wheel != NULL ? "" : " --format sdist";

	strings_add_format(&recipe->build, "FLIT_NO_NETWORK=1 flit build%s%s", formats,
			   setup ? " --setup-py" : "");
	strings_add(&recipe->build, "mv dist " DIST_AT);
	strings_add(&recipe->notes, "the sdist holds files that only git knows: made by "
				    "flit, not by its backend alone");
}

static void
add_build(struct recipe *recipe, const struct python_release *release)
{
	strings_add_format(&recipe->build,
			   "python3 -m build --no-isolation --skip-dependency-check%s "
			   "--outdir " DIST_AT,
			   release->wheel != NULL ? "" : " --sdist");
}

/* PEP 517: "MODULE:OBJECT", the source's own modules first where it says so. */
static void
add_hook(struct recipe *recipe, const struct python_source *python, const char *hook,
	 const char *folder)
{
	size_t size = strcspn(python->backend, ":");
	const char *object =
		python->backend[size] == ':' ? python->backend + size + 1 : NULL;

	strings_add_format(&recipe->build,
			   "%s%s%s%s%smkdir -p " DIST_AT " && python3 -c "
			   "'import %.*s as backend; backend%s%s.%s(\"" DIST_AT "\")'",
			   folder, *folder != '\0' ? " && " : "",
			   python->backend_path != NULL ? "export PYTHONPATH=$PWD/" : "",
			   python->backend_path != NULL ? python->backend_path : "",
			   python->backend_path != NULL ? " && " : "", (int)size,
			   python->backend, object != NULL ? "." : "",
			   object != NULL ? object : "", hook);
}

static void
add_hooks(struct recipe *recipe, const struct python_source *python,
	  const struct python_release *release)
{
	add_hook(recipe, python, "build_sdist", "");
	if (release->wheel != NULL)
		add_hook(recipe, python, "build_wheel",
			 "mkdir /build/unpacked && tar -xf " DIST_AT
			 "/*.tar.gz -C /build/unpacked && cd /build/unpacked/*");
	strings_add(&recipe->notes,
		    "python3-build is not installed: the backend's hooks are "
		    "called without it");
}

/* The backend may spell the name otherwise than the one that published did. */
static int
add_output(struct recipe *recipe, const char *name, const char *ending, struct error *err)
{
	if (!is_plain(name))
		return error_set(err, ERROR_MALFORMED,
				 "\"%.100s\" is no name that Python's tools give a file",
				 name);
	strings_add_format(&recipe->build, "mv " DIST_AT "/*%s %s", ending, name);
	strings_add(&recipe->outputs, name);
	return 0;
}

static int
add_outputs(struct recipe *recipe, const struct python_release *release,
	    struct error *err)
{
	if (release->sdist != NULL &&
	    add_output(recipe, release->sdist,
		       text_ends_with(release->sdist, ".zip") ? ".zip" : ".tar.gz",
		       err) < 0)
		return -1;
	return release->wheel == NULL ? 0
				      : add_output(recipe, release->wheel, ".whl", err);
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
	if (tools->environment == NULL)
		return;
	replace_text(&recipe->environment, steal_pointer(&tools->environment));
	replace_text(&recipe->environment_digest, NULL);
	strings_add_all(&recipe->packages, &tools->packages);
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	cleanup_python_source struct python_source python = { 0 };
	cleanup_python_tools struct python_tools tools = { 0 };
	const struct python_release *release = workshop->release->python;
	bool flit;

	(void)wish;
	if (python_source_read(&python, workshop->session, workshop->source, err) < 0 ||
	    python_tools_choose(&tools, workshop->session, &python, release, err) < 0)
		return -1;
	flit = backend_is(&python, "flit_core");
	set_time(recipe, release, flit || backend_is(&python, "flit"));
	if (flit && release->own_manifest && python_tools_version(&tools, "flit") != NULL)
		add_flit(recipe, workshop, &python);
	else if (python_tools_version(&tools, "build") != NULL)
		add_build(recipe, release);
	else
		add_hooks(recipe, &python, release);
	note_tools(recipe, &tools);
	take_environment(recipe, &tools);
	return add_outputs(recipe, release, err);
}

const struct strategy strategy_python_build = {
	.name = "python-build",
	.ecosystem = "pypi",
	.bid = bid,
	.plan = plan,
};

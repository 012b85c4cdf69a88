/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_tools.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "sandbox/sandbox.h"

enum { ASKING_MILLISECONDS = 60000 };

#define AUTOTOOLS "autoconf automake libtoolize autopoint msgfmt make gcc git"

static const struct {
	const char *strategy, *programs;
} rows[] = {
	{ "autotools", AUTOTOOLS },	  { "maketgz", AUTOTOOLS },
	{ "meson", "meson git gcc" },	  { "cmake", "cmake gcc" },
	{ "git-archive", "git gzip xz" }, { "makemaker", "make" },
	{ "plain", "tar gzip xz" },
};

/* The last thing in the first line that looks like a version. */
static const char question[] =
	"version=$($each --version 2>/dev/null | "
	"sed -n '1s/\\(.*[ (v]\\)*\\([0-9][0-9a-z.+~-]*\\).*/\\2/p'); "
	"[ -z \"$version\" ] || echo \"$each=$version\"";

static const char *
programs_of(const struct recipe *recipe)
{
	for (size_t i = 0; recipe->strategy != NULL && i < array_length(rows); i++)
		if (strcmp(rows[i].strategy, recipe->strategy) == 0)
			return rows[i].programs;
	return NULL;
}

int
dist_tools_note(struct strings *tools, const struct session *session,
		const struct recipe *recipe, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	const char *programs = programs_of(recipe);
	cleanup_free char *script = NULL;

	if (programs == NULL)
		return 0;
	script = xasprintf("for each in %s; do %s; done", programs, question);
	environment_plan(&plan, session->environment);
	sandbox_plan_argument(&plan, "/bin/sh");
	sandbox_plan_argument(&plan, "-c");
	sandbox_plan_argument(&plan, script);
	plan.limits.wall_milliseconds = ASKING_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "asking programs for their versions");
	strings_add_all(tools, &result.tail);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything that a try makes is written by code of the tarball's author as well as by
 * the tool, so that nothing it says is believed: its files are taken out, and compared
 * here.
 */
#include "rebuild/self_try.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/autoconf_release.h"
#include "rebuild/build_output.h"
#include "rebuild/environment.h"
#include "rebuild/self_forgive.h"
#include "rebuild/self_scripts.h"
#include "rebuild/text_diff.h"
#include "sandbox/sandbox.h"

enum { TRY_MILLISECONDS = 3 * 60 * 1000, PATHS_MOST = 500 };

struct
try {
	const struct session *session; /* borrowed, these three */
	const char *folder, *root;
	struct self_file **files; /* owned; each borrowed: those to be made */
	size_t count;
	const char *script;	     /* borrowed */
	struct strings arguments;    /* before the paths */
	const char *toolbox, *patch; /* borrowed: releases of autoconf; NULL */
	char *by;		     /* owned: for a person */
};

static void
try_release(struct try *try)
{
	strings_release(&try->arguments);
	free(try->files);
	free(try->by);
}

static bool
is_done(const struct try *try)
{
	for (size_t i = 0; i < try->count; i++)
		if (try->files[i]->state != SELF_REPRODUCED)
			return false;
	return true;
}

static void
make_plan(const struct try *try, struct sandbox_plan *plan, const char *out)
{
	environment_plan(plan, try->session->environment);
	sandbox_plan_mount(plan, MOUNT_COPY, try->folder, "/tarball");
	sandbox_plan_mount(plan, MOUNT_WRITABLE, out, "/out");
	if (try->toolbox != NULL)
		sandbox_plan_mount(plan, MOUNT_READ_ONLY, try->toolbox, "/toolbox");
	if (try->patch != NULL)
		sandbox_plan_mount(plan, MOUNT_READ_ONLY, try->patch, "/patch");
	sandbox_plan_argument(plan, "/bin/sh");
	sandbox_plan_argument(plan, "-c");
	sandbox_plan_argument(plan, try->script);
	sandbox_plan_argument(plan, "sh");
	for (size_t i = 0; i < try->arguments.count; i++)
		sandbox_plan_argument(plan, try->arguments.items[i]);
	for (size_t i = 0; i < try->count; i++)
		sandbox_plan_argument(plan, try->files[i]->path);
	plan->limits.wall_milliseconds = TRY_MILLISECONDS;
}

static int
compare(const struct try *try, struct self_file *file, const char *made,
	struct error *err)
{
	cleanup_free char *path = path_join(try->folder, file->path);
	cleanup_mapping struct mapping ours = { 0 }, theirs = { 0 };
	struct text_diff diff = { 0 };

	if (mapping_open(&ours, made, err) < 0 || mapping_open(&theirs, path, err) < 0 ||
	    text_diff_find(&diff, ours.bytes, theirs.bytes, &try->session->cancel, err) <
		    0)
		return -1;
	if (file->state == SELF_IMPOSSIBLE || diff.equal ||
	    diff.added + diff.removed < file->changed) {
		file->state = diff.equal    ? SELF_REPRODUCED
			      : diff.stamps ? SELF_STAMPED
					    : SELF_DIFFERS;
		file->changed = diff.added + diff.removed;
		replace_text(&file->by, xstrdup(try->by));
		replace_text(&file->made, xstrdup(made));
		replace_text(&file->diff, steal_pointer(&diff.diff));
	}
	text_diff_release(&diff);
	return 0;
}

/* The number of a file is its name in `out`. */
static int
take_files(const struct try *try, const char *out, struct error *err)
{
	for (size_t i = 0; i < try->count; i++) {
		cleanup_free char *name = xasprintf("%zu", i);
		cleanup_free char *made = xasprintf("%s.%zu", out, i);
		struct error missing = { 0 };

		if (try->files[i]->state == SELF_REPRODUCED)
			continue;
		if (build_output_take(out, name, made, &missing) < 0) {
			if (missing.kind == ERROR_SYSTEM) {
				*err = missing;
				return -1;
			}
			continue;
		}
		if (compare(try, try->files[i], made, err) < 0)
			return -1;
	}
	return 0;
}

static char *
explain(const struct try *try, const struct sandbox_result *result)
{
	cleanup_free char *ending = sandbox_result_describe(result);

	if (result->end == SANDBOX_EXITED && result->exit_code == SELF_NO_TOOL)
		return xasprintf(
			"%s is not installed (Debian packages autoconf, automake)",
			try->by);
	if (result->end == SANDBOX_EXITED && result->exit_code == SELF_OTHER_VERSION)
		return xasprintf("another version than %s is installed", try->by);
	return xasprintf("%s: %s: %s", try->by, ending,
			 result->tail.count > 0
				 ? result->tail.items[result->tail.count - 1]
				 : "it said nothing");
}

static void
note_why(const struct try *try, const char *why)
{
	for (size_t i = 0; i < try->count; i++)
		if (try->files[i]->state == SELF_IMPOSSIBLE)
			replace_text(&try->files[i]->why, xstrdup(why));
}

static int
run(const struct try *try, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	cleanup_free char *out = NULL, *why = NULL;

	if (folder_make_scratch(&out, try->session->scratch, "self", err) < 0)
		return -1;
	make_plan(try, &plan, out);
	if (sandbox_run(&result, &plan, NULL, &try->session->cancel, err) < 0)
		return error_wrap(err, "self-consistency");
	if (cancel_check(&try->session->cancel, err) < 0)
		return -1;
	why = explain(try, &result);
	note_why(try, why);
	return take_files(try, out, err);
}

static bool
is_of(const struct self_file *file, const char *root, enum self_tool tool)
{
	return file->tool == tool && strcmp(file->root, root) == 0 && file->why == NULL;
}

static void
begin(struct try *try, struct self_check *check, const struct session *session,
      const char *folder, const char *root)
{
	*try = (struct try){ .session = session, .folder = folder, .root = root };
	try->files = xcalloc(check->count, sizeof(*try->files));
}

static void
add_files(struct try *try, struct self_check *check, enum self_tool tool)
{
	for (size_t i = 0; i < check->count && try->count < PATHS_MOST; i++)
		if (is_of(&check->files[i], try->root, tool))
			try->files[try->count++] = &check->files[i];
}

static void
set_arguments(struct try *try, const char *const *arguments, size_t count)
{
	strings_release(&try->arguments);
	for (size_t i = 0; i < count; i++)
		strings_add(&try->arguments, arguments[i]);
}

static const char *
version_of(const struct try *try, enum self_tool tool)
{
	for (size_t i = 0; i < try->count; i++)
		if (try->files[i]->tool == tool)
			return try->files[i]->version;
	return NULL;
}

static int
run_autoconf(struct try *try, const struct autoconf_release *release, const char *version,
	     bool patched, struct error *err)
{
	const char *const arguments[] = {
		try->root,
		version,
		release != NULL ? release->year : "",
		release != NULL ? release->home : "",
		patched ? "runstatedir" : "",
	};

	set_arguments(try, arguments, array_length(arguments));
	replace_text(&try->by,
		     xasprintf("autoconf %s%s%s", version,
			       release != NULL ? " as released" : " as installed",
			       patched ? ", with --runstatedir" : ""));
	return run(try, err);
}

/* The option that distributions took into their 2.69 came with 2.70. */
static int
run_patched(struct try *try, const struct autoconf_release *release, const char *version,
	    struct error *err)
{
	const struct autoconf_release *later = autoconf_release_find("2.71");
	cleanup_free char *patch = NULL;
	struct error missing = { 0 };

	if (strcmp(version, "2.69") != 0)
		return 0;
	if (autoconf_release_open(&patch, try->session, later, &missing) < 0)
		return missing.kind == ERROR_INTERRUPTED ? (*err = missing, -1) : 0;
	try->patch = patch;
	if (run_autoconf(try, release, version, true, err) < 0)
		return -1;
	try->patch = NULL;
	return 0;
}

static int
run_released(struct try *try, const char *version, struct error *err)
{
	const struct autoconf_release *release = autoconf_release_find(version);
	cleanup_free char *toolbox = NULL, *why = NULL;
	struct error missing = { 0 };

	if (release == NULL) {
		why = xasprintf("autoconf %s is neither installed nor known to us",
				version);
		note_why(try, why);
		return 0;
	}
	if (autoconf_release_open(&toolbox, try->session, release, &missing) < 0) {
		if (missing.kind == ERROR_INTERRUPTED) {
			*err = missing;
			return -1;
		}
		why = xasprintf("autoconf %s cannot be had: %s", version,
				missing.message);
		note_why(try, why);
		return 0;
	}
	try->toolbox = toolbox;
	if (run_autoconf(try, release, version, false, err) < 0 ||
	    (!is_done(try) && run_patched(try, release, version, err) < 0))
		return -1;
	try->toolbox = NULL;
	return 0;
}

static int
try_autoconf(struct self_check *check, const struct session *session, const char *folder,
	     const char *root, struct error *err)
{
	struct try try;
	const char *version;
	int result = 0;

	begin(&try, check, session, folder, root);
	add_files(&try, check, SELF_AUTOCONF);
	add_files(&try, check, SELF_AUTOHEADER);
	try.script = self_autoconf_script;
	version = version_of(&try, SELF_AUTOCONF);
	if (version == NULL)
		note_why(&try, "no configure beside it names a version of autoconf");
	else
		result = run_autoconf(&try, NULL, version, false, err);
	if (result == 0 && version != NULL && !is_done(&try))
		result = run_released(&try, version, err);
	self_forgive_autoheader(try.files, try.count);
	try_release(&try);
	return result;
}

static int
try_automake(struct self_check *check, const struct session *session, const char *folder,
	     const char *root, struct error *err)
{
	static const char *const ways[][2] = {
		{ "bare", "" },	     { "", "" },    { "bare", "--foreign" },
		{ "", "--foreign" }, { "log", "" }, { "log", "--foreign" },
	};
	struct try try;
	const char *version;
	int result = 0;

	begin(&try, check, session, folder, root);
	add_files(&try, check, SELF_AUTOMAKE);
	try.script = self_automake_script;
	version = version_of(&try, SELF_AUTOMAKE);
	for (size_t i = 0; i < array_length(ways) && result == 0 && !is_done(&try); i++) {
		const char *const arguments[] = { root, version, ways[i][0], ways[i][1] };

		set_arguments(&try, arguments, array_length(arguments));
		replace_text(&try.by, xasprintf("automake %s as installed", version));
		result = run(&try, err);
	}
	self_forgive_automake(check, try.files, try.count);
	try_release(&try);
	return result;
}

static int
try_aclocal(struct self_check *check, const struct session *session, const char *folder,
	    const char *root, struct error *err)
{
	struct try try;
	const char *version;
	int result = 0;

	begin(&try, check, session, folder, root);
	add_files(&try, check, SELF_ACLOCAL);
	try.script = self_aclocal_script;
	version = version_of(&try, SELF_ACLOCAL);
	if (version != NULL) {
		const char *const arguments[] = { root, version };

		set_arguments(&try, arguments, array_length(arguments));
		replace_text(&try.by, xasprintf("aclocal %s as installed", version));
		result = run(&try, err);
	}
	try_release(&try);
	return result;
}

int
self_try_root(struct self_check *check, const struct session *session, const char *folder,
	      const char *root, struct error *err)
{
	if (try_autoconf(check, session, folder, root, err) < 0 ||
	    try_automake(check, session, folder, root, err) < 0)
		return -1;
	return try_aclocal(check, session, folder, root, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/rust_toolchains.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "rebuild/toolchain.h"
#include "sandbox/sandbox.h"

enum { ASKING_MILLISECONDS = 60000, TOOLCHAINS_MOST = 64 };

#define RUST_AT "/opt/rust"

/* The folders that have a cargo, sorted. */
static void
list_folders(struct strings *folders, const struct session *session)
{
	cleanup_directory DIR *directory = NULL;

	if (session->rust_toolchains == NULL ||
	    (session->environment != NULL && session->environment->root != NULL))
		return;
	directory = opendir(session->rust_toolchains);
	if (directory == NULL)
		return;
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		cleanup_free char *folder = NULL, *cargo = NULL;

		if (entry->d_name[0] == '.')
			continue;
		folder = path_join(session->rust_toolchains, entry->d_name);
		cargo = path_join(folder, "bin/cargo");
		if (access(cargo, X_OK) == 0)
			strings_add(folders, folder);
	}
	strings_sort(folders);
	if (folders->count > TOOLCHAINS_MOST)
		strings_cut(folders, TOOLCHAINS_MOST);
}

/* "cargo 1.65.0 (4bc8f24d3 2022-10-20)"; NULL for one that says nothing. */
static int
ask(char **version, const struct session *session, const char *folder, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	static const char said[] = "cargo ";
	const char *answer;

	*version = NULL;
	environment_plan(&plan, NULL);
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, folder, RUST_AT);
	sandbox_plan_argument(&plan, RUST_AT "/bin/cargo");
	sandbox_plan_argument(&plan, "--version");
	plan.limits.wall_milliseconds = ASKING_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "asking %s/bin/cargo for its version", folder);
	if (result.end != SANDBOX_EXITED || result.exit_code != 0 ||
	    result.tail.count == 0)
		return 0;
	answer = result.tail.items[result.tail.count - 1];
	if (text_starts_with(answer, said))
		*version = xstrndup(answer + strlen(said),
				    strcspn(answer + strlen(said), " "));
	return 0;
}

int
rust_toolchains_list(struct strings *versions, const struct session *session,
		     struct error *err)
{
	cleanup_strings struct strings folders = { 0 };

	list_folders(&folders, session);
	for (size_t i = 0; i < folders.count; i++) {
		cleanup_free char *version = NULL;

		if (ask(&version, session, folders.items[i], err) < 0)
			return -1;
		if (version != NULL && !strings_contain(versions, version))
			strings_add(versions, version);
	}
	return 0;
}

int
rust_toolchain_find(char **folder, char **version, const struct session *session,
		    const char *range, struct error *err)
{
	cleanup_strings struct strings folders = { 0 };

	*folder = *version = NULL;
	list_folders(&folders, session);
	for (size_t i = 0; i < folders.count; i++) {
		cleanup_free char *found = NULL;

		if (ask(&found, session, folders.items[i], err) < 0)
			return -1;
		if (found == NULL || !toolchain_in_range(found, range))
			continue;
		*folder = xstrdup(folders.items[i]);
		*version = steal_pointer(&found);
		return 0;
	}
	return error_set(err, ERROR_NOT_FOUND,
			 "there is no cargo %s: install Debian's package cargo, or "
			 "\"rustup toolchain install %s\"",
			 range, range);
}

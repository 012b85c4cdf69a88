/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/environment_text.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "rebuild/environment_cache.h"

static const option_set making = TAKES(package) | TAKES(depends) | TAKES(variant) |
			       TAKES(snapshot) | TAKES(lock) | TAKES(fresh);

static int
open_asked(struct environment *out, const struct invocation *invocation, struct run *run,
	   struct error *err)
{
	const struct given *packages = &invocation->options[OPTION_package];
	const struct given *dependencies = &invocation->options[OPTION_depends];
	cleanup_strings struct strings names = { 0 }, depends = { 0 };
	struct environment_request request = {
		.spec = invocation->arguments[VERB_FIRST],
		.lock = option_text(invocation, OPTION_lock),
		.variant = option_text(invocation, OPTION_variant),
		.snapshot = option_text(invocation, OPTION_snapshot),
		.packages = &names,
		.depends = &depends,
		.fresh = option_given(invocation, OPTION_fresh),
	};

	for (size_t i = 0; i < packages->count; i++)
		strings_add(&names, packages->texts[i]);
	for (size_t i = 0; i < dependencies->count; i++)
		strings_add(&depends, dependencies->texts[i]);
	return environment_open(out, &run->session, &request, err);
}

/* The document has what the text has not: where it is on this machine comes last. */
static int
print(const struct environment *environment, const struct invocation *invocation,
      struct run *run, struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	const char *path = option_text(invocation, OPTION_json);

	screen_clear(&run->screen);
	if (option_given(invocation, OPTION_json)) {
		cleanup_json struct json *json = environment_to_json(environment);

		json_set_text(json, "root", environment->root);
		return output_json(json, path != NULL ? path : "-", err);
	}
	environment_to_text(environment, &out);
	return output_print(buffer_bytes(&out), err);
}

static int
create(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_environment struct environment environment = ENVIRONMENT_INIT;

	if (open_asked(&environment, invocation, run, err) < 0)
		return -1;
	return print(&environment, invocation, run, err);
}

static int
lock(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_environment struct environment environment = ENVIRONMENT_INIT;
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	const char *path = option_text(invocation, OPTION_output);

	if (open_asked(&environment, invocation, run, err) < 0)
		return -1;
	if (environment.lock.package_count == 0)
		return error_set(err, ERROR_USAGE,
				 "%s has no packages that could be locked; its digest "
				 "says what it is",
				 environment.name);
	screen_clear(&run->screen);
	environment_lock_write(&environment.lock, &out);
	return output_to_file(path != NULL ? path : "-", buffer_bytes(&out), 0644, err);
}

static int
find(struct environment *out, const char *text, struct run *run, struct error *err)
{
	cleanup_free char *digest = NULL;
	int there;

	if (environment_cache_resolve(&digest, &run->session, text, err) < 0)
		return -1;
	there = environment_cache_find(out, &run->session, digest, err);
	if (there == 0)
		return error_set(err, ERROR_NOT_FOUND, "\"%s\" is gone", text);
	return there < 0 ? -1 : 0;
}

static int
show(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_environment struct environment environment = ENVIRONMENT_INIT;

	if (find(&environment, invocation->arguments[VERB_FIRST], run, err) < 0)
		return -1;
	return print(&environment, invocation, run, err);
}

static int
list(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	cleanup_json struct json *all = json_new_array();
	cleanup_strings struct strings digests = { 0 };
	const char *path = option_text(invocation, OPTION_json);

	if (environment_cache_list(&digests, &run->session, err) < 0)
		return -1;
	for (size_t i = 0; i < digests.count; i++) {
		cleanup_environment struct environment environment = ENVIRONMENT_INIT;
		int there = environment_cache_find(&environment, &run->session,
						   digests.items[i], err);

		if (there < 0)
			return -1;
		if (there == 0)
			continue;
		environment_to_line(&environment, &out);
		json_append(all, environment_to_json(&environment));
	}
	if (option_given(invocation, OPTION_json))
		return output_json(all, path != NULL ? path : "-", err);
	return output_print(buffer_bytes(&out), err);
}

static int
remove_kept(const struct invocation *invocation, struct run *run, struct error *err)
{
	for (size_t i = VERB_FIRST; i < invocation->argument_count; i++) {
		cleanup_free char *digest = NULL;

		if (environment_cache_resolve(&digest, &run->session,
					      invocation->arguments[i], err) < 0 ||
		    environment_cache_remove(&run->session, digest, err) < 0)
			return -1;
	}
	return 0;
}

static const char name[] = "the name of an environment";

static const struct verb verbs[] = {
	{ "create", 1, 1, name, making | TAKES(json), create },
	{ "list", 0, 0, NULL, TAKES(json), list },
	{ "lock", 1, 1, name, making | TAKES(output), lock },
	{ "show", 1, 1, name, TAKES(json), show },
	{ "remove", 1, ANY_NUMBER, name, 0, remove_kept },
};

static int
environment_run(const struct invocation *invocation, struct error *err)
{
	return verbs_run(verbs, array_length(verbs), invocation, err);
}

const struct command command_environment = {
	.name = "environment",
	.arguments = "create|list|lock|show|remove [SPEC]",
	.summary = "make, list, lock and remove what builds run in",
	.description =
		"SPEC is host, which is this machine's /usr; debian:SUITE, a Debian "
		"system that mmdebstrap(1) makes; a lock file; a folder or a tarball "
		"with a root file system; an OCI layout, or oci:FOLDER:NAME of several "
		"images; or sha256:DIGEST of one that is kept.\n\n"
		"create makes it, unless the cache has it, and says what it is. lock "
		"writes a lock file: what packages it holds, each with its version and "
		"the SHA-256 of its .deb. From one lock, create makes the same files "
		"anywhere, as long as the archive has these versions.\n\n"
		"list, show and remove are about what the cache holds.",
	.examples = "cupel environment create debian:bookworm\n"
		    "cupel environment lock debian:bookworm --package git -o env.lock\n"
		    "cupel environment create env.lock\n"
		    "cupel sandbox --environment env.lock -- gcc --version\n"
		    "cupel environment remove debian:bookworm\n",
	.exit_status = "0, or 2: usage, network, input or output.",
	.takes = TAKES(package) | TAKES(depends) | TAKES(variant) | TAKES(snapshot) |
		 TAKES(lock) | TAKES(fresh) | TAKES(mirror) | TAKES(offline) |
		 TAKES(timeout) | TAKES(json) | TAKES(output),
	.least = 1,
	.most = ANY_NUMBER,
	.verbs = "create list lock show remove",
	.argument_kind = ARGUMENT_FILE,
	.run = environment_run,
};

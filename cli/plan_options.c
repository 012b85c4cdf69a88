/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/plan_options.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

static int
limit_unknown(const char *text, struct error *err)
{
	return error_set(err, ERROR_USAGE,
			 "--limit: \"%s\" is none of memory=, total-memory=, "
			 "processes=, time=, silence=, cpu=, total-cpu=, file=, disk=, "
			 "scratch=, log=, output=, files=",
			 text);
}

static int
set_seconds(uint64_t *seconds, const char *text, const char *what, struct error *err)
{
	int64_t milliseconds;

	if (read_duration(&milliseconds, text, what, err) < 0)
		return -1;
	*seconds = ((uint64_t)milliseconds + 999) / 1000;
	return 0;
}

static int
set_limit(struct sandbox_limits *limits, const char *text, struct error *err)
{
	const struct {
		const char *name;
		uint64_t *value;
		int (*read)(uint64_t *value, const char *text, const char *what,
			    struct error *err);
	} lines[] = {
		{ "memory=", &limits->memory, read_size },
		{ "total-memory=", &limits->memory_total, read_size },
		{ "processes=", &limits->processes, read_count },
		{ "file=", &limits->file_size, read_size },
		{ "disk=", &limits->disk, read_size },
		{ "scratch=", &limits->scratch, read_size },
		{ "log=", &limits->log_size, read_size },
		{ "output=", &limits->output, read_size },
		{ "files=", &limits->open_files, read_count },
		{ "cpu=", &limits->cpu_seconds, set_seconds },
		{ "total-cpu=", &limits->cpu_total, set_seconds },
	};

	if (text_starts_with(text, "time="))
		return read_duration(&limits->wall_milliseconds, text + strlen("time="),
				     "--limit time", err);
	if (text_starts_with(text, "silence="))
		return read_duration(&limits->silence_milliseconds,
				     text + strlen("silence="), "--limit silence", err);
	for (size_t i = 0; i < array_length(lines); i++)
		if (text_starts_with(text, lines[i].name))
			return lines[i].read(lines[i].value, text + strlen(lines[i].name),
					     "--limit", err);
	return limit_unknown(text, err);
}

int
plan_set_limits(struct sandbox_limits *limits, const struct invocation *invocation,
		struct error *err)
{
	const struct given *given = &invocation->options[OPTION_limit];

	for (size_t i = 0; i < given->count; i++)
		if (set_limit(limits, given->texts[i], err) < 0)
			return -1;
	return 0;
}

/* PATH, PATH:INSIDE or PATH:INSIDE:rw. */
static int
add_bind(struct sandbox_plan *plan, const char *text, struct error *err)
{
	size_t size = strcspn(text, ":");
	cleanup_free char *given = xstrndup(text, size);
	cleanup_free char *from = realpath(given, NULL);
	const char *rest = text[size] == ':' ? text + size + 1 : "";
	bool writable = text_ends_with(rest, ":rw");
	cleanup_free char *inside =
		xstrndup(rest, strlen(rest) - (writable ? strlen(":rw") : 0));

	if (from == NULL)
		return error_set_errno(err, "--bind %s", given);
	if (strchr(inside, ':') != NULL)
		return error_set(
			err, ERROR_USAGE,
			"--bind: \"%s\" is no PATH, PATH:INSIDE or PATH:INSIDE:rw", text);
	sandbox_plan_mount(plan, writable ? MOUNT_WRITABLE : MOUNT_READ_ONLY, from,
			   *inside != '\0' ? inside : from);
	/* A folder of the person's may be anybody's to look into. */
	if (writable)
		plan->needs[CONTROL_setuid_files] = NEED_REQUIRED;
	return 0;
}

static int
add_setting(struct sandbox_plan *plan, const char *text, struct error *err)
{
	size_t size = strcspn(text, "=");
	cleanup_free char *name = xstrndup(text, size);

	if (size == 0 || text[size] != '=')
		return error_set(err, ERROR_USAGE, "--set: \"%s\" is no NAME=VALUE",
				 text);
	sandbox_plan_set(plan, name, text + size + 1);
	return 0;
}

/* A plan that somebody has written, or the usual one of the environment. */
static int
begin(struct sandbox_plan *plan, const struct environment *environment,
      const struct invocation *invocation, struct error *err)
{
	const char *path = option_text(invocation, OPTION_plan);
	cleanup_mapping struct mapping text = { 0 };
	cleanup_json struct json *json = NULL;

	if (path == NULL) {
		environment_plan(plan, environment);
		return 0;
	}
	if (option_given(invocation, OPTION_environment)) {
		sandbox_plan_init(plan);
		return error_set(
			err, ERROR_USAGE,
			"a plan has its own root: --plan goes without --environment");
	}
	if (mapping_open(&text, path, err) < 0 ||
	    json_parse(&json, text.bytes, err) < 0) {
		sandbox_plan_init(plan);
		return error_wrap(err, "%s", path);
	}
	if (sandbox_plan_from_json(plan, json, err) < 0)
		return error_wrap(err, "%s", path);
	if (invocation->argument_count > 0)
		strings_release(&plan->arguments);
	return 0;
}

static bool
network_is(const struct invocation *invocation, const char *word)
{
	return text_is_same(option_text(invocation, OPTION_network), word);
}

/* A plan may have a proxy of its own. */
static void
set_network(struct sandbox_plan *plan, struct build_network *network,
	    const struct session *session, const struct invocation *invocation)
{
	if (network_is(invocation, "fetch"))
		build_network_open_proxy(network, session, plan);
	else if (plan->network == NETWORK_PROXY)
		network->proxy = proxy_new(session, NULL);
	if (network_is(invocation, "host"))
		plan->network = NETWORK_HOST;
	if (network_is(invocation, "none"))
		plan->network = NETWORK_NONE;
	if (plan->network != NETWORK_PROXY)
		plan->proxy_port = 0;
}

int
plan_check_options(const struct invocation *invocation, struct error *err)
{
	static const struct {
		enum option_id option;
		bool of_environments;
	} asked[] = {
		{ OPTION_offline, true },     { OPTION_mirror, true },
		{ OPTION_registry, false },   { OPTION_ca_file, false },
		{ OPTION_allow_http, false },
	};
	const char *spec = option_text(invocation, OPTION_environment);
	bool fetches = spec != NULL && environment_fetches(spec);

	/* A plan may say anything. */
	if (network_is(invocation, "fetch") || option_given(invocation, OPTION_plan))
		return 0;
	for (size_t i = 0; i < array_length(asked); i++)
		if (option_given(invocation, asked[i].option) &&
		    !(fetches && asked[i].of_environments))
			return error_set(err, ERROR_USAGE,
					 "--%s changes nothing here: it goes with "
					 "--network fetch%s",
					 option_line(asked[i].option)->name,
					 asked[i].of_environments
						 ? " or --environment debian:SUITE"
						 : "");
	return 0;
}

int
plan_make(struct sandbox_plan *plan, struct build_network *network,
	  const struct session *session, const struct invocation *invocation,
	  struct error *err)
{
	const struct {
		const struct given *given;
		int (*add)(struct sandbox_plan *plan, const char *text,
			   struct error *err);
	} lists[] = {
		{ &invocation->options[OPTION_bind], add_bind },
		{ &invocation->options[OPTION_set], add_setting },
	};
	const char *directory = option_text(invocation, OPTION_directory);

	if (begin(plan, session->environment, invocation, err) < 0)
		return -1;
	set_network(plan, network, session, invocation);
	/* Before the mounts, which take the size of scratch with them. */
	if (plan_set_limits(&plan->limits, invocation, err) < 0)
		return -1;
	for (size_t l = 0; l < array_length(lists); l++)
		for (size_t i = 0; i < lists[l].given->count; i++)
			if (lists[l].add(plan, lists[l].given->texts[i], err) < 0)
				return -1;
	if (directory != NULL)
		replace_text(&plan->directory, xstrdup(directory));
	if (option_given(invocation, OPTION_record_inputs))
		plan->needs[CONTROL_inputs] = NEED_REQUIRED;
	for (size_t i = 0; i < invocation->argument_count; i++)
		sandbox_plan_argument(plan, invocation->arguments[i]);
	if (option_given(invocation, OPTION_shell) && plan->arguments.count == 0)
		sandbox_plan_argument(plan, "/bin/sh");
	if (option_duration(&plan->limits.wall_milliseconds, invocation, OPTION_timeout,
			    err) < 0)
		return -1;
	return sandbox_plan_check(plan, err);
}

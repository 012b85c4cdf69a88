/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/environment.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/plan_options.h"
#include "cli/scratch.h"
#include "cli/terminal.h"
#include "rebuild/build_limits.h"
#include "rebuild/dump.h"

static int
set_limits(struct limits *limits, const struct invocation *invocation, struct error *err)
{
	const struct {
		enum option_id option;
		uint64_t *value;
		int (*read)(uint64_t *value, const struct invocation *invocation,
			    enum option_id option, struct error *err);
	} lines[] = {
		{ OPTION_max_memory, &limits->memory, option_size },
		{ OPTION_max_members, &limits->members, option_count },
		{ OPTION_max_decoded, &limits->decoded, option_size },
		{ OPTION_max_ratio, &limits->ratio, option_count },
		{ OPTION_max_value, &limits->value_size, option_size },
		{ OPTION_max_diff_lines, &limits->diff_lines, option_count },
		{ OPTION_max_report, &limits->report_size, option_size },
	};
	uint64_t depth = limits->depth;

	for (size_t i = 0; i < array_length(lines); i++)
		if (lines[i].read(lines[i].value, invocation, lines[i].option, err) < 0)
			return -1;
	if (option_count(&depth, invocation, OPTION_max_depth, err) < 0)
		return -1;
	limits->depth = depth > UINT32_MAX ? UINT32_MAX : (uint32_t)depth;
	return 0;
}

/* --rule a --rule b is --rule a,b. */
static char *
join_rules(const struct given *given)
{
	cleanup_strings struct strings all = { 0 };

	for (size_t i = 0; i < given->count; i++)
		strings_add(&all, given->texts[i]);
	return all.count > 0 ? strings_join(&all, ",") : NULL;
}

static int
set_comparison(struct run *run, const struct invocation *invocation, struct error *err)
{
	struct comparison_options *options = &run->session.comparison;

	comparison_options_init(options);
	options->spool_folder = environment_scratch();
	run->rules = join_rules(&invocation->options[OPTION_rule]);
	options->profile = option_text(invocation, OPTION_profile);
	options->rule_changes = run->rules;
	options->context = option_text(invocation, OPTION_context);
	options->exceptions = &run->exceptions;
	options->digests = !option_given(invocation, OPTION_quiet);
	if (option_given(invocation, OPTION_exceptions) &&
	    exceptions_read(&run->exceptions, option_text(invocation, OPTION_exceptions),
			    err) < 0)
		return -1;
	return set_limits(&options->limits, invocation, err);
}

static int
set_time(struct session *session, const struct invocation *invocation, struct error *err)
{
	if (option_duration(&session->build_milliseconds, invocation, OPTION_timeout,
			    err) < 0)
		return -1;
	session->cancel.flag = interrupt_flag();
	if (session->build_milliseconds > 0)
		session->cancel.deadline =
			clock_milliseconds() + session->build_milliseconds;
	return 0;
}

static int
add_mirrors(struct session *session, const struct given *given, struct error *err)
{
	for (size_t i = 0; i < given->count; i++) {
		const char *equals = strchr(given->texts[i], '=');

		if (equals == NULL || equals == given->texts[i] || equals[1] == '\0')
			return error_set(
				err, ERROR_USAGE,
				"--mirror: \"%s\" is no FROM=TO; write it as "
				"https://registry.npmjs.org=https://mirror.example",
				given->texts[i]);
		strings_add(&session->mirrors, given->texts[i]);
	}
	return 0;
}

/* A command in the sandbox may go without; who builds has to fetch. */
static int
check_network(const struct invocation *invocation, struct error *err)
{
	if (!text_is_same(option_text(invocation, OPTION_network), "none") ||
	    !options_include(invocation->command->takes, OPTION_recipe))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "--network none: a build's dependencies are fetched; --offline "
			 "takes them from the cache alone");
}

static int
set_network(struct session *session, const struct invocation *invocation,
	    struct error *err)
{
	const char *given = option_text(invocation, OPTION_ca_file);

	session->registry = xstrdup_or_null(option_text(invocation, OPTION_registry));
	session->offline = option_given(invocation, OPTION_offline);
	session->host_network =
		text_is_same(option_text(invocation, OPTION_network), "host");
	session->allow_http = option_given(invocation, OPTION_allow_http);
	session->ca_file = given != NULL ? given : environment_ca_file();
	session->program_path = environment_program_path();
	session->rust_toolchains = environment_rust_toolchains();
	environment_pass(&session->passed_environment);
	if (given != NULL && !file_exists(given))
		return error_set(err, ERROR_USAGE, "--ca-file: there is no file %s",
				 given);
	if (given != NULL)
		strings_add_format(&session->passed_environment, "NODE_EXTRA_CA_CERTS=%s",
				   given);
	if (check_network(invocation, err) < 0 ||
	    add_mirrors(session, &invocation->options[OPTION_mirror], err) < 0)
		return -1;
	return environment_cache(&session->cache, err);
}

static void
take_words(struct strings *words, const struct given *given)
{
	for (size_t i = 0; i < given->count; i++)
		strings_add(words, given->texts[i]);
}

static int
set_corpus(struct session *session, const struct invocation *invocation,
	   struct error *err)
{
	const char *given = option_text(invocation, OPTION_corpus);

	session->corpus_given = given != NULL;
	session->corpus =
		given != NULL ? xstrdup(given) : environment_data_file("corpus");
	if (given != NULL && !file_exists(given))
		return error_set(err, ERROR_USAGE, "--corpus: there is no file %s",
				 given);
	return 0;
}

static int
make_scratch(struct run *run, struct error *err)
{
	if (scratch_make(&run->session.scratch, &run->scratch_lock, environment_scratch(),
			 err) == 0)
		return 0;
	return error_wrap(err,
			  "no scratch folder can be made; TMPDIR may name another place");
}

/* Other ways to build that are tried after the first would each end here. */
static int
look_around(void *context, const struct sandbox_plan *plan, struct error *err)
{
	struct run *run = context;
	cleanup_sandbox_result struct sandbox_result result = { 0 };

	if (run->looked)
		return 0;
	run->looked = true;
	screen_clear(&run->screen);
	complain("this is where the step failed; leave the shell to go on");
	return terminal_run(&result, plan, NULL, &run->session.cancel, err);
}

int
run_begin(struct run *run, const struct invocation *invocation, enum run_needs needs,
	  struct error *err)
{
	struct session *session = &run->session;

	*run = (struct run){ .scratch_lock = -1 };
	screen_open(&run->screen, option_given(invocation, OPTION_quiet),
		    option_given(invocation, OPTION_verbose));
	run->progress = screen_progress(&run->screen);
	session->progress = &run->progress;
	if (set_comparison(run, invocation, err) < 0 ||
	    set_time(session, invocation, err) < 0)
		return -1;
	session->record_inputs = option_given(invocation, OPTION_record_inputs);
	if (option_given(invocation, OPTION_limit)) {
		build_limits_init(&run->limits);
		session->limits = &run->limits;
		if (plan_set_limits(&run->limits, invocation, err) < 0)
			return -1;
	}
	session->one_build = option_given(invocation, OPTION_no_second_build);
	for (size_t i = 0; i < invocation->options[OPTION_vary].count; i++)
		strings_add(&session->variations,
			    invocation->options[OPTION_vary].texts[i]);
	if (option_given(invocation, OPTION_on_failure)) {
		session->on_failure = look_around;
		session->on_failure_context = run;
	}
	if (option_given(invocation, OPTION_dump) &&
	    dump_open(&session->dump, option_text(invocation, OPTION_dump), err) < 0)
		return -1;
	if (needs == RUN_WITH_CACHE) {
		session->comparison.digests = true;
		take_words(&session->packages, &invocation->options[OPTION_package]);
		take_words(&session->build_options,
			   &invocation->options[OPTION_build_option]);
		if (set_network(session, invocation, err) < 0 ||
		    set_corpus(session, invocation, err) < 0)
			return -1;
	}
	return needs == RUN_WITHOUT_CACHE ? 0 : make_scratch(run, err);
}

int
run_environment(struct run *run, const struct invocation *invocation, struct error *err)
{
	const struct environment_request request = {
		.spec = option_text(invocation, OPTION_environment)
	};

	if (request.spec == NULL)
		return 0;
	run->environment = xcalloc(1, sizeof(*run->environment));
	if (environment_open(run->environment, &run->session, &request, err) < 0)
		return -1;
	run->session.environment = run->environment;
	return 0;
}

void
run_end(struct run *run)
{
	struct error err;

	screen_close(&run->screen);
	if (run->session.scratch != NULL && tree_remove(run->session.scratch, &err) < 0)
		complain("%s", err.message);
	if (run->session.scratch != NULL)
		close(run->scratch_lock);
	dump_close(run->session.dump);
	session_release(&run->session);
	if (run->environment != NULL)
		environment_release(run->environment);
	free(run->environment);
	run->environment = NULL;
	exceptions_release(&run->exceptions);
	free(run->rules);
	run->rules = NULL;
}

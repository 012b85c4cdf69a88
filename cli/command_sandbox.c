/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/plan_options.h"
#include "cli/run.h"
#include "cli/terminal.h"
#include "sandbox/sandbox.h"

/* As timeout(1), env(1) and the shells have them. */
enum { EXIT_TIME_LIMIT = 124, EXIT_NOT_STARTED = 127, EXIT_BY_SIGNAL = 128 };

enum { LONG_AGO = 1 };

/* Where goes what the command writes. */
struct outlet {
	int to;		       /* descriptor */
	struct cancel *cancel; /* borrowed: ends the command when nobody reads it */
	struct error err;
};

static void
outlet_write(struct outlet *outlet, struct bytes bytes)
{
	if (outlet->err.kind == ERROR_NONE &&
	    output_write(outlet->to, bytes, &outlet->err) < 0)
		outlet->cancel->deadline = LONG_AGO;
}

static void
on_output(void *context, struct bytes bytes)
{
	outlet_write(context, bytes);
}

/* On a terminal, which escapes of the command shall not reach. */
static void
on_line(void *context, const char *line)
{
	cleanup_buffer struct buffer safe = BUFFER_INIT(OUTPUT_MAX);

	output_add_safe(&safe, bytes_of_text(line), "\t\\");
	buffer_append_text(&safe, "\n");
	outlet_write(context, buffer_bytes(&safe));
}

static int
print_plan(const struct sandbox_plan *plan, struct error *err)
{
	cleanup_json struct json *json = sandbox_plan_to_json(plan);

	return output_json(json, "-", err);
}

/* What was asked of the proxy, with the digest of each answer. */
static struct json *
requests_to_json(const struct build_network *network)
{
	struct json *array = json_new_array();
	size_t count = 0;
	const struct proxy_request *requests =
		network->proxy != NULL ? proxy_requests(network->proxy, &count) : NULL;

	for (size_t i = 0; i < count; i++) {
		struct json *one = json_new_object();
		bool answered = requests[i].failure == NULL;

		json_set(one, "url", json_new_bytes(bytes_of_text(requests[i].url)));
		json_set_text(one, "sha256", answered ? requests[i].sha256 : NULL);
		json_set_number(one, "size", (int64_t)requests[i].size);
		json_set_text(one, "failure", requests[i].failure);
		json_append(array, one);
	}
	return array;
}

static int
print_result(const struct sandbox_result *result, const struct build_network *network,
	     const struct invocation *invocation, struct error *err)
{
	const char *path = option_text(invocation, OPTION_json);
	cleanup_json struct json *json = NULL;

	if (!option_given(invocation, OPTION_json))
		return 0;
	json = sandbox_result_to_json(result);
	json_set(json, "requests", requests_to_json(network));
	return output_json(json, path != NULL ? path : "-", err);
}

/* How it ended is the exit status; what that cannot say is said. */
static void
tell(const struct sandbox_result *result, bool verbose)
{
	cleanup_free char *ending = sandbox_result_describe(result);

	for (size_t i = 0; i < result->weakened.count; i++)
		complain("weakened: %s", result->weakened.items[i]);
	for (size_t i = 0; i < result->limits.count; i++)
		complain("limit: %s", result->limits.items[i]);
	if (result->log_dropped > 0)
		complain("%llu bytes of output were over the limit and are lost",
			 (unsigned long long)result->log_dropped);
	if (result->end == SANDBOX_INTERRUPTED) /* main() says so */
		return;
	if (result->end != SANDBOX_EXITED || verbose)
		complain("%s", ending);
}

static int
status_of(const struct sandbox_result *result, struct error *err)
{
	switch (result->end) {
	case SANDBOX_EXITED:
		return result->exit_code;
	case SANDBOX_SIGNALED:
		return EXIT_BY_SIGNAL + result->signal;
	case SANDBOX_TIMEOUT:
	case SANDBOX_STOPPED:
		return EXIT_TIME_LIMIT;
	case SANDBOX_NOT_STARTED:
		return EXIT_NOT_STARTED;
	case SANDBOX_INTERRUPTED:
		break;
	}
	return error_set(err, ERROR_INTERRUPTED, "interrupted");
}

static int
say_end(const struct sandbox_result *result, const struct build_network *network,
	const struct invocation *invocation, struct error *err)
{
	if (!option_given(invocation, OPTION_quiet))
		tell(result, option_given(invocation, OPTION_verbose));
	if (network->proxy != NULL && proxy_check(network->proxy, err) < 0)
		return -1;
	if (print_result(result, network, invocation, err) < 0)
		return -1;
	return status_of(result, err);
}

/* What a run is given: the proxy, where there is one. */
static struct sandbox_service
service_of(const struct build_network *network)
{
	return (struct sandbox_service){
		.listen = network->proxy != NULL ? proxy_listen : NULL,
		.context = network->proxy,
	};
}

static int
follow_run(const struct sandbox_plan *plan, const struct build_network *network,
	   const struct invocation *invocation, struct run *run, struct error *err)
{
	struct sandbox_service service = service_of(network);
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	bool aside = option_given(invocation, OPTION_json) &&
		     option_text(invocation, OPTION_json) == NULL;
	struct outlet outlet = { .to = aside ? STDERR_FILENO : STDOUT_FILENO,
				 .cancel = &run->session.cancel };
	struct progress progress = { .context = &outlet };

	service.output_context = &outlet;
	if (isatty(outlet.to))
		progress.line = on_line;
	else
		service.output = on_output;
	if (sandbox_run_served(&result, plan, &service, &progress, &run->session.cancel,
			       err) < 0)
		return -1;
	if (outlet.err.kind != ERROR_NONE) {
		*err = outlet.err;
		return -1;
	}
	return say_end(&result, network, invocation, err);
}

/* Only an environment and what is fetched need the cache, and a place beside it. */
static int
begin(struct run *run, const struct invocation *invocation, struct error *err)
{
	bool asks = option_given(invocation, OPTION_environment) ||
		    option_given(invocation, OPTION_network) ||
		    option_given(invocation, OPTION_plan);
	enum run_needs needs = asks ? RUN_WITH_CACHE : RUN_WITHOUT_CACHE;

	if (run_begin(run, invocation, needs, err) < 0 ||
	    plan_check_options(invocation, err) < 0)
		return -1;
	run->session.cancel.deadline = 0; /* the plan has the time limit */
	if (run_environment(run, invocation, err) < 0)
		return -1;
	screen_clear(&run->screen);
	return 0;
}

/* On a terminal of its own there is nothing to keep. */
static int
show_run(const struct sandbox_plan *plan, const struct build_network *network,
	 const struct invocation *invocation, struct run *run, struct error *err)
{
	const struct sandbox_service service = service_of(network);
	cleanup_sandbox_result struct sandbox_result result = { 0 };

	if (terminal_run(&result, plan, &service, &run->session.cancel, err) < 0)
		return -1;
	return say_end(&result, network, invocation, err);
}

static int
command_sandbox_run(const struct invocation *invocation, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_run struct run run = { 0 };
	cleanup_build_network struct build_network network = { 0 };

	if (begin(&run, invocation, err) < 0 ||
	    plan_make(&plan, &network, &run.session, invocation, err) < 0)
		return -1;
	if (option_given(invocation, OPTION_print_plan))
		return print_plan(&plan, err);
	return option_given(invocation, OPTION_shell)
		       ? show_run(&plan, &network, invocation, &run, err)
		       : follow_run(&plan, &network, invocation, &run, err);
}

const struct command command_sandbox = {
	.name = "sandbox",
	.arguments = "[--] [COMMAND...]",
	.summary = "run a command as the steps of a build are run",
	.description = "The command sees this machine's /usr, read only, or the root "
		       "file system that --environment names; an empty /tmp "
		       "and home, what --bind shows it, and nothing else: no other "
		       "process, no network, no privilege, nothing on standard input. "
		       "Its environment, its umask and its host name are always the "
		       "same. When it ends, everything that it started ends with it.\n\n"
		       "What it writes, to standard output and standard error alike, "
		       "goes to standard output; on a terminal with control characters "
		       "escaped. With --json how it ended is told there instead, and its "
		       "output goes to standard error.",
	.examples = "cupel sandbox -- node --version\n"
		    "cupel sandbox --bind .:/src:rw --directory /src -- make\n"
		    "cupel sandbox --limit memory=1G --timeout 1m -- ./configure\n"
		    "cupel sandbox --environment debian:bookworm -- gcc --version\n"
		    "cupel sandbox --network fetch --json -- npm pack is-number@7.0.0\n"
		    "cupel sandbox --shell --bind .:/src:rw\n"
		    "cupel sandbox --print-plan -- true\n",
	.exit_status = "That of the command; 128 and the number of the signal that "
		       "killed it; 124: the time limit; 127: it could not be started; 2: "
		       "the sandbox could not be made.",
	.takes = TAKES(environment) | TAKES_NETWORK | TAKES(bind) | TAKES(set) |
		 TAKES(directory) | TAKES(network) | TAKES(limit) | TAKES(record_inputs) |
		 TAKES(shell) | TAKES(timeout) | TAKES(plan) | TAKES(print_plan) |
		 TAKES(json),
	.least = 0,
	.most = ANY_NUMBER,
	.argument_kind = ARGUMENT_PROGRAM,
	.arguments_end_options = true,
	.run = command_sandbox_run,
};

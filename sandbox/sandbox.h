/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Runs one plan in namespaces of its own and says how it ended. */

#include "base/cancel.h"
#include "base/progress.h"
#include "sandbox/inputs.h"
#include "sandbox/plan.h"

enum sandbox_end {
	SANDBOX_EXITED,	     /* exit_code says how */
	SANDBOX_SIGNALED,    /* signal says which */
	SANDBOX_TIMEOUT,     /* the wall clock limit; the whole tree was killed */
	SANDBOX_STOPPED,     /* another limit, which `limits` names; likewise */
	SANDBOX_INTERRUPTED, /* cancel said so; the whole tree was killed */
	SANDBOX_NOT_STARTED, /* no such program inside, or exec failed: `reason` says why
			      */
};

/* What a run has made, once all that could change it is dead.  It may be hostile: see
 * base/tree_copy.h. */
struct sandbox_output {
	int fd;	   /* owned: a folder, or a file; -1 when there is neither */
	char *why; /* owned: that there is none; NULL */
};

struct sandbox_result {
	enum sandbox_end end;
	int exit_code, signal;
	char reason[256];
	int64_t wall_milliseconds, cpu_milliseconds;
	uint64_t memory_peak;		/* resident bytes of the largest process */
	uint64_t log_size, log_dropped; /* bytes kept, bytes over the cap */
	uint64_t written;   /* bytes that all processes wrote to disk, as far as the
			     * kernel counts them */
	uint64_t processes; /* most that lived at one time; 0: not known */
	unsigned leftovers; /* processes still alive at the end, killed */
	struct {
		enum control_state state;
		char *why; /* owned; NULL where there is nothing to say */
	} controls[CONTROLS];
	struct strings
		weakened;      /* of them what this host could not give: "scopes: ..." */
	struct strings limits; /* limits hit, in words */
	struct sandbox_output *outputs; /* owned: one for each of the plan's; none when
					 * the run was ended before it made them */
	size_t output_count;
	struct sandbox_input *inputs; /* owned: of control `inputs` */
	size_t input_count;
	struct strings tail; /* the last 20 lines of the log, as they were */
};

#define cleanup_sandbox_result __attribute__((cleanup(sandbox_result_release)))
void sandbox_result_release(struct sandbox_result *result);

/* Blocks until everything that ran inside is dead.  -1 when the sandbox could not be made
 * (ERROR_UNSUPPORTED names the kernel feature or sysctl that is missing): nothing ran
 * then. Each line of output goes to progress_line().  progress and cancel may be NULL. */
int sandbox_run(struct sandbox_result *result, const struct sandbox_plan *plan,
		const struct progress *progress, const struct cancel *cancel,
		struct error *err);

/* What the caller lends to a run. */
struct sandbox_service {
	/* For plans with NETWORK_PROXY: is given the socket that listens inside, and owns
	 * it, before the program starts; or NULL. */
	void (*listen)(void *context, int fd);
	void *context;	     /* borrowed */
	const int *terminal; /* borrowed: the program's standard streams, in the place of
			      * nothing and the log; NULL: none */

	/* Is given what is kept of the output as it comes, beside the log; or NULL. */
	void (*output)(void *context, struct bytes bytes);
	void *output_context; /* borrowed */
};

int sandbox_run_served(struct sandbox_result *result, const struct sandbox_plan *plan,
		       const struct sandbox_service *service,
		       const struct progress *progress, const struct cancel *cancel,
		       struct error *err);

/* "exit 1", "killed by SIGKILL", "time limit of 60 s": for a person. */
char *sandbox_result_describe(const struct sandbox_result *result);

struct json *sandbox_result_to_json(const struct sandbox_result *result);

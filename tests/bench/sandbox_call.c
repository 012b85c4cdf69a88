/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox_call RUNS COMMAND...: runs /bin/true in a sandbox, and the command, by turns.
 * Prints four numbers in microseconds: the best of the sandbox and of the command, and
 * the medians.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "base/memory.h"
#include "sandbox/sandbox.h"

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static double
time_sandbox(void)
{
	cleanup_sandbox_plan struct sandbox_plan plan;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err;
	double start = now();

	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "/bin/true");
	if (sandbox_run(&result, &plan, NULL, NULL, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		exit(2);
	}
	return now() - start;
}

static double
time_command(char **arguments)
{
	double start = now();
	pid_t process;
	int status;

	if (posix_spawnp(&process, arguments[0], NULL, NULL, arguments, environ) != 0 ||
	    waitpid(process, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "%s does not run\n", arguments[0]);
		exit(2);
	}
	return now() - start;
}

static int
order(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

int
main(int argc, char **argv)
{
	size_t runs = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	double *ours = NULL, *theirs = NULL;
	size_t our_count = 0, their_count = 0;

	if (runs == 0)
		return 2;
	for (size_t i = 0; i < runs; i++) {
		array_append(ours, our_count, time_sandbox());
		array_append(theirs, their_count, time_command(argv + 2));
	}
	qsort(ours, runs, sizeof(*ours), order);
	qsort(theirs, runs, sizeof(*theirs), order);
	printf("%.0f %.0f %.0f %.0f\n", ours[0], theirs[0], ours[runs / 2],
	       theirs[runs / 2]);
	free(ours);
	free(theirs);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox_call RUNS CUPEL COMMAND...: runs /bin/true in a sandbox by the library, by
 * CUPEL, and the command, by turns.  Prints a line of microseconds for each, the best and
 * the median of the times until it returned, and of those until nothing of it was left.
 */
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "base/memory.h"
#include "sandbox/sandbox.h"

/* Of all runs of one thing. */
struct times {
	double *returned, *gone; /* owned; as many as runs */
};

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* What the one that returned has left behind is handed to us, and ends when the kernel
 * has taken its world apart. */
static void
take_times(struct times *times, size_t run, double start)
{
	times->returned[run] = now() - start;
	while (waitpid(-1, NULL, 0) > 0)
		;
	times->gone[run] = now() - start;
}

static void
time_library(struct times *times, size_t run)
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
	take_times(times, run, start);
}

static void
time_command(struct times *times, size_t run, char **arguments)
{
	double start = now();
	pid_t process;
	int status;

	if (posix_spawnp(&process, arguments[0], NULL, NULL, arguments, environ) != 0 ||
	    waitpid(process, &status, 0) < 0 || status != 0) {
		fprintf(stderr, "%s does not run\n", arguments[0]);
		exit(2);
	}
	take_times(times, run, start);
}

static int
order(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void
print_times(const struct times *times, size_t runs)
{
	qsort(times->returned, runs, sizeof(double), order);
	qsort(times->gone, runs, sizeof(double), order);
	printf("%.0f %.0f %.0f %.0f\n", times->returned[0], times->returned[runs / 2],
	       times->gone[0], times->gone[runs / 2]);
	free(times->returned);
	free(times->gone);
}

int
main(int argc, char **argv)
{
	enum { LIBRARY, CUPEL, COMMAND, THREE };
	size_t runs = argc > 3 ? strtoul(argv[1], NULL, 10) : 0;
	char sandbox[] = "sandbox", end[] = "--", nothing[] = "/bin/true";
	struct times times[THREE];

	if (runs == 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) < 0)
		return 2;
	for (int i = 0; i < THREE; i++)
		times[i] = (struct times){ xcalloc(runs, sizeof(double)),
					   xcalloc(runs, sizeof(double)) };
	for (size_t run = 0; run < runs; run++) {
		time_library(&times[LIBRARY], run);
		time_command(&times[CUPEL], run,
			     (char *[]){ argv[2], sandbox, end, nothing, NULL });
		time_command(&times[COMMAND], run, argv + 3);
	}
	for (int i = 0; i < THREE; i++)
		print_times(&times[i], runs);
}

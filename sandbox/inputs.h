/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a run has used of its environment: each file that it opened and each program that
 * it ran, by seccomp's user notification (seccomp_unotify(2)), which needs no privilege
 * and sees static programs too.  The kernel waits at each such call until it has been
 * noted.
 *
 * A record, not a wall: a process may change the path between our look and the kernel's.
 * The dynamic loader that the kernel loads with a program is not told.
 */

#include <stdbool.h>
#include <stddef.h>

struct sandbox_input {
	char *path;	 /* owned: inside, without links in it */
	char sha256[65]; /* of the file when it was first asked for */
	bool run;	 /* executed, not only opened */
};

struct inputs;

/* Takes the descriptor over. */
struct inputs *inputs_new(int listener);
void inputs_free(struct inputs *inputs);

int inputs_descriptor(const struct inputs *inputs);

/* Notes the call that waits and lets it go on; false when none will come any more. */
bool inputs_note(struct inputs *inputs);

/* Regular files that the run could only read, sorted by path; the array is the caller's.
 */
void inputs_list(const struct inputs *inputs, struct sandbox_input **out, size_t *count);

/* How many calls were noted, and how many paths were too many to keep. */
size_t inputs_calls(const struct inputs *inputs);
size_t inputs_lost(const struct inputs *inputs);

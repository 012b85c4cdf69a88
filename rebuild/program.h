/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Runs a program of this machine outside of any sandbox: only one that the person has
 * installed and that cupel is told to use (mmdebstrap, apt), never anything of a package.
 */

#include "base/cancel.h"
#include "base/strings.h"

struct ids;

struct program {
	struct strings arguments; /* the first is looked for in the environment's PATH */
	struct strings environment; /* NAME=value; nothing is inherited */
	void (*line)(void *context, const char *line); /* NULL, or told each line */
	void *context;				       /* borrowed */
	int64_t grace_milliseconds; /* from SIGINT to SIGKILL, when cancel says stop or
				     * the caller dies */
	bool private_mounts;	    /* as root: what it mounts, nobody else sees */
	const struct ids *ids;	    /* borrowed: it runs as root of namespaces of its own
				     * with these (rebuild/ids.h); NULL: as it is */
};

#define cleanup_program __attribute__((cleanup(program_release)))
void program_release(struct program *program);

struct program_result {
	bool found; /* false: there is no such program */
	int status; /* as waitpid(2) has it; 128 and more is a signal, as shells say it */
	struct strings tail; /* the last 40 lines, of standard output and error alike */
};

#define cleanup_program_result __attribute__((cleanup(program_result_release)))
void program_result_release(struct program_result *result);

/* Starts it in / and in a process group of its own, with nothing on standard input, and
 * waits for its end.  -1 also when cancel said stop: the whole group is gone then.  It is
 * stopped likewise when the caller is killed. */
int program_run(struct program_result *out, const struct program *program,
		const struct cancel *cancel, struct error *err);

bool program_succeeded(const struct program_result *result);

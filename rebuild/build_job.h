/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One build while it runs: its folder on the host, its tools, its log. */

#include "rebuild/build.h"
#include "rebuild/toolchain.h"

struct build_job {
	const struct session *session; /* borrowed, these three */
	const struct source *source;
	const struct recipe *recipe;
	struct build *build; /* borrowed: what comes of it */
	struct toolchain toolchain;
	char *folder;	/* owned: in scratch: build/ with the copy, log, output */
	struct cancel cancel; /* the session's, with this build's own deadline */
};

#define cleanup_build_job __attribute__((cleanup(build_job_release)))
void build_job_release(struct build_job *job);

/* Makes the folder and fetches the tools. */
int build_job_open(struct build_job *job, struct error *err);

/* Copies the source to where it is built. */
int build_job_copy_source(struct build_job *job, struct error *err);

/* Runs a step and notes it; *succeeded says how it ended, and when it did not, job->build
 * says why. */
int build_job_step(struct build_job *job, const char *command, bool network,
		   bool *succeeded, struct error *err);

/* Where the build leaves its output, on the host; the caller's. */
char *build_job_output_folder(const struct build_job *job);

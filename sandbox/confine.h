/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A child that has closed all doors on itself before it looks at hostile bytes: no new
 * privileges, landlock without a path, a seccomp list of a dozen calls, rlimits.  What it
 * may do is compute, and write to one pipe.  With `folder`, it may also make files,
 * folders and links beneath that one folder (for unpacking), and nothing elsewhere.
 */

#include "base/buffer.h"
#include "base/cancel.h"
#include "base/error.h"
#include "base/json.h"

struct confined {
	/* NULL, or opens the libraries that `run` needs and confine does not (it opens
	 * those of base), in the caller's process: the child opens none any more.  -1
	 * with *err is this error. */
	int (*open)(struct error *err);

	/* NULL, or called in the child when landlock has closed the files and before
	 * seccomp closes the rest: for what libraries ask of the system at their first
	 * use, and for threads, which are closed in with it.  No input has been looked at
	 * by then. */
	void (*prepare)(void *context);

	/* Runs in the child after the doors are closed.  Appends its answer to *out; -1
	 * with *err travels back as this error.  Inputs are mapped before, by the caller.
	 */
	int (*run)(void *context, struct buffer *out, struct error *err);
	void *context;	       /* borrowed */
	uint64_t answer_limit; /* bytes the parent will take */
	uint64_t memory;       /* beyond what is mapped already; 0: no limit */
	const char *folder;    /* NULL, or the one folder that may be written beneath */
};

/* Forks, waits, and appends the child's answer to *out.  A child that dies gives -1 with
 * ERROR_MALFORMED "the parser died of SIGSEGV ...": an answer is never half. */
int confine_run(const struct confined *confined, const struct cancel *cancel,
		struct buffer *out, struct error *err);

/* The same where the answer is a JSON document; *answer is the caller's. */
int confine_run_json(const struct confined *confined, const struct cancel *cancel,
		     struct json **answer, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a build's steps leave in its record and in its log. */

#include "rebuild/build.h"

/* The sandbox appends what a step prints; these are the lines around it. */
int build_note_line(const struct build *build, const char *word, const char *text,
		    struct error *err);

/* How long the log is by now. */
uint64_t build_note_size(const struct build *build);

void build_note_step(struct build *build, const char *command, bool network,
		     const struct sandbox_result *result);

/* Why the last step failed, in one line, by its part of the log from `start` on. */
void build_note_failure(struct build *build, const char *phase, const char *command,
			uint64_t start);

/* What is pinned, the same for all steps but for what fetching takes. */
void build_note_world(struct build *build, const struct sandbox_plan *plan);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The whole road, and its verdict. */

#include "rebuild/build.h"

enum origin { ORIGIN_SOURCE, ORIGIN_GENERATED, ORIGIN_ASSISTED, ORIGIN_UNEXPLAINED };

struct file_origin {
	char *path; /* owned */
	enum origin origin;
	char *detail; /* owned: the blob id for ORIGIN_SOURCE; may be NULL */
};

enum stop { STOP_RELEASE, STOP_SOURCE, STOP_RECIPE, STOP_BUILD, STOP_NONE };

struct check_request {
	const char *target;   /* a spec, a file or a URL */
	const char *source;   /* --source; NULL */
	const char *recipe;   /* --recipe file; NULL */
	enum stop stop_after; /* STOP_NONE: go to the end */
};

struct check {
	enum stop reached;
	struct release release;
	struct inventory inventory;
	struct source source;
	struct recipe recipe;
	struct build build;
	struct comparison comparison; /* meaningful when compared */
	bool compared;
	enum outcome outcome;
	bool suspicious;
	struct strings reasons; /* one line each: why this word */
	struct file_origin *origins; /* owned, by path */
	size_t origin_count;
};

#define cleanup_check __attribute__((cleanup(check_release)))
void check_release(struct check *check);

/* 0 with outcome set whenever there is a verdict; -1 for usage, network, I/O. */
int check_run(struct check *out, const struct session *session,
	      const struct check_request *request, struct error *err);

/* cupel-check/1 (docs/check.schema.json) and the text for a person. */
struct json *check_to_json(const struct check *check);
void check_to_text(const struct check *check, const struct report_style *style,
		   struct buffer *out);

/* Compares two files or folders in a confined child (rebuild/compare_confined.c). */
int compare_confined(struct comparison *out, const struct session *session,
		     const char *published, const char *rebuilt, struct error *err);

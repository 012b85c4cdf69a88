/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files about package.json share: npm_manifest*.c include this, nobody else. */

#include "base/json.h"
#include "compare/npm_manifest.h"

struct manifests {
	struct report *report;			/* borrowed */
	const struct place *place;		/* borrowed */
	const struct json *published, *rebuilt; /* borrowed: objects */
};

/* A value that is not the same on both sides; absent ones are NULL. */
struct value {
	const char *section,
		*name; /* "scripts", "postinstall"; no name: the whole section */
	const struct json *published, *rebuilt; /* borrowed */
};

typedef void judge_function(const struct manifests *manifests, const struct value *value);

enum {
	NPM_MANIFEST_MAX = 16 << 20,
	NPM_VALUE_SHOWN = 160, /* of a value in a message */
	NPM_NAME_SHOWN = 214,  /* npm's longest name */
};

/* The same, with all keys below in the same order: "exports" is read from the top down.
 */
bool npm_values_are_same(const struct json *a, const struct json *b);

/* At most `size` bytes of it, escaped; the caller frees.  NULL stays NULL. */
char *npm_value_shown(const struct json *value, size_t size);
char *npm_name_shown(const char *name);

/* A finding about the value; NULL once the report is full. */
struct finding *npm_state(const struct manifests *manifests, const struct value *value,
			  enum severity severity, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* The same for a value that nothing runs, with what is said of all of them. */
struct finding *npm_state_fact(const struct manifests *manifests,
			       const struct value *value);

/* Calls for each member of either object that is not the same in the other. */
void npm_judge_members(const struct manifests *manifests, const struct value *whole,
		       judge_function *judge);

/* The same where npm wants an object and takes from anything else what it can: that is
 * an alarm. */
void npm_judge_object(const struct manifests *manifests, const struct value *value,
		      judge_function *judge);
bool npm_is_object_or_absent(const struct json *value);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The third stop: the steps, as data.  cupel-recipe/1 in YAML (base/yaml.c). */

#include "rebuild/source.h"

struct recipe {
	char *location, *commit, *directory; /* owned */
	char *strategy;			     /* owned: "npm-pack", "npm-build" */
	char *reason;			     /* owned: why this strategy bid highest */
	char *environment;	  /* owned: "host", or a spec of rebuild/environment.h */
	char *environment_digest; /* owned: 64 hex digits; NULL: whatever it has */
	struct strings tools; /* "node=20.20.2", "npm=6.14.18": NAME=VERSION; host's when
				 absent */
	struct strings fetch; /* steps with network that run none of the package's code */
	struct strings build; /* steps without network */
	struct strings outputs; /* file names; one for npm */
	struct strings
		settings;     /* NAME=value: SOURCE_DATE_EPOCH=..., TZ=UTC, umask=022 */
	struct strings notes; /* said aloud: "packed by the host's npm 11.19.1 ..." */
};

#define cleanup_recipe __attribute__((cleanup(recipe_release)))
void recipe_release(struct recipe *recipe);

/* Infers: every strategy of strategies.def bids, the highest wins, ties by table order.
 */
int recipe_infer(struct recipe *out, const struct session *session,
		 const struct release *release, const struct inventory *inventory,
		 const struct source *source, struct error *err);

int recipe_read(struct recipe *out, const char *path, struct error *err);
void recipe_write(const struct recipe *recipe, struct buffer *out); /* YAML */
struct json *recipe_to_json(const struct recipe *recipe);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The third stop: the steps, as data.  cupel-recipe/1 in YAML (base/yaml.c). */

#include "rebuild/source.h"

struct recipe {
	char *location, *commit, *directory; /* owned */
	char *history; /* owned: "git": the commit's repository stands around the source;
			* NULL: no step is to ask git anything */
	char *strategy;	   /* owned: "npm-pack", "npm-build" */
	char *reason;	   /* owned: why this strategy bid highest */
	char *environment; /* owned: "host", or a spec of rebuild/environment.h */
	char *environment_digest; /* owned: 64 hex digits; NULL: whatever it has */
	struct strings
		packages;	 /* Debian packages beside those that the environment has
				  * anyway: dependencies, as Build-Depends has them, or
				  * NAME=VERSION; with "!" in front what must not be there */
	struct strings versions; /* NAME=VERSION: of these, where they are there and can
				  * be had so */
	char *assisted; /* owned: what was taken from the published artifact; NULL */
	char *path;	/* owned: where the source lies while it is built, absolute; NULL:
			 * /build/source */
	struct strings tools; /* "node=20.20.2", "npm=6.14.18": NAME=VERSION; host's when
				 absent */
	struct strings fetch; /* steps with network that run none of the package's code */
	struct strings build; /* steps without network */
	struct strings outputs; /* file names, in the folder where the steps start */
	struct strings
		settings;     /* NAME=value: SOURCE_DATE_EPOCH=..., TZ=UTC, umask=022 */
	struct strings notes; /* said aloud: "packed by the host's npm 11.19.1 ..." */
};

#define cleanup_recipe __attribute__((cleanup(recipe_release)))
void recipe_release(struct recipe *recipe);

void recipe_copy(struct recipe *out, const struct recipe *from);

/* Infers: every strategy of strategies.def bids, the highest wins, ties by table order.
 */
int recipe_infer(struct recipe *out, const struct session *session,
		 const struct release *release, const struct inventory *inventory,
		 const struct source *source, struct error *err);

/* Whether npm may have a part in it; a person's own recipe may do anything. */
bool recipe_uses_npm(const struct recipe *recipe);

/* Appends the first line of each step, with "..." behind it where there are more. */
void recipe_tell_steps(struct strings *out, const struct strings *steps);

/* The same with `between` between them; the caller frees. */
char *recipe_steps_told(const struct strings *steps, const char *between);

/* Whether a source can be laid there (`path`). */
bool recipe_path_is_possible(const char *path);

int recipe_read(struct recipe *out, const char *path, struct error *err);
void recipe_write(const struct recipe *recipe, struct buffer *out); /* YAML */
struct json *recipe_to_json(const struct recipe *recipe);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What of a build's world may be another: a table (variations.def), and its values as a
 * part of a recipe: the path as its own, everything else among the settings, "umask=022"
 * beside variables such as "SOURCE_DATE_EPOCH=1530000000".  What a host cannot give of it
 * (libfaketime, processors) the build tells among what was weakened.
 */

#include "rebuild/recipe.h"
#include "sandbox/plan.h"

struct variation {
	const char *name;  /* "umask" */
	const char *form;  /* of its value: "OCTAL" */
	const char *usual; /* "" is the machine's own */
	const char *other; /* what a second build takes; NULL: nothing */
	const char *what;  /* for a person */
};

size_t variation_count(void);
const struct variation *variation_at(size_t index);

/* NULL for a name that is none. */
const struct variation *variation_find(const char *name);

/* What a variable of the environment may be called. */
bool variation_is_variable(const char *name);

/* Makes what "NAME=VALUE" says part of the recipe, in the place of what it said before:
 * one of the table, or an environment variable.  ERROR_USAGE says how it is written. */
int variation_set(struct recipe *recipe, const char *text, struct error *err);

/* The same for what the session says; and all of the recipe is checked. */
int variation_set_all(struct recipe *recipe, const struct session *session,
		      struct error *err);

/* What the recipe says of it; NULL: nothing. */
const char *variation_value(const struct recipe *recipe, const char *name);

/* -1 with ERROR_USAGE for a value that no plan takes. */
int variation_check(const struct recipe *recipe, struct error *err);

/* All that the recipe sets, variables as well, but for the path, which is where the
 * caller mounts the source. */
int variation_apply(struct sandbox_plan *plan, const struct recipe *recipe,
		    struct error *err);

/* Whether steps are to see a copy, whose order and times can be chosen. */
bool variation_wants_copy(const struct recipe *recipe);

/* Makes everything another that has another value in the table, and of which the recipe
 * says nothing but the usual; each that was adds its "NAME=VALUE" to `varied`.  `now` is
 * in seconds: the clock goes to a day of another year, the same one all through this
 * year, later than any file that is there. */
int variation_make_other(struct recipe *recipe, int64_t now, struct strings *varied,
			 struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Where the published artifact differs from our build, would another build of ours as
 * well?  The recipe is built a second time, in another place, at another time, by another
 * user, with folders listed the other way round (variation.h); what both builds differ in
 * says nothing about the publisher.
 */

#include "rebuild/build.h"

struct check;

struct flaky {
	bool tried;
	struct strings varied; /* "path=/srv/...": what the second build had otherwise */
	struct build build;    /* the second one */
	char *failure;	       /* owned: why it tells nothing; NULL */
	char *summary;	       /* owned: what came of it, in one line */
	struct strings places; /* "PATH KEY" of each finding that lies within */
	size_t within;	       /* findings, of check.comparison */
};

void flaky_release(struct flaky *flaky);

/* Whether the comparison of a check calls for a second build. */
bool flaky_is_wanted(const struct check *check, const struct session *session);

/* Builds and compares; every finding that lies within what our builds differ in gets
 * that as its cause.  What keeps the second build from being made is told in
 * flaky->failure, and no error; -1 when the person interrupts. */
int flaky_look(struct check *check, const struct session *session, struct error *err);

/* Whether all that was found lies within. */
bool flaky_is_all(const struct check *check);

/* null when there was no second build. */
struct json *flaky_to_json(const struct flaky *flaky);

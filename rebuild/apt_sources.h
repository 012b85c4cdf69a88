/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * How the apt of this machine is set up: its archives (sources.list(5), both forms) and
 * the keys that it trusts.  Files are read rather than apt asked what it has fetched: it
 * need not have fetched anything yet.
 */

#include "base/strings.h"
#include "rebuild/session.h"

/* One suite of one archive, of packages ("deb", never "deb-src"). */
struct apt_source {
	char *uri;   /* owned: http://deb.debian.org/debian, without a slash at the end */
	char *suite; /* owned: bookworm-updates */
	struct strings components;
	char *signed_by; /* owned: as it stands there: files, fingerprints, or a key with
			  * its armor; NULL */
	bool ignores_valid_until;
};

struct apt_sources {
	struct apt_source *items; /* owned, in the order of the files */
	size_t count;
	char *architecture;	/* owned: amd64; NULL without apt */
	struct strings keyring; /* files of the keys that are trusted for all archives */
	bool ignores_valid_until;
};

void apt_source_release(struct apt_source *source);
#define cleanup_apt_sources __attribute__((cleanup(apt_sources_release)))
void apt_sources_release(struct apt_sources *sources);

/* Without apt, or where nothing is set up: no items, and Debian's own keyring. */
int apt_sources_read(struct apt_sources *out, const struct session *session,
		     struct error *err);

/* Of these, the sources of one suite with its updates and security beside it, in place of
 * all; NULL: of the release that this machine is.  A suite with a hyphen is taken alone.
 * One that apt is not set up for is looked for where this machine's own is, if it is
 * Debian's, or else at deb.debian.org. */
int apt_sources_of_suite(struct apt_sources *out, const struct session *session,
			 const char *suite, struct error *err);

/* What Debian builds anew all the time has neither updates nor security beside it. */
bool apt_suite_is_rolling(const char *suite);

/* Adds those of Debian's own archive. */
void apt_sources_add_usual(struct apt_sources *sources, const char *suite);

/* Copies its arguments; `components` are words. */
struct apt_source *apt_sources_add(struct apt_sources *sources, const char *uri,
				   const char *suite, const char *components);

/* What a file says, for apt_sources_read() and tests.  What is no source of packages
 * over http is passed over, as is what apt itself would refuse. */
void apt_sources_parse_lines(struct apt_sources *sources, struct bytes text);
void apt_sources_parse_fields(struct apt_sources *sources, struct bytes text);

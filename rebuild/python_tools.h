/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which of Python's build tools there are, and where better ones can be had. */

#include "rebuild/python_release.h"
#include "rebuild/python_source.h"

struct python_tools {
	char *environment;	 /* owned: "debian:trixie"; NULL: the session's own */
	struct strings packages; /* Debian's, to be there: "python3-build" */
	struct strings versions; /* "setuptools=66.1.1": normalised names */
	struct strings
		notes; /* what is another than the source or the release asks for */
};

#define cleanup_python_tools __attribute__((cleanup(python_tools_release)))
void python_tools_release(struct python_tools *tools);

/* The version of a tool, borrowed; NULL when it is not there. */
const char *python_tools_version(const struct python_tools *tools, const char *name);

/* Adds "NAME=VERSION" of those distributions that the Python of the session's environment
 * has. */
int python_tools_ask(struct strings *out, const struct session *session,
		     const struct strings *names, struct error *err);

/* The session's environment where a person has chosen it or it has what is needed; else
 * the release of Debian that comes nearest to what made the published files.
 * ERROR_UNSUPPORTED where there is no Python. */
int python_tools_choose(struct python_tools *out, const struct session *session,
			const struct python_source *source,
			const struct python_release *release, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What every stop of the road is given: the person's choices, and where things are kept.
 * cli/ makes it; nothing below reads the environment or the terminal. */

#include "base/cancel.h"
#include "base/progress.h"
#include "base/strings.h"
#include "compare/comparison.h"

struct dump;
struct sandbox_limits; /* sandbox/plan.h */
struct sandbox_plan;
struct environment; /* rebuild/environment.h */

struct session {
	char *cache; /* owned: $XDG_CACHE_HOME/cupel: downloads by digest, packers, clones
		      */
	char *scratch; /* owned: a folder for this run alone; cli removes it at the end */
	char *registry; /* owned: base URL of the registry or index; NULL: the public one */
	struct strings mirrors; /* "FROM=TO" URL prefixes, first match wins */
	char *corpus;	   /* owned: a corpus (rebuild/corpus.h); NULL: the usual one */
	bool corpus_given; /* by the person, who vouches for it */
	bool offline;	   /* nothing but the cache */
	bool host_network; /* fetch steps have this machine's network, and no record */
	bool allow_http;   /* plain http (loopback is always allowed) */
	bool keep_going;
	struct strings
		variations; /* NAME=VALUE: what builds see otherwise (variation.h) */
	const struct sandbox_limits *limits; /* borrowed: of each step of a build; NULL:
					      * the usual */
	bool one_build; /* none more where the first gives something else than published
			 */
	struct strings packages; /* --package: NAME or NAME=VERSION, beside what a build
				  * depends on */
	struct strings build_options; /* --build-option: words of DEB_BUILD_OPTIONS */
	bool record_inputs;	      /* what builds open and run goes into the record */
	const char *ca_file;	      /* borrowed; NULL: the system's */
	struct strings
		passed_environment; /* NAME=value for fetch steps: proxies, CA files */
	int64_t build_milliseconds; /* --timeout for one build; 0: 30 minutes */
	const char
		*program_path; /* borrowed: the PATH of programs that are run outside of
				* the sandbox (rebuild/program.h); NULL: the usual */
	char *rust_toolchains; /* owned: where rustup keeps its toolchains; NULL */
	const struct environment *environment; /* borrowed: what builds run in; NULL: the
						* host */
	struct progress *progress;	       /* borrowed; may be NULL */
	struct cancel cancel;
	struct comparison_options comparison;
	/* Called once, with the plan of the first step that failed, whose program is a
	 * shell; NULL. */
	int (*on_failure)(void *context, const struct sandbox_plan *plan,
			  struct error *err);
	void *on_failure_context; /* borrowed */
	struct dump *dump;	  /* borrowed: where what differs goes; NULL */
};

void session_release(struct session *session);

/* The URL to ask instead, by the first mirror whose FROM it starts with; the caller
 * frees. */
char *session_mirrored(const struct session *session, const char *url);

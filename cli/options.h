/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The options of all commands, as a table (options.def), and what a person gave of them.
 * To add one: write its line there, and put its TAKES() into the commands that take it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum option_id {
#define OPTION(id, name, letter, argument, help) OPTION_##id,
#define ALIAS(name, id)
#include "cli/options.def"
#undef ALIAS
#undef OPTION
	OPTION_COUNT,
};

struct option_line {
	const char *name;
	char letter;	      /* 0: none */
	const char *argument; /* as in options.def; NULL: none */
	const char *help;
};

const struct option_line *option_line(enum option_id option);

/* Whether it takes an argument that may be left out: "[FILE]". */
bool option_is_optional(const struct option_line *line);

/* Whether the argument is one of a few words: "A|B". */
bool option_is_choice(const struct option_line *line);

/* A set of options: what a command takes.  It is a constant, so that no struct will do. */
__extension__ typedef unsigned __int128 option_set;

_Static_assert(OPTION_COUNT <= 128, "a set of options has a bit for each");
#define TAKES(id) ((option_set)1 << OPTION_##id)

/* Of every command. */
#define TAKES_ALWAYS (TAKES(quiet) | TAKES(verbose) | TAKES(help))
#define TAKES_REPORT (TAKES(json) | TAKES(text) | TAKES(colour))

/* Every form of a report: those of compare/report_forms.def. */
#define TAKES_FORMS                                                                      \
	(TAKES_REPORT | TAKES(markdown) | TAKES(sarif) | TAKES(junit) | TAKES(html))
#define TAKES_LIMITS                                                                     \
	(TAKES(max_memory) | TAKES(max_depth) | TAKES(max_members) |                     \
	 TAKES(max_decoded) | TAKES(max_ratio) | TAKES(max_value) |                      \
	 TAKES(max_diff_lines) | TAKES(max_report))
#define TAKES_RULES (TAKES(profile) | TAKES(rule) | TAKES(exceptions))
#define TAKES_NETWORK                                                                    \
	(TAKES(registry) | TAKES(mirror) | TAKES(offline) | TAKES(allow_http) |          \
	 TAKES(ca_file))

bool options_include(option_set set, enum option_id option);

/* What was given of one option, in the order of the command line. */
struct given {
	const char **texts; /* owned; each borrowed from argv, NULL without an argument */
	size_t count;
};

struct invocation; /* cli/command.h */

/* Fills in options and arguments; argv[0] is the command's name, argv may be reordered.
 * ERROR_USAGE says what is wrong, and what may have been meant. */
int options_parse(struct invocation *invocation, int argc, char *argv[],
		  struct error *err);

bool option_given(const struct invocation *invocation, enum option_id option);

/* The argument of the last one given; NULL when there is none. */
const char *option_text(const struct invocation *invocation, enum option_id option);

/* Each reads the last one given; *value stays where none was.  ERROR_USAGE says how a
 * right one looks. */
int option_size(uint64_t *value, const struct invocation *invocation,
		enum option_id option, struct error *err);
int option_count(uint64_t *value, const struct invocation *invocation,
		 enum option_id option, struct error *err);
int option_duration(int64_t *milliseconds, const struct invocation *invocation,
		    enum option_id option, struct error *err);

/* The same of a text that stands elsewhere; `what` begins the message. */
int read_size(uint64_t *value, const char *text, const char *what, struct error *err);
int read_count(uint64_t *value, const char *text, const char *what, struct error *err);
int read_duration(int64_t *milliseconds, const char *text, const char *what,
		  struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What the lines of a finding's diff tell: "-" is how the rebuilt file has it, "+" how
 * the published one.  Each takes NULL for no diff; texts are the caller's, and untouched
 * where the answer is no.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* Lines that differ in one number, which is a year on both sides: decimal, or as code has
 * it (0x7e6).  Where `built` is known, the published one is its year. */
bool debian_clue_year(const char *diff, int64_t built, char **published, char **rebuilt);

/* Both sides name this tool with a version behind it, and the versions differ: "Doxygen
 * 1.9.4".  Of "dh_", whose tools are many: "dh_makeshlibs/13.9". */
bool debian_clue_version(const char *diff, const char *tool, char **published,
			 char **rebuilt);

/* dh_installchangelogs, since debhelper 13.10, cuts off what is old. */
bool debian_clue_trimmed(const char *diff);

/* Paths below /build that differ. */
bool debian_clue_path(const char *diff, char **published, char **rebuilt);

/* A line that is the same but for /usr before /bin, /sbin or /lib. */
bool debian_clue_merged_usr(const char *diff);

/* Each changed line is the same but for links, and those of the published one lead to
 * other machines. */
bool debian_clue_links(const char *diff);

/* The first line of a build's log that says that it tried to reach the network, and could
 * not; the caller frees.  NULL: none does. */
char *debian_clue_network(struct bytes log);

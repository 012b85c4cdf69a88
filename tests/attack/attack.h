/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Attacks on the sandbox, from within.  Each tries one thing and says in a word what came
 * of it: the name of an errno, "succeeded", "none", or what it has seen.  attacks.def
 * says which word is the right one.
 */

#include <stddef.h>

#define OUTCOME_SIZE 128

/* Of a call that returned `code` and left errno: "EPERM", or "succeeded". */
const char *outcome(long code);

/* The same, of a file: opened so, and a byte read: "empty" when there is none. */
const char *outcome_of_open(const char *path, int flags);
const char *outcome_of_reading(const char *path);

/* A text of its own: one for each attack. */
const char *outcome_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* What the test has planted on the host, by the name of a variable; "" without. */
const char *planted(const char *name);

/* The descriptors that were open when the program started: "0,1,2". */
extern char open_at_start[OUTCOME_SIZE];

#define ATTACK(number, name, group, what, wanted) const char *attack_##name(void);
#include "tests/attack/attacks.def"

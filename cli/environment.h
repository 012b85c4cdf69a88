/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The only place that reads the environment. */

#include <stdbool.h>

#include "base/error.h"
#include "base/strings.h"

/* So that no time zone and no locale decides what is printed; and descriptors 0 to 2, so
 * that no file that is opened later gets the number of a closed standard output. */
void environment_settle(void);

/* $XDG_CACHE_HOME/cupel or ~/.cache/cupel; the caller frees *path. */
int environment_cache(char **path, struct error *err);

/* $XDG_DATA_HOME/cupel/NAME or ~/.local/share/cupel/NAME, where that is a file; the
 * caller frees it.  NULL: there is none. */
char *environment_data_file(const char *name);

/* $TMPDIR or /tmp. */
const char *environment_scratch(void);

/* PATH; NULL: none is set. */
const char *environment_program_path(void);

/* Where rustup keeps its toolchains, whether or not it has any; the caller frees; NULL:
 * nowhere. */
char *environment_rust_toolchains(void);

/* The certificates that other programs are told to trust; NULL: the system's. */
const char *environment_ca_file(void);

/* Appends NAME=value of what a fetch step needs to reach the network: proxies and
 * certificates, nothing else. */
void environment_pass(struct strings *settings);

/* Appends every variable, for a cupel that this one starts. */
void environment_all(struct strings *settings);

/* Whether standard output wants colour; `when` is "auto" (also NULL), "always", "never".
 */
bool environment_colour(const char *when);

/* The width of what `fd` leads to; 0 when it has none. */
unsigned environment_columns(int fd);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Whether a file of a source package lies where something reads it by itself: a build, an
 * installation, an import, a runner of tests.  Any code may read any file, but then it is
 * that code which says so, and it stands in the source or is told of.
 */

#include <stdbool.h>

/* Whether none of them does, by the folders that it lies in and by its name.  `path`
 * begins below the package's own folder: "examples/calc/parsetab.py". */
bool code_lies_apart(const char *path);

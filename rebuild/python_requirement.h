/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* "setuptools[toml] >= 42, < 70; python_version < '4'": "Dependency specifiers" of the
 * packaging specifications (PEP 508), as far as a build's own needs go. */

#include <stdbool.h>

/* The name, normalised; the caller frees; NULL when the text has none. */
char *python_requirement_name(const char *requirement);

/* Whether it is this package that is required. */
bool python_requirement_names(const char *requirement, const char *package);

/* Whether a version fits ("Version specifiers", PEP 440).  Markers are left out, and what
 * cannot be read fits nothing. */
bool python_requirement_allows(const char *requirement, const char *version);

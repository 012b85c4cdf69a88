/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names and versions of Python packages, as the packaging specifications have them:
 * "Names and normalization" (PEP 503) and "Version specifiers" (PEP 440, Appendix B). */

#include <stdbool.h>

/* Whether a project can be called so: ASCII letters, digits, ".", "_", "-"; the first and
 * the last are letters or digits. */
bool python_name_is_one(const char *name);

/* Small letters, each run of ".", "_" and "-" one "-"; the caller frees. */
char *python_name_normalize(const char *name);
bool python_name_is_same(const char *a, const char *b);

bool python_version_is_one(const char *text);

/* Less than, equal to or greater than 0, as a is before, the same as or after b, in the
 * order of PEP 440.  What is no version comes before all that are. */
int python_version_compare(const char *a, const char *b);
bool python_version_is_same(const char *a, const char *b);

/* An alpha, beta, release candidate or development release; false for no version. */
bool python_version_is_early(const char *text);

/* The normal form, "1.0RC-1" as "1.0rc1"; the caller frees; NULL for no version. */
char *python_version_normalize(const char *text);

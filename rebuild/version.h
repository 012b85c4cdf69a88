/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Versions, each by its own scheme: SemVer 2.0.0 (npm, crates.io), PEP 440 (PyPI),
 * Debian's (deb-version(7)), and what projects write that follow none of them, which are
 * read as runs of digits and of letters.
 */

#include <stdbool.h>
#include <stddef.h>

enum version_scheme { VERSION_PLAIN, VERSION_SEMVER, VERSION_PEP440, VERSION_DEBIAN };

/* By the ecosystem of a purl: "npm", "cargo", "pypi", "deb", else plain. */
enum version_scheme version_scheme_of(const char *ecosystem);

/* Below zero where `a` comes before `b`, zero where they are one version, else above. */
int version_order(enum version_scheme scheme, const char *a, const char *b);

/* A run of digits or of letters; what stands between runs separates. */
struct version_run {
	const char *at; /* borrowed from the text */
	size_t size;
	bool is_number;
};

/* The next run at or after *at, which moves behind it; false at the end. */
bool version_next_run(struct version_run *run, const char **at);

/* By value, leading zeros apart. */
int version_order_of_numbers(const struct version_run *a, const struct version_run *b);

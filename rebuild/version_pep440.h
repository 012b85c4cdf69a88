/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Versions of Python packages: PEP 440, "Version scheme" and "Normalization". */

#include <stdbool.h>
#include <stdint.h>

enum { PEP440_NUMBERS = 16 };

struct version_pep440 {
	int64_t epoch;
	int64_t release[PEP440_NUMBERS]; /* zeros behind the last one that is none */
	int64_t prerelease[2];		 /* which kind, and its number */
	int64_t post,
		development; /* each below zero, or above all, where there is none */
	const char *local;   /* borrowed from the text: what stands behind "+" */
};

/* False for what is no such version.  All that separates (".", "-", "_") is alike, so
 * that the name of a tag may be read as well; "1.0-1" is therefore 1.0.1. */
bool version_read_pep440(struct version_pep440 *out, const char *text);

/* As version_order(). */
int version_order_pep440(const struct version_pep440 *a, const struct version_pep440 *b);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A package by name: a purl (pkg:npm/%40scope/name@1.0.0, the package-url specification) or
 * the short form npm:@scope/name@1.0.0; of Debian, deb:name@1.0-1:amd64, which is
 * pkg:deb/debian/name@1.0-1?arch=amd64. */

#include <stdbool.h>

#include "base/error.h"

struct spec {
	char *ecosystem; /* owned: "npm" */
	char *name;	 /* owned: with its scope: "@scope/name" */
	char *version;	 /* owned; NULL: the newest */
	char *architecture; /* owned: "amd64", of Debian's packages; NULL: this machine's */
	char *suite;	    /* owned: a purl's "distro": "bookworm"; NULL: this machine's */
};

#define cleanup_spec __attribute__((cleanup(spec_release)))
void spec_release(struct spec *spec);
void spec_copy(struct spec *out, const struct spec *spec);

/* Whether the text looks like a spec at all, rather than a path or a URL. */
bool spec_is_one(const char *text);

/* -1 with ERROR_USAGE saying what is wrong with it and how a right one looks. */
int spec_parse(struct spec *spec, const char *text, struct error *err);

/* The canonical purl; the caller frees. */
char *spec_purl(const struct spec *spec);

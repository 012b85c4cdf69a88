/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of a Python release say of themselves: "Source distribution format" and
 * "Binary distribution format" of the packaging specifications. */

#include "rebuild/inventory.h"

struct python_release {
	char *name, *version;	/* owned: as its metadata has them */
	char *sdist, *wheel;	/* owned: the file's name, as a build gives it; NULL: that
				 * is not what is checked */
	char *metadata_version; /* owned: "2.1" */
	char *generator;	/* owned: of a wheel: "bdist_wheel (0.38.4)"; NULL */
	char *pyproject;	/* owned: the one in the sdist; NULL */
	struct strings urls;	/* "LABEL, URL", as Project-URL has it */
	int64_t sdist_time, wheel_time; /* of every file in it; 0: not the same */
	bool is_old, is_new; /* its PKG-INFO has what setuptools before 57 wrote, or since
			      * 68: the description as a field, requirements */
	bool own_manifest; /* an sdist holds files that only git knows to belong to it */
};

void python_release_free(struct python_release *release);
struct json *python_release_to_json(const struct python_release *release);

/* Adds what one file says; `name` is its own, and used where the archive does not give it
 * away.  false, with nothing added, when it is neither an sdist nor a wheel. */
bool python_release_add(struct python_release *release, const struct inventory *inventory,
			const char *name);

/* "setuptools", "wheel", "flit_core", ...: which package a generator is, and its version
 * where one is stated; the caller frees both, NULL where nothing is known. */
void python_generator(const char *generator, char **package, char **version);

/* The value of a header field ("Core metadata", RFC 5322), or of its `at`-th: the caller
 * frees; NULL when there is none. */
char *python_header(const char *text, const char *field, size_t at);

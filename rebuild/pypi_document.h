/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What PyPI says of a project.  Its JSON API (docs.pypi.org/api/json) knows where the
 * source is; the simple API (the "Simple repository API" of the packaging specifications:
 * PEP 503, 691, 700) is what mirrors and indexes of other people have.
 */

#include "rebuild/release.h"

enum pypi_kind {
	PYPI_SDIST, /* NAME-VERSION.tar.gz or .zip */
	PYPI_WHEEL, /* of any machine: NAME-VERSION-py3-none-any.whl */
	PYPI_OTHER, /* compiled for one machine, or of a form of old */
};

struct pypi_file {
	char *name, *url; /* owned */
	char *sha256;	  /* owned: 64 hex digits; NULL: the index states none */
	char *version;	  /* owned: as the file's name has it; NULL: it has none */
	char *uploaded;	  /* owned: RFC 3339; NULL */
	char *yanked;	  /* owned: why, "" where no reason is given; NULL: it is not */
	enum pypi_kind kind;
};

/* One answer, of either API. */
struct pypi_document {
	struct json
		*json; /* owned: what the JSON API answered; NULL: the simple one did */
	struct pypi_file *files; /* owned: of all versions where that was asked for */
	size_t file_count;
};

#define cleanup_pypi_document __attribute__((cleanup(pypi_document_release)))
void pypi_document_release(struct pypi_document *document);

/* Of one version, or with NULL of all of them.  ERROR_NOT_FOUND when there is none. */
int pypi_document_fetch(struct pypi_document *out, const struct session *session,
			const char *name, const char *version, struct error *err);

/* The newest version that has a file which was not yanked, final ones before early ones:
 * borrowed; NULL when there is none. */
const char *pypi_document_newest(const struct pypi_document *document);

/* Adds the URLs that the project states, as "LABEL, URL". */
void pypi_document_urls(struct strings *out, const struct pypi_document *document);

/* What the file is, by its name ("Source distribution format", "Binary distribution
 * format"), and its version, which the caller frees; NULL: not of this project. */
enum pypi_kind pypi_file_kind(const char *file, const char *project, char **version);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a Python project's source says of how it is built: pyproject.toml's [build-system]
 * (PEP 517, PEP 518) and what its backend reads beside that. */

#include "rebuild/source.h"
#include "rebuild/toml.h"

struct python_source {
	char *folder;		      /* owned: of the package, in the source's tree */
	struct toml_batch toml;	      /* owned */
	const struct json *pyproject; /* borrowed from toml; NULL: there is none */
	char *backend; /* owned: "flit_core.buildapi"; setuptools' where none is named */
	char *backend_path; /* owned: where in the source it lies, "."; NULL: elsewhere */
	struct strings requires; /* "setuptools>=42": PEP 508, without markers */
	bool has_setup;		 /* a setup.py or setup.cfg */
	bool asks_git; /* the build asks git for the version or for the list of files */
};

#define cleanup_python_source __attribute__((cleanup(python_source_release)))
void python_source_release(struct python_source *python);

/* Whether there is anything that Python's tools build. */
bool python_source_is_one(const struct source *source);

/* ERROR_MALFORMED for a pyproject.toml that cannot be read. */
int python_source_read(struct python_source *out, const struct session *session,
		       const struct source *source, struct error *err);

/* "setuptools.build_meta" is setuptools', "hatchling.build" hatchling's: the name of the
 * distribution, borrowed; NULL for one that is not known. */
const char *python_backend_package(const char *backend);

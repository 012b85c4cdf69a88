/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Files of Debian that a person has, taken into a release. */

#include "rebuild/debian_release.h"
#include "rebuild/session.h"

/* Adds the paths of the packages in a folder. */
int debian_files_list(struct strings *paths, const char *folder, struct error *err);

/* A folder in the scratch folder, which the caller frees, with links to these packages.
 * ERROR_USAGE when one of them is called otherwise than a .deb, or two are called the
 * same. */
int debian_files_gather(char **folder, const struct session *session, char *const *paths,
			size_t count, struct error *err);

/* Says of which source a release is, or that it is of another one: ERROR_USAGE. */
int debian_files_name(struct debian_release *out, const char *source, const char *version,
		      struct error *err);

/* Adds a .deb, called so; of another source than those before, ERROR_USAGE. */
int debian_files_add_package(struct debian_release *out, const struct session *session,
			     const char *path, const char *name, struct error *err);

/* Takes a .dsc, called so, for the release's source, in place of one that it has; copies
 * it and what lies beside it of the files that it names to out->source_folder. */
int debian_files_add_dsc(struct debian_release *out, const char *path, const char *name,
			 struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For corpus_source.c: archives that hold what a corpus is made from. */

#include "rebuild/corpus_build.h"

/* Into a fresh folder in scratch, which is the caller's: a tarball, or of a Debian
 * package (deb(5)) its data. */
int corpus_unpack(char **folder, const struct session *session, const char *archive,
		  struct error *err);

/* Whether a file is a git bundle (gitformat-bundle(5)). */
int corpus_is_bundle(bool *bundle, const char *path, struct error *err);

/* The repository that it holds, made by git in the sandbox, in scratch; the caller's. */
int corpus_clone_bundle(char **folder, const struct session *session, const char *bundle,
			struct error *err);

/* In corpus_source.c: an archive whose top folders are one version of a project each. */
int corpus_add_versions(struct corpus_draft *draft, const struct session *session,
			const char *archive, struct error *err);

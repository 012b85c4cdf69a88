/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A corpus in the making. */

#include "base/bytes.h"
#include "rebuild/corpus.h"
#include "rebuild/session.h"

struct corpus_draft;

/* Contents go to an unnamed file in the session's scratch. */
int corpus_draft_open(struct corpus_draft **out, const struct session *session,
		      struct error *err);
void corpus_draft_close(struct corpus_draft *draft);
void corpus_draft_close_at(struct corpus_draft **at);

#define cleanup_corpus_draft __attribute__((cleanup(corpus_draft_close_at)))

/* Whether a file of this name is copied by tools: *.m4 or a name of corpus_names.def;
 * *run becomes whether a build runs or reads it. */
bool corpus_is_copied(const char *name, bool *run);

/* Whether a project that is there as a whole says which files of this name there ever
 * were: other projects keep copies of what automake brings, and not each version. */
bool corpus_speaks_for(const char *name, const struct corpus_project *project);

/* Which tools copy a file of this name; NULL for macros. */
const char *corpus_copied_by(const char *name);

/* Whether a file is one that others copy: *.m4, a name of corpus_names.def, or a file of
 * a folder `build-aux`.  `folder` ends with a slash, or is "". */
bool corpus_wants(const char *folder, const char *name);

/* Of one content, project and name the first counts.  All are copied. */
int corpus_draft_add(struct corpus_draft *draft, const char *project, const char *version,
		     const char *path, struct bytes content, struct error *err);

/* Whether a project has this file already, so that its content need not be read. */
bool corpus_draft_has(struct corpus_draft *draft, const char *project, const char *name,
		      const char *blob);

/* Says that the project's history is there up to a time. */
void corpus_draft_complete(struct corpus_draft *draft, const char *project,
			   int64_t newest);

/* The same drafts give the same file. */
int corpus_draft_write(struct corpus_draft *draft, const char *path, struct error *err);

size_t corpus_draft_count(const struct corpus_draft *draft);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What a draft of a corpus is, for what fills it and for what writes it. */

#include "base/buffer.h"
#include "rebuild/corpus_build.h"
#include "rebuild/id_set.h"

struct corpus_draft_entry {
	uint8_t id[ID_SIZE];
	char *project, *version, *path; /* owned */
	size_t order;			/* in which they came */
	bool contained; /* its content is at `offset`; else it is an earlier entry's */
	size_t offset, size;
};

struct corpus_draft_project {
	char *project; /* owned */
	int64_t newest;
};

struct corpus_draft {
	struct corpus_draft_entry *entries; /* owned */
	size_t count;
	struct corpus_draft_project *complete; /* owned */
	size_t complete_count;
	struct buffer contents;	 /* owned, in the spool */
	struct spool *spool;	 /* owned */
	struct id_set known;	 /* digests of content, project and name together */
	struct id_set contained; /* ids whose content is there */
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/corpus_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/spool.h"
#include "base/strings.h"
#include "rebuild/corpus_draft.h"

enum { SPOOL_SHARES = 4 }; /* a buffer gets so much of its spool */
static const uint64_t contents_limit = UINT64_C(3) << 30;
static const struct {
	const char *name, *by;
	bool run;
} copied[] = {
#define COPIED(name, by, run) { name, by, run },
#include "rebuild/corpus_names.def"
#undef COPIED
};

bool
corpus_is_copied(const char *name, bool *run)
{
	*run = true;
	if (text_ends_with(name, ".m4"))
		return true;
	for (size_t i = 0; i < array_length(copied); i++)
		if (strcmp(copied[i].name, name) == 0) {
			*run = copied[i].run;
			return true;
		}
	return false;
}

const char *
corpus_copied_by(const char *name)
{
	for (size_t i = 0; i < array_length(copied); i++)
		if (strcmp(copied[i].name, name) == 0)
			return copied[i].by;
	return NULL;
}

bool
corpus_speaks_for(const char *name, const struct corpus_project *project)
{
	const char *by = corpus_copied_by(name);

	return by == NULL || strcmp(by, "automake") != 0 ||
	       strcmp(project->name, "automake") == 0;
}

bool
corpus_wants(const char *folder, const char *name)
{
	static const char shared[] = "build-aux/";
	size_t size = strlen(folder), length = sizeof(shared) - 1;

	if (text_ends_with(folder, shared) &&
	    (size == length || folder[size - length - 1] == '/'))
		return true;
	return corpus_is_copied(name, &(bool){ false });
}

int
corpus_draft_open(struct corpus_draft **out, const struct session *session,
		  struct error *err)
{
	struct corpus_draft *draft = xcalloc(1, sizeof(*draft));

	draft->contents = (struct buffer)BUFFER_INIT(contents_limit);
	if (spool_open(&draft->spool, session->scratch, SPOOL_SHARES * contents_limit,
		       err) < 0) {
		corpus_draft_close(draft);
		return -1;
	}
	draft->contents.spool = draft->spool;
	*out = draft;
	return 0;
}

void
corpus_draft_close(struct corpus_draft *draft)
{
	if (draft == NULL)
		return;
	for (size_t i = 0; i < draft->count; i++) {
		free(draft->entries[i].project);
		free(draft->entries[i].version);
		free(draft->entries[i].path);
	}
	for (size_t i = 0; i < draft->complete_count; i++)
		free(draft->complete[i].project);
	free(draft->entries);
	free(draft->complete);
	buffer_release(&draft->contents);
	spool_close(draft->spool);
	id_set_release(&draft->known);
	id_set_release(&draft->contained);
	free(draft);
}

void
corpus_draft_close_at(struct corpus_draft **at)
{
	corpus_draft_close(*at);
}

size_t
corpus_draft_count(const struct corpus_draft *draft)
{
	return draft->count;
}

static void
key_of(uint8_t *key, const char *project, const char *name, const char *blob)
{
	cleanup_free char *text = xasprintf("%s/%s/%s", blob, project, name);
	struct digest digest = digest_of(DIGEST_SHA1, bytes_of_text(text));

	memcpy(key, digest.data, ID_SIZE);
}

bool
corpus_draft_has(struct corpus_draft *draft, const char *project, const char *name,
		 const char *blob)
{
	uint8_t key[ID_SIZE];

	key_of(key, project, name, blob);
	return id_set_has(&draft->known, key);
}

int
corpus_draft_add(struct corpus_draft *draft, const char *project, const char *version,
		 const char *path, struct bytes content, struct error *err)
{
	struct corpus_draft_entry entry = { .size = content.size };
	char blob[DIGEST_HEX_MAX];
	struct digest id;
	uint8_t key[ID_SIZE];

	digest_git_blob(content, blob);
	key_of(key, project, path_name(path), blob);
	if (!id_set_add(&draft->known, key))
		return 0;
	if (digest_from_hex(&id, blob, err) < 0)
		return -1;
	memcpy(entry.id, id.data, ID_SIZE);
	if (id_set_add(&draft->contained, entry.id)) {
		entry.offset = draft->contents.size;
		entry.contained = true;
		buffer_append(&draft->contents, content);
	}
	entry.order = draft->count;
	entry.project = xstrdup(project);
	entry.version = xstrdup(version);
	entry.path = xstrdup(path);
	array_append(draft->entries, draft->count, entry);
	return buffer_check(&draft->contents, err);
}

void
corpus_draft_complete(struct corpus_draft *draft, const char *project, int64_t newest)
{
	struct corpus_draft_project complete = { .project = xstrdup(project),
						 .newest = newest };

	array_append(draft->complete, draft->complete_count, complete);
}

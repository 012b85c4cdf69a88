/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/corpus_find.h"

#include <inttypes.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/corpus_source.h"

/* Folders change with what is installed in them. */
static char *
name_by_state(const struct strings *sources)
{
	cleanup_buffer struct buffer state = BUFFER_INIT(1 << 20);
	char hex[DIGEST_HEX_MAX];

	for (size_t i = 0; i < sources->count; i++) {
		const char *place = strchr(sources->items[i], '=') + 1;
		struct stat st = { 0 };

		(void)stat(place, &st);
		buffer_printf(&state, "%s %" PRId64 "\n", sources->items[i],
			      (int64_t)st.st_mtime);
	}
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&state), hex);
	return xasprintf("installed-%.16s", hex);
}

static int
make(const char *path, const struct session *session, const struct strings *sources,
     struct error *err)
{
	cleanup_corpus_draft struct corpus_draft *draft = NULL;
	cleanup_free char *folder = path_join(session->cache, "corpus");

	progress_note(
		session->progress,
		"no corpus was given: one is made of the tools that are installed "
		"here, which is a small part of what was ever released; `cupel corpus "
		"build` makes a fuller one");
	if (folder_make(folder, err) < 0 || corpus_draft_open(&draft, session, err) < 0)
		return -1;
	for (size_t i = 0; i < sources->count; i++)
		if (corpus_add_source(draft, session, sources->items[i], err) < 0)
			return -1;
	return corpus_draft_write(draft, path, err);
}

int
corpus_find_usual(struct corpus **out, const struct session *session, struct error *err)
{
	cleanup_strings struct strings sources = { 0 };
	cleanup_free char *name = NULL, *path = NULL;

	*out = NULL;
	if (session->corpus != NULL) {
		if (corpus_open(out, session->corpus, err) < 0)
			return -1;
		if (session->corpus_given)
			corpus_trust(*out);
		return 0;
	}
	corpus_installed_sources(&sources);
	if (sources.count == 0 || session->cache == NULL)
		return 0;
	name = name_by_state(&sources);
	path = xasprintf("%s/corpus/%s", session->cache, name);
	if (!file_exists(path) && make(path, session, &sources, err) < 0)
		return error_wrap(err, "a corpus of what is installed");
	return corpus_open(out, path, err);
}

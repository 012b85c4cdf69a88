/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/manifest_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum {
	MANIFEST_LIMIT = 4 << 20, /* bytes of one */
	BATCH_MOST = 500,	  /* texts that are read together */
	BATCH_BYTES = 32 << 20,	  /* and their bytes */
};

static void
entry_release(struct manifest_entry *entry)
{
	free(entry->version);
	free(entry->shared_version);
	*entry = (struct manifest_entry){ 0 };
}

void
manifest_index_release(struct manifest_index *index)
{
	for (size_t i = 0; i < index->count; i++)
		entry_release(&index->entries[i]);
	free(index->entries);
	entry_release(&index->inherited);
	index->entries = NULL;
	index->count = 0;
}

static int
order_of_entry(const struct manifest_entry *entry, const char *file, const char *blob)
{
	int order = strcmp(entry->file, file);

	return order != 0 ? order : strcmp(entry->blob, blob);
}

/* Where the entry is, or would be. */
static size_t
place_of(const struct manifest_index *index, const char *file, const char *blob)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order_of_entry(&index->entries[middle], file, blob) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct manifest_entry *
find(const struct manifest_index *index, const char *file, const char *blob)
{
	size_t place = place_of(index, file, blob);

	return place < index->count &&
			       order_of_entry(&index->entries[place], file, blob) == 0
		       ? &index->entries[place]
		       : NULL;
}

static void
want_blob(struct manifest_index *index, const char *file, const char *blob)
{
	struct manifest_entry entry = { .file = file };
	size_t place = place_of(index, file, blob);

	memcpy(entry.blob, blob, sizeof(entry.blob));
	array_append(index->entries, index->count, entry);
	memmove(&index->entries[place + 1], &index->entries[place],
		(index->count - 1 - place) * sizeof(entry));
	index->entries[place] = entry;
}

static bool
blob_at(char *blob, const struct manifest_index *index, const char *commit,
	const char *directory, const char *file)
{
	cleanup_free char *path =
		directory[0] != '\0' ? path_join(directory, file) : xstrdup(file);

	return repository_blob(blob, index->repository, commit, path);
}

static void
want_in_folder(struct manifest_index *index, const char *commit, const char *directory)
{
	for (size_t i = 0; i < MANIFEST_FILES && index->kind->files[i] != NULL; i++) {
		const char *file = index->kind->files[i];
		char blob[COMMIT_SIZE];

		if (blob_at(blob, index, commit, directory, file) &&
		    find(index, file, blob) == NULL)
			want_blob(index, file, blob);
	}
}

void
manifest_index_want(struct manifest_index *index, const char *commit,
		    const char *directory)
{
	cleanup_free char *above = NULL;

	want_in_folder(index, commit, directory);
	if (index->kind->may_inherit && manifest_folder_above(&above, directory))
		manifest_index_want(index, commit, above);
}

/* Texts of one file's name that are read together. */
struct batch {
	struct manifest_entry *entries[BATCH_MOST]; /* borrowed */
	struct buffer texts[BATCH_MOST];	    /* owned */
	struct bytes bytes[BATCH_MOST];
	struct manifest manifests[BATCH_MOST];
	size_t count, size;
};

static void
batch_free(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		buffer_release(&batch->texts[i]);
		manifest_release(&batch->manifests[i]);
	}
	free(batch);
}

/* A blob that a partial clone lacks, or that is too large, cannot be read. */
static void
add_text(struct batch *batch, const struct manifest_index *index,
	 struct manifest_entry *entry)
{
	struct buffer text = BUFFER_INIT(MANIFEST_LIMIT);
	struct error ignored;

	entry->known = true;
	entry->state = MANIFEST_UNREADABLE;
	if (repository_read(index->repository, entry->blob, &text, &ignored) < 0) {
		buffer_release(&text);
		return;
	}
	batch->entries[batch->count] = entry;
	batch->texts[batch->count] = text;
	batch->bytes[batch->count] = buffer_bytes(&text);
	batch->size += text.size;
	batch->count++;
}

static int
read_batch(struct batch *batch, const struct manifest_index *index, const char *file,
	   struct error *err)
{
	if (batch->count > 0 && index->kind->read(batch->manifests, index->session, file,
						  batch->bytes, batch->count, err) < 0)
		return -1;
	for (size_t i = 0; i < batch->count; i++) {
		struct manifest_entry *entry = batch->entries[i];
		const struct manifest *manifest = &batch->manifests[i];

		entry->state = manifest_judge(index->kind, manifest, index->spec);
		entry->named = manifest->name != NULL;
		entry->version = xstrdup_or_null(manifest->version);
		entry->shared_version = xstrdup_or_null(manifest->shared_version);
		entry->inherits = manifest->inherits;
	}
	return 0;
}

/* One batch, from *at on. */
static int
read_some(struct manifest_index *index, size_t *at, struct error *err)
{
	struct batch *batch = xcalloc(1, sizeof(*batch));
	const char *file = NULL;
	int code;

	for (;
	     *at < index->count && batch->count < BATCH_MOST && batch->size < BATCH_BYTES;
	     (*at)++) {
		struct manifest_entry *entry = &index->entries[*at];

		if (entry->known)
			continue;
		if (file != NULL && strcmp(file, entry->file) != 0)
			break;
		file = entry->file;
		add_text(batch, index, entry);
	}
	code = read_batch(batch, index, file, err);
	batch_free(batch);
	return code;
}

int
manifest_index_read(struct manifest_index *index, struct error *err)
{
	for (size_t at = 0; at < index->count;)
		if (read_some(index, &at, err) < 0)
			return -1;
	return 0;
}

static const struct manifest_entry *
best_in_folder(const struct manifest_index *index, const char *commit,
	       const char *directory)
{
	const struct manifest_entry *best = NULL;

	for (size_t i = 0; i < MANIFEST_FILES && index->kind->files[i] != NULL; i++) {
		const char *file = index->kind->files[i];
		const struct manifest_entry *entry = NULL;
		char blob[COMMIT_SIZE];

		if (blob_at(blob, index, commit, directory, file))
			entry = find(index, file, blob);
		if (entry != NULL && entry->known &&
		    (best == NULL || entry->state < best->state))
			best = entry;
	}
	return best;
}

/* The nearest version above that is shared. */
static const char *
shared_above(const struct manifest_index *index, const char *commit,
	     const char *directory)
{
	const struct manifest_entry *entry;
	cleanup_free char *above = NULL;

	if (!manifest_folder_above(&above, directory))
		return NULL;
	entry = best_in_folder(index, commit, above);
	return entry != NULL && entry->shared_version != NULL
		       ? entry->shared_version
		       : shared_above(index, commit, above);
}

const struct manifest_entry *
manifest_index_at(struct manifest_index *index, const char *commit, const char *directory)
{
	const struct manifest_entry *entry = best_in_folder(index, commit, directory);
	struct manifest_entry *inherited = &index->inherited;
	struct manifest manifest = { .name = index->spec->name };

	if (entry == NULL || !entry->inherits || entry->state != MANIFEST_OTHER_VERSION)
		return entry;
	entry_release(inherited);
	*inherited = (struct manifest_entry){ .file = entry->file, .known = true };
	memcpy(inherited->blob, entry->blob, sizeof(entry->blob));
	inherited->version = xstrdup_or_null(shared_above(index, commit, directory));
	manifest.version = inherited->version;
	inherited->state = manifest_judge(index->kind, &manifest, index->spec);
	return inherited;
}

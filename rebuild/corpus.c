/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A corpus may come from anywhere: all numbers in it are checked when it is opened. */
#include "rebuild/corpus.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/corpus_inside.h"

enum { NAME_UNPACKED_MOST = 1 << 30, HEX_SIZE = 2 * ID_SIZE };

struct corpus {
	struct mapping mapping; /* owned */
	struct bytes projects, names, entries, texts;
	size_t project_count, name_count, entry_count;
	bool trusted;
};

void
corpus_close(struct corpus *corpus)
{
	if (corpus == NULL)
		return;
	mapping_close(&corpus->mapping);
	free(corpus);
}

void
corpus_close_at(struct corpus **at)
{
	corpus_close(*at);
}

void
corpus_trust(struct corpus *corpus)
{
	corpus->trusted = true;
}

static struct cursor
record_at(struct bytes table, size_t size, size_t index)
{
	return cursor_on(bytes_slice(table, index * size, size));
}

static const char *
text_at(const struct corpus *corpus, uint32_t offset)
{
	return (const char *)corpus->texts.data + offset;
}

size_t
corpus_entry_count(const struct corpus *corpus)
{
	return corpus->entry_count;
}

size_t
corpus_project_count(const struct corpus *corpus)
{
	return corpus->project_count;
}

struct corpus_project
corpus_project_at(const struct corpus *corpus, size_t index)
{
	struct cursor at = record_at(corpus->projects, CORPUS_PROJECT_SIZE, index);
	struct corpus_project project = { .name = text_at(corpus, cursor_u32le(&at)) };

	project.whole = (cursor_u32le(&at) & CORPUS_WHOLE) != 0;
	project.vouched = project.whole || corpus->trusted;
	project.newest = (int64_t)cursor_u64le(&at);
	return project;
}

struct corpus_entry
corpus_entry_at(const struct corpus *corpus, size_t index)
{
	struct cursor at = record_at(corpus->entries, CORPUS_ENTRY_SIZE, index);
	struct corpus_entry entry = { .id = cursor_take(&at, ID_SIZE).data };

	entry.project = corpus_project_at(corpus, cursor_u32le(&at));
	entry.name = cursor_u32le(&at);
	entry.version = text_at(corpus, cursor_u32le(&at));
	entry.path = text_at(corpus, cursor_u32le(&at));
	entry.offset = cursor_u32le(&at);
	entry.size = cursor_u32le(&at);
	return entry;
}

static const char *
name_at(const struct corpus *corpus, size_t index)
{
	struct cursor at = record_at(corpus->names, CORPUS_NAME_SIZE, index);

	return text_at(corpus, cursor_u32le(&at));
}

struct bytes
corpus_name_frame(const struct corpus *corpus, size_t name, size_t *unpacked)
{
	struct cursor at = record_at(corpus->names, CORPUS_NAME_SIZE, name);
	uint64_t offset, size;

	cursor_u32le(&at);
	*unpacked = cursor_u32le(&at);
	offset = cursor_u64le(&at);
	size = cursor_u64le(&at);
	return bytes_slice(corpus->mapping.bytes, (size_t)offset, (size_t)size);
}

static bool
texts_are_sound(const struct corpus *corpus, struct bytes table, size_t size,
		size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct cursor at = record_at(table, size, i);

		if (cursor_u32le(&at) >= corpus->texts.size)
			return false;
	}
	return true;
}

static bool
names_are_sound(const struct corpus *corpus)
{
	uint64_t whole = corpus->mapping.bytes.size;

	if (!texts_are_sound(corpus, corpus->names, CORPUS_NAME_SIZE, corpus->name_count))
		return false;
	for (size_t i = 0; i < corpus->name_count; i++) {
		struct cursor at = record_at(corpus->names, CORPUS_NAME_SIZE, i);
		uint64_t offset, size;

		cursor_u32le(&at);
		if (cursor_u32le(&at) > NAME_UNPACKED_MOST)
			return false;
		offset = cursor_u64le(&at);
		size = cursor_u64le(&at);
		if (offset > whole || size > whole - offset ||
		    (i > 0 && strcmp(name_at(corpus, i - 1), name_at(corpus, i)) >= 0))
			return false;
	}
	return true;
}

static bool
entry_is_sound(const struct corpus *corpus, size_t index)
{
	struct cursor at = record_at(corpus->entries, CORPUS_ENTRY_SIZE, index);
	struct bytes id = cursor_take(&at, ID_SIZE);
	uint64_t project = cursor_u32le(&at), name = cursor_u32le(&at);
	uint64_t version = cursor_u32le(&at), path = cursor_u32le(&at);
	uint64_t offset = cursor_u32le(&at), size = cursor_u32le(&at);
	size_t unpacked;

	if (project >= corpus->project_count || name >= corpus->name_count ||
	    version >= corpus->texts.size || path >= corpus->texts.size)
		return false;
	corpus_name_frame(corpus, (size_t)name, &unpacked);
	return offset + size <= unpacked &&
	       (index == 0 ||
		memcmp(corpus_entry_at(corpus, index - 1).id, id.data, ID_SIZE) <= 0);
}

static bool
is_sound(const struct corpus *corpus)
{
	if (corpus->texts.size == 0 ||
	    corpus->texts.data[corpus->texts.size - 1] != '\0' ||
	    !names_are_sound(corpus) ||
	    !texts_are_sound(corpus, corpus->projects, CORPUS_PROJECT_SIZE,
			     corpus->project_count))
		return false;
	for (size_t i = 0; i < corpus->entry_count; i++)
		if (!entry_is_sound(corpus, i))
			return false;
	return true;
}

/* Cuts the file into its tables; false where it is too short for them. */
static bool
lay_out(struct corpus *corpus)
{
	struct cursor at = cursor_on(corpus->mapping.bytes);
	struct bytes magic = cursor_take(&at, CORPUS_MAGIC_SIZE);
	size_t texts;

	if (at.overrun || memcmp(magic.data, CORPUS_MAGIC, CORPUS_MAGIC_SIZE) != 0)
		return false;
	corpus->project_count = cursor_u32le(&at);
	corpus->name_count = cursor_u32le(&at);
	corpus->entry_count = cursor_u32le(&at);
	texts = cursor_u32le(&at);
	corpus->projects = cursor_take(&at, corpus->project_count * CORPUS_PROJECT_SIZE);
	corpus->names = cursor_take(&at, corpus->name_count * CORPUS_NAME_SIZE);
	corpus->entries = cursor_take(&at, corpus->entry_count * CORPUS_ENTRY_SIZE);
	corpus->texts = cursor_take(&at, texts);
	return !at.overrun && is_sound(corpus);
}

int
corpus_open(struct corpus **out, const char *path, struct error *err)
{
	struct corpus *corpus = xcalloc(1, sizeof(*corpus));

	*out = NULL;
	if (mapping_open(&corpus->mapping, path, err) < 0) {
		free(corpus);
		return -1;
	}
	if (!lay_out(corpus)) {
		corpus_close(corpus);
		return error_set(err, ERROR_MALFORMED,
				 "%s is no corpus (" CORPUS_FORMAT "), or is damaged",
				 path);
	}
	*out = corpus;
	return 0;
}

static bool
read_hex(uint8_t *id, const char *blob)
{
	static const char digits[] = "0123456789abcdef";

	if (strlen(blob) != HEX_SIZE)
		return false;
	for (size_t i = 0; i < HEX_SIZE; i++) {
		const char *digit = strchr(digits, blob[i]);

		if (digit == NULL)
			return false;
		id[i / 2] = (uint8_t)(id[i / 2] << 4 | (digit - digits));
	}
	return true;
}

size_t
corpus_find(const struct corpus *corpus, const char *blob, size_t *first)
{
	size_t low = 0, high = corpus->entry_count, count = 0;
	uint8_t id[ID_SIZE] = { 0 };

	*first = 0;
	if (!read_hex(id, blob))
		return 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(corpus_entry_at(corpus, middle).id, id, ID_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = low;
	while (low + count < corpus->entry_count &&
	       memcmp(corpus_entry_at(corpus, low + count).id, id, ID_SIZE) == 0)
		count++;
	return count;
}

int64_t
corpus_name_find(const struct corpus *corpus, const char *name)
{
	size_t low = 0, high = corpus->name_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(name_at(corpus, middle), name);

		if (order == 0)
			return (int64_t)middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

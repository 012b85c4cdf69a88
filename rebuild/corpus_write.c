/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A draft written as rebuild/corpus.h has it. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode.h"
#include "rebuild/corpus_draft.h"
#include "rebuild/corpus_inside.h"

enum { FILE_LIMIT = 1 << 30, NAME_LIMIT = 1 << 30 };

/* One that is being written: its entries in the order of their ids, and the place of each
 * content among what is called like it. */
struct writing {
	struct corpus_draft *draft;
	struct corpus_draft_entry **by_id, **by_name; /* owned; borrowed from the draft */
	uint32_t *offsets;			      /* owned: by the entry's order */
	struct strings texts, names, projects;	      /* sorted, each once */
	uint32_t *text_offsets;			      /* owned */
	struct buffer tables, frames;
};

static void
writing_release(struct writing *writing)
{
	free(writing->by_id);
	free(writing->by_name);
	free(writing->offsets);
	free(writing->text_offsets);
	strings_release(&writing->texts);
	strings_release(&writing->names);
	strings_release(&writing->projects);
	buffer_release(&writing->tables);
	buffer_release(&writing->frames);
}

static int
order_as_they_came(const struct corpus_draft_entry *left,
		   const struct corpus_draft_entry *right)
{
	return (left->order > right->order) - (left->order < right->order);
}

static int
order_by_id(const void *a, const void *b)
{
	const struct corpus_draft_entry *left = *(struct corpus_draft_entry *const *)a;
	const struct corpus_draft_entry *right = *(struct corpus_draft_entry *const *)b;
	int order = memcmp(left->id, right->id, ID_SIZE);

	if (order == 0)
		order = strcmp(left->project, right->project);
	if (order == 0)
		order = strcmp(left->path, right->path);
	return order != 0 ? order : order_as_they_came(left, right);
}

static int
order_by_name(const void *a, const void *b)
{
	const struct corpus_draft_entry *left = *(struct corpus_draft_entry *const *)a;
	const struct corpus_draft_entry *right = *(struct corpus_draft_entry *const *)b;
	int order = strcmp(path_name(left->path), path_name(right->path));

	return order != 0 ? order : order_as_they_came(left, right);
}

/* Sorts, and keeps each text once. */
static void
make_set(struct strings *set)
{
	size_t kept = 0;

	strings_sort(set);
	for (size_t i = 0; i < set->count; i++) {
		if (kept > 0 && strcmp(set->items[kept - 1], set->items[i]) == 0)
			free(set->items[i]);
		else
			set->items[kept++] = set->items[i];
	}
	set->count = kept;
}

static uint32_t
number_in(const struct strings *set, const char *text)
{
	size_t low = 0, high = set->count;

	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(set->items[middle], text) <= 0)
			low = middle;
		else
			high = middle;
	}
	return (uint32_t)low;
}

static void
sort(struct writing *writing)
{
	struct corpus_draft *draft = writing->draft;

	writing->by_id = xcalloc(draft->count, sizeof(struct corpus_draft_entry *));
	writing->by_name = xcalloc(draft->count, sizeof(struct corpus_draft_entry *));
	writing->offsets = xcalloc(draft->count, sizeof(*writing->offsets));
	for (size_t i = 0; i < draft->count; i++)
		writing->by_id[i] = writing->by_name[i] = &draft->entries[i];
	qsort(writing->by_id, draft->count, sizeof(struct corpus_draft_entry *),
	      order_by_id);
	qsort(writing->by_name, draft->count, sizeof(struct corpus_draft_entry *),
	      order_by_name);
}

static void
collect_texts(struct writing *writing)
{
	uint32_t offset = 0;

	for (size_t i = 0; i < writing->draft->count; i++) {
		const struct corpus_draft_entry *entry = writing->by_id[i];

		strings_add(&writing->projects, entry->project);
		strings_add(&writing->names, path_name(entry->path));
		strings_add(&writing->texts, entry->path);
		strings_add(&writing->texts, entry->version);
	}
	make_set(&writing->projects);
	make_set(&writing->names);
	strings_add_all(&writing->texts, &writing->projects);
	strings_add_all(&writing->texts, &writing->names);
	make_set(&writing->texts);
	writing->text_offsets = xcalloc(writing->texts.count, sizeof(uint32_t));
	for (size_t i = 0; i < writing->texts.count; i++) {
		writing->text_offsets[i] = offset;
		offset += (uint32_t)strlen(writing->texts.items[i]) + 1;
	}
}

static uint32_t
text_offset(const struct writing *writing, const char *text)
{
	return writing->text_offsets[number_in(&writing->texts, text)];
}

/* Where the content stands that an entry shares with others of its id. */
static struct bytes
content_of(const struct writing *writing, const struct corpus_draft_entry *entry)
{
	struct corpus_draft_entry key = *entry, *at = &key;
	struct corpus_draft_entry **found =
		bsearch(&at, writing->by_id, writing->draft->count,
			sizeof(struct corpus_draft_entry *), order_by_id);
	size_t place = found != NULL ? (size_t)(found - writing->by_id) : 0;

	while (place > 0 &&
	       memcmp(writing->by_id[place - 1]->id, entry->id, ID_SIZE) == 0)
		place--;
	while (!writing->by_id[place]->contained)
		place++;
	return bytes_slice(buffer_bytes(&writing->draft->contents),
			   writing->by_id[place]->offset, entry->size);
}

/* The contents of one name, each once, packed into a frame. */
static int
pack_name(struct writing *writing, size_t first, size_t count, struct error *err)
{
	cleanup_buffer struct buffer contents = BUFFER_INIT(NAME_LIMIT);
	size_t before = writing->frames.size;
	const char *name = path_name(writing->by_name[first]->path);

	for (size_t i = first; i < first + count; i++) {
		struct corpus_draft_entry *entry = writing->by_name[i];
		size_t same = first;

		while (memcmp(writing->by_name[same]->id, entry->id, ID_SIZE) != 0)
			same++;
		if (same < i) {
			writing->offsets[entry->order] =
				writing->offsets[writing->by_name[same]->order];
			continue;
		}
		writing->offsets[entry->order] = (uint32_t)contents.size;
		buffer_append(&contents, content_of(writing, entry));
	}
	if (buffer_check(&contents, err) < 0 ||
	    compress_zstd(buffer_bytes(&contents), &writing->frames, err) < 0)
		return error_wrap(err, "all that is called %s", name);
	encode_number(&writing->tables, text_offset(writing, name), 4);
	encode_number(&writing->tables, contents.size, 4);
	encode_number(&writing->tables, before, 8);
	encode_number(&writing->tables, writing->frames.size - before, 8);
	return 0;
}

static int
pack_names(struct writing *writing, struct error *err)
{
	size_t count = writing->draft->count, first = 0;

	while (first < count) {
		const char *name = path_name(writing->by_name[first]->path);
		size_t next = first + 1;

		while (next < count &&
		       strcmp(path_name(writing->by_name[next]->path), name) == 0)
			next++;
		if (pack_name(writing, first, next - first, err) < 0)
			return -1;
		first = next;
	}
	return 0;
}

static void
put_projects(struct writing *writing)
{
	const struct corpus_draft *draft = writing->draft;

	for (size_t i = 0; i < writing->projects.count; i++) {
		const char *name = writing->projects.items[i];
		uint32_t flags = 0;
		int64_t newest = 0;

		for (size_t j = 0; j < draft->complete_count; j++)
			if (strcmp(draft->complete[j].project, name) == 0) {
				flags = CORPUS_WHOLE;
				newest = draft->complete[j].newest;
			}
		encode_number(&writing->tables, text_offset(writing, name), 4);
		encode_number(&writing->tables, flags, 4);
		encode_number(&writing->tables, (uint64_t)newest, 8);
	}
}

static void
put_entries(struct writing *writing)
{
	for (size_t i = 0; i < writing->draft->count; i++) {
		const struct corpus_draft_entry *entry = writing->by_id[i];

		buffer_append(&writing->tables, BYTES_OF(entry->id));
		encode_number(&writing->tables,
			      number_in(&writing->projects, entry->project), 4);
		encode_number(&writing->tables,
			      number_in(&writing->names, path_name(entry->path)), 4);
		encode_number(&writing->tables, text_offset(writing, entry->version), 4);
		encode_number(&writing->tables, text_offset(writing, entry->path), 4);
		encode_number(&writing->tables, writing->offsets[entry->order], 4);
		encode_number(&writing->tables, entry->size, 4);
	}
	for (size_t i = 0; i < writing->texts.count; i++) {
		buffer_append_text(&writing->tables, writing->texts.items[i]);
		buffer_append_byte(&writing->tables, 0);
	}
}

static void
put_header(const struct writing *writing, struct buffer *out)
{
	size_t count = writing->texts.count;

	buffer_append(out, BYTES_OF(CORPUS_MAGIC));
	encode_number(out, writing->projects.count, 4);
	encode_number(out, writing->names.count, 4);
	encode_number(out, writing->draft->count, 4);
	encode_number(out,
		      writing->text_offsets[count - 1] +
			      strlen(writing->texts.items[count - 1]) + 1,
		      4);
}

/* Frames are written from the start of the file on: their offsets come last. */
static void
shift_frames(struct writing *writing, uint64_t by)
{
	for (size_t i = 0; i < writing->names.count; i++) {
		size_t at = writing->projects.count * CORPUS_PROJECT_SIZE +
			    i * CORPUS_NAME_SIZE + 8;
		struct cursor old =
			cursor_on(bytes_slice(buffer_bytes(&writing->tables), at, 8));
		uint64_t offset = cursor_u64le(&old) + by;

		for (size_t j = 0; j < 8; j++)
			writing->tables.data[at + j] = (uint8_t)(offset >> (8 * j));
	}
}

static int
write_all(struct writing *writing, const char *path, struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(FILE_LIMIT);

	put_projects(writing);
	if (pack_names(writing, err) < 0)
		return -1;
	put_entries(writing);
	if (buffer_check(&writing->tables, err) < 0)
		return -1;
	shift_frames(writing, CORPUS_HEADER_SIZE + writing->tables.size);
	put_header(writing, &out);
	buffer_append(&out, buffer_bytes(&writing->tables));
	buffer_append(&out, buffer_bytes(&writing->frames));
	return buffer_check(&out, err) < 0
		       ? -1
		       : file_write(path, buffer_bytes(&out), 0644, err);
}

int
corpus_draft_write(struct corpus_draft *draft, const char *path, struct error *err)
{
	struct writing writing = { .draft = draft,
				   .tables = BUFFER_INIT(FILE_LIMIT),
				   .frames = BUFFER_INIT(FILE_LIMIT) };
	int written;

	if (draft->count == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "none of the sources has a file that others copy");
	sort(&writing);
	collect_texts(&writing);
	written = write_all(&writing, path, err);
	writing_release(&writing);
	return written;
}

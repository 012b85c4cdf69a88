/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The items of a PDF file in the order in which they stand, which the table of offsets is
 * held against: no offset is trusted.  Where a stream ends is said by its length, if the
 * word `endstream` stands there, else by the first such word with `endobj` behind it.
 */
#include "compare/pdf_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Of what makes no sense so many lines are looked at, so that looking takes no time. */
enum { CANDIDATES_MAX = 64, EOL_MAX = 2, STRAY_MAX = 256 };

static const char word_end_of_stream[] = "endstream";

/* What may stand between a stream's data and `endstream`. */
static bool
is_line_end(struct bytes bytes)
{
	return bytes.size == 0 || bytes_equal_text(bytes, "\n") ||
	       bytes_equal_text(bytes, "\r") || bytes_equal_text(bytes, "\r\n");
}

static bool
ends_at(const struct pdf_file *file, size_t end, size_t word)
{
	return word >= end && word - end <= EOL_MAX &&
	       is_line_end(bytes_slice(file->bytes, end, word - end));
}

static size_t
find_word(const struct pdf_file *file, size_t at)
{
	struct bytes rest = bytes_slice(file->bytes, at, SIZE_MAX);
	const uint8_t *found = rest.size == 0
				       ? NULL
				       : memmem(rest.data, rest.size, word_end_of_stream,
						sizeof(word_end_of_stream) - 1);

	return found == NULL ? PDF_NOWHERE : at + (size_t)(found - rest.data);
}

static bool
is_followed_by_endobj(const struct pdf_file *file, size_t word)
{
	size_t at = pdf_white(file->bytes, word + sizeof(word_end_of_stream) - 1);

	return pdf_word(file->bytes, &at, "endobj");
}

static size_t
search_end(const struct pdf_file *file, size_t stream)
{
	size_t first = find_word(file, stream), word = first;

	for (unsigned i = 0; i < CANDIDATES_MAX && word != PDF_NOWHERE; i++) {
		if (is_followed_by_endobj(file, word))
			return word;
		word = find_word(file, word + 1);
	}
	return first;
}

/* Where the data end when no length is believed: a line's end before the word is none of
 * them. */
static size_t
guess_end(const struct pdf_file *file, size_t stream, size_t word)
{
	for (size_t size = EOL_MAX; size > 0; size--)
		if (word >= stream + size && ends_at(file, word - size, word))
			return word - size;
	return word;
}

/* The length that the dictionary says itself. */
static bool
said_length(const struct pdf_file *file, const struct pdf_item *item, uint64_t *length)
{
	struct pdf_entry entry;

	return pdf_find(file->bytes, item->value, "Length", &entry) &&
	       pdf_entry_number(file->bytes, &entry, length);
}

static bool
read_stream(const struct pdf_file *file, struct pdf_item *item, size_t *at)
{
	struct bytes bytes = file->bytes;
	uint64_t length;

	*at += bytes_equal_text(bytes_slice(bytes, *at, 2), "\r\n")		 ? 2
	       : bytes_slice(bytes, *at, 1).size == 1 && bytes.data[*at] == '\n' ? 1
										 : 0;
	item->stream = *at;
	if (said_length(file, item, &length) && length <= bytes.size - *at) {
		size_t end = *at + (size_t)length, word = pdf_white(bytes, end);

		if (ends_at(file, end, word) &&
		    pdf_word(bytes, &word, word_end_of_stream)) {
			item->stream_end = end;
			item->endstream = word - (sizeof(word_end_of_stream) - 1);
			item->length_is_right = item->has_stream = true;
			*at = word;
			return true;
		}
	}
	item->endstream = search_end(file, item->stream);
	if (item->endstream == PDF_NOWHERE)
		return false;
	item->stream_end = guess_end(file, item->stream, item->endstream);
	item->has_stream = true;
	*at = item->endstream + sizeof(word_end_of_stream) - 1;
	return true;
}

/* "12 0 obj ... endobj" */
static bool
read_object(const struct pdf_file *file, struct pdf_item *item)
{
	struct bytes bytes = file->bytes;
	size_t at = item->at;

	if (!pdf_number(bytes, &at, &item->number))
		return false;
	at = pdf_white(bytes, at);
	if (!pdf_number(bytes, &at, &item->generation))
		return false;
	at = pdf_white(bytes, at);
	if (!bytes_equal_text(bytes_slice(bytes, at, 3), "obj"))
		return false;
	item->kind = PDF_OBJECT;
	item->value = pdf_space(bytes, at + 3);
	item->value_end = pdf_value(bytes, item->value);
	if (item->value_end == PDF_NOWHERE)
		return false;
	at = pdf_space(bytes, item->value_end);
	if (bytes_equal_text(bytes_slice(bytes, at, 6), "stream")) {
		at += strlen("stream");
		if (!read_stream(file, item, &at))
			return false;
		at = pdf_space(bytes, at);
	}
	item->end = at;
	return pdf_word(bytes, &item->end, "endobj");
}

/* "xref", then "0 12" and twelve entries of twenty bytes, and so on. */
static bool
read_table(const struct pdf_file *file, struct pdf_item *item)
{
	enum { ENTRY_SIZE = 20 };
	struct bytes bytes = file->bytes;
	size_t at = item->at;

	if (!pdf_word(bytes, &at, "xref"))
		return false;
	item->kind = PDF_XREF;
	for (;;) {
		uint64_t first, count;

		item->end = at;
		at = pdf_white(bytes, at);
		if (!pdf_number(bytes, &at, &first))
			return true;
		at = pdf_white(bytes, at);
		if (!pdf_number(bytes, &at, &count))
			return true;
		at = pdf_white(bytes, at);
		if (count > (bytes.size - at) / ENTRY_SIZE)
			return true;
		at += (size_t)count * ENTRY_SIZE;
	}
}

static bool
read_behind(const struct pdf_file *file, struct pdf_item *item, enum pdf_kind kind,
	    const char *word)
{
	size_t at = item->at;

	if (!pdf_word(file->bytes, &at, word))
		return false;
	item->kind = kind;
	item->value = pdf_space(file->bytes, at);
	item->value_end = pdf_value(file->bytes, item->value);
	item->end = item->value_end;
	return item->end != PDF_NOWHERE;
}

static void
read_line(const struct pdf_file *file, struct pdf_item *item, enum pdf_kind kind)
{
	item->kind = kind;
	item->end = item->at;
	while (item->end < file->bytes.size && file->bytes.data[item->end] != '\n' &&
	       file->bytes.data[item->end] != '\r')
		item->end++;
}

static void
read_item(const struct pdf_file *file, struct pdf_item *item)
{
	static const struct bytes mark = { (const uint8_t *)"%%EOF", 5 };
	size_t start = item->start, at = item->at;

	if (bytes_start_with(bytes_slice(file->bytes, at, SIZE_MAX), mark)) {
		item->kind = PDF_END;
		item->end = at + mark.size;
		return;
	}
	if (file->bytes.data[at] == '%') {
		read_line(file, item, PDF_COMMENT);
		return;
	}
	if (read_object(file, item) || read_table(file, item) ||
	    read_behind(file, item, PDF_TRAILER, "trailer") ||
	    read_behind(file, item, PDF_STARTXREF, "startxref"))
		return;
	*item = (struct pdf_item){ .start = start, .at = at };
	read_line(file, item, PDF_STRAY);
}

static int
order_objects(const void *a, const void *b, void *context)
{
	const struct pdf_item *items = context;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	if (items[left].number != items[right].number)
		return items[left].number < items[right].number ? -1 : 1;
	return (left > right) - (left < right);
}

static void
index_objects(struct pdf_file *file)
{
	file->by_number = xcalloc(file->count + 1, sizeof(*file->by_number));
	for (size_t i = 0; i < file->count; i++)
		if (file->items[i].kind == PDF_OBJECT)
			file->by_number[file->object_count++] = i;
	qsort_r(file->by_number, file->object_count, sizeof(*file->by_number),
		order_objects, file->items);
}

static struct pdf_item *
find_object(const struct pdf_file *file, uint64_t number)
{
	size_t low = 0, high = file->object_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->items[file->by_number[middle]].number <= number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || file->items[file->by_number[low - 1]].number != number)
		return NULL;
	return &file->items[file->by_number[low - 1]];
}

const struct pdf_item *
pdf_file_object(const struct pdf_file *file, uint64_t number)
{
	return find_object(file, number);
}

const struct pdf_item *
pdf_file_at(const struct pdf_file *file, uint64_t offset)
{
	size_t low = 0, high = file->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->items[middle].at < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low < file->count && file->items[low].at == offset ? &file->items[low]
								  : NULL;
}

bool
pdf_file_is(const struct pdf_file *file, const struct pdf_item *item, const char *type)
{
	struct pdf_entry entry;
	struct bytes value;

	if (!pdf_find(file->bytes, item->value, "Type", &entry))
		return false;
	value = pdf_entry_value(file->bytes, &entry);
	return value.size > 1 && bytes_equal_text(bytes_slice(value, 1, SIZE_MAX), type);
}

/* A length that stands in an object of its own. */
static void
resolve_length(struct pdf_file *file, struct pdf_item *item)
{
	struct pdf_entry entry;
	struct pdf_item *length;
	uint64_t number, said;
	size_t at;

	if (!pdf_find(file->bytes, item->value, "Length", &entry) ||
	    !pdf_entry_reference(file->bytes, &entry, &number))
		return;
	length = find_object(file, number);
	if (length == NULL || length->has_stream)
		return;
	at = length->value;
	if (!pdf_number(file->bytes, &at, &said) || at != length->value_end ||
	    said > item->endstream - item->stream ||
	    !ends_at(file, item->stream + (size_t)said, item->endstream))
		return;
	item->stream_end = item->stream + (size_t)said;
	item->length_is_right = length->is_length = true;
}

/* What a trailer, or the dictionary of a stream that is one, says of the whole. */
static void
read_trailer(struct pdf_file *file, const struct pdf_item *item)
{
	struct pdf_entry entry;
	struct pdf_item *info;
	uint64_t number;

	if (pdf_find(file->bytes, item->value, "Encrypt", &entry))
		file->is_encrypted = true;
	if (!pdf_find(file->bytes, item->value, "Info", &entry) ||
	    !pdf_entry_reference(file->bytes, &entry, &number))
		return;
	info = find_object(file, number);
	if (info != NULL)
		info->is_info = true;
}

static void
find_items(struct pdf_file *file)
{
	size_t at = 0, stray = 0;

	while (at < file->bytes.size) {
		struct pdf_item item = { .start = at, .at = pdf_white(file->bytes, at) };

		if (item.at == file->bytes.size)
			break;
		read_item(file, &item);
		stray += item.kind == PDF_STRAY;
		if (stray > STRAY_MAX)
			item.end = file->bytes.size;
		array_append(file->items, file->count, item);
		at = item.end;
	}
}

void
pdf_file_read(struct pdf_file *file, struct bytes bytes)
{
	*file = (struct pdf_file){ .bytes = bytes };
	find_items(file);
	index_objects(file);
	file->last_end = file->count;
	for (size_t i = 0; i < file->count; i++) {
		struct pdf_item *item = &file->items[i];
		struct pdf_entry entry;

		if (item->kind == PDF_END)
			file->last_end = i;
		if (item->has_stream && !item->length_is_right)
			resolve_length(file, item);
		if (item->kind == PDF_TRAILER ||
		    (item->has_stream && pdf_file_is(file, item, "XRef")))
			read_trailer(file, item);
		if (i < 4 && item->kind == PDF_OBJECT &&
		    pdf_find(bytes, item->value, "Linearized", &entry))
			file->is_linearized = true;
	}
}

void
pdf_file_release(struct pdf_file *file)
{
	free(file->items);
	free(file->by_number);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of a PDF entry by entry: "/Type", "/Resources/Font/F1", each with what stands
 * before it back to the entry before.  What follows from something else, and what a rule
 * covers, is a tile of its own behind that.
 */
#include "compare/pdf_tiles.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/decode.h"

enum { PATH_MAX_SIZE = 128, NESTED_MAX = 8 };

/* Takes bytes up to an offset. */
static void
take_to(struct pdf *pdf, size_t end, const char *key)
{
	if (end > pdf->tiler->at)
		tile_text(pdf->tiler, end - pdf->tiler->at, key);
}

/* A value of its own, behind what leads up to it. */
static void
take_before(struct pdf *pdf, size_t value, const char *key)
{
	cleanup_free char *before = xasprintf("%s:", key);

	take_to(pdf, value, before);
}

/* A number that follows; one that is written otherwise follows from nothing. */
static void
take_following(struct pdf *pdf, const struct pdf_entry *entry, const char *key,
	       bool right)
{
	char text[24] = "";
	uint64_t number = 0;

	take_before(pdf, entry->value, key);
	tile_derived(pdf->tiler, entry->end - entry->value, key, right);
	if (pdf_entry_number(pdf->file->bytes, entry, &number))
		snprintf(text, sizeof(text), "%" PRIu64, number);
	tile_set_value(pdf->tiler, bytes_of_text(text));
}

/* Whether a trailer, or the stream that is one, is what the entry stands in. */
static bool
is_trailer(const struct pdf *pdf, const struct pdf_item *item)
{
	return item->kind == PDF_TRAILER ||
	       (item->has_stream && pdf_file_is(pdf->file, item, "XRef"));
}

/* The first object of a file that is sent from its start. */
static bool
is_linearized(const struct pdf *pdf, const struct pdf_item *item)
{
	struct pdf_entry entry;

	return pdf->file->is_linearized && item->kind == PDF_OBJECT &&
	       pdf_find(pdf->file->bytes, item->value, "Linearized", &entry);
}

/* Whether the value is a number that we can hold against the file; then *right. */
static bool
follows(const struct pdf *pdf, const struct pdf_item *item, const struct pdf_entry *entry,
	const char *key, bool *right)
{
	uint64_t number;

	if (!pdf_entry_number(pdf->file->bytes, entry, &number))
		return false;
	if (strcmp(key, "/Length") == 0 && item->has_stream)
		*right = item->length_is_right &&
			 number == item->stream_end - item->stream;
	else if ((strcmp(key, "/Prev") == 0 || strcmp(key, "/XRefStm") == 0) &&
		 is_trailer(pdf, item))
		*right = pdf_is_table_at(pdf->file, number);
	else if (strcmp(key, "/L") == 0 && is_linearized(pdf, item))
		*right = number == pdf->file->bytes.size;
	else
		return false;
	return true;
}

static void
take_value(struct pdf *pdf, const struct pdf_item *item, const struct pdf_entry *entry,
	   const char *key)
{
	cleanup_free char *named =
		item->is_info ? xasprintf("/Info%s", key) : xstrdup(key);
	bool right;

	if (follows(pdf, item, entry, key, &right)) {
		take_following(pdf, entry, key, right);
		return;
	}
	if (pdf_mask_of(named) == NULL) {
		take_to(pdf, entry->end, named);
		tile_set_value(pdf->tiler, pdf_entry_value(pdf->file->bytes, entry));
		return;
	}
	take_before(pdf, entry->value, named);
	/* The key of an encrypted document is made of its identifier. */
	take_to(pdf, entry->end,
		pdf->file->is_encrypted && strcmp(named, "/ID") == 0 ? "/ID/encrypted"
								     : named);
}

static bool
is_dictionary(const struct pdf *pdf, size_t at)
{
	struct pdf_entry first;

	return pdf_dictionary(pdf->file->bytes, &at) &&
	       pdf_next(pdf->file->bytes, &at, &first);
}

/* Dictionaries that stand in each other, as far as a path to them can be read. */
static void
take_entries(struct pdf *pdf, const struct pdf_item *item, size_t at, const char *path,
	     unsigned depth)
{
	struct pdf_entry entry;

	if (!pdf_dictionary(pdf->file->bytes, &at))
		return;
	while (pdf_next(pdf->file->bytes, &at, &entry)) {
		cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

		buffer_printf(&key, "%s/", path);
		buffer_append_escaped(&key, bytes_slice(entry.key, 0, PATH_MAX_SIZE));
		if (depth < NESTED_MAX && key.size < PATH_MAX_SIZE &&
		    is_dictionary(pdf, entry.value))
			take_entries(pdf, item, entry.value, buffer_text(&key),
				     depth + 1);
		else
			take_value(pdf, item, &entry, buffer_text(&key));
	}
}

/* An object that is no dictionary, such as the length of a stream. */
static void
take_simple(struct pdf *pdf, const struct pdf_item *item)
{
	const struct pdf_entry entry = { .value = item->value, .end = item->value_end };

	if (item->is_length) {
		take_following(pdf, &entry, "value", true);
	} else {
		take_to(pdf, item->value_end, "value");
		tile_set_value(pdf->tiler, pdf_entry_value(pdf->file->bytes, &entry));
	}
}

static void
take_data(struct pdf *pdf, const struct pdf_item *item)
{
	static const struct encoded_source flate = { .decode = pdf_decode_flate,
						     .size = UINT64_MAX };
	const struct pdf_file *file = pdf->file;
	size_t size = item->stream_end - item->stream;
	enum pdf_filter filter = pdf_filter_of(file, item);
	bool is_table = pdf_file_is(file, item, "XRef");
	cleanup_buffer struct buffer value = BUFFER_INIT(SIZE_MAX);

	if (is_table && pdf_xref_is_right(pdf, item, &value)) {
		tile_derived(pdf->tiler, size, "offsets", true);
		tile_set_value(pdf->tiler, buffer_bytes(&value));
	} else if (filter == PDF_FLATE && !file->is_encrypted && size > 0) {
		tile_later(pdf->tiler, size,
			   is_table			       ? "offsets"
			   : pdf_file_is(file, item, "ObjStm") ? "objects"
							       : "stream",
			   &flate);
	} else if (filter == PDF_NO_FILTER && !file->is_encrypted &&
		   pdf_file_is(file, item, "Metadata")) {
		pdf_take_metadata(pdf, size);
	} else {
		tile_content(pdf->tiler, size, "stream");
		if (filter == PDF_OTHER_FILTER || file->is_encrypted)
			tile_set_format(pdf->tiler, &format_raw);
	}
}

static void
append_name_of(const struct pdf *pdf, const struct pdf_item *item, const char *key,
	       struct buffer *out)
{
	struct pdf_entry entry;
	struct bytes value;

	if (!pdf_find(pdf->file->bytes, item->value, key, &entry))
		return;
	value = pdf_entry_value(pdf->file->bytes, &entry);
	if (value.data[0] == '/' && value.size < PATH_MAX_SIZE)
		buffer_append(out, value);
}

/* "12 0 /Action/JavaScript": what it is, as far as it says so. */
static void
name_object(const struct pdf *pdf, const struct pdf_item *item, struct buffer *out)
{
	size_t start;

	buffer_printf(out, "%" PRIu64 " %" PRIu64 " ", item->number, item->generation);
	start = out->size;
	append_name_of(pdf, item, "Type", out);
	append_name_of(pdf, item, "Subtype", out);
	append_name_of(pdf, item, "S", out);
	if (item->is_info)
		buffer_append_text(out, "/Info");
	if (out->size == start)
		buffer_append_text(out, "obj");
}

bool
pdf_take_object(struct pdf *pdf, const struct pdf_item *item)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);

	if (item->kind == PDF_TRAILER)
		buffer_append_text(&name, "trailer");
	else
		name_object(pdf, item, &name);
	if (!tiler_member(pdf->tiler, buffer_bytes(&name), 's'))
		return false;
	take_to(pdf, item->value, "start");
	if (is_dictionary(pdf, item->value))
		take_entries(pdf, item, item->value, "", 0);
	else
		take_simple(pdf, item);
	if (item->has_stream) {
		take_to(pdf, item->stream, "stream/start");
		if (item->stream_end > item->stream)
			take_data(pdf, item);
	}
	take_to(pdf, item->end, "end");
	tiler_end_member(pdf->tiler);
	return true;
}

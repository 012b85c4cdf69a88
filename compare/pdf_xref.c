/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the objects of a PDF file stand: the table (ISO 32000-1, 7.5.4), and the stream
 * that is one (7.5.8).  Both follow from the objects, against which they are held.
 *
 * An entry of the table is "0000000123 00000 n" and two bytes that end the line, for an
 * object, or "f" with the next number that is free.  An entry of the stream has three
 * numbers: its kind, then an offset and a generation (1), or the number of a stream of
 * objects and which of these it is (2).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "compare/pdf_tiles.h"

enum { ENTRY_SIZE = 20, OFFSET_SIZE = 10, KIND_AT = 17, WIDTHS = 3, WIDTH_MAX = 8 };

/* Rows of one stream. */
enum { SECTIONS_MAX = 4096 };

bool
pdf_is_table_at(const struct pdf_file *file, uint64_t offset)
{
	const struct pdf_item *item = pdf_file_at(file, offset);

	return item != NULL && (item->kind == PDF_XREF ||
				(item->has_stream && pdf_file_is(file, item, "XRef")));
}

static bool
is_object_at(const struct pdf_file *file, uint64_t offset, uint64_t number,
	     uint64_t generation)
{
	const struct pdf_item *item = pdf_file_at(file, offset);

	return item != NULL && item->kind == PDF_OBJECT && item->number == number &&
	       item->generation == generation;
}

/* Of an entry that is written as it has to be. */
static bool
read_entry(struct bytes entry, uint64_t *offset, uint64_t *generation)
{
	size_t at = 0;

	if (!pdf_number(entry, &at, offset) || at != OFFSET_SIZE ||
	    entry.data[at++] != ' ')
		return false;
	return pdf_number(entry, &at, generation) && at == KIND_AT - 1 &&
	       entry.data[at] == ' ' &&
	       (entry.data[KIND_AT] == 'f' || entry.data[KIND_AT] == 'n');
}

/* How many entries from here on lead to their objects, and end as `like` does. */
static size_t
count_right(const struct pdf *pdf, struct bytes rest, uint64_t number, struct bytes like)
{
	size_t count = 0;

	for (; rest.size >= ENTRY_SIZE; rest = bytes_slice(rest, ENTRY_SIZE, SIZE_MAX)) {
		struct bytes entry = bytes_slice(rest, 0, ENTRY_SIZE);
		uint64_t offset, generation;

		if (!bytes_equal(bytes_slice(entry, OFFSET_SIZE, SIZE_MAX),
				 bytes_slice(like, OFFSET_SIZE, SIZE_MAX)) ||
		    !read_entry(entry, &offset, &generation) ||
		    entry.data[KIND_AT] != 'n' ||
		    !is_object_at(pdf->file, offset, number + count, generation))
			break;
		count++;
	}
	return count;
}

/* An entry that begins a row: how it is written is a fact, where it leads to follows. */
static void
take_entry(const struct pdf *pdf, struct bytes entry, uint64_t number)
{
	uint64_t offset = 0, generation = 0;
	bool sound = read_entry(entry, &offset, &generation);

	if (!sound || entry.data[KIND_AT] == 'f') {
		tile_text(pdf->tiler, ENTRY_SIZE, "free");
	} else {
		tile_derived(pdf->tiler, OFFSET_SIZE, "offset",
			     is_object_at(pdf->file, offset, number, generation));
		tile_text(pdf->tiler, ENTRY_SIZE - OFFSET_SIZE, "entry");
	}
	if (!sound)
		tile_complain(pdf->tiler, "is no entry of a table");
}

static void
take_section(const struct pdf *pdf, uint64_t number, uint64_t count)
{
	while (count > 0) {
		struct bytes rest = bytes_slice(tiler_rest(pdf->tiler), 0,
						(size_t)count * ENTRY_SIZE);
		struct bytes entry = bytes_slice(rest, 0, ENTRY_SIZE);
		size_t right;

		take_entry(pdf, entry, number++);
		count--;
		rest = bytes_slice(rest, ENTRY_SIZE, SIZE_MAX);
		right = entry.data[KIND_AT] == 'n' ? count_right(pdf, rest, number, entry)
						   : 0;
		if (right > 0)
			tile_derived(pdf->tiler, right * ENTRY_SIZE, "entries", true);
		number += right;
		count -= right;
	}
}

void
pdf_take_table(struct pdf *pdf, const struct pdf_item *item)
{
	struct bytes file = pdf->file->bytes;
	size_t at = item->at + strlen("xref");

	while (pdf->tiler->at < item->end) {
		uint64_t first = 0, count = 0;

		at = pdf_white(file, at);
		if (at < item->end && pdf_number(file, &at, &first)) {
			at = pdf_white(file, at);
			pdf_number(file, &at, &count);
			at = pdf_white(file, at);
		}
		if (at > item->end)
			at = item->end;
		if (at == pdf->tiler->at)
			break;
		tile_text(pdf->tiler, at - pdf->tiler->at, "section");
		take_section(pdf, first, count);
		at = pdf->tiler->at;
	}
}

/* The numbers of an array of them: "[1 2 1]". */
static size_t
read_numbers(struct bytes file, const struct pdf_item *item, const char *key,
	     uint64_t *numbers, size_t most)
{
	struct pdf_entry entry;
	size_t count = 0, at;

	if (!pdf_find(file, item->value, key, &entry) || file.data[entry.value] != '[')
		return 0;
	at = pdf_space(file, entry.value + 1);
	while (count < most && pdf_number(file, &at, &numbers[count])) {
		count++;
		at = pdf_space(file, at);
	}
	return at + 1 == entry.end ? count : 0;
}

/* Which objects a stream of objects holds. */
struct held {
	bool read;
	uint64_t *numbers; /* owned */
	size_t count;
};

struct table {
	struct pdf *pdf; /* borrowed */
	uint64_t widths[WIDTHS];
	struct held *held; /* owned: of each item of the file, once it was asked for */
};

/* "12 0 13 57 ...": numbers, each with an offset, before the objects. */
static void
read_held(struct table *table, const struct pdf_item *item, struct held *held)
{
	cleanup_buffer struct buffer content = { 0 };
	struct bytes text;
	size_t at = 0;

	held->read = true;
	if (!item->has_stream || !pdf_file_is(table->pdf->file, item, "ObjStm") ||
	    !pdf_flate_read(table->pdf, item, &content))
		return;
	text = buffer_bytes(&content);
	for (;;) {
		uint64_t number, offset;

		at = pdf_space(text, at);
		if (!pdf_number(text, &at, &number))
			break;
		at = pdf_space(text, at);
		if (!pdf_number(text, &at, &offset))
			break;
		array_append(held->numbers, held->count, number);
	}
}

static bool
is_held(struct table *table, uint64_t stream, uint64_t index, uint64_t number)
{
	const struct pdf_item *item = pdf_file_object(table->pdf->file, stream);
	struct held *held;

	if (item == NULL)
		return false;
	held = &table->held[item - table->pdf->file->items];
	if (!held->read)
		read_held(table, item, held);
	return index < held->count && held->numbers[index] == number;
}

static uint64_t
take_number(struct cursor *at, uint64_t width, uint64_t otherwise)
{
	uint64_t number = 0;

	if (width == 0)
		return otherwise;
	while (width-- > 0)
		number = number << 8 | cursor_u8(at);
	return number;
}

static bool
is_entry_right(struct table *table, struct cursor *at, uint64_t number)
{
	enum { FREE, STANDS, HELD, LAST_GENERATION = 65535 };
	uint64_t kind = take_number(at, table->widths[0], STANDS);
	uint64_t second = take_number(at, table->widths[1], 0);
	uint64_t third = take_number(at, table->widths[2], 0);

	switch (kind) {
	case FREE:
		/* Where there is one byte for a generation, the last one is 255. */
		return second == 0 && (third == 0 || third == LAST_GENERATION ||
				       (third == UINT8_MAX && table->widths[2] == 1));
	case STANDS:
		return is_object_at(table->pdf->file, second, number, third);
	case HELD:
		return is_held(table, second, third, number);
	default:
		return false;
	}
}

static bool
is_table_right(struct table *table, const struct pdf_item *item, struct bytes entries,
	       size_t *count)
{
	const size_t most = (size_t)2 * SECTIONS_MAX;
	cleanup_free uint64_t *index = xcalloc(most, sizeof(*index));
	struct bytes file = table->pdf->file->bytes;
	size_t sections = read_numbers(file, item, "Index", index, most) / 2;
	struct cursor at = cursor_on(entries);
	struct pdf_entry size;

	if (sections == 0) {
		sections = 1;
		if (!pdf_find(file, item->value, "Size", &size) ||
		    !pdf_entry_number(file, &size, &index[1]))
			return false;
	}
	for (size_t i = 0; i < sections; i++)
		for (uint64_t j = 0; j < index[2 * i + 1]; j++, ++*count)
			if (at.rest.size == 0 ||
			    !is_entry_right(table, &at, index[2 * i] + j) || at.overrun)
				return false;
	return at.rest.size == 0;
}

bool
pdf_xref_is_right(struct pdf *pdf, const struct pdf_item *item, struct buffer *value)
{
	cleanup_buffer struct buffer entries = { 0 };
	struct table table = { .pdf = pdf };
	size_t count = 0;
	bool right;

	if (read_numbers(pdf->file->bytes, item, "W", table.widths, WIDTHS) != WIDTHS ||
	    table.widths[0] > WIDTH_MAX || table.widths[1] > WIDTH_MAX ||
	    table.widths[2] > WIDTH_MAX || !pdf_flate_read(pdf, item, &entries))
		return false;
	table.held = xcalloc(pdf->file->count + 1, sizeof(*table.held));
	right = is_table_right(&table, item, buffer_bytes(&entries), &count);
	for (size_t i = 0; i < pdf->file->count; i++)
		free(table.held[i].numbers);
	free(table.held);
	if (right)
		buffer_printf(value, "%zu entries, CRC-32 %08" PRIx32, count,
			      decode_crc32(buffer_bytes(&entries)));
	return right;
}

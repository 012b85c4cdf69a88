/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as bytes: how many differ and where, and a dump of the first rows that do, marked
 * as a diff marks its lines.  Equal sizes are taken position by position.  Where the
 * sizes differ something was put in or taken out, so that what follows it stands
 * elsewhere: what the ends share is left out, and the two middles are shown one after the
 * other.
 */
#include "compare/explain.h"
#include "compare/format.h"

#include <inttypes.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { ROW = 16, ROWS_SHOWN = 8, DUMP_MAX = 8 << 10 };

/* What is left of two sides without the starts and the ends that are equal. */
struct middle {
	size_t offset;
	struct bytes published, rebuilt;
};

static struct middle
middle_of(struct bytes published, struct bytes rebuilt)
{
	struct middle middle = { .offset = bytes_common(published, rebuilt) };
	size_t end;

	middle.published = bytes_slice(published, middle.offset, published.size);
	middle.rebuilt = bytes_slice(rebuilt, middle.offset, rebuilt.size);
	end = bytes_common_end(middle.published, middle.rebuilt);
	middle.published.size -= end;
	middle.rebuilt.size -= end;
	return middle;
}

/* How many bytes of the two middles differ. */
static uint64_t
count_in(const struct middle *middle)
{
	uint64_t count = 0;

	if (middle->published.size != middle->rebuilt.size)
		return MAX(middle->published.size, middle->rebuilt.size);
	for (size_t i = 0; i < middle->published.size; i++)
		count += middle->published.data[i] != middle->rebuilt.data[i];
	return count;
}

uint64_t
explain_count(struct bytes published, struct bytes rebuilt)
{
	struct middle middle = middle_of(published, rebuilt);

	return count_in(&middle);
}

static void
append_row(struct buffer *out, char mark, struct bytes content, size_t offset)
{
	struct bytes row = bytes_slice(content, offset, ROW);

	if (row.size == 0)
		return;
	buffer_printf(out, "%c%08zx ", mark, offset);
	for (size_t i = 0; i < ROW; i++)
		if (i < row.size)
			buffer_printf(out, " %02x", row.data[i]);
		else
			buffer_append_text(out, "   ");
	buffer_append_text(out, "  |");
	for (size_t i = 0; i < row.size; i++)
		buffer_append_byte(out, row.data[i] >= 0x20 && row.data[i] < 0x7f
						? row.data[i]
						: (uint8_t)'.');
	buffer_append_text(out, "|\n");
}

/* The rows in which the two differ, both sides of each. */
static void
dump_rows(struct buffer *out, struct bytes published, struct bytes rebuilt)
{
	size_t at = 0, rows = 0;

	for (;;) {
		at += bytes_common(bytes_slice(published, at, published.size),
				   bytes_slice(rebuilt, at, rebuilt.size));
		if (at >= published.size)
			return;
		if (rows++ == ROWS_SHOWN)
			break;
		at -= at % ROW;
		append_row(out, '-', rebuilt, at);
		append_row(out, '+', published, at);
		at = MIN(at + ROW, published.size);
	}
	buffer_append_text(out, "... and more\n");
}

/* The first rows of one side's middle. */
static void
dump_middle(struct buffer *out, char mark, struct bytes content, size_t offset,
	    size_t size)
{
	size_t end = offset + size, at = offset - offset % ROW;

	if (size == 0)
		return;
	for (size_t rows = 0; at < end && rows < ROWS_SHOWN / 2; rows++, at += ROW)
		append_row(out, mark, content, at);
	if (at < end)
		buffer_append_text(out, "... and more\n");
}

static void
append_bytes(struct buffer *out, uint64_t count)
{
	buffer_printf(out, "%" PRIu64 " byte%s", count, count == 1 ? "" : "s");
}

static void
state_sizes(struct buffer *out, const struct middle *middle, struct bytes published,
	    struct bytes rebuilt)
{
	append_bytes(out, published.size);
	buffer_printf(out, " published, %zu rebuilt; ", rebuilt.size);
	if (middle->published.size == 0 || middle->rebuilt.size == 0)
		buffer_printf(out, "%zu at offset %zu only %s",
			      MAX(middle->published.size, middle->rebuilt.size),
			      middle->offset,
			      middle->rebuilt.size == 0 ? "published" : "rebuilt");
	else
		buffer_printf(out, "%zu in place of %zu at offset %zu",
			      middle->published.size, middle->rebuilt.size,
			      middle->offset);
}

void
explain_bytes(struct finding *finding, struct bytes published, struct bytes rebuilt,
	      const struct limits *limits)
{
	cleanup_buffer struct buffer words = BUFFER_INIT(DUMP_MAX),
				     dump = BUFFER_INIT(DUMP_MAX);
	struct middle middle = middle_of(published, rebuilt);
	uint64_t count = count_in(&middle);

	(void)limits; /* what is shown is less than any of them */
	if (published.size == rebuilt.size) {
		append_bytes(&words, count);
		buffer_printf(&words, " differ%s", count == 1 ? "s" : "");
		if (count > 0)
			buffer_printf(&words, ", the first at offset %zu", middle.offset);
		dump_rows(&dump, published, rebuilt);
	} else {
		state_sizes(&words, &middle, published, rebuilt);
		dump_middle(&dump, '-', rebuilt, middle.offset, middle.rebuilt.size);
		dump_middle(&dump, '+', published, middle.offset, middle.published.size);
	}
	finding_set_message(finding, "%s", buffer_text(&words));
	replace_text(&finding->diff, dump.size > 0 ? buffer_steal_text(&dump) : NULL);
}

void
explain_leaf(struct finding *finding, const struct difference *difference,
	     const struct limits *limits)
{
	struct bytes published = tile_content_of(difference->published);
	struct bytes rebuilt = tile_content_of(difference->rebuilt);
	const struct format *format = format_recognize(published);

	if (format->explain != NULL)
		format->explain(finding, published, rebuilt, limits);
	else
		explain_bytes(finding, published, rebuilt, limits);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Through libgit2.  Its cost grows with what it is given, whole, so the two
 * sides first lose the lines that they share at both ends: a small change in a large file
 * costs next to nothing, and what is left has a ceiling.
 *
 * Lines can be made up so that libgit2 hashes them all to one value, which costs it the
 * square of their number.  So it is not given the lines, but a number for each: equal
 * numbers for equal lines.
 */
#include "compare/lines.h"

#include <inttypes.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/git_library.h"

enum {
	CONTEXT_LINES = 3,
	TEXT_MAX = 4 << 20,	 /* of what differs, a side */
	LINES_MAX = 1 << 17,	 /* likewise */
	LINE_SHOWN = 240,	 /* bytes of a line that is longer */
	LINE_AROUND = 60,	 /* of which so many stand beside what differs */
	ROOM_FOR_LINE = 2 << 10, /* a shown line when every byte of it is escaped */
};

struct lines {
	struct bytes *items; /* owned; the bytes are borrowed from the input */
	size_t count;
};

struct writer {
	struct buffer *out;	    /* borrowed */
	struct line_counts *counts; /* borrowed */
	uint64_t limit, shown;	    /* lines of the diff */
	uint64_t lines_before; /* lines that both sides share and libgit2 did not see */
	struct lines old, new; /* what the numbers that libgit2 sees stand for */
	struct lines removed, added; /* a change that is not written yet */
	bool cut;
};

int
lines_open(struct error *err)
{
	return later_open(&git_later, err);
}

void
lines_prepare(void)
{
	git_libgit2_init();
}

static void
writer_release(struct writer *writer)
{
	free(writer->old.items);
	free(writer->new.items);
	free(writer->removed.items);
	free(writer->added.items);
}

/* Back to where the UTF-8 sequence at `at` starts, if it is one. */
static size_t
sequence_start(struct bytes line, size_t at)
{
	enum { LONGEST = 4 };

	for (size_t back = 0; back < LONGEST && back <= at && at - back < line.size;
	     back++)
		if ((line.data[at - back] & 0xc0) != 0x80)
			return at - back;
	return at;
}

/* Whether the byte may be shown as it is where buffer_append_escaped() would not.  A tab
 * moves no cursor to a place where it could do harm; a backslash is only taken for the
 * start of an escape where one could follow. */
static bool
is_plain_here(struct bytes text)
{
	uint8_t next = text.size > 1 ? text.data[1] : 0;

	return text.data[0] == '\t' ||
	       (text.data[0] == '\\' && next != 'x' && next != 'u');
}

static void
append_part(struct buffer *out, struct bytes text)
{
	while (text.size > 0) {
		size_t size = 0;

		while (size < text.size && !is_plain_here(bytes_slice(text, size, 2)))
			size++;
		buffer_append_escaped(out, bytes_slice(text, 0, size));
		buffer_append(out, bytes_slice(text, size, 1));
		text = bytes_slice(text, size + 1, text.size);
	}
}

static void
append_gap(struct buffer *out, size_t size)
{
	if (size > 0)
		buffer_printf(out, "<%zu bytes>", size);
}

/* What of a long line differs from its counterpart, with a little of what is around. */
static void
append_window(struct buffer *out, struct bytes line, struct bytes counterpart)
{
	size_t same = bytes_common(line, counterpart);
	size_t same_end = MIN(bytes_common_end(line, counterpart), line.size - same);
	size_t from = sequence_start(line, same - MIN(same, LINE_AROUND));
	size_t to =
		sequence_start(line, MIN(line.size, line.size - same_end + LINE_AROUND));
	size_t pause = sequence_start(line, MIN(line.size, from + LINE_SHOWN / 2));
	size_t again = pause;

	if (to - from > LINE_SHOWN)
		again = sequence_start(line, to - LINE_SHOWN / 2);
	else
		to = pause = again =
			sequence_start(line, MIN(line.size, from + LINE_SHOWN));
	append_gap(out, from);
	append_part(out, bytes_slice(line, from, pause - from));
	append_gap(out, again - pause);
	append_part(out, bytes_slice(line, again, to - again));
	append_gap(out, line.size - to);
}

/* Whether one line more may be shown. */
static bool
take_line(struct writer *writer)
{
	if (writer->shown >= writer->limit ||
	    writer->out->limit - writer->out->size < ROOM_FOR_LINE)
		writer->cut = true;
	if (writer->cut)
		return false;
	writer->shown++;
	return true;
}

static void
append_line(struct writer *writer, char mark, struct bytes line, struct bytes counterpart)
{
	bool ends = line.size > 0 && line.data[line.size - 1] == '\n';

	if (!take_line(writer))
		return;
	if (ends)
		line.size--;
	buffer_append_byte(writer->out, (uint8_t)mark);
	if (line.size <= LINE_SHOWN)
		append_part(writer->out, line);
	else
		append_window(writer->out, line, counterpart);
	buffer_append_byte(writer->out, '\n');
	if (!ends && take_line(writer))
		buffer_append_text(writer->out, "\\ no newline at the end\n");
}

static void
append_lines(struct writer *writer, char mark, const struct lines *lines,
	     const struct lines *counterparts)
{
	static const struct bytes none;

	for (size_t i = 0; i < lines->count; i++)
		append_line(writer, mark, lines->items[i],
			    i < counterparts->count ? counterparts->items[i] : none);
}

static void
write_change(struct writer *writer)
{
	append_lines(writer, '-', &writer->removed, &writer->added);
	append_lines(writer, '+', &writer->added, &writer->removed);
	writer->removed.count = writer->added.count = 0;
}

static void
keep(const struct writer *writer, struct lines *lines, struct bytes line)
{
	/* With the line that heads a hunk, what is left out here is over the limit. */
	if (lines->count < writer->limit)
		array_append(lines->items, lines->count, line);
}

static int
take_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *context)
{
	struct writer *writer = context;

	(void)delta;
	write_change(writer);
	if (take_line(writer))
		buffer_printf(writer->out, "@@ -%" PRIu64 ",%d +%" PRIu64 ",%d @@\n",
			      writer->lines_before + (uint64_t)hunk->old_start,
			      hunk->old_lines,
			      writer->lines_before + (uint64_t)hunk->new_start,
			      hunk->new_lines);
	return 0;
}

/* The line of that number, counted from 1; libgit2 says -1 for none. */
static struct bytes
line_at(const struct lines *lines, int number)
{
	size_t index = (size_t)number - 1;

	return index < lines->count ? lines->items[index] : (struct bytes){ 0 };
}

static int
take_diff_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
	       const git_diff_line *line, void *context)
{
	struct writer *writer = context;

	(void)delta;
	(void)hunk;
	switch (line->origin) {
	case GIT_DIFF_LINE_DELETION:
		writer->counts->removed++;
		keep(writer, &writer->removed, line_at(&writer->old, line->old_lineno));
		break;
	case GIT_DIFF_LINE_ADDITION:
		writer->counts->added++;
		keep(writer, &writer->added, line_at(&writer->new, line->new_lineno));
		break;
	case GIT_DIFF_LINE_CONTEXT:
		write_change(writer);
		append_line(writer, ' ', line_at(&writer->old, line->old_lineno),
			    (struct bytes){ 0 });
		break;
	default:
		break;
	}
	return 0;
}

static size_t
count_lines(struct bytes text)
{
	struct cursor at = cursor_on(text);
	size_t count = 0;

	for (; at.rest.size > 0; count++)
		cursor_take_line(&at);
	return count;
}

/* Where the line starts that is `lines` before the one of the byte `at`. */
static size_t
lines_back(struct bytes text, size_t at, unsigned lines)
{
	do {
		const uint8_t *newline = at > 0 ? memrchr(text.data, '\n', at) : NULL;

		at = newline == NULL ? 0 : (size_t)(newline - text.data);
	} while (at > 0 && lines-- > 0);
	return at > 0 ? at + 1 : 0;
}

/* Takes what both sides share off their ends, but for whole lines of context; how many
 * lines stood before what is left. */
static uint64_t
trim(struct bytes *a, struct bytes *b)
{
	size_t start = lines_back(*a, bytes_common(*a, *b), CONTEXT_LINES), end;
	uint64_t before = count_lines(bytes_slice(*a, 0, start));
	struct cursor shared;

	*a = bytes_slice(*a, start, a->size);
	*b = bytes_slice(*b, start, b->size);
	end = bytes_common_end(*a, *b);
	shared = cursor_on(bytes_slice(*a, a->size - end, end));
	for (int i = 0; i <= CONTEXT_LINES; i++)
		cursor_take_line(&shared);
	a->size -= shared.rest.size;
	b->size -= shared.rest.size;
	return before;
}

/* false when there are too many of them.  Each has its newline, so that a last line
 * without one is another line. */
static bool
split(struct lines *lines, struct bytes text)
{
	if (text.size > TEXT_MAX)
		return false;
	for (struct cursor at = cursor_on(text); at.rest.size > 0;) {
		struct bytes rest = at.rest;

		if (lines->count == LINES_MAX)
			return false;
		cursor_take_line(&at);
		array_append(lines->items, lines->count,
			     bytes_slice(rest, 0, rest.size - at.rest.size));
	}
	return true;
}

struct numbered {
	struct bytes line; /* borrowed from the input */
	size_t place;	   /* among the old lines and, after them, the new ones */
};

static int
order_of_numbered(const void *a, const void *b)
{
	const struct numbered *left = a, *right = b;

	return bytes_order(left->line, right->line);
}

/* A number for each line, of the old and then of the new ones; the caller frees. */
static unsigned *
number_lines(const struct lines *old, const struct lines *new)
{
	size_t count = old->count + new->count;
	cleanup_free struct numbered *sorted = xcalloc(count + 1, sizeof(*sorted));
	unsigned *numbers = xcalloc(count + 1, sizeof(*numbers)), number = 0;

	for (size_t i = 0; i < count; i++) {
		sorted[i].line =
			i < old->count ? old->items[i] : new->items[i - old->count];
		sorted[i].place = i;
	}
	qsort(sorted, count, sizeof(*sorted), order_of_numbered);
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && !bytes_equal(sorted[i].line, sorted[i - 1].line))
			number++;
		numbers[sorted[i].place] = number;
	}
	return numbers;
}

static void
append_numbers(struct buffer *out, const unsigned *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(out, "%x\n", numbers[i]);
}

static int
run(struct writer *writer)
{
	enum { NUMBERS_MAX = LINES_MAX * sizeof("12345\n") };
	cleanup_free unsigned *numbers = number_lines(&writer->old, &writer->new);
	cleanup_buffer struct buffer old = BUFFER_INIT(NUMBERS_MAX),
				     new = BUFFER_INIT(NUMBERS_MAX);
	git_diff_options options = GIT_DIFF_OPTIONS_INIT;
	int code;

	append_numbers(&old, numbers, writer->old.count);
	append_numbers(&new, numbers + writer->old.count, writer->new.count);
	options.flags = GIT_DIFF_FORCE_TEXT;
	options.context_lines = CONTEXT_LINES;
	/* In a process that did not prepare: as if it had never been. */
	git_libgit2_init();
	code = git_diff_buffers(old.data, old.size, NULL, new.data, new.size, NULL,
				&options, NULL, NULL, take_hunk, take_diff_line, writer);
	git_libgit2_shutdown();
	return code;
}

int
lines_diff(struct bytes rebuilt, struct bytes published, uint64_t limit,
	   struct buffer *out, struct line_counts *counts)
{
	__attribute__((cleanup(writer_release))) struct writer writer = {
		.out = out, .counts = counts, .limit = limit
	};
	size_t size_before = out->size;

	*counts = (struct line_counts){ 0 };
	writer.lines_before = trim(&rebuilt, &published);
	if (!split(&writer.old, rebuilt) || !split(&writer.new, published))
		return -1;
	if (run(&writer) < 0) {
		out->size = size_before;
		return -1;
	}
	write_change(&writer);
	if (writer.cut)
		buffer_append_text(out, "... and more\n");
	return 0;
}

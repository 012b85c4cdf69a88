/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs of a leaf is read from the finding's diff, in which the first build's
 * lines have their numbers: those of '-' against the published artifact, those of '+'
 * against the second build.  A dump of bytes has rows with offsets in their place.
 *
 *     @@ -1,3 +1,3 @@            -00000bb0  00 00 ...
 *      same                      +00000bb0  00 01 ...
 *     -first build's
 *     +the other's
 */
#include "rebuild/flaky_match.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"

enum { HEXADECIMAL = 16, ROW = 16 };

/* Neighbouring lines that differ. */
struct stretch {
	uint64_t from;	/* of the first build: the line, or the one it stands before */
	uint64_t own;	/* how many lines of the first build */
	uint64_t other; /* and how many there are in their place */
	uint64_t own_bytes, other_bytes; /* of them, about */
	uint64_t before, after; /* bytes of the first build's last line that are left out
				 * around what differs: it is a long one */
};

struct changes {
	struct stretch *at; /* owned, in order */
	size_t count;
	bool whole; /* nothing was cut */
};

static void
changes_release(struct changes *changes)
{
	free(changes->at);
}

#define cleanup_changes __attribute__((cleanup(changes_release)))

struct diff_reader {
	struct changes *changes;
	char mark;     /* of the first build's lines: '-' or '+' */
	uint64_t line; /* of the first build, the next one */
	struct stretch open;
};

/* "<123 bytes>": how many are left out here; 0: none are. */
static uint64_t
gap_at(const char *text)
{
	char *end;
	unsigned long long count = *text == '<' ? strtoull(text + 1, &end, 10) : 0;

	return count > 0 && text_starts_with(end, " bytes>") ? count : 0;
}

static uint64_t
gap_at_end(const char *text)
{
	const char *last = strrchr(text, '<');

	return last != NULL && text_ends_with(text, ">") ? gap_at(last) : 0;
}

/* With what is left out of it. */
static uint64_t
size_of(const char *line)
{
	uint64_t size = strlen(line);

	for (const char *at = strchr(line, '<'); at != NULL; at = strchr(at + 1, '<'))
		size += gap_at(at);
	return size;
}

static void
take_own(struct stretch *stretch, const char *line)
{
	stretch->own++;
	stretch->own_bytes += size_of(line);
	stretch->before = gap_at(line);
	stretch->after = gap_at_end(line);
}

static void
end_stretch(struct diff_reader *reader)
{
	struct stretch *open = &reader->open;

	if (open->own > 0 || open->other > 0)
		array_append(reader->changes->at, reader->changes->count, *open);
	*open = (struct stretch){ .from = reader->line };
}

/* "@@ -1,3 +1,3 @@": of an empty side it says the line before it. */
static void
read_hunk(struct diff_reader *reader, const char *text)
{
	const char *side = strchr(text, reader->mark);
	char *end = NULL;
	unsigned long long first = side != NULL ? strtoull(side + 1, &end, 10) : 0;
	bool empty = end != NULL && strncmp(end, ",0 ", 3) == 0;

	end_stretch(reader);
	reader->line = first + empty;
	reader->open.from = reader->line;
}

static void
read_row(struct diff_reader *reader, const char *text)
{
	if (*text != reader->mark)
		return;
	reader->line = strtoull(text + 1, NULL, HEXADECIMAL) / ROW;
	reader->open = (struct stretch){ .from = reader->line, .own = 1, .other = 1 };
	end_stretch(reader);
}

static void
read_line(struct diff_reader *reader, const char *text, bool rows)
{
	if (text_starts_with(text, "... and more"))
		reader->changes->whole = false;
	else if (rows)
		read_row(reader, text);
	else if (text_starts_with(text, "@@ "))
		read_hunk(reader, text);
	else if (*text == reader->mark) {
		take_own(&reader->open, text + 1);
		reader->line++;
	} else if (*text == '-' || *text == '+') {
		reader->open.other++;
		reader->open.other_bytes += size_of(text + 1);
	} else if (*text == ' ') {
		end_stretch(reader);
		reader->line++;
		reader->open.from = reader->line;
	}
}

static void
read_diff(struct changes *out, const char *diff, char mark)
{
	struct diff_reader reader = { .changes = out, .mark = mark };
	bool rows = !text_starts_with(diff, "@@ ");

	out->whole = true;
	while (*diff != '\0') {
		size_t size = strcspn(diff, "\n");
		cleanup_free char *line = xstrndup(diff, size);

		read_line(&reader, line, rows);
		diff += size + (diff[size] == '\n');
	}
	end_stretch(&reader);
}

/* Of a long line, as programs write them, only that part counts in which our builds
 * differ: whatever else is in it would be hidden by a date. */
static bool
lies_within_line(const struct stretch *wanted, const struct stretch *own)
{
	return wanted->own != 1 || own->own != 1 || own->from != wanted->from ||
	       (wanted->before >= own->before && wanted->after >= own->after);
}

/* Lines may stand in the place of ours where more or fewer stand in the second build's,
 * but not more than there, nor much more in them. */
static bool
is_covered(const struct stretch *wanted, const struct changes *own)
{
	enum { LONGER = 64 }; /* a path, a name */
	uint64_t covered = 0, room = wanted->own, bytes = wanted->own_bytes;

	for (size_t i = 0; i < own->count; i++) {
		const struct stretch *stretch = &own->at[i];
		uint64_t from =
			stretch->from > wanted->from ? stretch->from : wanted->from;
		uint64_t to = stretch->from + stretch->own;

		if (to > wanted->from + wanted->own)
			to = wanted->from + wanted->own;
		if (stretch->own == 0 && stretch->from == wanted->from) {
			room += stretch->other;
			bytes += stretch->other_bytes;
		}
		if (to <= from)
			continue;
		if (!lies_within_line(wanted, stretch))
			return false;
		if (stretch->other_bytes > stretch->own_bytes)
			bytes += stretch->other_bytes - stretch->own_bytes;
		covered += to - from;
		room += stretch->other > stretch->own ? stretch->other - stretch->own : 0;
	}
	return covered == wanted->own && wanted->other <= room &&
	       wanted->other_bytes <= bytes + LONGER;
}

/* A leaf that is another one nearly everywhere tells nothing by its places. */
static bool
is_mostly_other(const struct finding *own)
{
	return own->published.present && own->bytes >= own->published.size / 2 &&
	       own->bytes > 0;
}

/* Code has its places in the heads of hunks, "@@ [.text+0x40]+0x11f @@"; of each, the
 * head and the first build's lines. */
static void
list_code(struct strings *out, const char *diff, char mark, bool *whole)
{
	cleanup_strings struct strings lines = { 0 };
	cleanup_buffer struct buffer hunk = BUFFER_INIT(SIZE_MAX);

	*whole = true;
	strings_add_lines(&lines, diff);
	for (size_t i = 0; i <= lines.count; i++) {
		const char *line = i < lines.count ? lines.items[i] : "@@";

		if (text_starts_with(line, "@@")) {
			if (hunk.size > 0)
				strings_add(out, buffer_text(&hunk));
			buffer_clear(&hunk);
			buffer_printf(&hunk, "%s\n", line);
		} else if (*line == mark) {
			buffer_printf(&hunk, "%s\n", line + 1);
		} else if (text_starts_with(line, "... and more")) {
			*whole = false;
		}
	}
}

static bool
is_code_covered(const char *published, const struct finding *own)
{
	cleanup_strings struct strings wanted = { 0 }, places = { 0 };
	bool wanted_whole, places_whole;

	list_code(&wanted, published, '-', &wanted_whole);
	list_code(&places, own->diff, '+', &places_whole);
	if (!wanted_whole || !places_whole)
		return is_mostly_other(own);
	for (size_t i = 0; i < wanted.count; i++)
		if (!strings_contain(&places, wanted.items[i]))
			return false;
	return wanted.count > 0;
}

static bool
are_covered(const struct finding *finding, const struct finding *own)
{
	cleanup_changes struct changes wanted = { 0 }, places = { 0 };

	if (finding->diff == NULL || own->diff == NULL)
		return is_mostly_other(own);
	if (text_starts_with(finding->diff, "@@ ["))
		return is_code_covered(finding->diff, own);
	read_diff(&wanted, finding->diff, '-');
	read_diff(&places, own->diff, '+');
	if (!wanted.whole || !places.whole)
		return is_mostly_other(own);
	for (size_t i = 0; i < wanted.count; i++)
		if (!is_covered(&wanted.at[i], &places))
			return false;
	return wanted.count > 0;
}

static int
order(const struct finding *a, const struct finding *b)
{
	int paths = strcmp(a->path, b->path);

	return paths != 0 ? paths : strcmp(a->key, b->key);
}

static int
order_of_places(const void *a, const void *b)
{
	return order(*(const struct finding *const *)a,
		     *(const struct finding *const *)b);
}

void
flaky_places_of(struct flaky_places *out, const struct comparison *own)
{
	*out = (struct flaky_places){ 0 };
	for (size_t i = 0; i < own->finding_count; i++)
		array_append(out->sorted, out->count, &own->findings[i]);
	if (out->count > 0)
		qsort(out->sorted, out->count, sizeof(*out->sorted), order_of_places);
}

void
flaky_places_release(struct flaky_places *places)
{
	free(places->sorted);
	*places = (struct flaky_places){ 0 };
}

/* The first of that path and key; the others stand behind it. */
static size_t
find(const struct flaky_places *places, const struct finding *finding)
{
	size_t low = 0, high = places->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (order(places->sorted[middle], finding) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
is_same_kind_of_order(const struct finding *finding, const struct finding *own)
{
	return finding->cause != NULL && own->cause != NULL &&
	       text_starts_with(finding->cause, "line-order:") &&
	       text_starts_with(own->cause, "line-order:");
}

static bool
covers(const struct finding *own, const struct finding *finding)
{
	switch (finding->kind) {
	case FINDING_ADDED:
	case FINDING_RENAMED:
		return false;
	case FINDING_REMOVED: /* the second build does not have it either */
		return own->kind == FINDING_ADDED;
	case FINDING_CONTENT:
	case FINDING_OPAQUE:
		if (own->kind != finding->kind)
			return false;
		return is_same_kind_of_order(finding, own) || are_covered(finding, own);
	case FINDING_FIELD:
	case FINDING_ORDER:
	case FINDING_ANOMALY:
		break;
	}
	return own->kind == finding->kind;
}

bool
flaky_is_within(const struct flaky_places *places, const struct finding *finding)
{
	if (finding->severity == SEVERITY_ALARM)
		return false;
	for (size_t i = find(places, finding);
	     i < places->count && order(places->sorted[i], finding) == 0; i++)
		if (covers(places->sorted[i], finding))
			return true;
	return false;
}

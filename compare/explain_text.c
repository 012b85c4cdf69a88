/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text that differs: whether only its line ends, its white space or its last newline do,
 * how many lines otherwise, and code points that make a reader see another text than a
 * compiler does.
 */
#include "compare/explain.h"

#include <inttypes.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/line_order.h"
#include "compare/lines.h"
#include "compare/text_encoding.h"

enum { DIFF_MAX = 32 << 10 };

static bool
is_space(uint8_t byte)
{
	return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

struct line_ends {
	bool crlf, lone_cr;
};

static struct line_ends
line_ends_of(struct bytes text)
{
	struct line_ends ends = { 0 };
	const uint8_t *cr;

	while (text.size > 0 && (cr = memchr(text.data, '\r', text.size)) != NULL) {
		size_t at = (size_t)(cr - text.data);

		if (at + 1 < text.size && text.data[at + 1] == '\n')
			ends.crlf = true;
		else
			ends.lone_cr = true;
		text = bytes_slice(text, at + 1, text.size);
	}
	return ends;
}

/* The next byte that is not one of those to be left out; -1 at the end. */
static int
next_byte(struct cursor *at, bool (*leaves_out)(uint8_t byte))
{
	while (at->rest.size > 0) {
		uint8_t byte = cursor_u8(at);

		if (!leaves_out(byte))
			return byte;
	}
	return -1;
}

static bool
equal_without(struct bytes a, struct bytes b, bool (*leaves_out)(uint8_t byte))
{
	struct cursor left = cursor_on(a), right = cursor_on(b);
	int byte;

	do {
		byte = next_byte(&left, leaves_out);
		if (byte != next_byte(&right, leaves_out))
			return false;
	} while (byte >= 0);
	return true;
}

static bool
is_cr(uint8_t byte)
{
	return byte == '\r';
}

bool
explain_is_eol(struct bytes published, struct bytes rebuilt)
{
	return !line_ends_of(published).lone_cr && !line_ends_of(rebuilt).lone_cr &&
	       equal_without(published, rebuilt, is_cr);
}

static struct bytes
without_last_newline(struct bytes text)
{
	if (text.size > 0 && text.data[text.size - 1] == '\n')
		text.size--;
	return text;
}

static void
set_values(struct finding *finding, const char *published, const char *rebuilt)
{
	replace_text(&finding->published.value, xstrdup(published));
	replace_text(&finding->rebuilt.value, xstrdup(rebuilt));
}

static const char *
name_of_line_ends(struct bytes text)
{
	bool lone_lf = false;

	for (struct cursor at = cursor_on(text); at.rest.size > 0 && !lone_lf;) {
		struct bytes line = cursor_take_line(&at);
		bool ends = line.data + line.size < text.data + text.size;

		lone_lf = ends && (line.size == 0 || line.data[line.size - 1] != '\r');
	}
	if (!line_ends_of(text).crlf)
		return "LF";
	return lone_lf ? "CRLF and LF" : "CRLF";
}

static void
explain_eol(struct finding *finding, struct bytes published, struct bytes rebuilt)
{
	finding_set_message(finding, "line endings only");
	set_values(finding, name_of_line_ends(published), name_of_line_ends(rebuilt));
	if (line_ends_of(published).crlf && !line_ends_of(rebuilt).crlf)
		finding_set_cause(
			finding,
			"crlf, windows-publisher: one side has CRLF line endings, "
			"the other LF; a publisher's Windows checkout does that",
			"\"* -text\" in .gitattributes, or core.autocrlf=false where "
			"it is published");
	else
		finding_set_cause(
			finding,
			"crlf: one side has CRLF line endings where the other has LF",
			"\"eol=\" in .gitattributes says which ones are meant");
}

/* Whether so little differs that there is no line to show. */
static bool
explain_line_ends(struct finding *finding, struct bytes published, struct bytes rebuilt)
{
	bool more = published.size > rebuilt.size;

	replace_text(&finding->diff, NULL);
	if (bytes_equal(published, rebuilt))
		return false;
	if (explain_is_eol(published, rebuilt)) {
		explain_eol(finding, published, rebuilt);
		return true;
	}
	if (!bytes_equal(without_last_newline(published), without_last_newline(rebuilt)))
		return false;
	finding_set_message(finding, "final newline only");
	set_values(finding, more ? "with" : "without", more ? "without" : "with");
	return true;
}

/* What is said of lines; false when there is nothing to say. */
static bool
count_in_words(struct finding *finding, const struct line_counts *counts)
{
	const char *lines = counts->added == 1 ? "line" : "lines";

	if (counts->added > 0 && counts->removed > 0)
		finding_set_message(finding, "%" PRIu64 " %s added, %" PRIu64 " removed",
				    counts->added, lines, counts->removed);
	else if (counts->added > 0)
		finding_set_message(finding, "%" PRIu64 " %s added", counts->added,
				    lines);
	else if (counts->removed > 0)
		finding_set_message(finding, "%" PRIu64 " %s removed", counts->removed,
				    counts->removed == 1 ? "line" : "lines");
	return counts->added > 0 || counts->removed > 0;
}

/* Deceptive code points, each counted by itself, so that swapping one for another shows.
 * A byte order mark at the start says how the text is encoded and deceives nobody. */
struct deceptions {
	uint32_t low[0x3000], bom, tags[0x1000];
};

static uint32_t *
deception_at(struct deceptions *deceptions, uint32_t point)
{
	if (point < array_length(deceptions->low))
		return &deceptions->low[point];
	if (point >= 0xe0000 && point - 0xe0000 < array_length(deceptions->tags))
		return &deceptions->tags[point - 0xe0000];
	return &deceptions->bom;
}

/* The next deceptive code point; 0 at the end. */
static uint32_t
next_deception(struct cursor *at)
{
	while (at->rest.size > 0) {
		uint32_t point = 0;
		size_t size = at->rest.data[0] < 0x80 ? 1 : utf8_next(at->rest, &point);

		cursor_take(at, MAX(size, 1));
		if (size > 1 && utf8_is_deceptive(point))
			return point;
	}
	return 0;
}

static void
count_deceptions(struct deceptions *deceptions, struct bytes text, bool up)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	struct cursor at = cursor_on(text);
	uint32_t point;

	if (bytes_start_with(text, BYTES_OF(mark)))
		cursor_take(&at, sizeof(mark));
	while ((point = next_deception(&at)) != 0)
		*deception_at(deceptions, point) += up ? 1u : -1u;
}

/* The first deceptive code point of which the published side has more; 0 for none. */
static uint32_t
find_deception(struct bytes published, struct bytes rebuilt)
{
	cleanup_free struct deceptions *deceptions = xcalloc(1, sizeof(*deceptions));
	struct cursor at = cursor_on(published);
	uint32_t point;

	count_deceptions(deceptions, published, true);
	count_deceptions(deceptions, rebuilt, false);
	while ((point = next_deception(&at)) != 0 &&
	       (int32_t)*deception_at(deceptions, point) <= 0)
		;
	return point;
}

static void
warn_of_deception(struct finding *finding, struct bytes published, struct bytes rebuilt)
{
	uint32_t point = find_deception(published, rebuilt);

	if (point == 0)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding,
			    "%s; only the published text has U+%04X, an invisible or "
			    "reordering character: it may read otherwise than it runs",
			    finding->message, point);
}

static void
explain_order(struct finding *finding)
{
	finding_set_message(finding, "the order of lines only");
	finding_set_cause(finding,
			  "line-order: the lines come from a folder that was read "
			  "unsorted, or were sorted in another language",
			  "sort, with LC_ALL=C");
}

static void
explain_lines(struct finding *finding, struct bytes published, struct bytes rebuilt,
	      const struct limits *limits)
{
	cleanup_buffer struct buffer diff = BUFFER_INIT(DIFF_MAX);
	struct line_counts counts;
	bool shown =
		lines_diff(rebuilt, published, limits->diff_lines, &diff, &counts) == 0;

	if (shown && count_in_words(finding, &counts)) {
		replace_text(&finding->diff, buffer_steal_text(&diff));
		if (equal_without(published, rebuilt, is_space))
			finding_set_message(finding, "white space only");
		else if (line_order_is_all(published, rebuilt))
			explain_order(finding);
		return;
	}
	explain_bytes(finding, published, rebuilt, limits);
	if (!shown)
		finding_set_message(finding, "%s; too large to compare by line",
				    finding->message);
}

static void
explain_utf8(struct finding *finding, struct bytes published, struct bytes rebuilt,
	     const struct limits *limits)
{
	if (!explain_line_ends(finding, published, rebuilt))
		explain_lines(finding, published, rebuilt, limits);
	warn_of_deception(finding, published, rebuilt);
}

/* How both are encoded, where that says something. */
struct encodings {
	enum text_encoding published, rebuilt;
};

static bool
are_usual(const struct encodings *encodings)
{
	return encodings->published == TEXT_NONE || encodings->rebuilt == TEXT_NONE ||
	       (encodings->published == TEXT_UTF8 && encodings->rebuilt == TEXT_UTF8);
}

static void
state_encodings(struct finding *finding, const struct encodings *encodings, bool only)
{
	const char *published = text_encoding_name(encodings->published);
	const char *rebuilt = text_encoding_name(encodings->rebuilt);

	if (encodings->published == encodings->rebuilt) {
		finding_set_message(finding, "%s; in %s", finding->message, published);
		return;
	}
	if (only)
		finding_set_message(finding, "the encoding only");
	else
		finding_set_message(finding, "%s; %s published, %s rebuilt",
				    finding->message, published, rebuilt);
	if (only)
		set_values(finding, published, rebuilt);
}

void
explain_text(struct finding *finding, struct bytes published, struct bytes rebuilt,
	     const struct limits *limits)
{
	enum { GROWS = 2 };
	const struct encodings encodings = { text_encoding_of(published),
					     text_encoding_of(rebuilt) };
	cleanup_buffer struct buffer left = BUFFER_INIT(1 + GROWS * published.size);
	cleanup_buffer struct buffer right = BUFFER_INIT(1 + GROWS * rebuilt.size);
	bool only;

	if (are_usual(&encodings)) {
		explain_utf8(finding, published, rebuilt, limits);
		return;
	}
	text_to_utf8(published, encodings.published, &left);
	text_to_utf8(rebuilt, encodings.rebuilt, &right);
	only = bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
	if (only)
		explain_bytes(finding, published, rebuilt, limits);
	else
		explain_utf8(finding, buffer_bytes(&left), buffer_bytes(&right), limits);
	state_encodings(finding, &encodings, only);
}

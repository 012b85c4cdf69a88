/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/text_diff.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/memory.h"
#include "compare/lines.h"
#include "sandbox/confine.h"

enum { ANSWER_LIMIT = 1 << 20, DIFF_LIMIT = 64 << 10, DIFF_LINES = 200 };

struct pair {
	struct bytes rebuilt, published;
};

void
text_diff_release(struct text_diff *diff)
{
	free(diff->diff);
	*diff = (struct text_diff){ 0 };
}

static bool
is_number_byte(uint8_t byte)
{
	return isdigit(byte) || byte == '.';
}

/* A run of letters, digits and dots, or one other byte. */
static struct bytes
take_word(struct cursor *at)
{
	size_t size = 0;

	while (size < at->rest.size &&
	       (isalnum(at->rest.data[size]) || at->rest.data[size] == '.'))
		size++;
	return cursor_take(at, size > 0 ? size : 1);
}

/* Names of days and months as date(1) writes them, and of time zones. */
static bool
is_of_a_date(struct bytes word)
{
	static const char names[] =
		" Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul "
		"Aug Sep Oct Nov Dec UTC GMT CET CEST EET EEST WET WEST "
		"BST EST EDT CST CDT MST MDT PST PDT JST IST AM PM ";
	char text[8] = " ";

	if (word.size < 2 || word.size > 4)
		return false;
	memcpy(text + 1, word.data, word.size);
	text[word.size + 1] = ' ';
	return strstr(names, text) != NULL;
}

/* Equal but for digits and dots, of which both have some. */
static bool
are_versions(struct bytes a, struct bytes b)
{
	size_t i = 0, j = 0, numbers = 0;

	while (i < a.size || j < b.size) {
		if (i < a.size && is_number_byte(a.data[i])) {
			i++;
			numbers |= 1;
		} else if (j < b.size && is_number_byte(b.data[j])) {
			j++;
			numbers |= 2;
		} else if (i < a.size && j < b.size && a.data[i] == b.data[j]) {
			i++;
			j++;
		} else {
			return false;
		}
	}
	return numbers == 3;
}

static bool
lines_are_alike(struct bytes a, struct bytes b)
{
	struct cursor left = cursor_on(a), right = cursor_on(b);

	while (left.rest.size > 0 && right.rest.size > 0) {
		struct bytes ours = take_word(&left), theirs = take_word(&right);

		if (!bytes_equal(ours, theirs) && !are_versions(ours, theirs) &&
		    !(is_of_a_date(ours) && is_of_a_date(theirs)))
			return false;
	}
	return left.rest.size == 0 && right.rest.size == 0;
}

static bool
differ_in_stamps(struct bytes rebuilt, struct bytes published)
{
	struct cursor a = cursor_on(rebuilt), b = cursor_on(published);

	while (a.rest.size > 0 && b.rest.size > 0)
		if (!lines_are_alike(cursor_take_line(&a), cursor_take_line(&b)))
			return false;
	return a.rest.size == 0 && b.rest.size == 0;
}

static void
prepare(void *context)
{
	(void)context;
	lines_prepare();
	json_prepare();
}

static int
run_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct pair *pair = context;
	cleanup_json struct json *json = json_new_object();
	cleanup_buffer struct buffer diff = BUFFER_INIT(DIFF_LIMIT);
	struct line_counts counts = { 0 };

	(void)err;
	if (lines_diff(pair->rebuilt, pair->published, DIFF_LINES, &diff, &counts) == 0)
		json_set(json, "diff", json_new_bytes(buffer_bytes(&diff)));
	json_set_number(json, "added", (int64_t)counts.added);
	json_set_number(json, "removed", (int64_t)counts.removed);
	json_set_bool(json, "stamps", differ_in_stamps(pair->rebuilt, pair->published));
	json_write(json, JSON_STYLE_COMPACT, out);
	return 0;
}

int
text_diff_find(struct text_diff *out, struct bytes rebuilt, struct bytes published,
	       const struct cancel *cancel, struct error *err)
{
	cleanup_json struct json *json = NULL;
	struct pair pair = { rebuilt, published };
	struct confined confined = { .open = lines_open,
				     .prepare = prepare,
				     .run = run_in_child,
				     .context = &pair,
				     .answer_limit = ANSWER_LIMIT };

	*out = (struct text_diff){ .equal = bytes_equal(rebuilt, published) };
	if (out->equal)
		return 0;
	if (confine_run_json(&confined, cancel, &json, err) < 0)
		return -1;
	out->stamps = json_truth(json_get(json, "stamps"));
	out->added = (uint64_t)json_get_number(json, "added", 0);
	out->removed = (uint64_t)json_get_number(json, "removed", 0);
	out->diff = xstrdup_or_null(json_get_text(json, "diff"));
	return 0;
}

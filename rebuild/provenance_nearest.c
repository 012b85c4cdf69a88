/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fingerprints of lines choose; bytes are compared where it counts. */
#include "rebuild/provenance_nearest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fingerprint.h"
#include "base/json.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "compare/libraries.h"
#include "compare/lines.h"
#include "rebuild/provenance.h"
#include "rebuild/provenance_claim.h"
#include "sandbox/confine.h"

enum {
	ANSWER_LIMIT = 1 << 20,
	DIFF_LIMIT = 64 << 10,
	DIFF_LINES = 200,
	UNPACKED_MOST = 1 << 30,
	WINDOW = 64 << 20,
};

struct line_set {
	uint64_t *lines; /* owned, sorted */
	size_t count;
};

void
nearest_release(struct nearest *nearest)
{
	free(nearest->diff);
	free(nearest->stated);
	*nearest = (struct nearest){ 0 };
}

static int
order_of_numbers(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

static struct line_set
lines_of(struct bytes content)
{
	struct cursor at = cursor_on(content);
	struct line_set set = { 0 };

	while (at.rest.size > 0)
		array_append(set.lines, set.count, fingerprint_of(cursor_take_line(&at)));
	if (set.count > 0)
		qsort(set.lines, set.count, sizeof(*set.lines), order_of_numbers);
	return set;
}

/* How many lines one of the two has and the other has not. */
static size_t
distance(const struct line_set *a, const struct line_set *b)
{
	size_t i = 0, j = 0, common = 0;

	while (i < a->count && j < b->count) {
		if (a->lines[i] == b->lines[j]) {
			common++;
			i++;
			j++;
		} else if (a->lines[i] < b->lines[j]) {
			i++;
		} else {
			j++;
		}
	}
	return a->count + b->count - 2 * common;
}

struct bytes
nearest_version_at(const struct nearest_question *question, struct bytes all,
		   size_t index)
{
	const struct nearest_version *version = &question->versions[index];

	return bytes_slice(all, version->offset, version->size);
}

static size_t
choose(const struct nearest_question *question, struct bytes all)
{
	struct line_set content = lines_of(question->content);
	size_t best = 0, least = SIZE_MAX;

	for (size_t i = 0; i < question->count; i++) {
		struct line_set version = lines_of(nearest_version_at(question, all, i));
		size_t far = distance(&content, &version);

		if (far < least) {
			least = far;
			best = i;
		}
		free(version.lines);
	}
	free(content.lines);
	return best;
}

static bool
is_version_byte(uint8_t byte)
{
	return isalnum(byte) || byte == '.' || byte == '+' || byte == '~' ||
	       byte == '-' || byte == ' ' || byte == ',';
}

/* The lines of ltversion.m4 in which libtool's bootstrap writes its version. */
static bool
is_stamp(struct bytes line)
{
	static const char *const starts[] = {
		"# serial ",	    "m4_define([LT_PACKAGE_VERSION], [",
		"[macro_version='", "m4_define([LT_PACKAGE_REVISION], [",
		"macro_revision='", "#   Copyright (C) ",
	};

	for (size_t i = 0; i < array_length(starts); i++) {
		size_t at = strlen(starts[i]);

		if (!bytes_start_with(line, bytes_of_text(starts[i])))
			continue;
		while (at < line.size && is_version_byte(line.data[at]))
			at++;
		return bytes_equal_text(bytes_slice(line, at, SIZE_MAX), "") ||
		       bytes_equal_text(bytes_slice(line, at, SIZE_MAX), "'") ||
		       bytes_equal_text(bytes_slice(line, at, SIZE_MAX), "])");
	}
	return false;
}

/* Line by line equal, but for those. */
static bool
is_stamped(struct bytes content, struct bytes version)
{
	struct cursor a = cursor_on(content), b = cursor_on(version);
	size_t stamps = 0;

	while (a.rest.size > 0 && b.rest.size > 0) {
		struct bytes left = cursor_take_line(&a), right = cursor_take_line(&b);

		if (bytes_equal(left, right))
			continue;
		if (!is_stamp(left) || !is_stamp(right))
			return false;
		stamps++;
	}
	return a.rest.size == 0 && b.rest.size == 0 && stamps > 0;
}

/* The nearest need not be the one whose other lines are the same. */
static bool
is_stamped_of_any(const struct nearest_question *question, struct bytes all)
{
	for (size_t i = 0; i < question->count; i++)
		if (is_stamped(question->content, nearest_version_at(question, all, i)))
			return true;
	return false;
}

static void
prepare(void *context)
{
	(void)context;
	lines_prepare();
	json_prepare();
}

static int
answer(const struct nearest_question *question, struct bytes all, struct buffer *out)
{
	cleanup_json struct json *json = json_new_object();
	cleanup_buffer struct buffer diff = BUFFER_INIT(DIFF_LIMIT);
	struct line_counts counts = { 0 };
	size_t best = choose(question, all);
	struct bytes nearest = nearest_version_at(question, all, best);
	struct bytes stated = provenance_stated(question->content);

	if (lines_diff(nearest, question->content, DIFF_LINES, &diff, &counts) == 0)
		json_set(json, "diff", json_new_bytes(buffer_bytes(&diff)));
	json_set_number(json, "version", (int64_t)best);
	json_set_number(json, "added", (int64_t)counts.added);
	json_set_number(json, "removed", (int64_t)counts.removed);
	json_set_number(json, "claim", claim_judge(question, all));
	json_set_bool(json, "claims_known", claim_is_exact(question, all));
	json_set_bool(json, "stamped", is_stamped_of_any(question, all));
	if (stated.size > 0)
		json_set(json, "stated", json_new_bytes(stated));
	json_write(json, JSON_STYLE_COMPACT, out);
	return 0;
}

static int
run_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct nearest_question *question = context;
	cleanup_buffer struct buffer all = BUFFER_INIT(UNPACKED_MOST);
	struct decoding decoding = { .encoded = question->frame,
				     .memory = WINDOW,
				     .out = &all };

	if (decode_zstd(&decoding, err) < 0)
		return error_wrap(err, "the corpus");
	if (all.size != question->unpacked)
		return error_set(err, ERROR_MALFORMED, "the corpus is damaged");
	return answer(question, buffer_bytes(&all), out);
}

int
nearest_find(struct nearest *out, const struct nearest_question *question,
	     const struct cancel *cancel, struct error *err)
{
	cleanup_json struct json *json = NULL;
	struct confined confined = { .open = compare_libraries_open,
				     .prepare = prepare,
				     .run = run_in_child,
				     .context = (void *)(uintptr_t)question,
				     .answer_limit = ANSWER_LIMIT };
	int64_t version;

	*out = (struct nearest){ 0 };
	if (confine_run_json(&confined, cancel, &json, err) < 0)
		return -1;
	version = json_get_number(json, "version", 0);
	if (version < 0 || (size_t)version >= question->count)
		return error_set(err, ERROR_MALFORMED, "no version was chosen");
	out->version = (size_t)version;
	out->added = (uint64_t)json_get_number(json, "added", 0);
	out->removed = (uint64_t)json_get_number(json, "removed", 0);
	out->diff = xstrdup_or_null(json_get_text(json, "diff"));
	out->stated = xstrdup_or_null(json_get_text(json, "stated"));
	out->claim = (int)json_get_number(json, "claim", 0);
	out->claims_known = json_truth(json_get(json, "claims_known"));
	out->stamped = json_truth(json_get(json, "stamped"));
	return 0;
}

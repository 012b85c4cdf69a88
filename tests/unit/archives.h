/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Archives made in a test, changed field by field, and compared. */

#include <stdio.h>

#include "base/memory.h"
#include "compare/comparison.h"
#include "compare/decode.h"
#include "compare/tar_header.h"
#include "tests/promise.h"
#include "tests/tar.h"
#include "tests/unit.h"

#define ARCHIVE_INIT BUFFER_INIT((size_t)1 << 30)

/* Adds a member and says where its header stands. */
static inline size_t
archive_add(struct buffer *tar, char type, const char *name, const char *content)
{
	size_t at = tar->size;

	tar_add(tar, type, name, "", content);
	return at;
}

/* Writes over a field of a header; the checksum is right again. */
static inline void
archive_set(struct buffer *tar, size_t header, enum tar_field field, const char *text)
{
	struct bytes whole = { tar->data + header, TAR_BLOCK };
	struct bytes place = tar_field_bytes(whole, field);
	size_t size = strlen(text);

	assert_true(size <= place.size);
	memset(tar->data + (place.data - tar->data), 0, place.size);
	memcpy(tar->data + (place.data - tar->data), text, size);
	if (field != TAR_CHECKSUM)
		tar_checksum_set(tar->data + header);
}

/* A pax header with one record. */
static inline void
archive_add_record(struct buffer *tar, char type, const char *key, const char *value)
{
	size_t size = strlen(key) + strlen(value) + 5;
	char record[200];

	assert_true(size >= 10 && size < 100);
	snprintf(record, sizeof(record), "%zu %s=%s\n", size, key, value);
	tar_add(tar, type, "PaxHeader", "", record);
}

static inline void
archive_end(struct buffer *tar)
{
	for (size_t i = 0; i < 2 * TAR_BLOCK; i++)
		buffer_append_byte(tar, 0);
}

/* The fixed part of a gzip header: after the magic and the method, as said. */
struct gzip_header {
	uint8_t flags, mtime, xfl, os;
	struct bytes fields; /* extra, name, comment: as the flags say */
};

static inline void
archive_gzip(struct buffer *out, struct bytes content, const struct gzip_header *header)
{
	uint32_t trailer[] = { decode_crc32(content), (uint32_t)content.size };
	uint8_t start[] = { 0x1f, 0x8b, 8, header->flags, header->mtime,
			    0,	  0,	0, header->xfl,	  header->os };
	struct error err;

	buffer_append(out, BYTES_OF(start));
	buffer_append(out, header->fields);
	assert_int_equal(encode_deflate(content, out, &err), 0);
	for (size_t i = 0; i < 8; i++)
		buffer_append_byte(out, (uint8_t)(trailer[i / 4] >> (i % 4 * 8)));
}

static inline void
archives_compare(struct comparison *out, struct bytes published, struct bytes rebuilt,
		 const struct comparison_options *options)
{
	struct subject *left = subject_of_bytes("x", published);
	struct subject *right = subject_of_bytes("x", rebuilt);
	struct error err = { 0 };
	const char *trouble;

	comparison_release(out);
	assert_int_equal(comparison_run(out, left, right, options, &err), 0);
	trouble = promise_trouble(out, published, rebuilt, options);
	if (trouble != NULL)
		fail_msg("%s at %s: %s", out->normalized[0].rule, out->normalized[0].path,
			 trouble);
	subject_close(left);
	subject_close(right);
}

/* Equivalent by this rule among others, and different under strict; with NULL, different.
 */
static inline void
archives_judge(struct bytes published, struct bytes rebuilt, const char *rule)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;
	bool found = false;

	comparison_options_init(&options);
	options.context = "npm";
	archives_compare(&comparison, published, rebuilt, &options);
	if (rule == NULL) {
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		return;
	}
	for (size_t i = 0; i < comparison.normalized_count; i++)
		found = found || strcmp(comparison.normalized[i].rule, rule) == 0;
	if (!found || comparison.outcome != OUTCOME_EQUIVALENT)
		fail_msg("%s: %s", rule, outcome_name(comparison.outcome));
	options.profile = "strict";
	archives_compare(&comparison, published, rebuilt, &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.normalized_count, 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Zip archives written field by field, so that they can be hostile. */

#include "compare/normalize.h"
#include "compare/zip.h"
#include "tests/unit/archives.h"

/* What is left out is as most archives have it. */
struct zip_file {
	const char *name, *content;
	struct bytes data;	/* in place of `content`, where it holds a NUL */
	const char *local_name; /* NULL: the same */
	uint16_t method;	/* ZIP_STORED or ZIP_DEFLATED */
	uint16_t flags, local_flags, made_by, needs, local_needs;
	bool sums_twice; /* before the content too, where a descriptor stands behind it */
	uint32_t time, external, wrong_crc32, wrong_size;
	struct bytes extra, local_extra; /* whole fields */
	const char *comment;
	bool no_entry; /* a local header that the directory does not list */
};

struct zip_writer {
	struct buffer out, directory;
	unsigned count;
};

#define ZIP_WRITER_INIT                                                                  \
	((struct zip_writer){ .out = ARCHIVE_INIT, .directory = ARCHIVE_INIT })
#define cleanup_zip_writer __attribute__((cleanup(zip_writer_release)))

static inline struct bytes
zip_content(const struct zip_file *file)
{
	return file->data.data != NULL ? file->data : bytes_of_text(file->content);
}

enum { ZIP_TIME = 0x59210000 }; /* 2024-09-01 00:00 */

static inline void
zip_writer_release(struct zip_writer *writer)
{
	buffer_release(&writer->out);
	buffer_release(&writer->directory);
}

static inline void
zip_number(struct buffer *out, uint64_t value, unsigned size)
{
	encode_number(out, value, size);
}

/* From "version needed" to the sizes. */
static inline void
zip_common(struct buffer *out, const struct zip_file *file, uint16_t flags,
	   struct bytes data)
{
	zip_number(out, file->needs != 0 ? file->needs : 20, 2);
	zip_number(out, flags, 2);
	zip_number(out, file->method, 2);
	zip_number(out, file->time != 0 ? file->time : ZIP_TIME, 4);
	zip_number(out, decode_crc32(zip_content(file)) ^ file->wrong_crc32, 4);
	zip_number(out, data.size, 4);
	zip_number(out, zip_content(file).size + file->wrong_size, 4);
}

static inline void
zip_sums_to_zero(struct buffer *out)
{
	memset(out->data + out->size - 12, 0, 12);
}

static inline void
zip_central(struct zip_writer *writer, const struct zip_file *file, size_t at,
	    struct bytes data)
{
	struct buffer *out = &writer->directory;
	const char *comment = file->comment != NULL ? file->comment : "";

	zip_number(out, 0x02014b50, 4);
	zip_number(out, file->made_by != 0 ? file->made_by : ZIP_HOST_UNIX << 8 | 20, 2);
	zip_common(out, file, file->flags, data);
	zip_number(out, strlen(file->name), 2);
	zip_number(out, file->extra.size, 2);
	zip_number(out, strlen(comment), 2);
	zip_number(out, 0, 4);
	zip_number(out, file->external != 0 ? file->external : 0100644U << 16, 4);
	zip_number(out, at, 4);
	buffer_append_text(out, file->name);
	buffer_append(out, file->extra);
	buffer_append_text(out, comment);
	writer->count++;
}

/* Adds a member and says where its local header stands. */
static inline size_t
zip_add(struct zip_writer *writer, struct zip_file file)
{
	cleanup_buffer struct buffer packed = ARCHIVE_INIT;
	const char *local_name = file.local_name != NULL ? file.local_name : file.name;
	uint16_t flags = file.local_flags != 0 ? file.local_flags : file.flags;
	struct buffer *out = &writer->out;
	struct zip_file local = file;
	size_t at = out->size;
	struct bytes data;
	struct error err;

	if (file.local_needs != 0)
		local.needs = file.local_needs;
	if (file.method == ZIP_DEFLATED)
		assert_int_equal(encode_deflate(zip_content(&file), &packed, &err), 0);
	else
		buffer_append(&packed, zip_content(&file));
	data = buffer_bytes(&packed);
	zip_number(out, 0x04034b50, 4);
	zip_common(out, &local, flags, data);
	if ((flags & ZIP_DESCRIPTOR) != 0 && !file.sums_twice)
		zip_sums_to_zero(out);
	zip_number(out, strlen(local_name), 2);
	zip_number(out, file.local_extra.size, 2);
	buffer_append_text(out, local_name);
	buffer_append(out, file.local_extra);
	buffer_append(out, data);
	if (flags & ZIP_DESCRIPTOR) {
		zip_number(out, 0x08074b50, 4);
		zip_number(out, decode_crc32(zip_content(&file)), 4);
		zip_number(out, data.size, 4);
		zip_number(out, zip_content(&file).size, 4);
	}
	if (!file.no_entry)
		zip_central(writer, &file, at, data);
	return at;
}

static inline void
zip_end_record(struct zip_writer *writer, size_t directory, const char *comment)
{
	struct buffer *out = &writer->out;

	zip_number(out, 0x06054b50, 4);
	zip_number(out, 0, 4);
	zip_number(out, writer->count, 2);
	zip_number(out, writer->count, 2);
	zip_number(out, writer->directory.size, 4);
	zip_number(out, directory, 4);
	zip_number(out, strlen(comment), 2);
	buffer_append_text(out, comment);
}

/* The directory and its end; the archive is in writer->out then. */
static inline struct bytes
zip_finish(struct zip_writer *writer, const char *comment)
{
	size_t directory = writer->out.size;

	buffer_append(&writer->out, buffer_bytes(&writer->directory));
	zip_end_record(writer, directory, comment);
	return buffer_bytes(&writer->out);
}

#define FILE_A	    ((struct zip_file){ .name = "a", .content = "one\n" })
#define EXTRA(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

static inline const struct finding *
zips_find(const struct comparison *comparison, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	return NULL;
}

static inline struct comparison_options
zips_options(void)
{
	struct comparison_options options;

	comparison_options_init(&options);
	return options;
}

static inline struct bytes
zips_write_one(struct zip_writer *writer, struct zip_file file)
{
	zip_add(writer, file);
	return zip_finish(writer, "");
}

/* The account adds up, and a finding of this key is an alarm where it is published, and
 * none where it is rebuilt. */
static inline void
zips_assert_alarm(struct bytes odd, struct bytes plain, const char *key)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = zips_options();
	const struct accounting *bytes = &comparison.accounting;
	const struct finding *finding;

	archives_compare(&comparison, odd, plain, &options);
	finding = zips_find(&comparison, key);
	if (finding == NULL || finding->severity != SEVERITY_ALARM)
		fail_msg("%s is no alarm", key);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(bytes->differing,
			 bytes->found + bytes->normalized + bytes->follows);
	archives_compare(&comparison, plain, odd, &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_false(comparison.suspicious);
}

/* One file, against the same as most archives have it. */
static inline void
zips_assert_alarm_of(struct zip_file odd, const char *key)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;

	zips_assert_alarm(zips_write_one(&left, odd), zips_write_one(&right, FILE_A),
			  key);
}

static inline void
zips_canonical(struct buffer *out, struct bytes content, const char *profile,
	       struct strings *ledger)
{
	struct comparison_options options = zips_options();
	struct error err = { 0 };

	options.profile = profile;
	buffer_clear(out);
	if (normalize(content, &options, out, ledger, &err) < 0)
		fail_msg("%s", err.message);
}

static inline enum outcome
zips_outcome(struct bytes published, struct bytes rebuilt, const char *profile)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = zips_options();

	options.profile = profile;
	archives_compare(&comparison, published, rebuilt, &options);
	return comparison.outcome;
}

/* The form is its own, and means what the archive means. */
static inline void
zips_assert_form(struct bytes archive, struct bytes form, const char *profile)
{
	cleanup_buffer struct buffer twice = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	assert_int_not_equal(zips_outcome(archive, form, profile), OUTCOME_DIFFERENT);
	zips_canonical(&twice, form, profile, &ledger);
	assert_true(bytes_equal(form, buffer_bytes(&twice)));
	assert_int_equal(ledger.count, 0);
}

/* Whether both have one canonical form. */
static inline void
zips_assert_forms(struct bytes one, struct bytes other, const char *profile, bool same)
{
	cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	zips_canonical(&first, one, profile, &ledger);
	zips_canonical(&second, other, profile, &ledger);
	assert_int_equal(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)), same);
}

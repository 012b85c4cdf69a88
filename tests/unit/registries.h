/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Wheels, gems and crates in miniature, with lists that are right about their members. */

#include "base/cleanup.h"
#include "base/digest.h"
#include "tests/unit/packages.h"
#include "tests/unit/zips.h"

struct text_file {
	const char *name, *content;
};

static inline void
registries_add_record_line(struct buffer *record, const char *name, const char *content)
{
	struct digest digest = digest_of(DIGEST_SHA256, bytes_of_text(content));
	struct bytes whole = { digest.data, digest.size };
	cleanup_buffer struct buffer hex = BUFFER_INIT(200);
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-_";

	for (size_t i = 0; i < (whole.size * 8 + 5) / 6; i++) {
		unsigned value = 0;

		for (size_t bit = i * 6; bit < i * 6 + 6; bit++)
			value = value << 1 |
				(bit / 8 < whole.size
					 ? whole.data[bit / 8] >> (7 - bit % 8) & 1
					 : 0);
		buffer_append_byte(&hex, (uint8_t)letters[value]);
	}
	buffer_printf(record, "%s,sha256=%s,%zu\n", name, buffer_text(&hex),
		      strlen(content));
}

/* A wheel of these files, of which the last has no name. With `record`, that is what it
 * says of itself; with `backwards`, its lines are the other way about. */
static inline void
registries_put_wheel(struct buffer *out, const struct text_file *files,
		     const char *record, bool backwards)
{
	cleanup_zip_writer struct zip_writer writer = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer lines = ARCHIVE_INIT;
	size_t count = 0;

	while (files[count].name != NULL)
		count++;
	for (size_t i = 0; i < count; i++) {
		const struct text_file *file = &files[backwards ? count - 1 - i : i];

		registries_add_record_line(&lines, file->name, file->content);
		zip_add(&writer, (struct zip_file){ .name = files[i].name,
						    .content = files[i].content });
	}
	buffer_append_text(&lines, "tool-1.dist-info/RECORD,,\n");
	zip_add(&writer,
		(struct zip_file){ .name = "tool-1.dist-info/RECORD",
				   .content = record != NULL ? record
							     : buffer_text(&lines) });
	buffer_clear(out);
	buffer_append(out, zip_finish(&writer, ""));
}

static inline void
registries_add_plain(struct buffer *tar, const char *name, struct bytes content)
{
	size_t at = tar->size;

	tar_add_bytes(tar, '0', name, "", content);
	archive_set(tar, at, TAR_MODE, "0000644");
}

/* The files in one tar. */
static inline void
registries_put_tar(struct buffer *out, const struct text_file *files)
{
	buffer_clear(out);
	for (; files->name != NULL; files++)
		registries_add_plain(out, files->name, bytes_of_text(files->content));
	archive_end(out);
}

static inline void
registries_add_checksums(struct buffer *list, enum digest_kind kind, const char *heading,
			 struct bytes metadata, struct bytes data)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(kind, metadata, hex);
	buffer_printf(list, "%s:\n  metadata.gz: %s\n", heading, hex);
	digest_hex_of(kind, data, hex);
	buffer_printf(list, "  data.tar.gz: %s\n", hex);
}

/* A gem with this specification, packed at this time, and a signature of so many bytes.
 */
static inline void
registries_put_gem(struct buffer *out, const char *specification, uint8_t time,
		   size_t signature)
{
	const struct gzip_header header = { .mtime = time, .os = 3 };
	cleanup_buffer struct buffer metadata = ARCHIVE_INIT, data = ARCHIVE_INIT,
				     list = ARCHIVE_INIT, packed = ARCHIVE_INIT,
				     files = ARCHIVE_INIT, bytes = ARCHIVE_INIT;

	archive_gzip(&metadata, bytes_of_text(specification), &header);
	registries_add_plain(&files, "lib/tool.rb", bytes_of_text("puts 1\n"));
	archive_end(&files);
	archive_gzip(&data, buffer_bytes(&files), &header);
	buffer_append_text(&list, "---\n");
	registries_add_checksums(&list, DIGEST_SHA256, "SHA256", buffer_bytes(&metadata),
				 buffer_bytes(&data));
	registries_add_checksums(&list, DIGEST_SHA512, "SHA512", buffer_bytes(&metadata),
				 buffer_bytes(&data));
	archive_gzip(&packed, buffer_bytes(&list), &header);
	buffer_clear(out);
	registries_add_plain(out, "metadata.gz", buffer_bytes(&metadata));
	registries_add_plain(out, "data.tar.gz", buffer_bytes(&data));
	for (size_t i = 0; i < signature; i++)
		buffer_append_byte(&bytes, (uint8_t)(i * 7 + 1));
	if (signature > 0)
		registries_add_plain(out, "data.tar.gz.sig", buffer_bytes(&bytes));
	registries_add_plain(out, "checksums.yaml.gz", buffer_bytes(&packed));
	archive_end(out);
}

/* Equivalent by this rule, in one canonical form; with NULL, different, and in two. */
static inline void
registries_judge(struct bytes published, struct bytes rebuilt, const char *rule)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	assert_rule(published, rebuilt, NULL, rule);
	packages_normalize(&ours, published);
	packages_normalize(&theirs, rebuilt);
	assert_int_equal(bytes_equal(buffer_bytes(&ours), buffer_bytes(&theirs)),
			 rule != NULL);
}

static inline void
registries_find(struct bytes published, struct bytes rebuilt, const char *path,
		const char *key, const char *words)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	packages_compare(&comparison, published, rebuilt, NULL);
	finding = packages_find(&comparison, path, key);
	if (finding->message == NULL || strstr(finding->message, words) == NULL)
		fail_msg("%s: %s: \"%s\"", path, key, finding->message);
	assert_int_equal(finding->severity, SEVERITY_ALARM);
	packages_compare(&comparison, rebuilt, published, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(!comparison.suspicious || strcmp(key, "member") != 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_checksums.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_fields.h"

enum { FILES_MAX = 100000, SHA256_HEX = 64 };

static bool
is_sha256(struct bytes word)
{
	static const char figures[] = "0123456789abcdef";

	if (word.size != SHA256_HEX)
		return false;
	for (size_t i = 0; i < word.size; i++)
		if (word.data[i] == '\0' || strchr(figures, word.data[i]) == NULL)
			return false;
	return true;
}

static int
read_line(struct debian_file *file, struct bytes line, struct error *err)
{
	struct bytes sha256 = debian_word_next(&line);
	int64_t size = debian_number(debian_word_next(&line));
	struct bytes name = debian_word_next(&line);

	*file = (struct debian_file){ 0 };
	if (!is_sha256(sha256) || size < 0 || name.size == 0)
		return error_set(err, ERROR_MALFORMED,
				 "a list of digests has a line that is not SHA-256, size "
				 "and name");
	file->name = debian_text(name);
	file->sha256 = debian_text(sha256);
	file->size = (uint64_t)size;
	if (path_is_inside(file->name))
		return 0;
	debian_file_release(file);
	return error_set(err, ERROR_MALFORMED,
			 "a list of digests names a file elsewhere");
}

static int
order_names(const void *a, const void *b)
{
	const struct debian_file *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static int
check_names(const struct debian_file *files, size_t count, struct error *err)
{
	cleanup_free struct debian_file *sorted = xcalloc(count + 1, sizeof(*sorted));

	if (count > 0)
		memcpy(sorted, files, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), order_names);
	for (size_t i = 1; i < count; i++)
		if (strcmp(sorted[i - 1].name, sorted[i].name) == 0)
			return error_set(err, ERROR_MALFORMED,
					 "a list of digests names %.200s twice",
					 sorted[i].name);
	return 0;
}

int
debian_checksums_read(struct debian_file **files, size_t *count, struct bytes value,
		      struct error *err)
{
	struct cursor at = cursor_on(value);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at), rest = line;
		struct debian_file file;

		if (debian_word_next(&rest).size == 0)
			continue;
		if (*count >= FILES_MAX)
			return error_set(err, ERROR_MALFORMED,
					 "a list of digests has more than %d lines",
					 FILES_MAX);
		if (read_line(&file, line, err) < 0)
			return -1;
		array_append(*files, *count, file);
	}
	return check_names(*files, *count, err);
}

const struct debian_file *
debian_checksums_find(const struct debian_file *files, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(files[i].name, name) == 0)
			return &files[i];
	return NULL;
}

void
debian_checksums_free(struct debian_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		debian_file_release(&files[i]);
	free(files);
}

int
debian_checksums_verify(const struct debian_file *file, const char *path,
			struct error *err)
{
	char hex[DIGEST_HEX_MAX];
	struct stat about;

	if (stat(path, &about) < 0)
		return error_set_errno(err, "%s", path);
	if ((uint64_t)about.st_size != file->size)
		return error_set(err, ERROR_MALFORMED,
				 "%.200s has %" PRIu64 " bytes, not %" PRIu64, file->name,
				 (uint64_t)about.st_size, file->size);
	if (digest_hex_of_file(DIGEST_SHA256, path, hex, err) < 0)
		return -1;
	if (strcmp(hex, file->sha256) == 0)
		return 0;
	return error_set(err, ERROR_MALFORMED, "%.200s has SHA-256 %s, not %s",
			 file->name, hex, file->sha256);
}

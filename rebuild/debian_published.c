/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_published.h"

#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "compare/ar_archive.h"
#include "compare/decode.h"
#include "compare/libraries.h"
#include "rebuild/debian_build.h"
#include "rebuild/debian_version.h"
#include "sandbox/confine.h"

enum {
	ANSWER_LIMIT = 1 << 20,
	MEMBER_LIMIT = 256 << 20,
	CHANGELOG_LIMIT = 8 << 20,
	DECODER_MEMORY = 64 << 20,
	PATH_SIZE = 512,
	ENTRY_SIZE = 64 * 1024,
	AR_MEMBERS = 16,
};

struct work {
	struct bytes deb;
	const char *folder;    /* that the source is unpacked into */
	const char *changelog; /* "changelog.Debian.amd64.gz" */
	struct debian_published found;
	struct buffer content;
};

void
debian_published_release(struct debian_published *published)
{
	free(published->build_path);
	free(published->binnmu_entry);
	*published = (struct debian_published){ 0 };
}

static bool
is_plain(uint8_t byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || (byte != '\0' && strchr("+.-_~/", byte));
}

/* From "/build/" to the end of the folder's name, where a "/" or no letter follows. */
static char *
path_at(struct bytes content, size_t start, const char *folder)
{
	size_t size = strlen(folder);
	struct bytes rest = bytes_slice(content, start, PATH_SIZE);

	for (size_t end = 1; end < rest.size && is_plain(rest.data[end]); end++) {
		bool ends = rest.data[end] == '/' && end + 1 + size <= rest.size &&
			    memcmp(rest.data + end + 1, folder, size) == 0;
		size_t after = end + 1 + size;
		char *path;

		if (!ends || (after < rest.size && is_plain(rest.data[after]) &&
			      rest.data[after] != '/'))
			continue;
		path = xstrndup((const char *)rest.data, after);
		if (debian_build_path_is_plain(path))
			return path;
		free(path);
		return NULL;
	}
	return NULL;
}

char *
debian_published_path(struct bytes content, const char *folder)
{
	static const char start[] = "/build/";
	size_t at = 0;

	while (at + strlen(start) < content.size) {
		const uint8_t *hit = memmem(content.data + at, content.size - at, start,
					    strlen(start));
		char *path;

		if (hit == NULL)
			return NULL;
		at = (size_t)(hit - content.data);
		path = path_at(content, at, folder);
		if (path != NULL)
			return path;
		at++;
	}
	return NULL;
}

char *
debian_published_entry(struct bytes changelog)
{
	static const char trailer[] = "\n -- ";
	struct bytes head = bytes_before(changelog, '\n');
	const uint8_t *end =
		memmem(changelog.data, changelog.size, trailer, strlen(trailer));
	struct bytes line;
	size_t size;

	if (memmem(head.data, head.size, "binary-only=yes", strlen("binary-only=yes")) ==
		    NULL ||
	    end == NULL)
		return NULL;
	size = (size_t)(end - changelog.data) + 1;
	line = bytes_before(bytes_slice(changelog, size, SIZE_MAX), '\n');
	size += line.size;
	if (size > ENTRY_SIZE || memchr(changelog.data, '\0', size) != NULL)
		return NULL;
	return xstrndup((const char *)changelog.data, size);
}

static int
read_content(struct work *work, struct archive_reader *reader, struct error *err)
{
	struct bytes piece;
	int more;

	buffer_clear(&work->content);
	while ((more = archive_piece(reader, &piece, err)) > 0)
		buffer_append(&work->content, piece);
	return more < 0 ? -1 : 0;
}

static void
take_entry(struct work *work, struct bytes content)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(CHANGELOG_LIMIT);
	struct decoding decoding = { .encoded = content,
				     .memory = DECODER_MEMORY,
				     .out = &text };
	struct error ignored = { 0 };

	if (decode_gzip(&decoding, &ignored) == 0)
		work->found.binnmu_entry = debian_published_entry(buffer_bytes(&text));
}

static void
look_at(struct work *work, const char *path)
{
	struct bytes content = buffer_bytes(&work->content);

	if (work->found.binnmu_entry == NULL &&
	    strcmp(path_name(path), work->changelog) == 0)
		take_entry(work, content);
	if (work->found.build_path == NULL)
		work->found.build_path = debian_published_path(content, work->folder);
}

static int
look_into(struct work *work, struct bytes data, struct error *err)
{
	struct archive_limits limits = archive_limits_usual();
	cleanup_archive struct archive_reader *reader = NULL;
	struct archive_member member;
	int more;

	if (archive_open(&reader, data, &limits, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0) {
		cleanup_free char *path = xstrdup(member.path);

		if (member.type != 'f' || member.size > MEMBER_LIMIT)
			continue;
		if (read_content(work, reader, err) < 0)
			return -1;
		look_at(work, path);
	}
	return more;
}

static int
look_in_child(void *context, struct buffer *out, struct error *err)
{
	struct work *work = context;
	cleanup_ar_archive struct ar_archive archive = { 0 };
	cleanup_json struct json *answer = json_new_object();
	struct error ignored = { 0 };

	(void)err;
	work->content = BUFFER_INIT(MEMBER_LIMIT);
	ar_archive_read(&archive, work->deb, AR_MEMBERS);
	for (size_t i = 0; i < archive.count; i++)
		if (bytes_start_with(archive.members[i].name, bytes_of_text("data.tar")))
			look_into(work, archive.members[i].content, &ignored);
	buffer_release(&work->content);
	json_set_text(answer, "path", work->found.build_path);
	json_set_text(answer, "entry", work->found.binnmu_entry);
	json_write(answer, JSON_STYLE_COMPACT, out);
	debian_published_release(&work->found);
	return 0;
}

/* The child is no better than what it has read. */
static void
take_answer(struct debian_published *out, const struct json *answer)
{
	const char *path = json_get_text(answer, "path");
	const char *entry = json_get_text(answer, "entry");

	if (out->build_path == NULL && path != NULL && debian_build_path_is_plain(path))
		out->build_path = xstrdup(path);
	if (out->binnmu_entry == NULL && entry != NULL && strlen(entry) <= ENTRY_SIZE)
		out->binnmu_entry = xstrdup(entry);
}

static int
read_one(struct debian_published *out, const struct session *session, struct work *work,
	 const char *path, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };
	cleanup_json struct json *answer = NULL;
	const struct confined confined = { .open = compare_libraries_open,
					   .run = look_in_child,
					   .context = work,
					   .answer_limit = ANSWER_LIMIT };

	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	work->deb = mapping.bytes;
	if (confine_run_json(&confined, &session->cancel, &answer, err) < 0)
		return err->kind == ERROR_MALFORMED || err->kind == ERROR_LIMIT ? 0 : -1;
	take_answer(out, answer);
	return 0;
}

int
debian_published_read(struct debian_published *out, const struct session *session,
		      const struct debian_release *release, struct error *err)
{
	cleanup_free char *upstream = debian_version_upstream(release->source_version);
	cleanup_free char *folder = xasprintf("%s-%s", release->source, upstream);
	cleanup_free char *changelog =
		xasprintf("changelog.Debian.%s.gz", release->architecture);
	struct work work = { .folder = folder, .changelog = changelog };

	*out = (struct debian_published){ 0 };
	for (size_t i = 0; i < release->binary_count; i++)
		if (read_one(out, session, &work, release->binaries[i].path, err) < 0)
			return error_wrap(err, "%s", release->binaries[i].built_name);
	return 0;
}

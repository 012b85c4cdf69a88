/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An entry ends in a line " -- NAME <ADDRESS>  DATE", with the date as mail has it.  The
 * changelog is debian/changelog of the .debian.tar; of a native package, of its only
 * tarball, below that one's folder.
 */
#include "rebuild/debian_changelog.h"

#include <string.h>

#include "base/archive.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_fields.h"
#include "sandbox/confine.h"

enum { CHANGELOG_LIMIT = 1 << 20 };

int64_t
debian_changelog_read(struct bytes changelog)
{
	struct cursor at = cursor_on(changelog);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		size_t size = line.size;
		int64_t time;

		if (!bytes_start_with(line, bytes_of_text(" -- ")))
			continue;
		while (line.data[size - 1] != '>' && size > 1)
			size--;
		time = debian_time(bytes_slice(line, size, SIZE_MAX));
		return time < 0 ? 0 : time;
	}
	return 0;
}

static const char *
find_tarball(const struct debian_release *release)
{
	const char *native = NULL;

	for (size_t i = 0; i < release->file_count; i++) {
		const char *name = release->files[i].name;

		if (strstr(name, ".tar.") == NULL || text_ends_with(name, ".asc"))
			continue;
		if (strstr(name, ".debian.tar.") != NULL)
			return name;
		if (strstr(name, ".orig") == NULL)
			native = name;
	}
	return native;
}

static bool
is_changelog(const char *path)
{
	static const char name[] = "debian/changelog";
	const char *slash = strchr(path, '/');

	if (text_starts_with(path, "./"))
		return is_changelog(path + 2);
	return strcmp(path, name) == 0 || (slash != NULL && strcmp(slash + 1, name) == 0);
}

static int
take_start(struct archive_reader *reader, struct buffer *out, struct error *err)
{
	struct bytes piece;
	int more = 1;

	while (out->size < CHANGELOG_LIMIT &&
	       (more = archive_piece(reader, &piece, err)) > 0)
		buffer_append(out, bytes_slice(piece, 0, CHANGELOG_LIMIT - out->size));
	return more < 0 ? -1 : 0;
}

static int
find_in_child(void *context, struct buffer *out, struct error *err)
{
	struct archive_limits limits = archive_limits_usual();
	const struct bytes *tarball = context;
	cleanup_archive struct archive_reader *reader = NULL;
	struct archive_member member;
	int more;

	if (archive_open(&reader, *tarball, &limits, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0)
		if (member.type == 'f' && is_changelog(member.path))
			return take_start(reader, out, err);
	return more;
}

static void
prepare_child(void *context)
{
	(void)context;
	archive_prepare();
}

int64_t
debian_changelog_time(const struct debian_release *release, const struct session *session)
{
	const char *name = find_tarball(release);
	cleanup_free char *path = NULL;
	cleanup_mapping struct mapping mapping = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(CHANGELOG_LIMIT);
	struct confined confined = { .prepare = prepare_child,
				     .run = find_in_child,
				     .context = &mapping.bytes,
				     .answer_limit = CHANGELOG_LIMIT };
	struct error ignored; /* whatever is wrong with it, dpkg-source will say so */

	if (name == NULL)
		return 0;
	path = path_join(release->source_folder, name);
	if (mapping_open(&mapping, path, &ignored) < 0 ||
	    confine_run(&confined, &session->cancel, &text, &ignored) < 0)
		return 0;
	return debian_changelog_read(buffer_bytes(&text));
}

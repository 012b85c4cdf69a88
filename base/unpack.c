/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/unpack.h"

#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/tree.h"

void
unpacked_release(struct unpacked *unpacked)
{
	strings_release(&unpacked->left_out);
}

/* The path without its first `strip` parts and without "./" in front; "" when that is all. */
static const char *
stripped(const char *path, unsigned strip)
{
	for (;;) {
		while (path[0] == '.' && path[1] == '/')
			path += 2;
		if (strip == 0 || *path == '\0')
			return path;
		path += strcspn(path, "/");
		path += strspn(path, "/");
		strip--;
	}
}

static int
copy_content(struct archive_reader *reader, int fd, const char *path, struct error *err)
{
	struct bytes piece;
	int more;

	while ((more = archive_piece(reader, &piece, err)) > 0)
		if (file_write_all(fd, piece) < 0)
			return error_set_errno(err, "%s", path);
	return more;
}

static int
take_file(struct unpacked *out, struct archive_reader *reader,
	  const struct archive_member *member, int folder, const char *path, struct error *err)
{
	cleanup_close int fd = -1;

	if (tree_open_file(&fd, folder, path, err) < 0 ||
	    copy_content(reader, fd, path, err) < 0 ||
	    tree_end_file(fd, path, (member->mode & 0100) != 0, member->mtime, err) < 0)
		return -1;
	out->files++;
	if (member->mtime > out->newest)
		out->newest = member->mtime;
	return 0;
}

static int
take_link(struct unpacked *out, const struct archive_member *member, int folder,
	  const char *path, unsigned strip, struct error *err)
{
	const char *existing;

	if (member->type == 'l') {
		if (tree_link_is_inside(path, member->link))
			return tree_put_link(folder, path, member->link, err);
		strings_add_format(&out->left_out, "%s: a link that leads outside", path);
		return 0;
	}
	existing = stripped(member->link, strip);
	if (tree_put_hardlink(folder, path, existing, err) == 0)
		return 0;
	strings_add_format(&out->left_out, "%s: a hard link to what is not there", path);
	return 0;
}

static int
take(struct unpacked *out, struct archive_reader *reader, const struct archive_member *member,
     int folder, unsigned strip, struct error *err)
{
	const char *path = stripped(member->path, strip);

	if (*path == '\0')
		return 0;
	switch (member->type) {
	case 'f':
		return take_file(out, reader, member, folder, path, err);
	case 'd':
		return tree_put_folder(folder, path, err);
	case 'l':
	case 'h':
		return take_link(out, member, folder, path, strip, err);
	default:
		strings_add_format(&out->left_out, "%s: no file, folder or link", path);
		return 0;
	}
}

int
unpack_archive(struct unpacked *out, struct bytes archive, int folder, unsigned strip,
	       const struct archive_limits *limits, struct error *err)
{
	cleanup_archive struct archive_reader *reader = NULL;
	struct archive_member member;
	int more;

	*out = (struct unpacked){ 0 };
	if (archive_open(&reader, archive, limits, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0)
		if (take(out, reader, &member, folder, strip, err) < 0)
			return -1;
	return more;
}

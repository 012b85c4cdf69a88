/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cpio (cpio(5), also for the binary form; POSIX.1-1988 for "odc"; the Linux kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst for "newc" and "crc").
 *
 * A member is a header of numbers in text, its name with a NUL, and its content; newc and
 * crc fill name and content up to a multiple of four.  The old binary form has numbers of
 * two bytes, or of two times two with the upper half first, in the order of the machine's
 * bytes, and fills up to an even length.  A member TRAILER!!! ends the archive.  Files of
 * several names are members with the same inode on the same file system: newc has the
 * content only with the last of them.  A symbolic link's target is its content.  crc has
 * the sum of the content's bytes in the header.
 *
 * Readers stop at the trailer, but the Linux kernel goes on: after zeros another archive
 * may follow, plain or compressed, and is unpacked over the first.
 *
 * Between builds vary: times, the numbers of inodes and file systems, the counts of links
 * of folders, the zeros at the end.  To hide something there are: bytes after a name's
 * NUL, archives after the end, members that share an inode.
 */
#include "compare/format_cpio.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/attributes.h"
#include "compare/cpio_member.h"

const char cpio_compressed_name[] = "(compressed archive)";

enum { ARCHIVES_MAX = 10000, KEY_MAX = 64 };

static int
recognize(struct bytes content)
{
	struct cpio_member member;

	if (!cpio_member_read(&member, content) || !cpio_member_is_likely(&member))
		return 0;
	return member.base != 0 ? 90 : 60;
}

/* One member on its way into tiles. */
struct scene {
	struct tiler *tiler;
	const struct cpio_member *member;
	size_t same_as;	  /* the first member that is the same file; or NO_MEMBER */
	unsigned archive; /* its number, from 1 */
};

static void
set_value(struct tiler *tiler, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	tile_set_value(tiler, bytes_of_text(text));
}

static void
take_number(struct scene *scene, const struct cpio_column *column)
{
	const struct cpio_member *member = scene->member;
	uint64_t number = member->numbers[column->field];
	const char *key = cpio_field_name(column->field);
	struct tiler *tiler = scene->tiler;

	if (column->field == CPIO_SIZE || column->field == CPIO_NAME_SIZE) {
		tile_derived(tiler, column->size, key, true);
		set_value(tiler, number);
		if (column->field == CPIO_SIZE && member->is_cut)
			tile_complain(tiler, "says more than is left of the archive");
	} else if (column->field == CPIO_CHECK && member->dialect == CPIO_CRC) {
		tile_derived(tiler, column->size, key,
			     number == cpio_sum(member->content));
		set_value(tiler, number);
	} else if (column->field == CPIO_MODE) {
		tile_field(tiler, column->size, key, "%06" PRIo64, number);
		tile_set_number(tiler, (int64_t)number);
	} else {
		tile_number(tiler, column->size, key, (int64_t)number);
	}
}

static void
take_header(struct scene *scene)
{
	size_t count;
	const struct cpio_column *columns = cpio_columns(scene->member->dialect, &count);

	tile_text(scene->tiler, scene->member->magic_size, "magic");
	for (size_t i = 0; i < count; i++)
		take_number(scene, &columns[i]);
}

/* What follows the NUL is to be nothing. */
static void
take_name(struct scene *scene, const char *key)
{
	const struct cpio_member *member = scene->member;
	size_t size = MIN(member->name.size + 1, member->name_room.size);
	cleanup_free char *padding = xasprintf("%s/padding", key);

	tile_text(scene->tiler, size, key);
	tile_set_value(scene->tiler, member->name);
	if (member->name.size == member->name_room.size)
		tile_complain(scene->tiler, "has no NUL at its end");
	tile_padding(scene->tiler, member->name_room.size - size + member->name_padding,
		     padding, 0);
}

/* Many members may be the same file: its name is not copied for each. */
static void
take_same(struct scene *scene)
{
	struct tiling *tiling = scene->tiler->tiling;

	tile_text(scene->tiler, 0, "linkpath");
	tiling->tiles[tiling->tile_count - 1].value =
		tiling->members[scene->same_as].name;
}

static void
take_content(struct scene *scene)
{
	const struct cpio_member *member = scene->member;
	const char *name;
	char type = cpio_type_of(member, &name);

	tile_field(scene->tiler, 0, "type", "%s", name);
	if (scene->same_as != NO_MEMBER)
		take_same(scene);
	if (type == 'l')
		tile_text(scene->tiler, member->content.size, "linkpath");
	else if (member->content.size > 0 || (type == 'f' && scene->same_as == NO_MEMBER))
		tile_content(scene->tiler, member->content.size, "content");
	if (member->content_padding > 0)
		tile_padding(scene->tiler, member->content_padding, "padding", 0);
}

/* What stands in a second archive is not what stands in the first. */
static bool
begin_member(struct scene *scene)
{
	const struct cpio_member *member = scene->member;
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
	const char *ignored;
	char type = cpio_type_of(member, &ignored);

	if (scene->archive > 1)
		buffer_printf(&name, "(archive %u)/", scene->archive);
	buffer_append(&name, member->name);
	if (scene->same_as != NO_MEMBER && member->content.size == 0)
		type = 'h';
	return tiler_member(scene->tiler, buffer_bytes(&name), type);
}

static bool
take_member(struct scene *scene)
{
	if (!begin_member(scene))
		return false;
	take_header(scene);
	take_name(scene, "path");
	take_content(scene);
	tiler_end_member(scene->tiler);
	return true;
}

static const char *
key_in(char *room, unsigned archive, const char *name)
{
	if (archive == 1)
		return name;
	snprintf(room, KEY_MAX, "%u/%s", archive, name);
	return room;
}

static void
take_trailer(struct tiler *tiler, const struct cpio_member *member, unsigned archive)
{
	size_t size = member->header_size + member->name_room.size;
	char room[KEY_MAX];

	tile_text(tiler, size, key_in(room, archive, "trailer"));
	if (member->content.size > 0 || member->name.size + 1 != member->name_room.size)
		tile_complain(tiler, "holds more than a name");
	tile_padding(tiler, member->name_padding,
		     key_in(room, archive, "trailer/padding"), 0);
	if (member->content.size > 0)
		tile_opaque(tiler, member->content.size + member->content_padding,
			    key_in(room, archive, "trailer/content"),
			    "is the content of a trailer, which has none");
}

static int
take_archive(struct tiler *tiler, unsigned archive, struct error *err)
{
	cleanup_free struct cpio_link *links = NULL;
	size_t count = cpio_links_read(&links, tiler_rest(tiler),
				       tiler->budget->limits->members);
	size_t first = tiler->tiling->member_count;
	struct cpio_member member;

	for (size_t i = 0; cpio_member_read(&member, tiler_rest(tiler)); i++) {
		struct scene scene = { tiler, &member, NO_MEMBER, archive };

		if (member.is_trailer) {
			take_trailer(tiler, &member, archive);
			return 0;
		}
		if (i < count && links[i].first != i)
			scene.same_as = first + links[i].first;
		if (!take_member(&scene))
			return error_set(err, ERROR_LIMIT, "too many members");
	}
	return error_set(err, ERROR_MALFORMED, "is no member, and no trailer");
}

/* What the kernel unpacks behind the first archive. */
static bool
is_compressed(struct bytes content)
{
	static const struct format *const formats[] = {
		&format_gzip, &format_bzip2, &format_xz,
		&format_zstd, &format_lz4,   &format_lzma,
	};
	const struct format *format = format_recognize(content);

	for (size_t i = 0; i < array_length(formats); i++)
		if (formats[i] == format)
			return true;
	return false;
}

static size_t
count_zeros(struct bytes content)
{
	struct cursor at = cursor_on(content);

	while (at.rest.size > 0 && at.rest.data[0] == 0)
		cursor_take(&at, 1);
	return content.size - at.rest.size;
}

static int
take_end(struct tiler *tiler, struct error *err)
{
	struct bytes name = bytes_of_text(cpio_compressed_name);

	if (tiler_rest(tiler).size == 0)
		return 0;
	if (!is_compressed(tiler_rest(tiler))) {
		tile_opaque(tiler, SIZE_MAX, "trailing",
			    "data after the end of the archive");
		return 0;
	}
	if (!tiler_member(tiler, name, 's'))
		return error_set(err, ERROR_LIMIT, "too many members");
	tile_content(tiler, SIZE_MAX, "content");
	tiler_end_member(tiler);
	return 0;
}

static int
cpio_tile(struct tiler *tiler, struct error *err)
{
	for (unsigned archive = 1; recognize(tiler_rest(tiler)) > 0; archive++) {
		char room[KEY_MAX];
		size_t zeros;

		if (archive > ARCHIVES_MAX)
			return error_set(err, ERROR_MALFORMED,
					 "more than %d archives in one", ARCHIVES_MAX);
		if (take_archive(tiler, archive, err) < 0)
			return -1;
		zeros = count_zeros(tiler_rest(tiler));
		if (zeros > 0)
			tile_number(tiler, zeros, key_in(room, archive, "blocking"),
				    (int64_t)zeros);
	}
	return take_end(tiler, err);
}

static void
cpio_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;
	bool added = difference->published != NULL && difference->rebuilt == NULL;

	attributes_judge(finding, difference);
	if (text_ends_with(key, "/trailer") ||
	    (strcmp(key, "member") == 0 && difference->type == 's')) {
		if (added)
			finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "an archive after the end of the first, which the "
				    "kernel unpacks too");
	} else if (strcmp(key, "inode") == 0 || strcmp(key, "nlink") == 0 ||
		   text_starts_with(key, "filesystem") ||
		   text_ends_with(key, "blocking")) {
		finding->severity = SEVERITY_NOTE;
	}
}

const struct format format_cpio = {
	.name = "cpio",
	.said = "a cpio archive",
	.recognize = recognize,
	.tile = cpio_tile,
	.judge = cpio_judge,
	.normalize = cpio_normalize,
};

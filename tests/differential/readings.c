/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readings FILE...: how cupel and libarchive read each archive, a line each:
 *
 *     file PATH
 *     cupel TYPE SIZE NAME          members, as tiles have them
 *     cupel complains               what it would report as an anomaly
 *     libarchive TYPE SIZE NAME
 *     libarchive fails
 *
 * and writes its canonical form, where it has one, to PATH.form.  Names are escaped; TYPE
 * is f, d, l, h or o; SIZE is that of a file's content.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/archive.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/comparison.h"
#include "compare/format.h"

static uint64_t
content_size(const struct tiling *tiling, const struct member *member)
{
	for (size_t i = member->first; i < member->first + member->count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->encoded != NULL && tile->says == ENCODED_BYTES)
			return encoded_read(tile->encoded).size;
		if (tile->kind == TILE_CONTENT || tile->kind == TILE_STREAM)
			return tile_content_of(tile).size;
	}
	return 0;
}

static bool
complains(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tile_complaint_of(&tiling->tiles[i]) != NULL ||
		    tiling->tiles[i].kind == TILE_OPAQUE)
			return true;
	return false;
}

static void
read_as_tiles(struct bytes content)
{
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = content.size };
	cleanup_tiling struct tiling tiling = { 0 };
	const struct format *format = format_recognize(content);

	comparison_options_init(&options);
	if (format->tile == NULL) {
		puts("cupel complains");
		return;
	}
	format_tile(format, content, &budget, &tiling);
	for (size_t i = 0; i < tiling.member_count; i++) {
		const struct member *member = &tiling.members[i];

		printf("cupel %c %" PRIu64 " %s\n", member->type,
		       member->type == 'f' ? content_size(&tiling, member) : 0,
		       member->name);
	}
	if (complains(&tiling) || budget.hit.count > 0)
		puts("cupel complains");
	budget_release(&budget);
}

static int
read_members(struct archive_reader *reader)
{
	struct archive_member member;
	struct error err;
	int more;

	while ((more = archive_next(reader, &member, &err)) > 0) {
		cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
		struct bytes piece;
		uint64_t size = 0;

		while ((more = archive_piece(reader, &piece, &err)) > 0)
			size += piece.size;
		if (more < 0)
			return -1;
		buffer_append_escaped(&name, bytes_of_text(member.path));
		printf("libarchive %c %" PRIu64 " %s\n", member.type,
		       member.type == 'f' ? size : 0, buffer_text(&name));
	}
	return more;
}

static void
read_by_library(struct bytes content)
{
	struct archive_limits limits = archive_limits_usual();
	cleanup_archive struct archive_reader *reader = NULL;
	struct error err;

	if (archive_open(&reader, content, &limits, &err) < 0 || read_members(reader) < 0)
		puts("libarchive fails");
}

static void
write_form(const char *path, struct bytes content)
{
	struct comparison_options options;
	cleanup_buffer struct buffer form = BUFFER_INIT((size_t)1 << 30);
	cleanup_strings struct strings ledger = { NULL, 0 };
	cleanup_free char *to = xasprintf("%s.form", path);
	struct error err;

	comparison_options_init(&options);
	if (normalize(content, &options, &form, &ledger, &err) == 0 &&
	    file_write(to, buffer_bytes(&form), 0644, &err) < 0)
		end_program(err.message);
}

int
main(int argc, char **argv)
{
	archive_prepare();
	comparison_prepare();
	for (int i = 1; i < argc; i++) {
		cleanup_mapping struct mapping file = { 0 };
		struct error err;

		if (mapping_open(&file, argv[i], &err) < 0)
			end_program(err.message);
		printf("file %s\n", argv[i]);
		read_as_tiles(file.bytes);
		read_by_library(file.bytes);
		write_form(argv[i], file.bytes);
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/view.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/attributes.h"
#include "compare/format.h"

const char view_unread[] = "unread";

void
view_release(struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		if (!view->contents[i].spooled)
			budget_return(view->budget, view->contents[i].size);
		buffer_release(&view->contents[i]);
	}
	free(view->contents);
	tiling_release(&view->tiling);
	*view = (struct view){ 0 };
}

int
view_open(struct view *view, const struct format *format, struct bytes content,
	  struct budget *budget, struct error *err)
{
	cleanup_buffer struct buffer words = BUFFER_INIT(sizeof(err->message) / 2);

	view->budget = budget;
	if (format->view != NULL) {
		if (format->view(view, content, err) == 0)
			return 0;
	} else if (view_archive(view, ARCHIVE_USUAL, content, err) == 0) {
		return 0;
	}
	buffer_append_escaped(&words, bytes_of_text(err->message));
	return error_set(err, err->kind, "%s", buffer_text(&words));
}

int
view_tile(struct tiler *tiler, struct error *err)
{
	(void)err;
	tile_opaque(tiler, SIZE_MAX, "bytes", NULL);
	return 0;
}

/* The library's limits are memory alone: ours are counted here. */
static int
note_limit(struct view *view, const struct error *err)
{
	if (err->kind == ERROR_LIMIT)
		budget_hit(view->budget, "memory: %s", err->message);
	return -1;
}

/* What a limit of ours cuts off is no content. */
static int
read_content(struct view *view, struct archive_reader *reader, struct buffer *content,
	     struct error *err)
{
	struct bytes piece;
	int more;

	while ((more = archive_piece(reader, &piece, err)) > 0) {
		buffer_append(content, piece);
		if (!content->overflow)
			continue;
		budget_hit_decoding(view->budget);
		return error_set(err, ERROR_LIMIT,
				 "its members unpack to more than %zu bytes",
				 content->limit);
	}
	return more < 0 ? note_limit(view, err) : 0;
}

/* Up to the size that it has in the archive libarchive fills a xar's content with zeros.
 */
static void
cut_filling(struct buffer *content, uint64_t size)
{
	struct bytes rest = bytes_slice(buffer_bytes(content), (size_t)size, SIZE_MAX);

	if (size < content->size && bytes_are_all(rest, 0))
		content->size = (size_t)size;
}

/* The content of a file, which becomes the view's; or why there is none. */
static int
add_content(struct view *view, struct tiler *tiler, struct archive_reader *reader,
	    uint64_t size, struct error *err)
{
	cleanup_buffer struct buffer content = budget_buffer(view->budget);
	int got = read_content(view, reader, &content, err);

	if (got < 0 && err->kind != ERROR_UNSUPPORTED)
		return -1;
	if (got < 0) {
		tile_field(tiler, 0, view_unread, "%s", "");
		tile_set_value(tiler, bytes_of_text(err->message));
		view->unread++;
		return 0;
	}
	if (view->kind == ARCHIVE_XAR)
		cut_filling(&content, size);
	buffer_trim(&content);
	budget_spend(view->budget, &content);
	tile_content(tiler, 0, "content");
	view->tiling.tiles[view->tiling.tile_count - 1].bytes = buffer_bytes(&content);
	array_append(view->contents, view->count, content);
	content = BUFFER_INIT(0);
	return 0;
}

static void
add_attributes(struct tiler *tiler, const struct archive_member *member)
{
	bool device = S_ISCHR(member->kind) || S_ISBLK(member->kind);

	tile_field(tiler, 0, "type", "%s",
		   member->type == 'h' ? "hard link" : attributes_type(member->kind));
	if (member->type != 'l') {
		tile_field(tiler, 0, "mode", "%04o", (unsigned)member->mode);
		tile_set_number(tiler, (int64_t)member->mode);
	}
	if (member->has_time) {
		tile_field(tiler, 0, "mtime", "%" PRId64, member->mtime);
		tile_set_number(tiler, member->mtime);
	}
	if (member->link != NULL) {
		tile_text(tiler, 0, "linkpath");
		tile_set_value(tiler, bytes_of_text(member->link));
	}
	if (device)
		tile_field(tiler, 0, "device", "%u:%u", member->devmajor,
			   member->devminor);
}

/* A folder on disk has its names without "./" and without a slash at their end. */
static struct bytes
plain_name(const struct archive_member *member)
{
	struct bytes name = bytes_of_text(member->path);

	if (text_starts_with(member->path, "./"))
		name = bytes_slice(name, 2, SIZE_MAX);
	while (name.size > 0 && name.data[name.size - 1] == '/')
		name.size--;
	return name.size == 0 ? bytes_of_text(".") : name;
}

/* No bytes of the file are its fields: their values are. */
static void
set_bytes_to_values(struct tiling *tiling)
{
	const struct member *member = &tiling->members[tiling->member_count - 1];

	for (size_t i = member->first; i < member->first + member->count; i++)
		if (tiling->tiles[i].kind == TILE_FIELD)
			tiling->tiles[i].bytes = bytes_of_text(tiling->tiles[i].value);
}

static int
add_member(struct view *view, struct tiler *tiler, struct archive_reader *reader,
	   const struct archive_member *member, struct error *err)
{
	int added = 0;

	if (!tiler_member(tiler, plain_name(member), member->type))
		return error_set(err, ERROR_LIMIT, "it has too many members");
	add_attributes(tiler, member);
	if (member->type == 'f')
		added = add_content(view, tiler, reader, member->size, err);
	set_bytes_to_values(&view->tiling);
	tiler_end_member(tiler);
	return added;
}

/* The budget counts, which knows of both sides. */
static const struct archive_limits boundless = { UINT64_MAX, UINT64_MAX, UINT64_MAX };

int
view_archive(struct view *view, enum archive_kind kind, struct bytes content,
	     struct error *err)
{
	cleanup_archive struct archive_reader *reader = NULL;
	struct tiler tiler = { .tiling = &view->tiling,
			       .member = NO_MEMBER,
			       .budget = view->budget };
	struct archive_member member;
	int more;

	view->kind = kind;
	if (archive_open_kind(&reader, kind, content, &boundless, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0)
		if (add_member(view, &tiler, reader, &member, err) < 0)
			break;
	if (more < 0)
		return note_limit(view, err);
	return more == 0 ? 0 : -1;
}

static const struct tile *
find_tile(const struct tiling *tiling, const struct member *member, const char *key)
{
	for (size_t i = member->first; i < member->first + member->count; i++)
		if (strcmp(tiling->tiles[i].key, key) == 0)
			return &tiling->tiles[i];
	return NULL;
}

static const char *
value_of(const struct tiling *tiling, const struct member *member, const char *key)
{
	const struct tile *tile = find_tile(tiling, member, key);

	return tile == NULL || tile->value == NULL ? "" : tile->value;
}

static void
append_member(struct buffer *out, const struct tiling *tiling,
	      const struct member *member)
{
	const struct tile *content = find_tile(tiling, member, "content");
	const struct tile *time = find_tile(tiling, member, "mtime");
	const char *link = value_of(tiling, member, "linkpath");
	const char *unread = value_of(tiling, member, view_unread);
	char when[CLOCK_TEXT_MAX] = "";

	if (time != NULL)
		clock_to_text(time->number, when);
	buffer_printf(out, "%21zu %-14s %4s %-20s %s%s%s",
		      content == NULL ? 0 : content->bytes.size,
		      value_of(tiling, member, "type"), value_of(tiling, member, "mode"),
		      when, member->name, link[0] != '\0' ? " -> " : "", link);
	if (unread[0] != '\0')
		buffer_printf(out, " (%s)", unread);
	buffer_append_byte(out, '\n');
}

void
view_to_text(const struct view *view, struct buffer *out)
{
	for (size_t i = 0; i < view->tiling.member_count; i++)
		append_member(out, &view->tiling, &view->tiling.members[i]);
}

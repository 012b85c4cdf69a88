/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_transplant.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/libraries.h"
#include "compare/tar_member.h"
#include "rebuild/archive_marks.h"
#include "sandbox/confine.h"

enum { PATH_LIMIT = 1 << 16, ANSWER_LIMIT = 64 };

static const char yes[] = "same";

struct organ {
	char *path; /* owned: without the slash of a folder */
	size_t at;  /* in its archive: those of one name stay in their order */
	struct tar_member member;
	bool taken;
};

struct organs {
	struct organ *items; /* owned */
	size_t count;
};

static void
organs_free(struct organs *organs)
{
	for (size_t i = 0; i < organs->count; i++)
		free(organs->items[i].path);
	free(organs->items);
}

#define cleanup_organs __attribute__((cleanup(organs_free)))

static int
order_by_path(const void *a, const void *b)
{
	const struct organ *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	return order != 0 ? order : (left->at > right->at) - (left->at < right->at);
}

static bool
path_of(char **path, const struct tar_member *member)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(PATH_LIMIT);
	struct error ignored;

	tar_member_path(member, &text);
	if (buffer_check(&text, &ignored) < 0)
		return false;
	if (text.size > 0 && text.data[text.size - 1] == '/')
		text.size--;
	*path = xstrndup((const char *)text.data, text.size);
	return strlen(*path) == text.size;
}

/* Takes the next member, without those that are headers for all; 1, 0 at the end, -1. */
static int
next_member(struct tar_member *member, struct bytes *archive,
	    struct tar_meanings *globals)
{
	struct error ignored = { 0 };

	while (archive->size >= TAR_BLOCK_SIZE &&
	       !bytes_are_all(bytes_slice(*archive, 0, TAR_BLOCK_SIZE), 0)) {
		if (tar_member_read(member, *archive, globals, &ignored) < 0)
			return -1;
		*archive = bytes_slice(*archive, member->whole, SIZE_MAX);
		if (member->header.size > 0)
			return 1;
	}
	return 0;
}

static bool
collect(struct organs *organs, struct bytes archive)
{
	struct tar_meanings globals = { 0 };
	struct organ organ = { 0 };
	int more;

	while ((more = next_member(&organ.member, &archive, &globals)) > 0) {
		organ.path = NULL;
		organ.at = organs->count;
		if (!path_of(&organ.path, &organ.member)) {
			free(organ.path);
			return false;
		}
		array_append(organs->items, organs->count, organ);
	}
	if (organs->count > 0)
		qsort(organs->items, organs->count, sizeof(*organs->items),
		      order_by_path);
	return more == 0;
}

static struct organ *
find(const struct organs *organs, const char *path)
{
	size_t low = 0, high = organs->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(organs->items[middle].path, path) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < organs->count && strcmp(organs->items[low].path, path) == 0; low++)
		if (!organs->items[low].taken)
			return &organs->items[low];
	return NULL;
}

static struct bytes
link_of(const struct tar_member *member)
{
	return member->meanings.of[MEANS_LINK].source != SAID_BY_HEADER
		       ? member->meanings.of[MEANS_LINK].value
		       : tar_field_text(member->header, TAR_LINK);
}

/* The header is the published one, so what it says of content and target must be true of
 * the rebuilt ones; what fills up its last block is zeros. */
static bool
fits(const struct tar_member *published, const struct tar_member *rebuilt)
{
	const uint8_t *end = published->content.data + published->content.size;
	size_t padding = tar_padded(published->content.size) - published->content.size;

	return tar_type_of(published) == tar_type_of(rebuilt) &&
	       bytes_equal(published->content, rebuilt->content) &&
	       bytes_equal(link_of(published), link_of(rebuilt)) &&
	       (padding == 0 || bytes_are_all((struct bytes){ end, padding }, 0));
}

/* A folder that one side alone lists is packaging too: its files bring it along. */
static bool
all_are_taken(const struct organs *organs)
{
	for (size_t i = 0; i < organs->count; i++)
		if (!organs->items[i].taken &&
		    tar_type_of(&organs->items[i].member) != 'd')
			return false;
	return true;
}

static bool
grows(struct bytes published, const struct organs *organs)
{
	struct tar_meanings globals = { 0 };
	struct tar_member member;
	int more;

	while ((more = next_member(&member, &published, &globals)) > 0) {
		cleanup_free char *path = NULL;
		struct organ *organ;

		if (!path_of(&path, &member))
			return false;
		organ = find(organs, path);
		if (organ == NULL ? tar_type_of(&member) != 'd'
				  : !fits(&member, &organ->member))
			return false;
		if (organ != NULL)
			organ->taken = true;
	}
	return more == 0 && bytes_are_all(published, 0) && all_are_taken(organs);
}

static int
run_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct bytes *files = context;
	cleanup_organs struct organs organs = { 0 };
	cleanup_buffer struct buffer published = archive_tar_buffer(),
				     rebuilt = archive_tar_buffer();
	struct bytes ours, theirs;

	(void)err;
	if (archive_tar_of(&ours, files[0], &published) &&
	    archive_tar_of(&theirs, files[1], &rebuilt) && ours.size > 0 &&
	    collect(&organs, theirs) && grows(ours, &organs))
		buffer_append_text(out, yes);
	else
		buffer_append_text(out, "other");
	return 0;
}

int
dist_transplant(bool *same, const struct session *session, const char *published,
		const char *rebuilt, struct error *err)
{
	cleanup_mapping struct mapping ours = { 0 }, theirs = { 0 };
	cleanup_buffer struct buffer answer = BUFFER_INIT(ANSWER_LIMIT);
	struct confined confined = { .open = compare_libraries_open,
				     .run = run_in_child,
				     .answer_limit = ANSWER_LIMIT };
	struct bytes files[2];

	*same = false;
	if (mapping_open(&ours, published, err) < 0 ||
	    mapping_open(&theirs, rebuilt, err) < 0)
		return -1;
	files[0] = ours.bytes;
	files[1] = theirs.bytes;
	confined.context = files;
	if (confine_run(&confined, &session->cancel, &answer, err) < 0)
		return error_wrap(err, "%s", path_name(published));
	*same = bytes_equal_text(buffer_bytes(&answer), yes);
	return 0;
}

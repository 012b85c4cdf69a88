/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The room begins with a header; each leaf has a head, its path and its bytes.  Numbers
 * are as the machine has them: writer and reader are one program.
 */
#include "compare/leaves.h"

#include <string.h>
#include <sys/param.h>

struct header {
	uint64_t used;	   /* bytes behind the header */
	uint64_t count;	   /* leaves in them */
	uint64_t left_out; /* leaves without room */
};

struct head {
	uint64_t path, published, rebuilt; /* sizes */
	uint8_t in_published, in_rebuilt, zeros[6];
};

static struct header
read_header(const struct leaves *leaves)
{
	struct header header = { 0 };

	if (leaves->room.size >= sizeof(header))
		memcpy(&header, leaves->room.data, sizeof(header));
	return header;
}

static uint8_t *
room_at(const struct leaves *leaves, uint64_t offset)
{
	return (uint8_t *)(uintptr_t)leaves->room.data + offset;
}

static uint8_t *
put(uint8_t *to, struct bytes bytes)
{
	if (bytes.size > 0)
		memcpy(to, bytes.data, bytes.size);
	return to + bytes.size;
}

static bool
fits(const struct leaves *leaves, const struct header *header, const struct leaf *leaf)
{
	uint64_t room = leaves->room.size - sizeof(*header), size;

	return header->used <= room && header->count < LEAVES_MAX &&
	       leaf->path.size <= LEAF_PATH_MAX &&
	       !__builtin_add_overflow(sizeof(struct head) + leaf->path.size,
				       leaf->published.size, &size) &&
	       !__builtin_add_overflow(size, leaf->rebuilt.size, &size) &&
	       size <= room - header->used;
}

static void
lay_down(const struct leaves *leaves, struct header *header, const struct leaf *leaf)
{
	struct head head = { leaf->path.size,
			     leaf->in_published ? leaf->published.size : 0,
			     leaf->in_rebuilt ? leaf->rebuilt.size : 0,
			     leaf->in_published,
			     leaf->in_rebuilt,
			     { 0 } };
	uint8_t *start = room_at(leaves, sizeof(*header) + header->used), *at = start;

	at = put(at, (struct bytes){ (const uint8_t *)&head, sizeof(head) });
	at = put(at, leaf->path);
	if (leaf->in_published)
		at = put(at, leaf->published);
	if (leaf->in_rebuilt)
		at = put(at, leaf->rebuilt);
	header->used += (uint64_t)(at - start);
	header->count++;
}

void
leaves_add(const struct leaves *leaves, const struct leaf *leaf)
{
	struct header header;

	if (leaves == NULL || leaves->room.size < sizeof(header))
		return;
	header = read_header(leaves);
	if (fits(leaves, &header, leaf))
		lay_down(leaves, &header, leaf);
	else
		header.left_out++;
	memcpy(room_at(leaves, 0), &header, sizeof(header));
}

struct cursor
leaves_begin(const struct leaves *leaves)
{
	struct header header = read_header(leaves);
	size_t used = (size_t)MIN(header.used, (uint64_t)leaves->room.size);

	return cursor_on(bytes_slice(leaves->room, sizeof(header), used));
}

bool
leaves_next(struct cursor *at, struct leaf *leaf)
{
	struct bytes bytes = cursor_take(at, sizeof(struct head));
	struct head head;

	if (at->overrun)
		return false;
	memcpy(&head, bytes.data, sizeof(head));
	if (head.path > LEAF_PATH_MAX || head.published > at->rest.size ||
	    head.rebuilt > at->rest.size)
		return false;
	leaf->path = cursor_take(at, head.path);
	leaf->published = cursor_take(at, head.published);
	leaf->rebuilt = cursor_take(at, head.rebuilt);
	leaf->in_published = head.in_published != 0;
	leaf->in_rebuilt = head.in_rebuilt != 0;
	return !at->overrun;
}

uint64_t
leaves_left_out(const struct leaves *leaves)
{
	return read_header(leaves).left_out;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/zip.h"

#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/apk_signature.h"

static const uint8_t local_magic[] = { 'P', 'K', 3, 4 };
static const uint8_t central_magic[] = { 'P', 'K', 1, 2 };

void
zip_release(struct zip *zip)
{
	free(zip->entries);
	*zip = (struct zip){ .count = 0 };
}

bool
zip_extra_next(struct bytes *rest, struct zip_extra *extra)
{
	struct cursor at = cursor_on(*rest);

	extra->id = cursor_u16le(&at);
	extra->data = cursor_take(&at, cursor_u16le(&at));
	if (at.overrun)
		return false;
	extra->all = bytes_slice(*rest, 0, rest->size - at.rest.size);
	*rest = at.rest;
	return true;
}

bool
zip_extra_find(struct bytes extras, uint16_t id, struct zip_extra *found)
{
	while (zip_extra_next(&extras, found))
		if (found->id == id)
			return true;
	return false;
}

static size_t
size_without_zeros(struct bytes bytes)
{
	while (bytes.size > 0 && bytes.data[bytes.size - 1] == 0)
		bytes.size--;
	return bytes.size;
}

struct bytes
zip_extra_fields(struct bytes extras)
{
	struct bytes rest = extras;
	struct zip_extra extra;
	size_t zeros = rest.size - size_without_zeros(rest);

	for (unsigned i = 0; i < ZIP_EXTRAS_MAX && rest.size > zeros; i++)
		if (!zip_extra_next(&rest, &extra))
			break;
	return bytes_slice(extras, 0, extras.size - rest.size);
}

/* The part that both kinds of header have, from "version needed" to the sizes. */
static void
read_common(struct cursor *at, struct zip_header *header)
{
	header->needs = cursor_u16le(at);
	header->flags = cursor_u16le(at);
	header->method = cursor_u16le(at);
	header->time = cursor_u32le(at);
	header->crc32 = cursor_u32le(at);
	header->compressed = cursor_u32le(at);
	header->size = cursor_u32le(at);
}

bool
zip_local_read(struct bytes content, uint64_t offset, struct zip_header *local)
{
	struct cursor at;
	uint16_t name, extra;

	if (offset >= content.size)
		return false;
	at = cursor_on(bytes_slice(content, (size_t)offset, SIZE_MAX));
	if (!bytes_start_with(at.rest, BYTES_OF(local_magic)))
		return false;
	cursor_take(&at, sizeof(local_magic));
	read_common(&at, local);
	name = cursor_u16le(&at);
	extra = cursor_u16le(&at);
	local->name = cursor_take(&at, name);
	local->extra = cursor_take(&at, extra);
	return !at.overrun;
}

size_t
zip_local_size(const struct zip_header *local)
{
	return ZIP_LOCAL_SIZE + local->name.size + local->extra.size;
}

/* APPNOTE 4.5.3: those of the four values stand there that are saturated in the record,
 * in this order. */
static void
widen(struct zip_entry *entry)
{
	struct zip_extra extra;
	struct cursor at;

	entry->size = entry->header.size;
	entry->compressed = entry->header.compressed;
	entry->offset = entry->said_offset;
	if (!zip_extra_find(entry->header.extra, ZIP_EXTRA_ZIP64, &extra))
		return;
	at = cursor_on(extra.data);
	if (entry->header.size == UINT32_MAX)
		entry->size = cursor_u64le(&at);
	if (entry->header.compressed == UINT32_MAX)
		entry->compressed = cursor_u64le(&at);
	if (entry->said_offset == UINT32_MAX)
		entry->offset = cursor_u64le(&at);
}

static bool
read_entry(struct zip_entry *entry, struct cursor *at)
{
	uint16_t name, extra, comment;

	if (!bytes_start_with(at->rest, BYTES_OF(central_magic)))
		return false;
	cursor_take(at, sizeof(central_magic));
	entry->made_by = cursor_u16le(at);
	read_common(at, &entry->header);
	name = cursor_u16le(at);
	extra = cursor_u16le(at);
	comment = cursor_u16le(at);
	entry->disk = cursor_u16le(at);
	entry->internal = cursor_u16le(at);
	entry->external = cursor_u32le(at);
	entry->said_offset = cursor_u32le(at);
	entry->header.name = cursor_take(at, name);
	entry->header.extra = cursor_take(at, extra);
	entry->comment = cursor_take(at, comment);
	if (at->overrun)
		return false;
	widen(entry);
	return true;
}

static int
order_entries(const void *a, const void *b)
{
	const struct zip_entry *left = a, *right = b;

	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	return left->rank < right->rank ? -1 : left->rank > right->rank;
}

static void
sort_entries(struct zip *zip)
{
	zip->in_order = true;
	for (size_t i = 1; i < zip->count && zip->in_order; i++)
		zip->in_order = zip->entries[i - 1].offset < zip->entries[i].offset;
	if (!zip->in_order)
		qsort(zip->entries, zip->count, sizeof(*zip->entries), order_entries);
}

int
zip_read(struct zip *zip, struct bytes content, size_t most, struct error *err)
{
	struct cursor at;

	*zip = (struct zip){ .content = content };
	if (zip_end_find(&zip->end, content, err) < 0)
		return -1;
	zip->signing_block = apk_block_find(content, zip->end.directory);
	at = cursor_on(bytes_slice(content, zip->end.directory, (size_t)zip->end.size));
	for (;;) {
		struct zip_entry entry = { .at = zip->end.directory +
						 (size_t)zip->end.size - at.rest.size,
					   .rank = zip->count };

		zip->directory_end = entry.at;
		if (!read_entry(&entry, &at))
			break;
		if (zip->count == most)
			return error_set(err, ERROR_LIMIT, "too many members");
		if (__builtin_add_overflow(entry.offset, zip->end.base, &entry.offset))
			entry.offset = UINT64_MAX;
		array_append(zip->entries, zip->count, entry);
	}
	sort_entries(zip);
	return 0;
}

bool
zip_name_leads(struct bytes name)
{
	return bytes_equal_text(name, "mimetype") ||
	       bytes_equal_text(name, "META-INF/") ||
	       bytes_equal_text(name, "META-INF/MANIFEST.MF");
}

size_t
zip_leaders(const struct zip *zip)
{
	size_t count = 0;

	while (count < zip->count && zip_name_leads(zip->entries[count].header.name))
		count++;
	return count;
}

size_t
zip_members_end(const struct zip *zip)
{
	return zip->end.directory - zip->signing_block.size;
}

size_t
zip_prefix(const struct zip *zip)
{
	uint64_t first = zip_members_end(zip);

	if (zip->count > 0)
		first = MIN(first, zip->entries[0].offset);
	return (size_t)MIN(first, (uint64_t)zip->end.at);
}

static int
order_names(const void *a, const void *b)
{
	return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

bool
zip_repeats(const struct zip *zip)
{
	cleanup_free struct bytes *names = xcalloc(zip->count + 1, sizeof(*names));
	bool twice = false;

	for (size_t i = 0; i < zip->count; i++)
		names[i] = zip->entries[i].header.name;
	if (zip->count > 0)
		qsort(names, zip->count, sizeof(*names), order_names);
	for (size_t i = 1; i < zip->count && !twice; i++)
		twice = bytes_equal(names[i - 1], names[i]);
	return twice;
}

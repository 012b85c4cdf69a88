/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/rpm_header.h"

#include <stdlib.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* rpm's own limits. */
enum { ENTRIES_MAX = 0xffff, STORE_MAX = 0x0fffffff };

static const uint8_t magic[] = { 0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0 };

enum { OF_PACKAGE = false, OF_FILES = true };

static const struct rpm_tag tags[] = {
#define RPM_TAG(number, name, type, owner) { number, #name, RPM_##type, OF_##owner },
#include "compare/rpm_tags.def"
#undef RPM_TAG
};

static const struct rpm_tag signature_tags[] = {
#define RPM_SIGNATURE_TAG(number, name, type) { number, #name, RPM_##type, false },
#include "compare/rpm_signature_tags.def"
#undef RPM_SIGNATURE_TAG
};

static const struct {
	const char *name;
	size_t width;
} types[] = {
	[RPM_NOTHING] = { "nothing", 0 },
	[RPM_CHARACTERS] = { "characters", 1 },
	[RPM_NUMBERS_8] = { "numbers of 8 bits", 1 },
	[RPM_NUMBERS_16] = { "numbers of 16 bits", 2 },
	[RPM_NUMBERS_32] = { "numbers of 32 bits", 4 },
	[RPM_NUMBERS_64] = { "numbers of 64 bits", 8 },
	[RPM_TEXT] = { "a text", 0 },
	[RPM_BYTES] = { "bytes", 0 },
	[RPM_TEXTS] = { "texts", 0 },
	[RPM_TEXTS_OF_LANGUAGES] = { "texts of languages", 0 },
};

const struct rpm_tag *
rpm_tag_find(uint32_t number, bool signature)
{
	const struct rpm_tag *table = signature ? signature_tags : tags;
	size_t low = 0;
	size_t high = signature ? array_length(signature_tags) : array_length(tags);
	size_t count = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && table[low].number == number ? &table[low] : NULL;
}

const char *
rpm_type_name(uint32_t type)
{
	return type < RPM_TYPES ? types[type].name : "of unknown type";
}

size_t
rpm_type_width(uint32_t type)
{
	return type < RPM_TYPES ? types[type].width : 0;
}

void
rpm_header_release(struct rpm_header *header)
{
	free(header->entries);
	*header = (struct rpm_header){ 0 };
}

uint64_t
rpm_take_number(struct cursor *at, uint32_t type)
{
	switch (rpm_type_width(type)) {
	case 2:
		return cursor_u16be(at);
	case 4:
		return cursor_u32be(at);
	case 8:
		return cursor_u64be(at);
	default:
		return cursor_u8(at);
	}
}

/* How much so many texts take, up to the end of what is there. */
static bool
measure_texts(struct bytes rest, uint32_t count, size_t *size)
{
	struct cursor at = cursor_on(rest);

	for (uint32_t i = 0; i < count; i++) {
		if (bytes_before(at.rest, '\0').size == at.rest.size) {
			*size = rest.size;
			return false;
		}
		cursor_take_string(&at);
	}
	*size = rest.size - at.rest.size;
	return true;
}

/* The data begins at the offset, and ends before the next entry's does. */
static void
measure(struct rpm_entry *entry, struct bytes rest)
{
	size_t width = rpm_type_width(entry->type), size = 0;
	bool fits = true;

	if (entry->count == 0 || entry->type == RPM_NOTHING || entry->type >= RPM_TYPES) {
		entry->trouble = "has no value of a known type";
		return;
	}
	if (entry->type == RPM_TEXT && entry->count != 1)
		entry->trouble = "is one text, and said to be more";
	if (width > 0 && entry->offset % width != 0)
		entry->trouble = "does not stand where its type has to";
	if (width > 0 || entry->type == RPM_BYTES)
		size = (size_t)entry->count * MAX(width, 1);
	else
		fits = measure_texts(rest, entry->type == RPM_TEXT ? 1 : entry->count,
				     &size);
	if (!fits || size > rest.size)
		entry->trouble = "runs into what follows";
	entry->data = bytes_slice(rest, 0, size);
}

static int
order_by_offset(const void *a, const void *b)
{
	const struct rpm_entry *left = *(struct rpm_entry *const *)a;
	const struct rpm_entry *right = *(struct rpm_entry *const *)b;

	if (left->offset != right->offset)
		return left->offset < right->offset ? -1 : 1;
	return (left->index_at > right->index_at) - (left->index_at < right->index_at);
}

static int
order_by_tag(const void *a, const void *b)
{
	const struct rpm_entry *left = *(struct rpm_entry *const *)a;
	const struct rpm_entry *right = *(struct rpm_entry *const *)b;

	if (left->tag != right->tag)
		return left->tag < right->tag ? -1 : 1;
	return (left->index_at > right->index_at) - (left->index_at < right->index_at);
}

/* Numbers stand at multiples of their width. */
static size_t
alignment_of(const struct rpm_entry *entry, size_t before)
{
	size_t width = rpm_type_width(entry->type);

	return entry->trouble == NULL && entry->offset >= before &&
			       entry->offset - before < width
		       ? entry->offset - before
		       : 0;
}

/* No byte of the store is read for two entries. */
static void
place_data(struct rpm_header *header, struct bytes store, size_t store_at)
{
	cleanup_free struct rpm_entry **list =
		xcalloc(header->count + 1, sizeof(struct rpm_entry *));

	size_t before = 0;

	for (size_t i = 0; i < header->count; i++)
		list[i] = &header->entries[i];
	qsort(list, header->count, sizeof(struct rpm_entry *), order_by_offset);
	for (size_t i = 0; i < header->count; i++) {
		size_t offset = list[i]->offset;
		size_t end = i + 1 < header->count ? list[i + 1]->offset : store.size;

		list[i]->data_at = store_at + MIN(offset, store.size);
		measure(list[i], bytes_slice(store, offset, MAX(end, offset) - offset));
		list[i]->alignment = alignment_of(list[i], before);
		before = offset + list[i]->data.size;
	}
	qsort(list, header->count, sizeof(struct rpm_entry *), order_by_tag);
	for (size_t i = 1; i < header->count; i++)
		if (list[i]->tag == list[i - 1]->tag)
			list[i]->trouble = "stands twice";
}

int
rpm_header_read(struct rpm_header *header, struct bytes file, size_t at,
		struct error *err)
{
	struct cursor cursor = cursor_on(bytes_slice(file, at, SIZE_MAX));
	struct bytes intro = cursor_take(&cursor, sizeof(magic)), index, store;
	uint32_t count = cursor_u32be(&cursor), size = cursor_u32be(&cursor);

	if (cursor.overrun || !bytes_equal(intro, BYTES_OF(magic)))
		return error_set(err, ERROR_MALFORMED, "no header stands here");
	if (count == 0 || count > ENTRIES_MAX || size > STORE_MAX)
		return error_set(err, ERROR_MALFORMED,
				 "a header of %u tags and %u bytes is none", count, size);
	index = cursor_take(&cursor, (size_t)count * RPM_ENTRY_SIZE);
	store = cursor_take(&cursor, size);
	if (cursor.overrun)
		return error_set(err, ERROR_MALFORMED, "a header is cut short");
	*header = (struct rpm_header){ .at = at, .count = count };
	header->whole = bytes_slice(file, at, RPM_INTRO_SIZE + index.size + store.size);
	header->entries = xcalloc(count, sizeof(*header->entries));
	cursor = cursor_on(index);
	for (size_t i = 0; i < count; i++) {
		struct rpm_entry *entry = &header->entries[i];

		entry->tag = cursor_u32be(&cursor);
		entry->type = cursor_u32be(&cursor);
		entry->offset = cursor_u32be(&cursor);
		entry->count = cursor_u32be(&cursor);
		entry->index_at = at + RPM_INTRO_SIZE + i * RPM_ENTRY_SIZE;
	}
	place_data(header, store, at + RPM_INTRO_SIZE + index.size);
	return 0;
}

const struct rpm_entry *
rpm_header_find(const struct rpm_header *header, uint32_t tag, enum rpm_type type)
{
	for (size_t i = 0; i < header->count; i++)
		if (header->entries[i].tag == tag && header->entries[i].type == type &&
		    header->entries[i].trouble == NULL)
			return &header->entries[i];
	return NULL;
}

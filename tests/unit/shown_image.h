/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An ISO 9660 image of a few files in its root, without extensions: names are in
 * capitals. */

#include "tests/unit/shown.h"

enum {
	ISO_SECTOR = 2048,
	ISO_VOLUME = 16 * ISO_SECTOR,
	ISO_LITTLE_TABLE = 18,
	ISO_BIG_TABLE,
	ISO_ROOT,
	ISO_FIRST_FILE,
	ISO_SMALLEST_RECORD = 34,
};

static inline void
fill_to(struct buffer *out, size_t size, uint8_t byte)
{
	while (out->size < size)
		encode_number(out, byte, 1);
}

static inline void
put_reversed(struct buffer *out, uint64_t value, size_t size)
{
	for (size_t i = size; i > 0; i--)
		encode_number(out, value >> (8 * (i - 1)), 1);
}

/* In both orders. */
static inline void
put_both(struct buffer *out, uint64_t value, size_t size)
{
	encode_number(out, value, size);
	put_reversed(out, value, size);
}

struct iso_record {
	struct bytes name;
	size_t sector, size;
	unsigned time;
	bool folder;
};

static inline void
put_iso_record(struct buffer *out, const struct iso_record *record)
{
	size_t at = out->size;

	encode_number(out, 0, 2);
	put_both(out, record->sector, 4);
	put_both(out, record->size, 4);
	encode_number(out, 70, 1);
	encode_number(out, 1, 1);
	encode_number(out, 1, 1);
	encode_number(out, record->time / 3600 % 24, 1);
	encode_number(out, record->time / 60 % 60, 1);
	encode_number(out, record->time % 60, 1);
	encode_number(out, 0, 1);
	encode_number(out, record->folder ? 2 : 0, 1);
	encode_number(out, 0, 2);
	put_both(out, 1, 2);
	encode_number(out, record->name.size, 1);
	buffer_append(out, record->name);
	if (out->size % 2 != 0)
		encode_number(out, 0, 1);
	set_number(out, at, out->size - at, 1);
}

static inline void
put_iso_volume(struct buffer *out, size_t sectors)
{
	struct iso_record root = {
		{ (const uint8_t *)"", 1 }, ISO_ROOT, ISO_SECTOR, 0, true
	};

	buffer_append(out, (struct bytes){ (const uint8_t *)"\1CD001\1", 8 });
	fill_to(out, ISO_VOLUME + 72, ' ');
	fill_to(out, ISO_VOLUME + 80, 0);
	put_both(out, sectors, 4);
	fill_to(out, ISO_VOLUME + 120, 0);
	put_both(out, 1, 2);
	put_both(out, 1, 2);
	put_both(out, ISO_SECTOR, 2);
	put_both(out, 10, 4);
	encode_number(out, ISO_LITTLE_TABLE, 4);
	encode_number(out, 0, 4);
	put_reversed(out, ISO_BIG_TABLE, 4);
	encode_number(out, 0, 4);
	put_iso_record(out, &root);
	fill_to(out, ISO_VOLUME + 813, ' ');
	fill_to(out, ISO_VOLUME + 881, '0');
	encode_number(out, 1, 1);
	fill_to(out, ISO_VOLUME + ISO_SECTOR, 0);
	buffer_append(out, (struct bytes){ (const uint8_t *)"\xff"
							    "CD001\1",
					   7 });
	fill_to(out, (size_t)ISO_LITTLE_TABLE * ISO_SECTOR, 0);
}

static inline void
put_iso_root(struct buffer *out, const struct shown_file *files, size_t count)
{
	struct iso_record self = {
		{ (const uint8_t *)"", 1 }, ISO_ROOT, ISO_SECTOR, 0, true
	};
	struct iso_record parent = self;

	parent.name = (struct bytes){ (const uint8_t *)"\1", 1 };
	put_iso_record(out, &self);
	put_iso_record(out, &parent);
	for (size_t i = 0; i < count; i++)
		put_iso_record(out, &(struct iso_record){ bytes_of_text(files[i].name),
							  ISO_FIRST_FILE + i,
							  strlen(files[i].content),
							  files[i].time, false });
	fill_to(out, (size_t)ISO_FIRST_FILE * ISO_SECTOR, 0);
}

/* Each content is to fit into one sector. */
static inline void
put_iso(struct buffer *out, const struct shown_file *files, size_t count)
{
	fill_to(out, ISO_VOLUME, 0);
	put_iso_volume(out, ISO_FIRST_FILE + count);
	encode_number(out, 1, 2);
	encode_number(out, ISO_ROOT, 4);
	encode_number(out, 1, 4);
	fill_to(out, (size_t)ISO_BIG_TABLE * ISO_SECTOR, 0);
	put_reversed(out, 0x0100, 2);
	put_reversed(out, ISO_ROOT, 4);
	put_reversed(out, 0x00010000, 4);
	fill_to(out, (size_t)ISO_ROOT * ISO_SECTOR, 0);
	put_iso_root(out, files, count);
	for (size_t i = 0; i < count; i++) {
		put_text(out, files[i].content);
		fill_to(out, (ISO_FIRST_FILE + i + 1) * ISO_SECTOR, 0);
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tar_header.h"

#include <stdio.h>
#include <string.h>

static const struct {
	size_t offset, size;
} places[TAR_FIELDS] = {
	[TAR_NAME] = { 0, 100 },     [TAR_MODE] = { 100, 8 },
	[TAR_UID] = { 108, 8 },	     [TAR_GID] = { 116, 8 },
	[TAR_SIZE] = { 124, 12 },    [TAR_MTIME] = { 136, 12 },
	[TAR_CHECKSUM] = { 148, 8 }, [TAR_TYPE] = { 156, 1 },
	[TAR_LINK] = { 157, 100 },   [TAR_MAGIC] = { 257, 6 },
	[TAR_VERSION] = { 263, 2 },  [TAR_UNAME] = { 265, 32 },
	[TAR_GNAME] = { 297, 32 },   [TAR_DEVMAJOR] = { 329, 8 },
	[TAR_DEVMINOR] = { 337, 8 }, [TAR_PREFIX] = { 345, 155 },
	[TAR_GNU] = { 345, 167 },    [TAR_GNU_MORE] = { 482, 1 },
};

struct bytes
tar_field_bytes(struct bytes header, enum tar_field field)
{
	return bytes_slice(header, places[field].offset, places[field].size);
}

struct bytes
tar_field_text(struct bytes header, enum tar_field field)
{
	return bytes_before(tar_field_bytes(header, field), 0);
}

/* The first byte's top bit says that the rest is a number in two's complement. */
static bool
base256(struct bytes field, int64_t *number)
{
	int64_t value = field.data[0] & 0x3f;

	if (field.data[0] & 0x40)
		value -= 0x40;
	for (size_t i = 1; i < field.size; i++) {
		if (value > INT64_MAX / 256 || value < INT64_MIN / 256)
			return false;
		value = value * 256 + field.data[i];
	}
	*number = value;
	return true;
}

static bool
is_blank(uint8_t byte)
{
	return byte == ' ' || byte == 0;
}

bool
tar_number(struct bytes field, int64_t *number)
{
	size_t at = 0;
	int64_t value = 0;

	*number = 0;
	if (field.size == 0)
		return false;
	if (field.data[0] & 0x80)
		return base256(field, number);
	while (at < field.size && field.data[at] == ' ')
		at++;
	for (; at < field.size && field.data[at] >= '0' && field.data[at] <= '7'; at++) {
		if (value > INT64_MAX >> 3)
			return false;
		value = value << 3 | (field.data[at] - '0');
	}
	while (at < field.size && is_blank(field.data[at]))
		at++;
	*number = value;
	return at == field.size;
}

enum tar_dialect
tar_dialect_of(struct bytes header)
{
	struct bytes magic = tar_field_bytes(header, TAR_MAGIC);

	if (bytes_equal(magic, (struct bytes){ (const uint8_t *)"ustar\0", 6 }))
		return TAR_USTAR;
	return bytes_equal_text(magic, "ustar ") ? TAR_GNU_DIALECT : TAR_V7;
}

/* The checksum counts itself as spaces. */
static void
sum(struct bytes header, int64_t *as_unsigned, int64_t *as_signed)
{
	struct bytes itself = tar_field_bytes(header, TAR_CHECKSUM);
	uint32_t all = 0, high = 0;

	for (size_t i = 0; i < header.size; i++) {
		all += header.data[i];
		high += header.data[i] >> 7;
	}
	for (size_t i = 0; i < itself.size; i++) {
		all += ' ' - (uint32_t)itself.data[i];
		high -= itself.data[i] >> 7;
	}
	*as_unsigned = all;
	*as_signed = all - (int64_t)high * 256;
}

bool
tar_checksum_is_right(struct bytes header)
{
	int64_t stated, as_unsigned, as_signed;

	if (header.size != TAR_BLOCK_SIZE ||
	    !tar_number(tar_field_bytes(header, TAR_CHECKSUM), &stated))
		return false;
	sum(header, &as_unsigned, &as_signed);
	return stated == as_unsigned || stated == as_signed;
}

void
tar_checksum_set(uint8_t *header)
{
	struct bytes bytes = { header, TAR_BLOCK_SIZE };
	int64_t as_unsigned, as_signed;
	char text[16];

	sum(bytes, &as_unsigned, &as_signed);
	snprintf(text, sizeof(text), "%06o", (unsigned)as_unsigned);
	memcpy(header + places[TAR_CHECKSUM].offset, text, 7);
	header[places[TAR_CHECKSUM].offset + 7] = ' ';
}

static struct bytes
last_part(struct bytes path)
{
	const uint8_t *slash = memrchr(path.data, '/', path.size);

	return slash == NULL
		       ? path
		       : bytes_slice(path, (size_t)(slash - path.data) + 1, SIZE_MAX);
}

bool
tar_name_is_short_for(struct bytes name, struct bytes path)
{
	return bytes_start_with(path, name) ||
	       bytes_start_with(last_part(path), last_part(name));
}

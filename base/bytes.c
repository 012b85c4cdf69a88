/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/bytes.h"

#include <ctype.h>
#include <sys/param.h>

bool
bytes_equal(struct bytes a, struct bytes b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool
bytes_equal_text(struct bytes bytes, const char *text)
{
	return bytes_equal(bytes, bytes_of_text(text));
}

bool
bytes_start_with(struct bytes bytes, struct bytes start)
{
	return bytes.size >= start.size &&
	       bytes_equal((struct bytes){ bytes.data, start.size }, start);
}

bool
bytes_end_with_text(struct bytes bytes, const char *end)
{
	size_t size = strlen(end);

	return bytes.size >= size &&
	       memcmp(bytes.data + bytes.size - size, end, size) == 0;
}

struct bytes
bytes_trim(struct bytes bytes)
{
	while (bytes.size > 0 && isspace(bytes.data[0]))
		bytes = bytes_slice(bytes, 1, SIZE_MAX);
	while (bytes.size > 0 && isspace(bytes.data[bytes.size - 1]))
		bytes.size--;
	return bytes;
}

int
bytes_order(struct bytes a, struct bytes b)
{
	size_t size = MIN(a.size, b.size);
	int order = size == 0 ? 0 : memcmp(a.data, b.data, size);

	if (order != 0)
		return order;
	return (a.size > b.size) - (a.size < b.size);
}

struct bytes
bytes_slice(struct bytes bytes, size_t offset, size_t size)
{
	if (offset >= bytes.size)
		return (struct bytes){ 0 };
	return (struct bytes){ bytes.data + offset, MIN(size, bytes.size - offset) };
}

size_t
bytes_common(struct bytes a, struct bytes b)
{
	enum { STEP = 4096 };
	size_t size = MIN(a.size, b.size), at = 0;

	while (size - at >= STEP && memcmp(a.data + at, b.data + at, STEP) == 0)
		at += STEP;
	while (at < size && a.data[at] == b.data[at])
		at++;
	return at;
}

size_t
bytes_common_end(struct bytes a, struct bytes b)
{
	enum { STEP = 4096 };
	size_t size = MIN(a.size, b.size), at = 0;

	while (size - at >= STEP && memcmp(a.data + a.size - at - STEP,
					   b.data + b.size - at - STEP, STEP) == 0)
		at += STEP;
	while (at < size && a.data[a.size - at - 1] == b.data[b.size - at - 1])
		at++;
	return at;
}

struct bytes
bytes_before(struct bytes bytes, uint8_t byte)
{
	const uint8_t *at = bytes.size == 0 ? NULL : memchr(bytes.data, byte, bytes.size);

	return at == NULL ? bytes : bytes_slice(bytes, 0, (size_t)(at - bytes.data));
}

bool
bytes_are_all(struct bytes bytes, uint8_t value)
{
	if (bytes.size == 0)
		return true;
	return bytes.data[0] == value &&
	       memcmp(bytes.data, bytes.data + 1, bytes.size - 1) == 0;
}

struct bytes
cursor_take(struct cursor *cursor, size_t size)
{
	struct bytes taken = { cursor->rest.data, size };

	if (size > cursor->rest.size) {
		*cursor = (struct cursor){ .overrun = true };
		return (struct bytes){ 0 };
	}
	if (size > 0) { /* NULL + 0 is undefined, and data is NULL after an overrun */
		cursor->rest.data += size;
		cursor->rest.size -= size;
	}
	return taken;
}

static struct bytes
take_up_to(struct cursor *cursor, size_t size)
{
	struct bytes taken = cursor_take(cursor, size);

	cursor_take(cursor, 1);
	return taken;
}

struct bytes
cursor_take_string(struct cursor *cursor)
{
	struct bytes text = bytes_before(cursor->rest, '\0');

	return text.size == cursor->rest.size ? cursor_take(cursor, SIZE_MAX)
					      : take_up_to(cursor, text.size);
}

struct bytes
cursor_take_line(struct cursor *cursor)
{
	struct bytes line = bytes_before(cursor->rest, '\n');

	return line.size == cursor->rest.size ? cursor_take(cursor, line.size)
					      : take_up_to(cursor, line.size);
}

uint8_t
cursor_u8(struct cursor *cursor)
{
	struct bytes b = cursor_take(cursor, 1);

	return b.size == 1 ? b.data[0] : 0;
}

uint16_t
cursor_u16le(struct cursor *cursor)
{
	unsigned low = cursor_u8(cursor);

	return (uint16_t)(low | (unsigned)cursor_u8(cursor) << 8);
}

uint32_t
cursor_u32le(struct cursor *cursor)
{
	uint32_t low = cursor_u16le(cursor);

	return low | (uint32_t)cursor_u16le(cursor) << 16;
}

uint64_t
cursor_u64le(struct cursor *cursor)
{
	uint64_t low = cursor_u32le(cursor);

	return low | (uint64_t)cursor_u32le(cursor) << 32;
}

uint16_t
cursor_u16be(struct cursor *cursor)
{
	unsigned high = cursor_u8(cursor);

	return (uint16_t)(high << 8 | cursor_u8(cursor));
}

uint32_t
cursor_u32be(struct cursor *cursor)
{
	uint32_t high = cursor_u16be(cursor);

	return high << 16 | cursor_u16be(cursor);
}

uint64_t
cursor_u64be(struct cursor *cursor)
{
	uint64_t high = cursor_u32be(cursor);

	return high << 32 | cursor_u32be(cursor);
}

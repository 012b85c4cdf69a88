/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/spool.h"

enum { SPOOL_FROM = 64 << 20, SPOOL_SHARES = 4 };

void
buffer_release(struct buffer *buffer)
{
	if (buffer->spooled)
		spool_keep(buffer->spool, buffer->data, 0);
	else
		free(buffer->data);
	*buffer = (struct buffer){ .limit = buffer->limit, .spool = buffer->spool };
}

void
buffer_clear(struct buffer *buffer)
{
	buffer->size = 0;
	buffer->overflow = false;
}

/* All the room that it will ever have; what it does not use takes no space. */
static uint8_t *
move_to_spool(struct buffer *buffer, size_t *room)
{
	size_t most = spool_bytes(buffer->spool).size / SPOOL_SHARES;
	uint8_t *data;

	*room = MIN(most, buffer->limit) + 1;
	data = spool_take(buffer->spool, *room);
	if (data == NULL)
		return NULL;
	if (buffer->size > 0)
		memcpy(data, buffer->data, buffer->size + 1);
	free(buffer->data);
	buffer->spooled = true;
	return data;
}

static uint8_t *
grow(struct buffer *buffer, size_t size, size_t *room)
{
	*room = buffer->room > 0 ? buffer->room : 256;
	while (*room - buffer->size <= size) /* one more, for the NUL */
		*room *= 2;
	if (buffer->spooled)
		return NULL;
	if (buffer->spool != NULL && *room > SPOOL_FROM)
		return move_to_spool(buffer, room);
	return realloc(buffer->data, *room);
}

/* A large block keeps pages of its own when it shrinks, and pages are counted: what is small
 * moves to a small block. */
static uint8_t *
shrink(struct buffer *buffer)
{
	enum { SMALL = 64 << 10 };
	uint8_t *data;

	if (buffer->size >= SMALL)
		return realloc(buffer->data, buffer->size + 1);
	data = malloc(buffer->size + 1);
	if (data == NULL)
		return NULL;
	memcpy(data, buffer->data, buffer->size);
	free(buffer->data);
	return data;
}

void
buffer_trim(struct buffer *buffer)
{
	uint8_t *data;

	if (buffer->data == NULL || buffer->spooled || buffer->room - buffer->size == 1)
		return;
	data = shrink(buffer);
	if (data == NULL)
		return;
	data[buffer->size] = '\0';
	buffer->data = data;
	buffer->room = buffer->size + 1;
}

uint8_t *
buffer_reserve(struct buffer *buffer, size_t size)
{
	size_t room;
	uint8_t *data;

	if (buffer->overflow || size > buffer->limit - buffer->size) {
		buffer->overflow = true;
		return NULL;
	}
	if (buffer->data != NULL && size < buffer->room - buffer->size)
		return buffer->data + buffer->size;

	data = grow(buffer, size, &room);
	if (data == NULL || size >= room - buffer->size) {
		buffer->overflow = true;
		return NULL;
	}
	buffer->data = data;
	buffer->room = room;
	return data + buffer->size;
}

void
buffer_append(struct buffer *buffer, struct bytes bytes)
{
	uint8_t *to = buffer_reserve(buffer, bytes.size);

	if (to == NULL || bytes.size == 0)
		return;
	memcpy(to, bytes.data, bytes.size);
	to[bytes.size] = '\0';
	buffer->size += bytes.size;
}

void
buffer_append_text(struct buffer *buffer, const char *text)
{
	buffer_append(buffer, bytes_of_text(text));
}

void
buffer_append_byte(struct buffer *buffer, uint8_t byte)
{
	buffer_append(buffer, (struct bytes){ &byte, 1 });
}

void
buffer_vprintf(struct buffer *buffer, const char *fmt, va_list args)
{
	cleanup_free char *text = NULL;
	int size = vasprintf(&text, fmt, args);

	if (size < 0) {
		text = NULL; /* vasprintf() leaves it undefined */
		buffer->overflow = true;
		return;
	}
	buffer_append(buffer, (struct bytes){ (const uint8_t *)text, (size_t)size });
}

void
buffer_printf(struct buffer *buffer, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	buffer_vprintf(buffer, fmt, args);
	va_end(args);
}

/* How long the sequence is that starts with `first`, and the lowest code point that may
 * be written so long (RFC 3629 section 3); 0 for a byte that starts none. */
static size_t
utf8_length(uint8_t first, uint32_t *lowest)
{
	if (first < 0x80) {
		*lowest = 0;
		return 1;
	}
	if (first >= 0xc2 && first < 0xe0) {
		*lowest = 0x80;
		return 2;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*lowest = 0x800;
		return 3;
	}
	if (first >= 0xf0 && first < 0xf5) {
		*lowest = 0x10000;
		return 4;
	}
	return 0;
}

size_t
utf8_next(struct bytes bytes, uint32_t *point)
{
	uint32_t lowest = 0, value;
	size_t length = bytes.size > 0 ? utf8_length(bytes.data[0], &lowest) : 0;

	if (length == 0 || length > bytes.size)
		return 0;
	value = length == 1 ? bytes.data[0] : bytes.data[0] & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((bytes.data[i] & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (bytes.data[i] & 0x3f);
	}
	if (value < lowest || value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
		return 0;
	*point = value;
	return length;
}

bool
utf8_is_deceptive(uint32_t point)
{
	return (point >= 0x200b && point <= 0x200f) || /* zero width, LRM, RLM */
	       (point >= 0x202a && point <= 0x202e) || /* embeddings and overrides */
	       (point >= 0x2060 && point <= 0x206f) || /* word joiner, isolates */
	       point == 0x061c || point == 0xfeff || point == 0x00ad || point == 0x180e ||
	       (point >= 0xe0000 && point <= 0xe0fff); /* tags, variation selectors */
}

void
buffer_append_escaped(struct buffer *buffer, struct bytes bytes)
{
	struct cursor at = cursor_on(bytes);

	while (at.rest.size > 0 && !buffer->overflow) {
		uint32_t point = 0;
		size_t length = utf8_next(at.rest, &point);
		struct bytes taken = cursor_take(&at, length > 0 ? length : 1);

		if (length == 0 || point < 0x20 || point == 0x7f || point == '\\')
			buffer_printf(buffer, "\\x%02x", taken.data[0]);
		else if ((point >= 0x80 && point < 0xa0) || utf8_is_deceptive(point) ||
			 point == 0x2028 || point == 0x2029)
			buffer_printf(buffer, "\\u{%04x}", point);
		else
			buffer_append(buffer, taken);
	}
}

const char *
buffer_text(const struct buffer *buffer)
{
	return buffer->size > 0 ? (const char *)buffer->data : "";
}

char *
buffer_steal_text(struct buffer *buffer)
{
	char *text = buffer->size > 0 ? (char *)buffer->data : xstrdup("");

	if (buffer->size > 0)
		buffer->data = NULL;
	buffer_release(buffer);
	return text;
}

int
buffer_check(const struct buffer *buffer, struct error *err)
{
	if (!buffer->overflow)
		return 0;
	return error_set(err, ERROR_LIMIT, "more than %zu bytes", buffer->limit);
}

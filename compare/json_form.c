/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON (RFC 8259), read once more as text: a parser would read its numbers. */
#include "compare/json_form.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { DEPTH_MAX = 64 };

struct forming {
	struct cursor at;
	bool sorted;
	unsigned depth;
};

static int form_value(struct forming *forming, struct buffer *out);

static uint8_t
peek(const struct forming *forming)
{
	return forming->at.rest.size > 0 ? forming->at.rest.data[0] : 0;
}

static void
skip_space(struct forming *forming)
{
	while (peek(forming) == ' ' || peek(forming) == '\t' || peek(forming) == '\n' ||
	       peek(forming) == '\r')
		cursor_u8(&forming->at);
}

/* What is next when it is this. */
static bool
take(struct forming *forming, uint8_t wanted)
{
	skip_space(forming);
	if (peek(forming) != wanted)
		return false;
	cursor_u8(&forming->at);
	return true;
}

static uint32_t
take_hexadecimal(struct forming *forming)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 4; i++) {
		uint8_t byte = cursor_u8(&forming->at);
		uint32_t digit = byte <= '9' ? byte & 0xfU : ((byte & 0xfU) + 9U);

		value = value << 4 | (digit & 0xf);
	}
	return value;
}

/* A byte for which JSON has a short escape. */
static uint8_t
meaning_of(uint8_t escaped)
{
	static const char letters[] = "bfnrt", meanings[] = "\b\f\n\r\t";

	for (size_t i = 0; i < sizeof(letters) - 1; i++)
		if (escaped == (uint8_t)letters[i])
			return (uint8_t)meanings[i];
	return escaped;
}

/* Characters of ASCII as they are, and a quote, a backslash or a control with an escape;
 * all others by their units in UTF-16, as \u has them. */
static void
append_unit(struct buffer *out, uint32_t unit)
{
	if (unit >= 0x20 && unit < 0x7f && unit != '"' && unit != '\\')
		buffer_append_byte(out, (uint8_t)unit);
	else
		buffer_printf(out, "\\u%04x", unit);
}

static void
append_point(struct buffer *out, uint32_t point)
{
	enum { BEYOND = 0x10000, HIGH = 0xd800, LOW = 0xdc00, BITS = 10, MASK = 0x3ff };

	if (point >= BEYOND) {
		append_unit(out, HIGH + ((point - BEYOND) >> BITS));
		append_unit(out, LOW + ((point - BEYOND) & MASK));
	} else {
		append_unit(out, point);
	}
}

static int
form_text(struct forming *forming, struct buffer *out)
{
	buffer_append_byte(out, '"');
	while (peek(forming) != '"') {
		uint32_t point = 0;
		size_t size = utf8_next(forming->at.rest, &point);

		if (size == 0)
			return -1;
		cursor_take(&forming->at, size);
		if (point != '\\') {
			append_point(out, point);
			continue;
		}
		point = cursor_u8(&forming->at);
		append_unit(out, point == 'u' ? take_hexadecimal(forming)
					      : meaning_of((uint8_t)point));
	}
	cursor_u8(&forming->at);
	buffer_append_byte(out, '"');
	return 0;
}

/* A number, true, false or null, as it is written. */
static int
form_word(struct forming *forming, struct buffer *out)
{
	size_t before = forming->at.rest.size;

	while (forming->at.rest.size > 0 && strchr(" \t\r\n,]}", peek(forming)) == NULL)
		buffer_append_byte(out, cursor_u8(&forming->at));
	return forming->at.rest.size < before ? 0 : -1;
}

static int
form_array(struct forming *forming, struct buffer *out)
{
	buffer_append_byte(out, '[');
	if (take(forming, ']')) {
		buffer_append_byte(out, ']');
		return 0;
	}
	do {
		if (form_value(forming, out) < 0)
			return -1;
		buffer_append_byte(out, ',');
	} while (take(forming, ','));
	buffer_append_byte(out, ']');
	return take(forming, ']') ? 0 : -1;
}

/* Members of an object, each "key":value. */
struct members {
	struct buffer text;
	struct part {
		size_t offset, size;
		const struct buffer *in;
	} * parts; /* owned */
	size_t count;
};

static void
members_release(struct members *members)
{
	buffer_release(&members->text);
	free(members->parts);
}

static struct bytes
part_bytes(const struct part *part)
{
	return bytes_slice(buffer_bytes(part->in), part->offset, part->size);
}

static int
order_parts(const void *a, const void *b)
{
	return bytes_order(part_bytes(a), part_bytes(b));
}

static int
form_member(struct forming *forming, struct members *members)
{
	size_t offset = members->text.size;

	if (!take(forming, '"') || form_text(forming, &members->text) < 0 ||
	    !take(forming, ':'))
		return -1;
	buffer_append_byte(&members->text, ':');
	if (form_value(forming, &members->text) < 0)
		return -1;
	array_append(
		members->parts, members->count,
		((struct part){ offset, members->text.size - offset, &members->text }));
	return 0;
}

static int
form_object(struct forming *forming, struct buffer *out)
{
	__attribute__((cleanup(members_release))) struct members members = {
		.text = BUFFER_INIT(out->limit)
	};

	if (!take(forming, '}')) {
		do
			if (form_member(forming, &members) < 0)
				return -1;
		while (take(forming, ','));
		if (!take(forming, '}'))
			return -1;
	}
	if (forming->sorted && members.count > 0)
		qsort(members.parts, members.count, sizeof(*members.parts), order_parts);
	buffer_append_byte(out, '{');
	for (size_t i = 0; i < members.count; i++) {
		buffer_append(out, part_bytes(&members.parts[i]));
		buffer_append_byte(out, ',');
	}
	buffer_append_byte(out, '}');
	return members.text.overflow ? -1 : 0;
}

static int
form_value(struct forming *forming, struct buffer *out)
{
	int formed;

	if (out->overflow || forming->depth >= DEPTH_MAX)
		return -1;
	forming->depth++;
	if (take(forming, '{'))
		formed = form_object(forming, out);
	else if (take(forming, '['))
		formed = form_array(forming, out);
	else if (take(forming, '"'))
		formed = form_text(forming, out);
	else
		formed = form_word(forming, out);
	forming->depth--;
	return formed;
}

int
json_form(struct bytes document, bool sorted, struct buffer *out)
{
	struct forming forming = { .at = cursor_on(document), .sorted = sorted };

	return form_value(&forming, out) < 0 || out->overflow ? -1 : 0;
}

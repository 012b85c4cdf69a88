/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON (RFC 8259), read for where its values stand, once a parser has taken it. */
#include "compare/json_parts.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/memory.h"

/* Registries take manifests of 4 MiB (OCI distribution specification 1.1). */
enum { DEPTH_MAX = 32, LARGEST = 4 << 20, PATH_LARGEST = 1 << 10 };

struct reading {
	struct json_parts *parts;
	struct bytes document;
	size_t at;    /* in the document */
	size_t start; /* of the part that is being read */
	struct buffer path;
	unsigned depth;
};

static int read_value(struct reading *reading);

static uint8_t
peek(const struct reading *reading)
{
	return reading->at < reading->document.size ? reading->document.data[reading->at]
						    : 0;
}

static void
skip_space(struct reading *reading)
{
	while (peek(reading) == ' ' || peek(reading) == '\t' || peek(reading) == '\n' ||
	       peek(reading) == '\r')
		reading->at++;
}

static bool
take(struct reading *reading, uint8_t wanted)
{
	skip_space(reading);
	if (peek(reading) != wanted)
		return false;
	reading->at++;
	return true;
}

/* Behind its first quote. */
static struct bytes
take_text(struct reading *reading)
{
	size_t start = reading->at;

	while (reading->at < reading->document.size && peek(reading) != '"')
		reading->at += peek(reading) == '\\' ? 2 : 1;
	return bytes_slice(reading->document, start, reading->at++ - start);
}

static void
add_part(struct reading *reading, size_t value, struct bytes text)
{
	struct json_parts *parts = reading->parts;
	cleanup_buffer struct buffer path = BUFFER_INIT(SIZE_MAX);

	buffer_append_escaped(&path, buffer_bytes(&reading->path));
	array_append(parts->at, parts->count,
		     ((struct json_part){ .path = buffer_steal_text(&path),
					  .start = reading->start,
					  .value = value,
					  .end = reading->at,
					  .text = text }));
	reading->start = reading->at;
}

/* A number, true, false or null. */
static int
read_word(struct reading *reading)
{
	size_t value = reading->at;

	while (peek(reading) != 0 && strchr(" \t\r\n,]}", peek(reading)) == NULL)
		reading->at++;
	add_part(reading, value,
		 bytes_slice(reading->document, value, reading->at - value));
	return reading->at > value ? 0 : -1;
}

/* A key that a path could be read wrongly with keeps its quotes. */
static bool
is_plain(struct bytes key)
{
	for (size_t i = 0; i < key.size; i++)
		if (strchr(".[]\"\\/", key.data[i]) != NULL)
			return false;
	return key.size > 0;
}

static int
read_member(struct reading *reading)
{
	struct bytes key;

	if (!take(reading, '"'))
		return -1;
	key = take_text(reading);
	if (reading->path.size > 0)
		buffer_append_byte(&reading->path, '.');
	if (is_plain(key)) {
		buffer_append(&reading->path, key);
	} else {
		buffer_append_byte(&reading->path, '"');
		buffer_append(&reading->path, key);
		buffer_append_byte(&reading->path, '"');
	}
	return take(reading, ':') ? read_value(reading) : -1;
}

static int
read_all(struct reading *reading, uint8_t end)
{
	size_t outer = reading->path.size, count = 0, value = reading->at - 1;

	if (take(reading, end)) {
		add_part(reading, value,
			 bytes_slice(reading->document, value, reading->at - value));
		return 0;
	}
	do {
		if (end == ']')
			buffer_printf(&reading->path, "[%zu]", count++);
		if ((end == ']' ? read_value(reading) : read_member(reading)) < 0)
			return -1;
		reading->path.size = outer;
	} while (take(reading, ','));
	return take(reading, end) ? 0 : -1;
}

static int
read_value(struct reading *reading)
{
	int done;

	if (reading->depth >= DEPTH_MAX || reading->path.overflow)
		return -1;
	reading->depth++;
	if (take(reading, '{')) {
		done = read_all(reading, '}');
	} else if (take(reading, '[')) {
		done = read_all(reading, ']');
	} else if (take(reading, '"')) {
		size_t value = reading->at - 1;
		struct bytes text = take_text(reading);

		add_part(reading, value, text);
		done = 0;
	} else {
		done = read_word(reading);
	}
	reading->depth--;
	return done;
}

void
json_parts_release(struct json_parts *parts)
{
	for (size_t i = 0; i < parts->count; i++)
		free(parts->at[i].path);
	free(parts->at);
	*parts = (struct json_parts){ 0 };
}

int
json_parts_read(struct json_parts *parts, struct bytes document)
{
	struct reading reading = { .parts = parts,
				   .document = document,
				   .path = BUFFER_INIT(PATH_LARGEST) };
	cleanup_json struct json *json = NULL;
	struct error ignored;
	int done;

	if (document.size > LARGEST || json_parse(&json, document, &ignored) < 0)
		return -1;
	done = read_value(&reading);
	buffer_release(&reading.path);
	if (done < 0)
		json_parts_release(parts);
	return done;
}

const struct json_part *
json_parts_find(const struct json_parts *parts, const char *path)
{
	for (size_t i = 0; i < parts->count; i++)
		if (strcmp(parts->at[i].path, path) == 0)
			return &parts->at[i];
	return NULL;
}

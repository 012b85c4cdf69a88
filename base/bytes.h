/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Borrowed bytes, and a cursor that reads them without ever leaving them.
 *
 * The cursor remembers an overrun instead of failing at each step: read every field,
 * then look at `overrun` once.  After an overrun all reads give zeros, so that no check
 * is needed in between and no parser does pointer arithmetic of its own.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *data; /* borrowed; may be NULL when size is 0 */
	size_t size;
};

struct cursor {
	struct bytes rest;
	bool overrun;
};

#define BYTES_OF(array)	  ((struct bytes){ (const uint8_t *)(array), sizeof(array) })

static inline struct bytes
bytes_of_text(const char *text)
{
	return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

bool bytes_equal(struct bytes a, struct bytes b);
bool bytes_equal_text(struct bytes bytes, const char *text);
bool bytes_start_with(struct bytes bytes, struct bytes start);
bool bytes_end_with_text(struct bytes bytes, const char *end);

/* Bytewise, a shorter one first when it is the start of the other: <0, 0, >0. */
int bytes_order(struct bytes a, struct bytes b);

/* The part [offset, offset + size), cut where `bytes` ends: never an overrun. */
struct bytes bytes_slice(struct bytes bytes, size_t offset, size_t size);

/* Without what isspace(3) knows at both ends. */
struct bytes bytes_trim(struct bytes bytes);

/* How many leading bytes of the two are equal. */
size_t bytes_common(struct bytes a, struct bytes b);

/* How many bytes at the ends of the two are equal. */
size_t bytes_common_end(struct bytes a, struct bytes b);

/* What stands before the first `byte`: all of it where there is none. */
struct bytes bytes_before(struct bytes bytes, uint8_t byte);

/* Whether every byte is `value` (true for none). */
bool bytes_are_all(struct bytes bytes, uint8_t value);

static inline struct cursor
cursor_on(struct bytes bytes)
{
	return (struct cursor){ .rest = bytes };
}

struct bytes cursor_take(struct cursor *cursor, size_t size);

/* Takes up to and over the next NUL; the result leaves the NUL out. */
struct bytes cursor_take_string(struct cursor *cursor);

/* Takes up to and over the next newline, or all that is left; the result leaves the
 * newline out. */
struct bytes cursor_take_line(struct cursor *cursor);

uint8_t cursor_u8(struct cursor *cursor);
uint16_t cursor_u16le(struct cursor *cursor);
uint32_t cursor_u32le(struct cursor *cursor);
uint64_t cursor_u64le(struct cursor *cursor);

uint16_t cursor_u16be(struct cursor *cursor);
uint32_t cursor_u32be(struct cursor *cursor);
uint64_t cursor_u64be(struct cursor *cursor);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A growing byte buffer with a ceiling.
 *
 * Everything whose size an input decides goes through a buffer, so that a small archive
 * cannot fill the memory.  Like a cursor, a buffer remembers that it overflowed: append
 * everything, then call buffer_check() once.
 */

#include <stdarg.h>

#include "base/bytes.h"
#include "base/error.h"

struct spool;

struct buffer {
	uint8_t *data; /* owned; a NUL always stands after the last byte once there is one */
	size_t size, room, limit;
	bool overflow;
	bool spooled;	     /* data is in the spool */
	struct spool *spool; /* borrowed: where it goes when it gets large; may be NULL */
};

#define BUFFER_INIT(max) ((struct buffer){ .limit = (max) })
#define cleanup_buffer	 __attribute__((cleanup(buffer_release)))

void buffer_release(struct buffer *buffer);

/* Keeps the memory, forgets the content and the overflow. */
void buffer_clear(struct buffer *buffer);

/* Gives the room back that the content does not fill. */
void buffer_trim(struct buffer *buffer);

/* Where the next `size` bytes go; the caller adds what it wrote to buffer->size.
 * Borrowed until the next call; NULL once the buffer has overflowed. */
uint8_t *buffer_reserve(struct buffer *buffer, size_t size);

void buffer_append(struct buffer *buffer, struct bytes bytes);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_append_byte(struct buffer *buffer, uint8_t byte);
void buffer_printf(struct buffer *buffer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *buffer, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));

/* For text that an input supplies and a person will read: valid UTF-8 goes through; control
 * bytes, backslashes, bytes that are not UTF-8 and code points that reorder or hide text
 * (bidi controls, zero width) become \xHH or \u{HHHH}. */
void buffer_append_escaped(struct buffer *buffer, struct bytes bytes);

/* The length of the valid UTF-8 sequence at the start of `bytes` (RFC 3629: no surrogates,
 * no overlong forms), with its code point in *point; 0 when there is none. */
size_t utf8_next(struct bytes bytes, uint32_t *point);

/* Whether a code point reorders, hides or imitates: bidi controls, zero width, tags. */
bool utf8_is_deceptive(uint32_t point);

static inline struct bytes
buffer_bytes(const struct buffer *buffer)
{
	return (struct bytes){ buffer->data, buffer->size };
}

/* The content as a C string, borrowed until the next append; "" when empty. */
const char *buffer_text(const struct buffer *buffer);

/* The content as a string that the caller frees; the buffer is left empty. */
char *buffer_steal_text(struct buffer *buffer);

/* 0, or -1 with ERROR_LIMIT when something did not fit. */
int buffer_check(const struct buffer *buffer, struct error *err);

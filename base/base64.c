/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"

#include <string.h>

enum { GROUP = 4, BITS = 6, PADDING_MOST = 2 };

/* -1: it is none of the 64. */
static int
value_of(uint8_t byte)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+/";
	const char *found = memchr(letters, byte, sizeof(letters) - 1);

	return found != NULL ? (int)(found - letters) : -1;
}

static size_t
padding_of(struct bytes text)
{
	size_t count = 0;

	while (count < PADDING_MOST && count < text.size &&
	       text.data[text.size - 1 - count] == '=')
		count++;
	return count;
}

/* Four letters, of which the last `missing` are padding; -1 where they are none. */
static int
read_group(const uint8_t *group, size_t missing, struct buffer *out)
{
	uint32_t bits = 0;

	for (size_t i = 0; i < GROUP; i++) {
		int value = i < GROUP - missing ? value_of(group[i]) : 0;

		if (value < 0)
			return -1;
		bits = bits << BITS | (uint32_t)value;
	}
	if ((bits & ((1U << 8 * missing) - 1)) != 0)
		return -1;
	for (size_t i = 0; i < GROUP - 1 - missing; i++)
		buffer_append_byte(out, (uint8_t)(bits >> (16 - 8 * i)));
	return 0;
}

int
base64_read(struct bytes text, struct buffer *out, struct error *err)
{
	size_t padding = padding_of(text);

	if (text.size % GROUP != 0)
		return error_set(err, ERROR_MALFORMED, "base64 ends too early");
	for (size_t at = 0; at < text.size; at += GROUP)
		if (read_group(text.data + at, at + GROUP == text.size ? padding : 0,
			       out) < 0)
			return error_set(err, ERROR_MALFORMED, "this is no base64");
	return buffer_check(out, err);
}

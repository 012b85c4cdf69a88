/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OpenSSL passes over blanks at both ends, takes padding for zeros wherever it stands and
 * leaves bits to spare alone.  So what it read is written again: a text that is not what
 * comes of that is no base64.
 */
#include "base/base64.h"

#include <assert.h>
#include <limits.h>

#include "base/cleanup.h"
#include "base/crypto_library.h"

enum { GROUP = 4, PADDING_MOST = 2 };

static size_t
padding_of(struct bytes text)
{
	size_t count = 0;

	while (count < PADDING_MOST && count < text.size &&
	       text.data[text.size - 1 - count] == '=')
		count++;
	return count;
}

void
base64_write(struct bytes bytes, struct buffer *out)
{
	size_t size = (bytes.size + GROUP - 2) / (GROUP - 1) * GROUP;
	uint8_t *room;

	assert(bytes.size <= INT_MAX / 2);
	room = buffer_reserve(out, size);
	if (room == NULL)
		return;
	EVP_EncodeBlock(room, bytes.data, (int)bytes.size);
	out->size += size;
}

static bool
is_written_so(struct bytes bytes, struct bytes text)
{
	cleanup_buffer struct buffer again = BUFFER_INIT(text.size);

	base64_write(bytes, &again);
	return bytes_equal(buffer_bytes(&again), text);
}

int
base64_read(struct bytes text, struct buffer *out, struct error *err)
{
	size_t size = text.size / GROUP * (GROUP - 1);
	struct bytes bytes = { 0 };
	uint8_t *room;

	if (text.size == 0)
		return buffer_check(out, err);
	if (text.size % GROUP != 0 || text.size > INT_MAX / 2)
		return error_set(err, ERROR_MALFORMED, "base64 ends too early");
	room = buffer_reserve(out, size);
	if (room == NULL)
		return buffer_check(out, err);
	if (EVP_DecodeBlock(room, text.data, (int)text.size) == (int)size)
		bytes = (struct bytes){ room, size - padding_of(text) };
	if (bytes.size == 0 || !is_written_so(bytes, text))
		return error_set(err, ERROR_MALFORMED, "this is no base64");
	room[bytes.size] = '\0'; /* as a buffer has it */
	out->size += bytes.size;
	return 0;
}

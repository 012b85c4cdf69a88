/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/decode.h"

#include <sys/param.h>

uint8_t *
decode_room(struct buffer *out, size_t wanted, size_t *room, struct error *err)
{
	uint8_t *at;

	*room = MIN(wanted, out->limit - out->size);
	at = buffer_reserve(out, MAX(*room, (size_t)1));
	if (at == NULL)
		error_set(err, ERROR_LIMIT, "the stream unpacks to more than %zu bytes",
			  out->limit);
	return at;
}

void
encode_number(struct buffer *out, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buffer_append_byte(out, (uint8_t)(value >> (8 * i)));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/leb128.h"

uint64_t
leb128_take(struct cursor *at)
{
	enum { GROUP = 7, MORE = 0x80, WIDTH = 64 };
	uint64_t number = 0;

	for (unsigned shift = 0; shift < WIDTH && !at->overrun; shift += GROUP) {
		uint8_t byte = cursor_u8(at);
		uint64_t group = byte & (MORE - 1);

		if (group << shift >> shift != group)
			break;
		number |= group << shift;
		if ((byte & MORE) == 0)
			return at->overrun ? 0 : number;
	}
	at->overrun = true;
	at->rest = (struct bytes){ 0 };
	return 0;
}

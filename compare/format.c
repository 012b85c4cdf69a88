/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/format.h"

#include "base/memory.h"

static const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "compare/formats.def"
#undef FORMAT
};

const struct format *
format_recognize(struct bytes content)
{
	const struct format *best = formats[array_length(formats) - 1];
	int surest = 0;

	for (size_t i = 0; i < array_length(formats); i++) {
		int sure = formats[i]->recognize(content);

		if (sure > surest) {
			surest = sure;
			best = formats[i];
		}
	}
	return best;
}

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

const struct format *
format_tile_folder(struct tiling *folder, struct budget *budget)
{
	for (size_t i = 0; i < array_length(formats); i++)
		if (formats[i]->tile_folder != NULL &&
		    formats[i]->tile_folder(folder, budget))
			return formats[i];
	return NULL;
}

void
format_tile(const struct format *format, struct bytes content, struct budget *budget,
	    struct tiling *tiling)
{
	struct tiler tiler = { .tiling = tiling,
			       .content = content,
			       .member = NO_MEMBER,
			       .budget = budget };
	struct error err = { .kind = ERROR_NONE };

	tiling->content = content;
	if (format->tile(&tiler, &err) == 0)
		tiler_end(&tiler, tiler.scattered ? NULL : "no part of the format");
	else
		tiler_end(&tiler, err.kind == ERROR_LIMIT ? NULL : err.message);
}

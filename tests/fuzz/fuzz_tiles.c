/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One file cut into tiles by the format that the variable FUZZ_FORMAT names, whatever the
 * file looks like; by what it looks like without the variable.  Its tiles cover every
 * byte, and none reaches outside.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/comparison.h"
#include "compare/format.h"
#include "compare/view.h"
#include "tests/fuzz/fuzz.h"

static const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "compare/formats.def"
#undef FORMAT
};

static const struct format *
format_for(struct bytes content)
{
	const char *name = getenv("FUZZ_FORMAT");

	for (size_t i = 0; name != NULL && i < array_length(formats); i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return format_recognize(content);
}

static void
insist_on_cover(const struct tiling *tiling, struct bytes content)
{
	cleanup_free bool *covered = xcalloc(content.size + 1, sizeof(*covered));

	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		insist(tile->offset <= content.size &&
			       tile->bytes.size <= content.size - tile->offset,
		       "a tile is a part of its file");
		insist(tile->bytes.size == 0 ||
			       tile->bytes.data == content.data + tile->offset,
		       "a tile's bytes stand where it says");
		insist(tile->member == NO_MEMBER || tile->member < tiling->member_count,
		       "a tile's member is one");
		memset(covered + tile->offset, true, tile->bytes.size);
	}
	for (size_t i = 0; i < content.size; i++)
		insist(covered[i], "every byte is in a tile");
}

/* What is shown is paid for, and paid back. */
static void
insist_on_view(const struct format *format, struct bytes content, struct budget *budget)
{
	cleanup_view struct view view = { 0 };
	uint64_t held = budget->held;
	struct error err = { 0 };

	if (view_open(&view, format, content, budget, &err) < 0)
		insist(err.message[0] != '\0', "a view that fails says why");
	for (size_t i = 0; i < view.tiling.tile_count; i++)
		insist(view.tiling.tiles[i].member < view.tiling.member_count,
		       "what is shown is of a member");
	view_release(&view);
	insist(budget->held == held, "a view gives back what it held");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes content = { data, size };
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits, .input = size };
	cleanup_tiling struct tiling tiling = { 0 };
	const struct format *format = format_for(content);

	comparison_options_init(&options);
	options.limits.members = 2000;
	options.limits.decoded = 4 << 20;
	if (format->tile == NULL)
		return 0;
	format_tile(format, content, &budget, &tiling);
	insist_on_cover(&tiling, content);
	if (format->view != NULL)
		insist_on_view(format, content, &budget);
	budget_release(&budget);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The picture within a PNG file: how its lines are laid out, filtered and interlaced. */

#include "compare/format.h"

struct png_header {
	uint32_t width, height;
	uint8_t depth, colour, compression, filter, interlace;
};

/* The signature, and the header as IHDR has it; false when the file has none. */
extern const struct bytes png_signature;
bool png_header_read(struct bytes file, struct png_header *header);

/* How many bytes the filtered lines take; 0 when the header makes no sense. */
uint64_t png_image_size(const struct png_header *header);

/* For the two decoded image streams: says whether the pixels differ or only how they were
 * filtered, and which; false when that cannot be said. */
bool png_explain_image(struct finding *finding, const struct difference *difference,
		       const struct limits *limits);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The image of a PNG file (W3C PNG, third edition, sections 7 to 9; ISO/IEC 15948).
 *
 * IHDR says the width, the height, the bits of a sample, the kind of colour and whether
 * the image is interlaced.  The image data are lines, each of one byte that names a
 * filter and the line's bytes, in which each byte has had a guess subtracted that is made
 * from the bytes to its left, above it, and both.  An interlaced image is seven smaller
 * ones behind each other (Adam7).
 *
 * The choice of filters is the encoder's: the same pixels have many forms.
 */
#include "compare/png_image.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/explain.h"

enum { PASSES = 7, DIMENSION_MAX = INT32_MAX };

static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
const struct bytes png_signature = { signature, sizeof(signature) };

/* Lines of one pass: the whole image where it is not interlaced. */
struct pass {
	uint64_t width, height;
};

bool
png_header_read(struct bytes file, struct png_header *header)
{
	static const uint8_t start[] = { 0, 0, 0, 13, 'I', 'H', 'D', 'R' };
	struct cursor at = cursor_on(file);

	if (!bytes_equal(cursor_take(&at, png_signature.size), png_signature) ||
	    !bytes_equal(cursor_take(&at, sizeof(start)), BYTES_OF(start)))
		return false;
	header->width = cursor_u32be(&at);
	header->height = cursor_u32be(&at);
	header->depth = cursor_u8(&at);
	header->colour = cursor_u8(&at);
	header->compression = cursor_u8(&at);
	header->filter = cursor_u8(&at);
	header->interlace = cursor_u8(&at);
	return !at.overrun;
}

/* Samples of a pixel by the kind of colour; 0 for kinds that there are not. */
static unsigned
samples_of(const struct png_header *header)
{
	static const uint8_t samples[] = { 1, 0, 3, 1, 2, 0, 4 };

	return header->colour < sizeof(samples) ? samples[header->colour] : 0;
}

static unsigned
pixel_bits(const struct png_header *header)
{
	return samples_of(header) * header->depth;
}

static bool
makes_sense(const struct png_header *header)
{
	bool depth = header->depth == 1 || header->depth == 2 || header->depth == 4 ||
		     header->depth == 8 || header->depth == 16;

	return depth && samples_of(header) > 0 && header->width > 0 &&
	       header->height > 0 && header->width <= DIMENSION_MAX &&
	       header->height <= DIMENSION_MAX && header->compression == 0 &&
	       header->filter == 0 && header->interlace <= 1;
}

static uint64_t
line_bytes(const struct png_header *header, const struct pass *pass)
{
	return (pass->width * pixel_bits(header) + 7) / 8;
}

static unsigned
count_passes(const struct png_header *header)
{
	return header->interlace == 0 ? 1 : PASSES;
}

/* Each pass takes pixels from a first one on in steps, in both directions. */
static struct pass
pass_at(const struct png_header *header, unsigned number)
{
	static const uint8_t first_x[] = { 0, 4, 0, 2, 0, 1, 0 };
	static const uint8_t step_x[] = { 8, 8, 4, 4, 2, 2, 1 };
	static const uint8_t first_y[] = { 0, 0, 4, 0, 2, 0, 1 };
	static const uint8_t step_y[] = { 8, 8, 8, 4, 4, 2, 2 };
	struct pass pass = { header->width, header->height };

	if (header->interlace == 0)
		return pass;
	pass.width =
		(header->width + step_x[number] - 1U - first_x[number]) / step_x[number];
	pass.height =
		(header->height + step_y[number] - 1U - first_y[number]) / step_y[number];
	/* A pass without pixels has no lines either. */
	if (pass.width == 0)
		pass.height = 0;
	return pass;
}

uint64_t
png_image_size(const struct png_header *header)
{
	uint64_t size = 0;

	if (!makes_sense(header))
		return 0;
	for (unsigned i = 0; i < count_passes(header); i++) {
		struct pass pass = pass_at(header, i);
		uint64_t lines;

		if (__builtin_mul_overflow(pass.height, 1 + line_bytes(header, &pass),
					   &lines) ||
		    __builtin_add_overflow(size, lines, &size))
			return 0;
	}
	return size;
}

static uint8_t
paeth(uint8_t left, uint8_t above, uint8_t corner)
{
	int guess = left + above - corner;
	int to_left = abs(guess - left), to_above = abs(guess - above),
	    to_corner = abs(guess - corner);

	if (to_left <= to_above && to_left <= to_corner)
		return left;
	return to_above <= to_corner ? above : corner;
}

/* What was subtracted from a byte, by the filter and the bytes around it. */
static uint8_t
guess_of(uint8_t filter, uint8_t left, uint8_t above, uint8_t corner)
{
	switch (filter) {
	case 1:
		return left;
	case 2:
		return above;
	case 3:
		return (uint8_t)((left + above) / 2);
	case 4:
		return paeth(left, above, corner);
	default:
		return 0;
	}
}

/* Undoes the filter of a line; `above` is the line before it, or zeros. */
static void
restore_line(uint8_t *line, const uint8_t *above, struct bytes filtered, size_t pixel)
{
	uint8_t filter = filtered.data[0];

	for (size_t i = 0; i + 1 < filtered.size; i++) {
		uint8_t left = i >= pixel ? line[i - pixel] : 0;
		uint8_t corner = i >= pixel ? above[i - pixel] : 0;

		line[i] = (uint8_t)(filtered.data[i + 1] +
				    guess_of(filter, left, above[i], corner));
	}
}

/* Appends the lines of a pass as they were before filtering. */
static bool
restore_pass(const struct png_header *header, const struct pass *pass,
	     struct cursor *filtered, struct buffer *out)
{
	enum { FILTERS = 5 };
	size_t size = (size_t)line_bytes(header, pass);
	size_t pixel = MAX(pixel_bits(header) / 8, 1);
	cleanup_free uint8_t *zeros = NULL;

	if (pass->height == 0)
		return true;
	if (filtered->rest.size < size + 1)
		return false;
	zeros = xcalloc(size + 1, 1);
	for (uint64_t y = 0; y < pass->height; y++) {
		struct bytes line = cursor_take(filtered, size + 1);
		uint8_t *at = buffer_reserve(out, size);

		if (filtered->overrun || at == NULL || line.data[0] >= FILTERS)
			return false;
		restore_line(at, y == 0 ? zeros : at - size, line, pixel);
		out->size += size;
	}
	return true;
}

static bool
restore_image(const struct png_header *header, struct bytes filtered, struct buffer *out)
{
	struct cursor at = cursor_on(filtered);

	for (unsigned i = 0; i < count_passes(header); i++) {
		struct pass pass = pass_at(header, i);

		if (!restore_pass(header, &pass, &at, out))
			return false;
	}
	return at.rest.size == 0;
}

static bool
is_pixel_same(struct bytes a, struct bytes b, uint64_t bit, unsigned bits)
{
	size_t at = (size_t)(bit / 8);
	unsigned shift = 8 - bits - (unsigned)(bit % 8);

	if (bits >= 8)
		return memcmp(a.data + at, b.data + at, bits / 8) == 0;
	return ((a.data[at] ^ b.data[at]) >> shift & ((1U << bits) - 1)) == 0;
}

struct pixels {
	uint64_t differing, x, y; /* the place of the first; none when interlaced */
};

/* One line of each side, of a pass. */
static void
count_in_line(struct pixels *pixels, struct bytes a, struct bytes b,
	      const struct png_header *header, const struct pass *pass)
{
	unsigned bits = pixel_bits(header);

	for (uint64_t x = 0; x < pass->width; x++) {
		if (is_pixel_same(a, b, x * bits, bits))
			continue;
		if (pixels->differing++ == 0)
			pixels->x = x;
	}
}

static void
count_pixels(struct pixels *pixels, struct bytes published, struct bytes rebuilt,
	     const struct png_header *header)
{
	struct cursor left = cursor_on(published), right = cursor_on(rebuilt);

	for (unsigned i = 0; i < count_passes(header); i++) {
		struct pass pass = pass_at(header, i);
		size_t size = (size_t)line_bytes(header, &pass);

		for (uint64_t y = 0; y < pass.height; y++) {
			struct bytes a = cursor_take(&left, size);
			struct bytes b = cursor_take(&right, size);

			if (bytes_equal(a, b))
				continue;
			if (pixels->differing == 0)
				pixels->y = y;
			count_in_line(pixels, a, b, header, &pass);
		}
	}
}

static void
state_pixels(struct finding *finding, const struct pixels *pixels,
	     const struct png_header *header)
{
	uint64_t all = (uint64_t)header->width * header->height;

	if (pixels->differing == 0)
		finding_set_message(finding,
				    "the same pixels: only bits differ that fill "
				    "up the last bytes of lines");
	else if (header->interlace != 0)
		finding_set_message(finding,
				    "%" PRIu64 " of %" PRIu64
				    " pixels differ, in an interlaced image",
				    pixels->differing, all);
	else
		finding_set_message(finding,
				    "%" PRIu64 " of %" PRIu64
				    " pixels differ, the first in column %" PRIu64
				    " of line %" PRIu64,
				    pixels->differing, all, pixels->x, pixels->y);
}

static bool
are_headers_same(const struct difference *difference, struct png_header *header)
{
	struct png_header other = { 0 };

	*header = (struct png_header){ 0 };
	return png_header_read(difference->published_file, header) &&
	       png_header_read(difference->rebuilt_file, &other) &&
	       header->width == other.width && header->height == other.height &&
	       header->depth == other.depth && header->colour == other.colour &&
	       header->interlace == other.interlace && png_image_size(header) > 0;
}

bool
png_explain_image(struct finding *finding, const struct difference *difference,
		  const struct limits *limits)
{
	struct bytes published = tile_content_of(difference->published),
		     rebuilt = tile_content_of(difference->rebuilt);
	cleanup_buffer struct buffer left = BUFFER_INIT(published.size),
				     right = BUFFER_INIT(rebuilt.size);
	struct pixels pixels = { 0 };
	struct png_header header;

	if (!are_headers_same(difference, &header) ||
	    !restore_image(&header, published, &left) ||
	    !restore_image(&header, rebuilt, &right))
		return false;
	if (bytes_equal(buffer_bytes(&left), buffer_bytes(&right))) {
		finding->severity = SEVERITY_NOTE;
		finding_set_message(finding, "the same pixels: only the filters differ "
					     "that the lines had before compression");
		finding_set_cause(finding, "another encoder, or other settings of it",
				  NULL);
		return true;
	}
	explain_bytes(finding, buffer_bytes(&left), buffer_bytes(&right), limits);
	count_pixels(&pixels, buffer_bytes(&left), buffer_bytes(&right), &header);
	state_pixels(finding, &pixels, &header);
	return true;
}

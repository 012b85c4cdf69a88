/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections with SHF_COMPRESSED (gABI): a header with the method, the size and the
 * alignment of what is compressed, then a stream: of zlib (RFC 1950: two bytes of header,
 * deflate, and an Adler-32, most significant byte first).
 */
#include "compare/elf_tiles.h"

#include "compare/decode.h"

/* What the decoded stream is checked with. */
static uint32_t
adler32(struct bytes bytes)
{
	enum { BASE = 65521, STEP = 5552 };
	uint32_t low = 1, high = 0;

	while (bytes.size > 0) {
		struct bytes step = bytes_slice(bytes, 0, STEP);

		for (size_t i = 0; i < step.size; i++) {
			low += step.data[i];
			high += low;
		}
		low %= BASE;
		high %= BASE;
		bytes = bytes_slice(bytes, STEP, SIZE_MAX);
	}
	return high << 16 | low;
}

static void
tile_head(struct elf_tiles *tiles, struct bytes content, size_t decoded)
{
	struct cursor at = cursor_on(content);
	const struct elf *elf = &tiles->elf;
	size_t size = elf_address_size(elf);
	uint64_t number = elf_take(elf, &at, 4);

	tile_number(tiles->tiler, 4, "compression/type", (int64_t)number);
	if (elf->wide) {
		elf_take(elf, &at, 4);
		tile_padding(tiles->tiler, 4, "compression/reserved", 0);
	}
	tile_derived(tiles->tiler, size, "compression/size",
		     elf_take_address(elf, &at) == decoded);
	tile_number(tiles->tiler, size, "compression/addralign",
		    (int64_t)elf_take_address(elf, &at));
}

static bool
is_zlib(const struct elf *elf, struct bytes content)
{
	struct cursor at = cursor_on(content);

	return elf_take(elf, &at, 4) == ELFCOMPRESS_ZLIB;
}

bool
elf_tile_compressed(struct elf_tiles *tiles, struct bytes content)
{
	enum { ZLIB_HEADER = 2, ADLER = 4 };
	size_t head = tiles->elf.wide ? sizeof(Elf64_Chdr) : sizeof(Elf32_Chdr);
	struct bytes stream = bytes_slice(content, head + ZLIB_HEADER, SIZE_MAX);
	cleanup_buffer struct buffer decoded = budget_buffer(tiles->tiler->budget);
	struct tiler *tiler = tiles->tiler;
	struct error err;
	struct bytes sum;
	uint32_t wanted;
	size_t used;

	if (!is_zlib(&tiles->elf, content) || stream.size == 0)
		return false;
	if (decode_deflate(stream, &used, &decoded, &err) < 0) {
		if (err.kind == ERROR_LIMIT)
			budget_hit_decoding(tiler->budget);
		return false;
	}
	wanted = adler32(buffer_bytes(&decoded));
	tile_head(tiles, content, decoded.size);
	tile_text(tiler, ZLIB_HEADER, "compression/zlib");
	tile_stream(tiler, used, "stream", &decoded);
	sum = bytes_slice(stream, used, ADLER);
	tile_derived(tiler, sum.size, "compression/adler32",
		     sum.size == ADLER &&
			     wanted == ((uint32_t)sum.data[0] << 24 |
					(uint32_t)sum.data[1] << 16 |
					(uint32_t)sum.data[2] << 8 | sum.data[3]));
	if (stream.size > used + ADLER)
		tile_opaque(tiler, stream.size - used - ADLER, "rest",
			    "data after the end of the compressed section");
	return true;
}

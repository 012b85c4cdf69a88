/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections with SHF_COMPRESSED (gABI): a header with the method, the size and the
 * alignment of what is compressed, then a stream of zlib or a zstd file.
 */
#include "compare/elf_tiles.h"

#include "compare/decode_zlib.h"

/* As gABI has it since 2022; older headers do not. */
enum { ELF_COMPRESS_ZSTD = 2 };

/* With what it decodes to, the size can be checked. */
static void
tile_head(struct elf_tiles *tiles, struct bytes content, const struct buffer *decoded)
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
	number = elf_take_address(elf, &at);
	if (decoded != NULL)
		tile_derived(tiles->tiler, size, "compression/size",
			     number == decoded->size);
	else
		tile_number(tiles->tiler, size, "compression/size", (int64_t)number);
	tile_number(tiles->tiler, size, "compression/addralign",
		    (int64_t)elf_take_address(elf, &at));
}

static uint64_t
method_of(const struct elf *elf, struct bytes content)
{
	struct cursor at = cursor_on(content);

	return elf_take(elf, &at, 4);
}

static size_t
head_size(const struct elf *elf)
{
	return elf->wide ? sizeof(Elf64_Chdr) : sizeof(Elf32_Chdr);
}

/* The size that the header tells; zstd's own format looks into its stream. */
static bool
tile_zstd(struct elf_tiles *tiles, struct bytes content)
{
	size_t head = head_size(&tiles->elf);

	if (content.size <= head)
		return false;
	tile_head(tiles, content, NULL);
	tile_content(tiles->tiler, content.size - head, "content");
	return true;
}

static bool
tile_zlib(struct elf_tiles *tiles, size_t index, struct bytes content)
{
	struct bytes stream = bytes_slice(content, head_size(&tiles->elf), SIZE_MAX);
	cleanup_buffer struct buffer decoded = budget_buffer(tiles->tiler->budget);
	struct tiler *tiler = tiles->tiler;
	struct error err;
	size_t used;

	if (decode_zlib(stream, &used, &decoded, &err) < 0) {
		if (err.kind == ERROR_LIMIT)
			budget_hit_decoding(tiler->budget);
		return false;
	}
	tile_head(tiles, content, &decoded);
	tile_stream(tiler, used, "stream", &decoded);
	tile_set_number(tiler, (int64_t)index);
	if (stream.size > used)
		tile_opaque(tiler, stream.size - used, "rest",
			    "data after the end of the compressed section");
	return true;
}

bool
elf_tile_compressed(struct elf_tiles *tiles, size_t index, struct bytes content)
{
	switch (method_of(&tiles->elf, content)) {
	case ELFCOMPRESS_ZLIB:
		return tile_zlib(tiles, index, content);
	case ELF_COMPRESS_ZSTD:
		return tile_zstd(tiles, content);
	default:
		return false;
	}
}

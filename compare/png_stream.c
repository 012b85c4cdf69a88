/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The zlib streams of PNG.  That of the image is the data of all IDAT chunks one behind
 * the other; where it is cut says nothing, so what stands between two of them (a CRC, a
 * length, a type) is verified and then belongs to the stream as it is written.
 */
#include "base/memory.h"
#include "base/strings.h"
#include "compare/decode_zlib.h"
#include "compare/png.h"
#include "compare/png_image.h"

enum { START_SIZE = 8, CRC_SIZE = 4 };

/* Chunks of an image that stand together. */
struct run {
	struct bytes whole;   /* borrowed: from the first one's data to the last one's */
	struct bytes first;   /* borrowed: the first one's data */
	struct buffer joined; /* the data of all, where there are several */
	bool crc_right;	      /* of the last one */
	bool sums_right;      /* of all before it */
	unsigned count;
};

static void
run_release(struct run *run)
{
	buffer_release(&run->joined);
}

static void
add_chunk(struct run *run, const struct png_chunk *chunk)
{
	if (run->count++ == 0) {
		run->first = run->whole = chunk->data;
	} else {
		if (run->count == 2)
			buffer_append(&run->joined, run->first);
		buffer_append(&run->joined, chunk->data);
		run->sums_right &= run->crc_right;
		run->whole.size =
			(size_t)(chunk->data.data - run->whole.data) + chunk->data.size;
	}
	run->crc_right = png_crc_right(chunk);
}

static void
read_run(struct run *run, struct bytes rest)
{
	struct png_chunk chunk;

	*run = (struct run){ .joined = BUFFER_INIT(rest.size), .sums_right = true };
	while (png_chunk_read(&chunk, rest) && strcmp(chunk.type, "IDAT") == 0) {
		add_chunk(run, &chunk);
		rest = bytes_slice(rest, PNG_CHUNK_FRAME + chunk.data.size, SIZE_MAX);
	}
}

static struct bytes
run_data(const struct run *run)
{
	return run->count == 1 ? run->first : buffer_bytes(&run->joined);
}

/* How much of the run the first `used` bytes of its data take. */
static size_t
size_in_run(const struct run *run, size_t used)
{
	struct cursor at = cursor_on(run->whole);
	size_t size = run->first.size;

	if (used == run_data(run).size)
		return run->whole.size;
	while (used > size) {
		used -= size;
		cursor_take(&at, size + CRC_SIZE);
		size = cursor_u32be(&at);
		cursor_take(&at, START_SIZE - sizeof(uint32_t));
	}
	return run->whole.size - at.rest.size + used;
}

static void
complain_of_size(struct png *png, size_t decoded)
{
	struct png_header header;
	uint64_t size = png_header_read(png->tiler->content, &header)
				? png_image_size(&header)
				: 0;

	if (decoded > size)
		tile_complain(png->tiler, "holds more than the image");
	else if (decoded < size)
		tile_complain(png->tiler, "holds less than the image");
}

/* The stream's bytes that follow its end, or all of them when it is none. */
static void
take_broken(struct png *png, size_t size, const char *key, const struct error *err)
{
	if (err->kind == ERROR_LIMIT)
		budget_hit_decoding(png->tiler->budget);
	tile_opaque(png->tiler, size, key,
		    err->kind == ERROR_LIMIT ? NULL : err->message);
}

static void
take_run(struct png *png, const struct run *run)
{
	cleanup_buffer struct buffer decoded = budget_buffer(png->tiler->budget);
	struct error err = { .kind = ERROR_NONE };
	size_t used, size, unpacked;

	if (decode_zlib(run_data(run), &used, &decoded, &err) < 0) {
		take_broken(png, run->whole.size, "IDAT/stream", &err);
		return;
	}
	size = size_in_run(run, used);
	unpacked = decoded.size;
	tile_stream(png->tiler, size, "IDAT/stream", &decoded);
	tile_set_format(png->tiler, &format_raw);
	complain_of_size(png, unpacked);
	if (!run->sums_right)
		tile_complain(png->tiler, "a chunk has another CRC than its data make");
	if (size < run->whole.size)
		tile_opaque(png->tiler, run->whole.size - size, "IDAT/after",
			    "data after the end of the image stream");
}

int
png_take_image(struct png *png, struct error *err)
{
	__attribute__((cleanup(run_release))) struct run run = { 0 };

	if (png->seen_image)
		return error_set(err, ERROR_MALFORMED,
				 "image data that do not stand with the rest of them");
	png->seen_image = true;
	read_run(&run, tiler_rest(png->tiler));
	tile_derived(png->tiler, START_SIZE, "IDAT/start", true);
	take_run(png, &run);
	tile_derived(png->tiler, CRC_SIZE, "IDAT/crc", run.crc_right);
	return 0;
}

void
png_take_stream(struct png *png, size_t size, const char *key)
{
	cleanup_buffer struct buffer decoded = budget_buffer(png->tiler->budget);
	struct error err = { .kind = ERROR_NONE };
	size_t used;

	if (decode_zlib(bytes_slice(tiler_rest(png->tiler), 0, size), &used, &decoded,
			&err) < 0) {
		take_broken(png, size, key, &err);
		return;
	}
	tile_stream(png->tiler, used, key, &decoded);
	if (used < size)
		tile_opaque(png->tiler, size - used, "after",
			    "data after the end of a stream");
}

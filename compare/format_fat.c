/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fat files: one Mach-O file (or one archive) for each of several processors (Apple's
 * mach-o/fat.h).
 *
 * The magic, whose highest byte comes first, is that of Java's classes too.  It is
 * followed by a number of slices (in a class by its version, which is larger than any
 * system has processors for), and for each slice the processor, where it stands, how long
 * it is and how it is aligned.  A reader takes the slice that suits its processor best
 * and does not look at the others: what differs between slices is hidden from whoever
 * looks at one.
 */
#include "compare/format.h"

#include <stdio.h>
#include <sys/param.h>

#include "compare/macho.h"
#include "compare/macho_words.h"

enum {
	MAGIC = 0xcafebabe,
	MAGIC_64 = 0xcafebabf,
	HEAD = 8,
	SLICES_MAX = 32,
	ALIGN_MAX = 20,
	LONG = 4,
};

struct slice {
	uint32_t cpu, kind, align;
	uint64_t offset, size;
};

static size_t
slice_size(bool wide)
{
	enum { NARROW = 20, WIDE = 32 };

	return wide ? WIDE : NARROW;
}

static struct slice
read_slice(struct bytes content, bool wide, unsigned index)
{
	struct cursor at = cursor_on(
		bytes_slice(content, HEAD + index * slice_size(wide), slice_size(wide)));
	struct slice slice = { .cpu = cursor_u32be(&at), .kind = cursor_u32be(&at) };

	slice.offset = wide ? cursor_u64be(&at) : cursor_u32be(&at);
	slice.size = wide ? cursor_u64be(&at) : cursor_u32be(&at);
	slice.align = cursor_u32be(&at);
	return slice;
}

/* How many slices there are, all of them in the file; 0 when it is no fat file. */
static unsigned
count_slices(struct bytes content, bool *wide)
{
	struct cursor at = cursor_on(content);
	uint32_t magic = cursor_u32be(&at), count = cursor_u32be(&at);

	*wide = magic == MAGIC_64;
	if ((magic != MAGIC && magic != MAGIC_64) || count > SLICES_MAX)
		return 0;
	for (uint32_t i = 0; i < count; i++) {
		struct slice slice = read_slice(content, *wide, i);

		if (slice.offset < HEAD + count * slice_size(*wide) ||
		    slice.offset > content.size ||
		    slice.size > content.size - slice.offset || slice.align > ALIGN_MAX ||
		    slice.offset % (UINT64_C(1) << slice.align) != 0)
			return 0;
	}
	return count;
}

static int
fat_recognize(struct bytes content)
{
	bool wide;

	return count_slices(content, &wide) > 0 ? 96 : 0;
}

static bool
take_slice(struct tiler *tiler, struct bytes content, bool wide, unsigned index)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
	struct slice slice = read_slice(content, wide, index);

	macho_append_cpu(slice.cpu, slice.kind, &name);
	if (!tiler_member(tiler, buffer_bytes(&name), 's'))
		return false;
	tile_seek(tiler, HEAD + index * slice_size(wide));
	tile_text(tiler, 2 * LONG, "header/cpu");
	tile_set_value(tiler, buffer_bytes(&name));
	tile_derived(tiler, wide ? 4 * LONG : 2 * LONG, "header/place", true);
	tile_number(tiler, LONG, "header/align", slice.align);
	if (wide)
		tile_text(tiler, LONG, "header/reserved");
	tile_seek(tiler, (size_t)slice.offset);
	tile_content(tiler, (size_t)slice.size, "content");
	tiler_end_member(tiler);
	return true;
}

static int
fat_tile(struct tiler *tiler, struct error *err)
{
	struct bytes content = tiler->content;
	bool wide;
	unsigned count = count_slices(content, &wide);

	if (count == 0)
		return error_set(err, ERROR_MALFORMED, "no fat file");
	tiler->zero_gaps = true;
	tiler->gap_complaint = "bytes that belong to no slice";
	tile_field(tiler, LONG, "magic", "%d bits", wide ? 64 : 32);
	tile_derived(tiler, LONG, "slice-count", true);
	for (unsigned i = 0; i < count; i++)
		if (!take_slice(tiler, content, wide, i))
			break;
	return 0;
}

static void
fat_judge(struct finding *finding, const struct difference *difference)
{
	if (difference->rebuilt == NULL && difference->published != NULL &&
	    difference->member != NULL)
		finding_raise(finding, SEVERITY_ALARM);
}

const struct format format_fat = {
	.name = "fat",
	.said = "a fat Mach-O file",
	.recognize = fat_recognize,
	.tile = fat_tile,
	.judge = fat_judge,
};

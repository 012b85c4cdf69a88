/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RPM packages, version 3 and 4 (rpm's docs/manual/format_v4.md, format_header.md and
 * signatures_digests.md).
 *
 * A package is a lead of 96 bytes that nobody reads today; a header with signatures and
 * digests, filled up to a multiple of eight; the main header; and the payload, a cpio
 * archive that is compressed as PAYLOADCOMPRESSOR says.  A header is an index of tags,
 * each with a type, a count and an offset, and a store with their data.  In the main
 * header are the dependencies, the scripts that rpm runs as root, and for each file its
 * mode, owner, digest and capabilities: what is installed follows these, and only the
 * contents come from the payload.  A region tag (HEADERIMMUTABLE) says which part of the
 * index was there when the header was signed.
 *
 * Between builds vary: BUILDTIME, BUILDHOST, the digests, and signatures, which a rebuilt
 * package has not.  To hide something there are: scripts, triggers, tags outside of the
 * region, data that no tag points to, and a payload that differs from what the header
 * says.
 */
#include "compare/format_rpm.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/rpm_tiles.h"

enum { LEAD_SIZE = 96, NAME_SIZE = 66, RESERVED_SIZE = 16 };

static const uint8_t magic[] = { 0xed, 0xab, 0xee, 0xdb };

static int
recognize(struct bytes content)
{
	return bytes_start_with(content, BYTES_OF(magic)) && content.size > LEAD_SIZE ? 95
										      : 0;
}

static void
take_lead(struct tiler *tiler)
{
	struct cursor at = cursor_on(tiler->content);
	struct bytes name;

	cursor_take(&at, sizeof(magic));
	tile_text(tiler, sizeof(magic), "lead/magic");
	tile_number(tiler, 1, "lead/major", cursor_u8(&at));
	tile_number(tiler, 1, "lead/minor", cursor_u8(&at));
	tile_number(tiler, 2, "lead/type", cursor_u16be(&at));
	tile_number(tiler, 2, "lead/architecture", cursor_u16be(&at));
	name = bytes_before(cursor_take(&at, NAME_SIZE), 0);
	tile_text(tiler, name.size, "lead/name");
	tile_padding(tiler, NAME_SIZE - name.size, "lead/name/padding", 0);
	tile_number(tiler, 2, "lead/system", cursor_u16be(&at));
	tile_number(tiler, 2, "lead/signature-type", cursor_u16be(&at));
	tile_padding(tiler, RESERVED_SIZE, "lead/reserved", 0);
}

/* The payload is what rpm unpacks: never a package again, or a folder of text. */
static void
take_payload(struct tiler *tiler)
{
	static const struct format *const formats[] = {
		&format_cpio, &format_gzip, &format_bzip2,
		&format_xz,   &format_lzma, &format_zstd,
	};
	const struct format *seen = format_recognize(tiler_rest(tiler));

	tile_content(tiler, SIZE_MAX, "content");
	for (size_t i = 0; i < array_length(formats); i++)
		if (seen == formats[i])
			return;
	tile_set_format(tiler, &format_raw);
}

static size_t
end_of(const struct rpm_header *header)
{
	return header->at + header->whole.size;
}

static int
take_parts(struct rpm_package *package, struct error *err)
{
	struct tiler *tiler = package->tiler;
	size_t end;

	if (rpm_header_read(&package->signature, tiler->content, LEAD_SIZE, err) < 0)
		return error_wrap(err, "the signature header");
	end = end_of(&package->signature);
	if (rpm_header_read(&package->main, tiler->content, (end + 7) / 8 * 8, err) < 0)
		return error_wrap(err, "the main header");
	package->payload = end_of(&package->main);
	if (rpm_tiles_take(package, &package->signature, err) < 0)
		return -1;
	tile_seek(tiler, end);
	tile_padding(tiler, package->main.at - end, "signature/padding", 0);
	if (rpm_tiles_take(package, &package->main, err) < 0)
		return -1;
	tile_seek(tiler, package->payload);
	if (!tiler_member(tiler, bytes_of_text("payload"), 's'))
		return error_set(err, ERROR_LIMIT, "too many members");
	take_payload(tiler);
	tiler_end_member(tiler);
	return 0;
}

static int
rpm_tile(struct tiler *tiler, struct error *err)
{
	struct rpm_package package = { .tiler = tiler };
	int taken;

	tiler->zero_gaps = true;
	tiler->gap_complaint = "no tag points here";
	take_lead(tiler);
	taken = take_parts(&package, err);
	rpm_header_release(&package.signature);
	rpm_header_release(&package.main);
	return taken;
}

const struct format format_rpm = {
	.name = "rpm",
	.said = "an RPM package",
	.recognize = recognize,
	.tile = rpm_tile,
	.explain_part = rpm_explain_part,
	.judge = rpm_judge,
};

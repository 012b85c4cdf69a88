/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "compare/zip_meaning.h"
#include "compare/zip_tiles.h"

/* A host only matters where it says how to read the attributes: 0 for those whose are
 * MS-DOS's, its number for any other. */
static void
take_made_by(struct tiler *tiler, uint16_t made_by)
{
	uint8_t host = (uint8_t)(made_by >> 8), version = (uint8_t)made_by;
	const char *name = zip_host_name(host);

	if (name != NULL)
		tile_field(tiler, 6, "made-by", "%s, %u.%u", name, version / 10U,
			   version % 10U);
	else
		tile_field(tiler, 6, "made-by", "system %u, %u.%u", host, version / 10U,
			   version % 10U);
	tile_set_number(tiler, zip_host_is_dos(host) ? 0 : host);
}

static bool
is_ascii(struct bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] >= 0x80)
			return false;
	return true;
}

/* That names are in UTF-8 says nothing of those that are in ASCII, nor how hard the
 * compressor tried of what comes out.  Whether sizes stand behind the content is a matter
 * of packing, but not where it is encrypted: it decides how a password is checked. */
static void
take_flags(struct tiler *tiler, const struct zip_entry *entry)
{
	uint16_t flags = entry->header.flags, method = entry->header.method;

	tile_field(tiler, 2, "flags", "%04x", flags);
	if (is_ascii(entry->header.name) && is_ascii(entry->comment))
		flags &= (uint16_t)~ZIP_UTF8;
	if (method == ZIP_STORED || method == ZIP_DEFLATED)
		flags &= (uint16_t)~ZIP_LEVEL;
	if ((flags & ZIP_ENCRYPTED) == 0)
		flags &= (uint16_t)~ZIP_DESCRIPTOR;
	tile_set_number(tiler, flags);
}

static void
take_method(struct tiler *tiler, uint16_t method)
{
	const char *name = zip_method_name(method);

	if (name != NULL)
		tile_field(tiler, 2, "method", "%s", name);
	else
		tile_field(tiler, 2, "method", "%u", method);
	tile_set_number(tiler, method);
}

/* A password is checked against the time where the CRC-32 stands behind the content
 * (APPNOTE 6.1.6, and Info-ZIP): then it is no number that a rule could cover. */
static void
take_time(struct tiler *tiler, const struct zip_header *header)
{
	enum { CHECKED = ZIP_ENCRYPTED | ZIP_DESCRIPTOR };
	uint32_t time = header->time;
	int64_t number = zip_time_of(time);

	tile_field(tiler, 4, "mtime", "%04u-%02u-%02u %02u:%02u:%02u",
		   (time >> 25) + 1980U, time >> 21 & 0xf, time >> 16 & 0x1f,
		   time >> 11 & 0x1f, time >> 5 & 0x3f, (time & 0x1f) * 2);
	if ((header->flags & CHECKED) != CHECKED)
		tile_set_number(tiler, number);
	if (number == NOT_A_NUMBER)
		tile_complain(tiler, "is no time");
}

static void
take_mode(struct tiler *tiler, const struct zip_entry *entry)
{
	tile_field(tiler, 2, "mode", "%06o", zip_mode_of(entry));
	tile_set_number(tiler, zip_mode_of(entry));
}

static void
take_offset(struct zip_scene *scene)
{
	char text[24];

	zip_derive(scene, 4, "offset", true);
	snprintf(text, sizeof(text), "%" PRIu64, scene->entry->offset);
	tile_set_value(scene->tiler, bytes_of_text(text));
	if (scene->local == NULL)
		tile_complain(scene->tiler, "leads to no local header");
	else if (scene->overlaps)
		tile_complain(scene->tiler, "leads into another member");
}

/* What they are about may be held from us: then they are facts of their own. */
static void
take_central_sums(struct zip_scene *scene)
{
	const struct zip_entry *entry = scene->entry;
	struct tiler *tiler = scene->tiler;

	if (scene->stream != NULL) {
		zip_derive(scene, 4, "crc32", true);
		tile_says(tiler, scene->stream, ENCODED_CRC32);
		zip_derive(scene, 8, "size", true);
		tile_says(tiler, scene->stream, ENCODED_SIZE);
	} else {
		tile_field(tiler, 4, "crc32", "%08" PRIx32, entry->header.crc32);
		tile_field(tiler, 8, "size", "%" PRIu64 " of %" PRIu64, entry->compressed,
			   entry->size);
	}
}

void
zip_central_take(struct zip_scene *scene)
{
	struct tiler *tiler = scene->tiler;
	const struct zip_entry *entry = scene->entry;
	const struct zip_header *header = &entry->header;

	tile_seek(tiler, entry->at);
	take_made_by(tiler, entry->made_by);
	zip_take_needs(tiler, 2, "needs", header->needs);
	take_flags(tiler, entry);
	take_method(tiler, header->method);
	take_time(tiler, header);
	take_central_sums(scene);
	zip_derive(scene, 6, "lengths", true);
	tile_field(tiler, 6, "attributes", "disk %u, internal %u, dos %04x", entry->disk,
		   entry->internal, entry->external & 0xffff);
	if (entry->disk != 0)
		tile_complain(tiler, "the archive is cut into several files");
	take_mode(tiler, entry);
	take_offset(scene);
	tile_text(tiler, header->name.size, "path");
	zip_extra_take(tiler, entry, header);
	if (entry->comment.size > 0)
		tile_text(tiler, entry->comment.size, "comment");
}

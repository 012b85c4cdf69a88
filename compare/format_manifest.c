/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Manifests of jars (JAR File Specification, "JAR Manifest").
 *
 * Lines "Name: value" of at most 72 bytes; a line that begins with one space continues
 * the value before it, even in the middle of a character.  Lines end in CR LF, LF or CR,
 * and a blank line ends a section.  The first section is about the archive: which class
 * runs (Main-Class), which other jars are loaded with it (Class-Path), which agents see
 * every class.  Each further one begins with "Name: ", and is about the member that is
 * called so: its digests, and whether its package is sealed.  Names of headers are the
 * same in any case; of two with one name, and of two sections about one member, readers
 * take one or the other or both, which is a complaint.
 *
 * Between builds vary: who built it, when, with which tools, and how long lines are
 * folded.  A reader that forgets that lines continue can be led to take a part of one
 * value for the end of another.
 *
 * Sections about members are members, of which digests are claims that are held against
 * the archive.  Nothing tells a manifest from other text but its place in the jar
 * (jar.h).
 */
#include "compare/format.h"

#include <stdlib.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/jar.h"
#include "compare/jar_manifest.h"

static int
manifest_recognize(struct bytes content)
{
	(void)content;
	return 0;
}

static void
take_header(struct tiler *tiler, const struct manifest_header *header)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX),
				     value = BUFFER_INIT(SIZE_MAX);
	enum digest_kind kind;
	struct digest digest;

	buffer_append(&key, header->name);
	jar_manifest_append_value(header, &value);
	tile_text(tiler, header->whole.size, buffer_text(&key));
	tile_set_value(tiler, buffer_bytes(&value));
	if (!header->ended)
		tile_complain(tiler, "the last line has no end: some readers drop it");
	else if (bytes_before(buffer_bytes(&value), 0).size < value.size)
		tile_complain(tiler, "some readers end the value at its NUL");
	if (tiler->member != NO_MEMBER &&
	    jar_manifest_digest_kind(header->name, "-Digest", &kind) &&
	    jar_manifest_read_digest(header, kind, &digest))
		tile_set_claim(tiler);
}

/* Whether nothing but digests follows in the section, as a program that signs writes it.
 */
static bool
has_only_digests(struct bytes rest)
{
	struct cursor at = cursor_on(rest);
	struct manifest_section section;
	struct manifest_header header;
	size_t digests = 0;

	jar_manifest_take_section(&at, &section);
	at = cursor_on(section.headers);
	jar_manifest_take(&at, &header);
	while (jar_manifest_take(&at, &header) == MANIFEST_HEADER) {
		enum digest_kind kind;
		struct digest digest;

		if (!jar_manifest_digest_kind(header.name, "-Digest", &kind) ||
		    !jar_manifest_read_digest(&header, kind, &digest))
			return false;
		digests++;
	}
	return digests > 0;
}

static int
begin_section(struct tiler *tiler, const struct manifest_header *header,
	      struct error *err)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
	bool only_digests = has_only_digests(tiler_rest(tiler));

	if (!jar_manifest_name_is(header, "Name"))
		return error_set(err, ERROR_MALFORMED,
				 "a section does not begin with the name of a member");
	jar_manifest_append_value(header, &name);
	if (!tiler_member(tiler, buffer_bytes(&name), 's'))
		return error_set(err, ERROR_LIMIT, "too many sections");
	take_header(tiler, header);
	tile_set_number(tiler, only_digests ? JAR_ONLY_DIGESTS : 0);
	return 0;
}

struct sorted_tile {
	struct tile *tile;
};

static int
order_headers(const void *a, const void *b)
{
	const struct tile *left = ((const struct sorted_tile *)a)->tile;
	const struct tile *right = ((const struct sorted_tile *)b)->tile;

	if (left->member != right->member)
		return left->member < right->member ? -1 : 1;
	return strcasecmp(left->key, right->key);
}

/* The sections' first tiles, which have their names for values. */
static int
order_sections(const void *a, const void *b)
{
	const struct tile *left = ((const struct sorted_tile *)a)->tile;
	const struct tile *right = ((const struct sorted_tile *)b)->tile;

	return strcmp(left->value, right->value);
}

static void
complain_of_equals(struct sorted_tile *tiles, size_t count,
		   int (*order)(const void *a, const void *b), const char *complaint)
{
	if (count > 0)
		qsort(tiles, count, sizeof(*tiles), order);
	for (size_t i = 1; i < count; i++)
		if (order(&tiles[i - 1], &tiles[i]) == 0)
			tiles[i - 1].tile->complaint = tiles[i].tile->complaint =
				complaint;
}

static void
complain_of_duplicates(struct tiling *tiling)
{
	cleanup_free struct sorted_tile *tiles =
		xcalloc(tiling->tile_count + 1, sizeof(*tiles));
	size_t count = 0;

	for (size_t i = 0; i < tiling->tile_count; i++)
		if (strcmp(tiling->tiles[i].key, MANIFEST_BLANK_KEY) != 0)
			tiles[count++].tile = &tiling->tiles[i];
	complain_of_equals(tiles, count, order_headers, "stands twice in one section");
	for (size_t i = 0; i < tiling->member_count; i++)
		tiles[i].tile = &tiling->tiles[tiling->members[i].first];
	complain_of_equals(tiles, tiling->member_count, order_sections,
			   "there are two sections of this name");
}

static int
take_parts(struct tiler *tiler, struct error *err)
{
	bool begins = false;

	while (tiler_rest(tiler).size > 0) {
		struct cursor at = cursor_on(tiler_rest(tiler));
		struct manifest_header header;
		enum manifest_part part = jar_manifest_take(&at, &header);

		if (part == MANIFEST_NEITHER)
			return error_set(err, ERROR_MALFORMED, "a line is no header");
		if (part == MANIFEST_BLANK) {
			tile_field(tiler, header.whole.size, MANIFEST_BLANK_KEY, "%s",
				   "");
			begins = true;
			continue;
		}
		if (!begins)
			take_header(tiler, &header);
		else if (begin_section(tiler, &header, err) < 0)
			return -1;
		begins = false;
	}
	return 0;
}

static int
manifest_tile(struct tiler *tiler, struct error *err)
{
	int taken = take_parts(tiler, err);

	complain_of_duplicates(tiler->tiling);
	return taken;
}

const struct format format_manifest = {
	.name = "manifest",
	.said = "a manifest of a jar",
	.is_text = true,
	.recognize = manifest_recognize,
	.tile = manifest_tile,
	.judge = jar_manifest_judge,
	.normalize = jar_manifest_normalize,
};

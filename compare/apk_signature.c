/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The APK Signing Block (source.android.com, "APK Signature Scheme v2" and "v3").
 *
 * It ends where the directory begins: its size without this field (64 bits), pairs of a
 * size (64 bits), an id (32 bits) and a value, the size once more, and "APK Sig Block
 * 42". No entry of the archive points to it, and Android passes over pairs with an id
 * that it does not know, so that anything can be put there: some stores write where a
 * package was downloaded.  apksigner fills a pair with zeros until the block has a
 * multiple of 4096 bytes, and zeros before it until it begins at one.
 *
 * A pair of scheme v2, v3 or v3.1 holds signers, each with the digests of the file, its
 * certificates, attributes and signatures; lists and their elements have their size (32
 * bits) before them.  A digest is one of digests: of each piece of 1 MiB of what stands
 * before the block, of the directory, and of its end, in which the block's offset stands
 * for the directory's.  Whose signatures these are, and whether their numbers are right,
 * is not judged here; that they are about this file is.
 */
#include "compare/apk_signature.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/memory.h"
#include "compare/decode.h"

enum {
	SIZE_SIZE = 8,
	PAIR_HEADER_SIZE = 12,
	BLOCK_MAGIC_SIZE = 16,
	FRAME_SIZE = 2 * SIZE_SIZE + BLOCK_MAGIC_SIZE,
	PAIRS_MAX = 64, /* a block has three or four */
	PIECE = 1 << 20,
};

enum apk_pair { APK_V2 = 0x7109871a, APK_PADDING = 0x42726577 };

static const char block_magic[] = "APK Sig Block 42";

/* A scheme, by the id of its pair. */
static const struct scheme {
	uint32_t id;
	const char *name;
	bool versions; /* signers say which versions of Android they are for */
} schemes[] = {
	{ APK_V2, "v2", false },
	{ 0xf05368c0, "v3", true },
	{ 0x1b93ad61, "v3.1", true },
};

/* Algorithms of signatures by what they digest the file with. */
static const struct {
	uint32_t id;
	enum digest_kind kind;
} algorithms[] = {
	{ 0x0101, DIGEST_SHA256 }, { 0x0103, DIGEST_SHA256 }, { 0x0201, DIGEST_SHA256 },
	{ 0x0301, DIGEST_SHA256 }, { 0x0102, DIGEST_SHA512 }, { 0x0104, DIGEST_SHA512 },
	{ 0x0202, DIGEST_SHA512 },
};

/* What signatures are held against. */
struct check {
	const struct zip *zip;
	bool versions;		      /* of the scheme */
	struct digest sha256, sha512; /* of the file, once they are asked for */
	bool known;		      /* a digest was found right */
	const char *complaint;
};

struct bytes
apk_block_find(struct bytes content, size_t directory)
{
	enum { FOOTER = SIZE_SIZE + BLOCK_MAGIC_SIZE };
	struct bytes before = bytes_slice(content, 0, directory), none = { 0 };
	struct cursor at;
	uint64_t size;

	if (before.size < SIZE_SIZE + FOOTER)
		return none;
	at = cursor_on(bytes_slice(before, before.size - FOOTER, FOOTER));
	size = cursor_u64le(&at);
	if (!bytes_equal_text(at.rest, block_magic) || size < FOOTER ||
	    size > before.size - SIZE_SIZE)
		return none;
	before = bytes_slice(before, before.size - (size_t)size - SIZE_SIZE, SIZE_MAX);
	at = cursor_on(before);
	return cursor_u64le(&at) == size ? before : none;
}

static void
add_pieces(struct digest_state *state, enum digest_kind kind, struct bytes section)
{
	enum { PIECE_MARK = 0xa5 };

	for (size_t at = 0; at < section.size; at += PIECE) {
		struct bytes piece = bytes_slice(section, at, PIECE);
		struct digest_state *inner = digest_begin(kind);
		uint32_t size = (uint32_t)piece.size;
		uint8_t start[] = { PIECE_MARK, (uint8_t)size, (uint8_t)(size >> 8),
				    (uint8_t)(size >> 16), (uint8_t)(size >> 24) };
		struct digest digest;

		digest_add(inner, BYTES_OF(start));
		digest_add(inner, piece);
		digest_end(inner, &digest);
		digest_add(state, (struct bytes){ digest.data, digest.size });
	}
}

static uint32_t
count_pieces(struct bytes section)
{
	return (uint32_t)((section.size + PIECE - 1) / PIECE);
}

static struct digest
digest_file(const struct zip *zip, enum digest_kind kind)
{
	enum { FILE_MARK = 0x5a, OFFSET = 16 };
	struct bytes content = zip->content;
	size_t block = zip->end.directory - zip->signing_block.size;
	struct bytes end = bytes_slice(content, zip->end.at, SIZE_MAX);
	cleanup_buffer struct buffer changed = BUFFER_INIT(end.size + 1);
	struct bytes sections[3] = {
		bytes_slice(content, 0, block),
		bytes_slice(content, zip->end.directory,
			    zip->end.at - zip->end.directory),
	};
	struct digest_state *state = digest_begin(kind);
	struct digest digest;
	uint32_t count = 0;
	uint8_t start[5];

	buffer_append(&changed, bytes_slice(end, 0, OFFSET));
	encode_number(&changed, block, sizeof(uint32_t));
	buffer_append(&changed, bytes_slice(end, changed.size, SIZE_MAX));
	sections[2] = buffer_bytes(&changed);
	for (size_t i = 0; i < array_length(sections); i++)
		count += count_pieces(sections[i]);
	start[0] = FILE_MARK;
	for (unsigned i = 0; i < 4; i++)
		start[1 + i] = (uint8_t)(count >> (8 * i));
	digest_add(state, BYTES_OF(start));
	for (size_t i = 0; i < array_length(sections); i++)
		add_pieces(state, kind, sections[i]);
	digest_end(state, &digest);
	return digest;
}

static const struct digest *
digest_of_file(struct check *check, enum digest_kind kind)
{
	struct digest *digest = kind == DIGEST_SHA256 ? &check->sha256 : &check->sha512;

	if (digest->size == 0)
		*digest = digest_file(check->zip, kind);
	return digest;
}

/* What has its size before it. */
static struct bytes
take_sized(struct cursor *at)
{
	return cursor_take(at, cursor_u32le(at));
}

/* "algorithm, digest"; of algorithms that are not known here nothing is said. */
static void
check_digest(struct check *check, struct bytes element)
{
	struct cursor at = cursor_on(element);
	uint32_t algorithm = cursor_u32le(&at);
	struct bytes said = take_sized(&at);

	if (at.overrun || at.rest.size > 0)
		check->complaint = "holds digests that are none";
	for (size_t i = 0; i < array_length(algorithms); i++) {
		const struct digest *digest;

		if (algorithms[i].id != algorithm)
			continue;
		digest = digest_of_file(check, algorithms[i].kind);
		if (bytes_equal(said, (struct bytes){ digest->data, digest->size }))
			check->known = true;
		else
			check->complaint = "is about another file";
	}
}

static void
check_signed_data(struct check *check, struct bytes data)
{
	struct cursor at = cursor_on(data);
	struct cursor digests = cursor_on(take_sized(&at));

	take_sized(&at); /* certificates */
	if (check->versions)
		cursor_take(&at, 8);
	take_sized(&at); /* attributes */
	while (digests.rest.size > 0 && !digests.overrun && check->complaint == NULL)
		check_digest(check, take_sized(&digests));
	/* apksigner writes an empty list more. */
	if (at.overrun || digests.overrun || !bytes_are_all(at.rest, 0))
		check->complaint = "does not follow the format of its kind";
}

static void
check_signer(struct check *check, struct bytes signer)
{
	struct cursor at = cursor_on(signer);

	check_signed_data(check, take_sized(&at));
	if (check->versions)
		cursor_take(&at, 8);
	take_sized(&at); /* signatures */
	take_sized(&at); /* public key */
	if (check->complaint == NULL && (at.overrun || at.rest.size > 0))
		check->complaint = "does not follow the format of its kind";
}

static void
check_signers(struct check *check, struct bytes value)
{
	struct cursor at = cursor_on(value);
	struct cursor signers = cursor_on(take_sized(&at));

	if (at.overrun || at.rest.size > 0 || signers.rest.size == 0)
		check->complaint = "holds no signers";
	/* Android reads no package of such a kind. */
	else if (check->zip->end.zip64_at != UINT64_MAX)
		check->complaint = "stands in an archive that has zip64 records";
	while (signers.rest.size > 0 && !signers.overrun && check->complaint == NULL)
		check_signer(check, take_sized(&signers));
	if (signers.overrun && check->complaint == NULL)
		check->complaint = "does not follow the format of its kind";
}

static const struct scheme *
find_scheme(uint32_t id)
{
	for (size_t i = 0; i < array_length(schemes); i++)
		if (schemes[i].id == id)
			return &schemes[i];
	return NULL;
}

/* A pair of which no digest is of a kind that is known here is no signature to us. */
static void
take_scheme(struct tiler *tiler, struct check *check, const struct scheme *scheme,
	    struct bytes pair)
{
	char key[32];

	check->versions = scheme->versions;
	check->known = false;
	check->complaint = NULL;
	check_signers(check, bytes_slice(pair, PAIR_HEADER_SIZE, SIZE_MAX));
	snprintf(key, sizeof(key), "signature/%s%s", scheme->name,
		 check->known || check->complaint != NULL ? "" : "-unknown");
	tile_field(tiler, pair.size, key, "a signature of scheme %s, %zu bytes",
		   scheme->name, pair.size - PAIR_HEADER_SIZE);
	tile_complain(tiler, check->complaint);
}

/* The next pair of the block; false when what is left is none. */
static bool
next_pair(struct cursor *at, struct bytes *pair, uint32_t *id)
{
	struct bytes rest = at->rest;
	uint64_t size = cursor_u64le(at);
	struct cursor inner;

	if (at->overrun || size < 4 || size > at->rest.size)
		return false;
	inner = cursor_on(cursor_take(at, (size_t)size));
	*id = cursor_u32le(&inner);
	*pair = bytes_slice(rest, 0, SIZE_SIZE + (size_t)size);
	return true;
}

static struct cursor
pairs_of(struct bytes block)
{
	return cursor_on(bytes_slice(block, SIZE_SIZE, block.size - FRAME_SIZE));
}

static void
take_pair(struct tiler *tiler, struct check *check, uint32_t id, struct bytes pair)
{
	const struct scheme *scheme = find_scheme(id);
	char key[32];

	if (scheme != NULL) {
		take_scheme(tiler, check, scheme, pair);
	} else if (id == APK_PADDING) {
		tile_derived(tiler, PAIR_HEADER_SIZE, "signature/padding-size", true);
		tile_padding(tiler, pair.size - PAIR_HEADER_SIZE, "signature/padding", 0);
	} else {
		snprintf(key, sizeof(key), "signature/0x%08" PRIx32, id);
		tile_text(tiler, pair.size, key);
		tile_set_value(tiler, bytes_slice(pair, PAIR_HEADER_SIZE, SIZE_MAX));
	}
}

/* Whether any pair is of a scheme that is known. */
static bool
is_signed(struct bytes block)
{
	struct cursor at = pairs_of(block);
	struct bytes pair;
	uint32_t id;

	for (unsigned i = 0; i < PAIRS_MAX && next_pair(&at, &pair, &id); i++)
		if (find_scheme(id) != NULL)
			return true;
	return false;
}

void
apk_block_take(struct tiler *tiler, const struct zip *zip)
{
	enum { FOOTER = SIZE_SIZE + BLOCK_MAGIC_SIZE };
	struct bytes block = zip->signing_block, pair;
	struct cursor at = pairs_of(block);
	struct check check = { .zip = zip };
	size_t end = zip->end.directory - FOOTER;
	uint32_t id;

	tile_seek(tiler, zip->end.directory - block.size);
	tile_field(tiler, SIZE_SIZE, "signature", "a block of %zu bytes", block.size);
	if (!is_signed(block))
		tile_complain(tiler, "holds no signature");
	for (unsigned i = 0; i < PAIRS_MAX && next_pair(&at, &pair, &id); i++)
		take_pair(tiler, &check, id, pair);
	if (tiler->at < end)
		tile_opaque(tiler, end - tiler->at, "signature/rest",
			    "holds something that is no pair");
	tile_derived(tiler, FOOTER, "signature/end", true);
}

bool
apk_block_is_aligned(const struct zip *zip, size_t members_end)
{
	enum { PAGE = 4096 };
	size_t begin = zip_members_end(zip);

	return zip->signing_block.size > 0 && begin % PAGE == 0 && members_end < begin &&
	       begin - members_end < PAGE &&
	       bytes_are_all(bytes_slice(zip->content, members_end, begin - members_end),
			     0);
}

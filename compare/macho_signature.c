/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of a Mach-O file's code signature.  Digests follow from the file;
 * entitlements, which give rights to a program, are members that no rule covers; all the
 * rest is fields called "signature/...", which say who made it.
 */
#include <stdlib.h>
#include <sys/param.h>

#include "base/memory.h"
#include "compare/code_signature.h"
#include "compare/macho_tiles.h"

/* A blob and where it begins, as they stand in the file. */
struct placed_blob {
	size_t offset;
	struct bytes bytes;
	uint32_t slot;
};

static int
order_blobs(const void *a, const void *b)
{
	const struct placed_blob *left = a, *right = b;

	return (left->offset > right->offset) - (left->offset < right->offset);
}

static void
take_directory(struct macho_tiles *tiles, const struct code_signature *signature,
	       struct bytes directory)
{
	struct bytes digests = code_directory_digests(directory);
	bool right =
		tiles->directories > 0 && code_directory_is_right(signature, directory);
	size_t before;

	tiles->directories -= tiles->directories > 0;

	code_directory_describe(directory, &tiles->text);
	if (digests.size == 0) {
		macho_take_text(tiles, directory.size, "signature/directory");
		tile_complain(tiles->tiler, "is no code directory");
		return;
	}
	before = (size_t)(digests.data - directory.data);
	macho_take_text(tiles, before, "signature/directory");
	tile_set_symbolic(tiles->tiler);
	tile_derived(tiles->tiler, digests.size, "signature/digests", right);
	if (directory.size > before + digests.size)
		tile_text(tiles->tiler, directory.size - before - digests.size,
			  "signature/directory-rest");
}

static void
take_member(struct macho_tiles *tiles, const char *name, struct bytes blob)
{
	if (!tiler_member(tiles->tiler, bytes_of_text(name), 's'))
		return;
	tile_text(tiles->tiler, CODE_BLOB_HEAD, "header");
	tile_content(tiles->tiler, blob.size - CODE_BLOB_HEAD, "content");
	tiler_end_member(tiles->tiler);
}

static void
take_cms(struct macho_tiles *tiles, const struct code_signature *signature,
	 struct bytes blob)
{
	tile_field(tiles->tiler, blob.size, "signature/cms", "%zu bytes", blob.size);
	if (!code_cms_is_right(signature, blob))
		tile_complain(tiles->tiler, "is no signature of this file");
}

static void
take_blob(struct macho_tiles *tiles, const struct code_signature *signature,
	  const struct placed_blob *blob)
{
	switch (code_blob_magic(blob->bytes)) {
	case BLOB_DIRECTORY:
		take_directory(tiles, signature, blob->bytes);
		break;
	case BLOB_REQUIREMENTS:
		tile_text(tiles->tiler, blob->bytes.size, "signature/requirements");
		break;
	case BLOB_ENTITLEMENTS:
		take_member(tiles, "entitlements", blob->bytes);
		break;
	case BLOB_DER_ENTITLEMENTS:
		take_member(tiles, "entitlements-der", blob->bytes);
		break;
	case BLOB_CMS:
		take_cms(tiles, signature, blob->bytes);
		break;
	default:
		take_member(tiles, "signature-blob", blob->bytes);
	}
}

static void
take_blobs(struct macho_tiles *tiles, const struct code_signature *signature)
{
	struct placed_blob blobs[CODE_BLOBS_MAX];
	size_t count = 0, begin = tiles->tiler->at;

	for (unsigned i = 0; i < signature->count; i++) {
		uint32_t slot;
		struct bytes blob = code_signature_blob(signature, i, &slot);

		if (blob.size > 0)
			blobs[count++] = (struct placed_blob){
				(size_t)(blob.data - signature->file.data), blob, slot
			};
	}
	qsort(blobs, count, sizeof(blobs[0]), order_blobs);
	tile_derived(tiles->tiler, signature->index_size, "signature/index",
		     count == signature->count);
	for (size_t i = 0; i < count; i++) {
		/* One that lies on another is left to it. */
		if (blobs[i].offset < tiles->tiler->at)
			continue;
		tile_seek(tiles->tiler, blobs[i].offset);
		take_blob(tiles, signature, &blobs[i]);
	}
	tile_seek(tiles->tiler, begin + signature->bytes.size);
}

/* codesign leaves room for a signature that may become larger. */
static void
take_filling(struct macho_tiles *tiles, size_t end)
{
	if (tiles->tiler->at < end)
		tile_padding(tiles->tiler, end - tiles->tiler->at, "signature/filling",
			     0);
}

void
macho_tile_signature(struct macho_tiles *tiles, const struct macho_command *command,
		     const char *word)
{
	enum { PLACE = 8, SIZE = 12, END = 16 };
	const struct macho *macho = &tiles->macho;
	size_t offset = macho_u32(macho, command->bytes, PLACE);
	struct bytes bytes =
		macho_part(macho, offset, macho_u32(macho, command->bytes, SIZE));
	struct code_signature signature;

	(void)word;
	if (command->bytes.size < END)
		return;
	tile_derived(tiles->tiler, END, "signature/place",
		     bytes.size > 0 && offset + bytes.size == macho->content.size);
	if (tiles->has_signature)
		tile_complain(tiles->tiler, "is not the only signature");
	if (bytes.size == 0 || tiles->has_signature)
		return;
	tiles->has_signature = true;
	tile_seek(tiles->tiler, offset);
	if (code_signature_read(&signature, macho->content, offset, bytes.size)) {
		take_blobs(tiles, &signature);
		take_filling(tiles, offset + bytes.size);
	} else {
		tile_opaque(tiles->tiler, bytes.size, "signature",
			    "is no code signature");
	}
	tiles->end = MAX(tiles->end, tiles->tiler->at);
	tile_seek(tiles->tiler, command->offset + END);
}

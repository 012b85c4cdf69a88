/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiles of an image layout: as those of the archive or the folder, but for documents,
 * which become their values, and for the names of blobs, which follow from what they are
 * the digests of. */
#include "compare/oci_tiles.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"

struct cutting {
	struct oci_image *image; /* borrowed */
	struct tile *tiles;	 /* owned until they are the tiling's */
	size_t count;
	size_t member; /* of which tiles are being added */
	bool named;    /* its name has had its tile */
};

static struct tile *
add(struct cutting *cutting, const struct tile *tile)
{
	array_append(cutting->tiles, cutting->count, *tile);
	return &cutting->tiles[cutting->count - 1];
}

/* A piece of a document: its keys begin as no header field of an archive does. */
static struct tile *
add_piece(struct cutting *cutting, const struct tile *content, size_t start, size_t end,
	  const char *key)
{
	cleanup_free char *whole = xasprintf("$.%s", key);

	return add(
		cutting,
		&(struct tile){ .kind = TILE_FIELD,
				.key = tiling_text(cutting->image->tiling, whole),
				.number = NOT_A_NUMBER,
				.bytes = bytes_slice(content->bytes, start, end - start),
				.offset = content->offset + start,
				.member = cutting->member });
}

static bool
is_right_size(const struct oci_reference *reference, struct bytes text)
{
	cleanup_free char *right = xasprintf("%zu", reference->size);

	return bytes_equal_text(text, right);
}

/* What means a member has its role for a value, however the digest reads. */
static void
add_reference(struct cutting *cutting, const struct tile *content,
	      const struct json_part *part, const struct oci_reference *reference)
{
	struct tiling *tiling = cutting->image->tiling;
	cleanup_free char *before = xasprintf("%s:", part->path);
	const char *role = member_key(&tiling->members[reference->member]);
	cleanup_free char *said =
		xasprintf("%s%s",
			  reference->says == OCI_SIZE	    ? "the size of "
			  : reference->says == OCI_UNPACKED ? "what is in "
							    : "",
			  role);
	struct tile *tile = add_piece(cutting, content, part->start, part->value, before);

	tile->value = tiling_escaped(tiling, tile->bytes);
	tile = add_piece(cutting, content, part->value, part->end, part->path);
	tile->value = tiling_text(tiling, said);
	tile->symbolic = true;
	if (reference->says != OCI_SIZE) {
		tile->encoded = reference->stream;
		tile->says = ENCODED_DIGEST;
	} else if (!is_right_size(reference, part->text)) {
		tile->complaint = tiling_text(tiling, "is not the size of the blob");
	}
}

static void
add_document(struct cutting *cutting, const struct tile *content,
	     const struct oci_document *document)
{
	const struct json_parts *parts = &document->parts;
	size_t end = 0;

	for (size_t i = 0; i < parts->count; i++) {
		const struct json_part *part = &parts->at[i];
		const struct oci_reference *reference = &document->references[i];

		if (reference->says != OCI_NOTHING &&
		    (reference->says == OCI_SIZE || reference->stream != NULL))
			add_reference(cutting, content, part, reference);
		else
			add_piece(cutting, content, part->start, part->end, part->path)
				->value =
				tiling_escaped(cutting->image->tiling, part->text);
		end = part->end;
	}
	add_piece(cutting, content, end, content->bytes.size, "end")->value =
		tiling_escaped(cutting->image->tiling,
			       bytes_slice(content->bytes, end, SIZE_MAX));
}

/* The name of a blob, which is the digest of what it holds. */
static void
add_name(struct cutting *cutting, const struct tile *path, struct encoded *stream)
{
	struct tile *tile = add(cutting, path);

	tile->kind = TILE_DERIVED;
	tile->encoded = stream;
	tile->says = ENCODED_DIGEST;
	cutting->named = true;
}

static void
add_tile(struct cutting *cutting, const struct tile *tile)
{
	struct oci_image *image = cutting->image;
	bool lone = tile->member == NO_MEMBER;
	struct encoded *stream = lone ? NULL : image->members[tile->member].named;
	const struct oci_document *document =
		lone ? NULL : oci_document_of(image, tile->member);

	if (stream != NULL && strcmp(tile->key, "path") == 0) {
		add_name(cutting, tile, stream);
	} else if (document != NULL && strcmp(tile->key, "content") == 0) {
		add_document(cutting, tile, document);
	} else if (stream != NULL && strcmp(tile->key, "content") == 0) {
		struct tile *content = add(cutting, tile);

		content->encoded = stream;
		content->says = ENCODED_DIGEST;
	} else {
		add(cutting, tile);
	}
}

/* In a folder the name of a file is in no byte of it. */
static void
add_missing_name(struct cutting *cutting)
{
	struct oci_image *image = cutting->image;
	struct encoded *stream = image->members[cutting->member].named;
	const char *name = image->tiling->members[cutting->member].name;

	if (stream != NULL && !cutting->named && image->tiling->content.size == 0)
		add_name(cutting,
			 &(struct tile){ .key = "path",
					 .value = name,
					 .number = NOT_A_NUMBER,
					 .bytes = bytes_of_text(name),
					 .member = cutting->member },
			 stream);
}

/* The tiles of each member stand together. */
void
oci_tiles_cut(struct oci_image *image)
{
	struct tiling *tiling = image->tiling;
	struct cutting cutting = { .image = image };

	for (size_t i = 0; i < tiling->tile_count;) {
		size_t index = tiling->tiles[i].member, first = cutting.count;

		cutting.member = index;
		cutting.named = false;
		for (; i < tiling->tile_count && tiling->tiles[i].member == index; i++)
			add_tile(&cutting, &tiling->tiles[i]);
		if (index == NO_MEMBER)
			continue;
		add_missing_name(&cutting);
		tiling->members[index].first = first;
		tiling->members[index].count = cutting.count - first;
	}
	free(tiling->tiles);
	tiling->tiles = cutting.tiles;
	tiling->tile_count = cutting.count;
}

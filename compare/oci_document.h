/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Documents of an image layout while it is read: what their values say of its members. */

#include "compare/decode.h"
#include "compare/json_parts.h"
#include "compare/pairing.h"
#include "compare/tile.h"

/* What a value of a document says of a member. */
enum oci_says { OCI_NOTHING, OCI_DIGEST, OCI_SIZE, OCI_UNPACKED };

struct oci_reference {
	enum oci_says says;
	size_t member, size;	/* and how large its content is */
	struct encoded *stream; /* borrowed from the tiling: what a digest is of; NULL */
};

struct oci_document {
	struct json_parts parts;
	struct oci_reference *references; /* owned: of each part; NULL: it is none */
};

/* What is known of a member. */
struct oci_member {
	struct oci_document document;
	struct encoded *named; /* borrowed from the tiling: what its name is a digest of;
				* NULL */
};

struct oci_image {
	struct tiling *tiling;	    /* borrowed */
	struct budget *budget;	    /* borrowed */
	struct names names;	    /* of its members, sorted */
	struct oci_member *members; /* owned: as those of the tiling */
};

/* The member of this name when it is a file with a content; NONE. */
size_t oci_document_file(const struct oci_image *image, const char *name);

/* Reads a member as a document; NULL when it is none, or has been read. */
struct oci_document *oci_document_read(struct oci_image *image, size_t member);

/* Finds the descriptors of blobs that are here; says how many. */
size_t oci_document_refer(struct oci_image *image, struct oci_document *document);

/* Whether a value of docker's manifest.json names a member that is called by its digest.
 */
bool oci_document_refer_by_name(struct oci_image *image, struct oci_document *document,
				size_t index);

/* The value is the digest of what is in a layer. */
void oci_document_refer_unpacked(struct oci_image *image,
				 const struct oci_document *document,
				 const struct json_part *part, size_t layer);

/* Blobs that nothing leads to are called by their digests all the same. */
void oci_document_name_rest(struct oci_image *image);

/* The object that holds the value at `index`, "manifests[0]"; the caller frees.  And what
 * it has under this name, or NULL: its values stand together. */
char *oci_document_object(const struct json_parts *parts, size_t index);
const struct json_part *oci_document_find(const struct json_parts *parts, size_t index,
					  const char *object, const char *name);

/* What a member says as a document; NULL where it is none. */
const struct oci_document *oci_document_of(const struct oci_image *image, size_t member);

/* Reads a layout: gives its members their roles.  False, with nothing changed, where a
 * name stands twice.  In oci_image.c. */
bool oci_image_read(struct oci_image *image, struct tiling *tiling,
		    struct budget *budget);
void oci_image_release(struct oci_image *image);

#define cleanup_oci_image __attribute__((cleanup(oci_image_release)))

/* What a layer of this format unpacks with; NULL where it is not compressed. */
int (*oci_decoder_of(struct bytes layer))(struct decoding *decoding, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The signature of a Mach-O file: blobs, one of which has a digest of every page. */

#include "base/buffer.h"
#include "base/bytes.h"

enum code_blob {
	BLOB_DIRECTORY = 0xfade0c02,
	BLOB_REQUIREMENTS = 0xfade0c01,
	BLOB_ENTITLEMENTS = 0xfade7171,
	BLOB_DER_ENTITLEMENTS = 0xfade7172,
	BLOB_CMS = 0xfade0b01,
};

/* Each directory costs a digest of the whole file. */
enum { CODE_BLOBS_MAX = 24, CODE_DIRECTORIES_MAX = 6, CODE_BLOB_HEAD = 8 };

struct code_signature {
	struct bytes file;  /* borrowed: all of it */
	struct bytes bytes; /* borrowed: the signature, without what fills it up */
	size_t index_size;  /* its header, and where the blobs are */
	unsigned count;	    /* of them */
};

/* false when there is none at the offset of the file. */
bool code_signature_read(struct code_signature *signature, struct bytes file,
			 size_t offset, size_t size);

/* One of the blobs, with its header; its number among the slots in *slot.  Empty when it
 * is not all there. */
struct bytes code_signature_blob(const struct code_signature *signature, unsigned index,
				 uint32_t *slot);

/* The number that says what a blob is. */
uint32_t code_blob_magic(struct bytes blob);

/* Where a directory's digests stand in it: those of other blobs and files, and of pages.
 */
struct bytes code_directory_digests(struct bytes directory);

/* Whether every page up to the signature has its digest, and every blob. */
bool code_directory_is_right(const struct code_signature *signature,
			     struct bytes directory);

/* Appends what the directory says besides: "ad hoc, identifier x, ..." */
void code_directory_describe(struct bytes directory, struct buffer *out);

/* Whether a blob that wraps a CMS signature is about the directory; one that wraps
 * nothing is about anything. */
bool code_cms_is_right(const struct code_signature *signature, struct bytes blob);

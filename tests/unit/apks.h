/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Android packages with a signing block, put together without keys. */

#include "base/digest.h"
#include "tests/unit/zips.h"

enum { APK_V2 = 0x7109871a, APK_PADDING = 0x42726577, APK_SHA256 = 0x0103 };
#define APK_V3 0xf05368c0

/* A package in three sections, and the pairs of its block. */
struct apk {
	struct zip_writer zip;
	struct buffer pairs;
	size_t members;
};

#define APK_INIT    ((struct apk){ .zip = ZIP_WRITER_INIT, .pairs = ARCHIVE_INIT })
#define cleanup_apk __attribute__((cleanup(apk_release)))

static inline void
apk_release(struct apk *apk)
{
	zip_writer_release(&apk->zip);
	buffer_release(&apk->pairs);
}

static inline void
apk_put_sized(struct buffer *out, struct bytes bytes)
{
	encode_number(out, bytes.size, 4);
	buffer_append(out, bytes);
}

/* Of pieces of 1 MiB at most, "\xa5 SIZE PIECE" each, one section after the other. */
static inline struct digest
apk_digest_sections(const struct bytes *sections, size_t count)
{
	cleanup_buffer struct buffer all = ARCHIVE_INIT, digests = ARCHIVE_INIT;
	uint32_t pieces = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < sections[i].size; at += 1 << 20, pieces++) {
			struct bytes piece = bytes_slice(sections[i], at, 1 << 20);
			struct digest digest;

			buffer_clear(&all);
			buffer_append_byte(&all, 0xa5);
			apk_put_sized(&all, piece);
			digest = digest_of(DIGEST_SHA256, buffer_bytes(&all));
			buffer_append(&digests,
				      (struct bytes){ digest.data, digest.size });
		}
	buffer_clear(&all);
	buffer_append_byte(&all, 0x5a);
	encode_number(&all, pieces, 4);
	buffer_append(&all, buffer_bytes(&digests));
	return digest_of(DIGEST_SHA256, buffer_bytes(&all));
}

static inline struct digest
apk_digest(struct apk *apk)
{
	cleanup_zip_writer struct zip_writer end = ZIP_WRITER_INIT;
	struct bytes sections[3] = { buffer_bytes(&apk->zip.out),
				     buffer_bytes(&apk->zip.directory) };

	end.count = apk->zip.count;
	buffer_append(&end.directory, buffer_bytes(&apk->zip.directory));
	zip_end_record(&end, apk->zip.out.size, "");
	sections[2] = buffer_bytes(&end.out);
	return apk_digest_sections(sections, 3);
}

static inline void
apk_put_pair(struct apk *apk, uint32_t id, struct bytes value)
{
	encode_number(&apk->pairs, value.size + 4, 8);
	encode_number(&apk->pairs, id, 4);
	buffer_append(&apk->pairs, value);
}

/* A list of one signer, with a digest and texts for all that takes a key. */
static inline void
apk_put_signers(struct apk *apk, uint32_t id, uint32_t algorithm, uint8_t flip)
{
	cleanup_buffer struct buffer digest = ARCHIVE_INIT, digests = ARCHIVE_INIT,
				     data = ARCHIVE_INIT, signer = ARCHIVE_INIT,
				     signers = ARCHIVE_INIT, value = ARCHIVE_INIT;
	struct digest sum = apk_digest(apk);

	sum.data[0] ^= flip;
	encode_number(&digest, algorithm, 4);
	apk_put_sized(&digest, (struct bytes){ sum.data, sum.size });
	apk_put_sized(&digests, buffer_bytes(&digest));
	apk_put_sized(&data, buffer_bytes(&digests));
	apk_put_sized(&data, bytes_of_text("certificates"));
	if (id == APK_V3)
		encode_number(&data, 28, 8);
	apk_put_sized(&data, bytes_of_text("attributes"));
	encode_number(&data, 0, 4);
	apk_put_sized(&signer, buffer_bytes(&data));
	if (id == APK_V3)
		encode_number(&signer, 28, 8);
	apk_put_sized(&signer, bytes_of_text("signatures"));
	apk_put_sized(&signer, bytes_of_text("key"));
	apk_put_sized(&signers, buffer_bytes(&signer));
	apk_put_sized(&value, buffer_bytes(&signers));
	apk_put_pair(apk, id, buffer_bytes(&value));
}

static inline void
apk_begin(struct apk *apk)
{
	zip_add(&apk->zip,
		(struct zip_file){ .name = "classes.dex", .content = "dex\n" });
	zip_add(&apk->zip, (struct zip_file){ .name = "b",
					      .content = "two",
					      .method = ZIP_DEFLATED });
}

static inline struct bytes
apk_finish(struct apk *apk)
{
	struct buffer *out = &apk->zip.out;
	size_t size = apk->pairs.size + 24;

	apk->members = out->size;
	if (apk->pairs.size > 0) {
		encode_number(out, size, 8);
		buffer_append(out, buffer_bytes(&apk->pairs));
		encode_number(out, size, 8);
		buffer_append_text(out, "APK Sig Block 42");
	}
	return zip_finish(&apk->zip, "");
}

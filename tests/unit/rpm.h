/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* RPM packages written tag by tag, so that they can be hostile. */

#include "base/digest.h"
#include "compare/rpm_header.h"
#include "tests/unit/cpio.h"

/* A header in the making. */
struct rpm_writer {
	struct buffer index, store;
	uint32_t count;
};

#define RPM_WRITER_INIT                                                                  \
	((struct rpm_writer){ .index = ARCHIVE_INIT, .store = ARCHIVE_INIT })
#define cleanup_rpm_writer __attribute__((cleanup(rpm_writer_release)))

static inline void
rpm_writer_release(struct rpm_writer *writer)
{
	buffer_release(&writer->index);
	buffer_release(&writer->store);
}

static inline void
rpm_put_u32(struct buffer *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_append_byte(out, (uint8_t)(number >> shift));
}

/* Adds an entry whose data is as it stands. */
static inline void
rpm_put(struct rpm_writer *writer, uint32_t tag, enum rpm_type type, uint32_t count,
	struct bytes data)
{
	size_t width = rpm_type_width(type);

	while (width > 0 && writer->store.size % width != 0)
		buffer_append_byte(&writer->store, 0);
	rpm_put_u32(&writer->index, tag);
	rpm_put_u32(&writer->index, type);
	rpm_put_u32(&writer->index, (uint32_t)writer->store.size);
	rpm_put_u32(&writer->index, count);
	buffer_append(&writer->store, data);
	writer->count++;
}

static inline void
rpm_put_text(struct rpm_writer *writer, uint32_t tag, const char *text)
{
	rpm_put(writer, tag, RPM_TEXT, 1,
		(struct bytes){ (const uint8_t *)text, strlen(text) + 1 });
}

/* "a b": two texts. */
static inline void
rpm_put_texts(struct rpm_writer *writer, uint32_t tag, const char *texts)
{
	cleanup_buffer struct buffer data = ARCHIVE_INIT;
	uint32_t count = 1;

	for (const char *at = texts; *at != '\0'; at++) {
		buffer_append_byte(&data, *at == ' ' ? 0 : (uint8_t)*at);
		count += *at == ' ';
	}
	buffer_append_byte(&data, 0);
	rpm_put(writer, tag, RPM_TEXTS, count, buffer_bytes(&data));
}

static inline void
rpm_put_number(struct rpm_writer *writer, uint32_t tag, uint32_t number)
{
	cleanup_buffer struct buffer data = ARCHIVE_INIT;

	rpm_put_u32(&data, number);
	rpm_put(writer, tag, RPM_NUMBERS_32, 1, buffer_bytes(&data));
}

/* The header with its region, which comes first in the index and last in the store. */
static inline void
rpm_write_header(struct buffer *out, const struct rpm_writer *writer, uint32_t region)
{
	static const uint8_t magic[] = { 0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0 };
	uint32_t count = writer->count + 1;

	buffer_append(out, BYTES_OF(magic));
	rpm_put_u32(out, count);
	rpm_put_u32(out, (uint32_t)writer->store.size + RPM_ENTRY_SIZE);
	rpm_put_u32(out, region);
	rpm_put_u32(out, RPM_BYTES);
	rpm_put_u32(out, (uint32_t)writer->store.size);
	rpm_put_u32(out, RPM_ENTRY_SIZE);
	buffer_append(out, buffer_bytes(&writer->index));
	buffer_append(out, buffer_bytes(&writer->store));
	rpm_put_u32(out, region);
	rpm_put_u32(out, RPM_BYTES);
	rpm_put_u32(out, 0 - count * RPM_ENTRY_SIZE);
	rpm_put_u32(out, RPM_ENTRY_SIZE);
}

static inline void
rpm_write_lead(struct buffer *out, const char *name)
{
	static const uint8_t start[] = { 0xed, 0xab, 0xee, 0xdb, 3, 0, 0, 0, 0, 1 };
	size_t at = out->size;

	buffer_append(out, BYTES_OF(start));
	buffer_append_text(out, name);
	while (out->size - at < 76)
		buffer_append_byte(out, 0);
	rpm_put_u32(out, 0x00010005);
	while (out->size - at < 96)
		buffer_append_byte(out, 0);
}

/* A whole package: `signature` has what is signed by hand, the digests are added. */
static inline void
rpm_pack(struct buffer *out, struct rpm_writer *signature, const struct rpm_writer *main,
	 struct bytes payload)
{
	cleanup_buffer struct buffer header = ARCHIVE_INIT, part = ARCHIVE_INIT;
	struct digest digest;
	char hex[DIGEST_HEX_MAX];

	rpm_write_header(&header, main, 63);
	buffer_append(&part, buffer_bytes(&header));
	buffer_append(&part, payload);
	digest_hex_of(DIGEST_SHA1, buffer_bytes(&header), hex);
	rpm_put_text(signature, 269, hex);
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&header), hex);
	rpm_put_text(signature, 273, hex);
	rpm_put_number(signature, 1000, (uint32_t)part.size);
	digest = digest_of(DIGEST_MD5, buffer_bytes(&part));
	rpm_put(signature, 1004, RPM_BYTES, (uint32_t)digest.size,
		(struct bytes){ digest.data, digest.size });
	rpm_write_lead(out, "tool-1-1");
	rpm_write_header(out, signature, 62);
	while (out->size % 8 != 0)
		buffer_append_byte(out, 0);
	buffer_append(out, buffer_bytes(&part));
}

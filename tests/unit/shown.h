/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Archives of the formats that are shown and not tiled, each of a few files, stored:
 * written here byte by byte, as no library of ours writes all of them and hostile ones
 * are wanted. */

#include "compare/decode_zlib.h"
#include "tests/unit/archives.h"

/* A file, or with a mode of 0120000 a symbolic link, whose target is the content. */
struct shown_file {
	const char *name, *content;
	unsigned mode; /* with the type */
	unsigned time; /* seconds since 1970, even */
};

static inline bool
shown_is_link(const struct shown_file *file)
{
	return (file->mode & 0170000) == 0120000;
}

static inline void
put_text(struct buffer *out, const char *text)
{
	buffer_append(out, bytes_of_text(text));
}

static inline void
put_contents(struct buffer *out, const struct shown_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		put_text(out, files[i].content);
}

/* Writes a number over what stands there. */
static inline void
set_number(struct buffer *out, size_t at, uint64_t value, size_t size)
{
	for (size_t i = 0; i < size; i++)
		out->data[at + i] = (uint8_t)(value >> (8 * i));
}

static inline uint32_t
crc_from(const struct buffer *out, size_t at)
{
	return decode_crc32(bytes_slice(buffer_bytes(out), at, SIZE_MAX));
}

/* 7z: a number of any size takes nine bytes here, which is one of its ways. */
static inline void
put_7z_number(struct buffer *out, uint64_t value)
{
	if (value < 0x80) {
		encode_number(out, value, 1);
		return;
	}
	encode_number(out, 0xff, 1);
	encode_number(out, value, 8);
}

/* A property of all files: its identifier, its size, and that it is there for each. */
static inline void
put_7z_property(struct buffer *out, unsigned id, uint64_t size, bool defined)
{
	encode_number(out, id, 1);
	put_7z_number(out, size + (defined ? 2 : 1));
	if (defined)
		encode_number(out, 1, 1);
	encode_number(out, 0, 1);
}

/* One block of all contents; `coder` is how it is packed: its flags, identifier and
 * properties. */
static inline void
put_7z_streams(struct buffer *out, const struct shown_file *files, size_t count,
	       struct bytes coder)
{
	uint64_t size = 0;

	for (size_t i = 0; i < count; i++)
		size += strlen(files[i].content);
	buffer_append(out, BYTES_OF("\x04\x06"));
	out->size--;
	put_7z_number(out, 0);
	put_7z_number(out, 1);
	encode_number(out, 0x09, 1);
	put_7z_number(out, size);
	encode_number(out, 0x010b0700, 4);
	encode_number(out, 0x0100, 2);
	buffer_append(out, coder);
	encode_number(out, 0x0c, 1);
	put_7z_number(out, size);
	encode_number(out, 0x0d0800, 3);
	put_7z_number(out, count);
	encode_number(out, 0x09, 1);
	for (size_t i = 0; i + 1 < count; i++)
		put_7z_number(out, strlen(files[i].content));
	encode_number(out, 0x010a, 2);
	for (size_t i = 0; i < count; i++)
		encode_number(out, decode_crc32(bytes_of_text(files[i].content)), 4);
	encode_number(out, 0, 2);
}

static inline void
put_7z_files(struct buffer *out, const struct shown_file *files, size_t count)
{
	size_t names = 0;

	for (size_t i = 0; i < count; i++)
		names += 2 * (strlen(files[i].name) + 1);
	encode_number(out, 0x05, 1);
	put_7z_number(out, count);
	put_7z_property(out, 0x11, names, false);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j <= strlen(files[i].name); j++)
			encode_number(out, (uint8_t)files[i].name[j], 2);
	put_7z_property(out, 0x14, 8 * count, true);
	for (size_t i = 0; i < count; i++)
		encode_number(out, (files[i].time + 11644473600U) * UINT64_C(10000000),
			      8);
	put_7z_property(out, 0x15, 4 * count, true);
	for (size_t i = 0; i < count; i++)
		encode_number(out, 0x8000U | (uint64_t)files[i].mode << 16, 4);
	encode_number(out, 0, 2);
}

static inline void
put_7z_packed(struct buffer *out, const struct shown_file *files, size_t count,
	      struct bytes coder)
{
	size_t header;

	buffer_append(out, BYTES_OF("7z\xbc\xaf\x27\x1c\0\4\0\0\0"));
	for (size_t i = out->size; i < 32; i++)
		encode_number(out, 0, 1);
	put_contents(out, files, count);
	header = out->size;
	encode_number(out, 0x01, 1);
	put_7z_streams(out, files, count, coder);
	put_7z_files(out, files, count);
	set_number(out, 12, header - 32, 8);
	set_number(out, 20, out->size - header, 8);
	set_number(out, 28, crc_from(out, header), 4);
	set_number(out, 8, decode_crc32(bytes_slice(buffer_bytes(out), 12, 20)), 4);
}

static inline void
put_7z(struct buffer *out, const struct shown_file *files, size_t count)
{
	put_7z_packed(out, files, count, BYTES_OF("\x01"));
}

/* A block of version 4 from its type on is complete: its size and CRC are set. */
static inline void
end_rar4_block(struct buffer *out, size_t at)
{
	set_number(out, at + 5, out->size - at, 2);
	set_number(out, at, crc_from(out, at + 2) & 0xffff, 2);
}

static inline size_t
begin_rar4_block(struct buffer *out, unsigned type, unsigned flags)
{
	size_t at = out->size;

	encode_number(out, 0, 2);
	encode_number(out, type, 1);
	encode_number(out, flags, 2);
	encode_number(out, 0, 2);
	return at;
}

/* Days of January 1980 and after are enough: the time is one within that month. */
static inline unsigned
dos_time(unsigned seconds)
{
	unsigned day = seconds / 86400 % 31, rest = seconds % 86400;

	return (1U << 5 | (day + 1)) << 16 | rest / 3600 << 11 | rest / 60 % 60 << 5 |
	       rest % 60 / 2;
}

static inline void
put_rar4(struct buffer *out, const struct shown_file *files, size_t count)
{
	size_t at;

	buffer_append(out, (struct bytes){ (const uint8_t *)"Rar!\x1a\x07", 7 });
	at = begin_rar4_block(out, 0x73, 0);
	encode_number(out, 0, 6);
	end_rar4_block(out, at);
	for (size_t i = 0; i < count; i++) {
		struct bytes content = bytes_of_text(files[i].content);

		at = begin_rar4_block(out, 0x74, 0x8000);
		encode_number(out, content.size, 4);
		encode_number(out, content.size, 4);
		encode_number(out, 3, 1);
		encode_number(out, decode_crc32(content), 4);
		encode_number(out, dos_time(files[i].time), 4);
		encode_number(out, 0x3014, 2);
		encode_number(out, strlen(files[i].name), 2);
		encode_number(out, files[i].mode, 4);
		put_text(out, files[i].name);
		end_rar4_block(out, at);
		buffer_append(out, content);
	}
	end_rar4_block(out, begin_rar4_block(out, 0x7b, 0x4000));
}

/* Version 5: seven bits to a byte. */
static inline void
put_rar5_number(struct buffer *out, uint64_t value)
{
	while (value >= 0x80) {
		encode_number(out, 0x80 | (value & 0x7f), 1);
		value >>= 7;
	}
	encode_number(out, value, 1);
}

/* A block: its CRC, its size, and what is in it. */
static inline void
put_rar5_block(struct buffer *out, const struct buffer *inside)
{
	size_t at = out->size;

	encode_number(out, 0, 4);
	put_rar5_number(out, inside->size);
	buffer_append(out, buffer_bytes(inside));
	set_number(out, at, crc_from(out, at + 4), 4);
}

static inline void
put_rar5_file(struct buffer *out, const struct shown_file *file)
{
	cleanup_buffer struct buffer inside = ARCHIVE_INIT, link = ARCHIVE_INIT;
	bool is_link = shown_is_link(file);
	struct bytes content = bytes_of_text(is_link ? "" : file->content);

	if (is_link) {
		size_t size = strlen(file->content);

		put_rar5_number(&link, size + 4);
		buffer_append(&link, BYTES_OF("\5\1"));
		put_rar5_number(&link, size);
		put_text(&link, file->content);
	}
	put_rar5_number(&inside, 2);
	put_rar5_number(&inside, is_link ? 3 : 2);
	if (is_link)
		put_rar5_number(&inside, link.size);
	put_rar5_number(&inside, content.size);
	put_rar5_number(&inside, 2 | 4);
	put_rar5_number(&inside, content.size);
	put_rar5_number(&inside, file->mode);
	encode_number(&inside, file->time, 4);
	encode_number(&inside, decode_crc32(content), 4);
	put_rar5_number(&inside, 0);
	put_rar5_number(&inside, 1);
	put_rar5_number(&inside, strlen(file->name));
	put_text(&inside, file->name);
	buffer_append(&inside, buffer_bytes(&link));
	put_rar5_block(out, &inside);
	buffer_append(out, content);
}

static inline void
put_rar5(struct buffer *out, const struct shown_file *files, size_t count)
{
	cleanup_buffer struct buffer begin = ARCHIVE_INIT, end = ARCHIVE_INIT;

	buffer_append(out, BYTES_OF("Rar!\x1a\x07\x01"));
	encode_number(&begin, 0x000001, 3);
	put_rar5_block(out, &begin);
	for (size_t i = 0; i < count; i++)
		put_rar5_file(out, &files[i]);
	encode_number(&end, 0x000005, 3);
	put_rar5_block(out, &end);
}

/* A cabinet knows no links. */
static inline void
put_cab(struct buffer *out, const struct shown_file *files, size_t count)
{
	size_t size = 0, data;

	buffer_append(out, BYTES_OF("MSCF\0\0\0"));
	encode_number(out, 0, 8);
	encode_number(out, 36 + 8, 8);
	encode_number(out, 0x0103, 2);
	encode_number(out, 1, 2);
	encode_number(out, count, 2);
	encode_number(out, 0, 6);
	encode_number(out, 0, 4);
	encode_number(out, 1, 4);
	for (size_t i = 0; i < count; i++) {
		unsigned time = dos_time(files[i].time);

		encode_number(out, strlen(files[i].content), 4);
		encode_number(out, size, 4);
		encode_number(out, 0, 2);
		encode_number(out, time >> 16, 2);
		encode_number(out, time & 0xffff, 2);
		encode_number(out, 0x20, 2);
		put_text(out, files[i].name);
		encode_number(out, 0, 1);
		size += strlen(files[i].content);
	}
	data = out->size;
	encode_number(out, 0, 4);
	encode_number(out, size, 2);
	encode_number(out, size, 2);
	put_contents(out, files, count);
	set_number(out, 8, out->size, 4);
	set_number(out, 36, data, 4);
}

/* The header and the table of contents, whatever that is. */
static inline void
put_xar_table(struct buffer *out, struct bytes table)
{
	cleanup_buffer struct buffer packed = ARCHIVE_INIT;
	struct error err;

	assert_int_equal(encode_zlib(table, &packed, &err), 0);
	buffer_append(out, (struct bytes){ (const uint8_t *)"xar!\0\x1c\0\1", 8 });
	for (int i = 7; i >= 0; i--)
		encode_number(out, (uint64_t)packed.size >> (8 * i), 1);
	for (int i = 7; i >= 0; i--)
		encode_number(out, (uint64_t)table.size >> (8 * i), 1);
	encode_number(out, 0, 4);
	buffer_append(out, buffer_bytes(&packed));
}

static inline void
put_xar(struct buffer *out, const struct shown_file *files, size_t count)
{
	cleanup_buffer struct buffer table = ARCHIVE_INIT;
	size_t offset = 0;

	put_text(&table, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xar><toc>");
	for (size_t i = 0; i < count; i++) {
		size_t size = strlen(files[i].content);

		buffer_printf(&table,
			      "<file id=\"%zu\"><name>%s</name><mode>%04o</mode>"
			      "<mtime>1970-01-01T00:%02u:%02uZ</mtime>",
			      i + 1, files[i].name, files[i].mode & 07777,
			      files[i].time / 60 % 60, files[i].time % 60);
		if (shown_is_link(&files[i])) {
			buffer_printf(&table,
				      "<type>symlink</type><link type=\"file\">%s</link>"
				      "</file>",
				      files[i].content);
			continue;
		}
		buffer_printf(
			&table,
			"<type>file</type><data><offset>%zu</offset><size>%zu</size>"
			"<length>%zu</length><encoding "
			"style=\"application/octet-stream\"/></data></file>",
			offset, size, size);
		offset += size;
	}
	put_text(&table, "</toc></xar>");
	put_xar_table(out, buffer_bytes(&table));
	for (size_t i = 0; i < count; i++)
		if (!shown_is_link(&files[i]))
			put_text(out, files[i].content);
}

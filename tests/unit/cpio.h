/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* cpio archives written member by member, so that they can be hostile. */

#include "compare/cpio_member.h"
#include "tests/unit/packages.h"

#define CPIO_LITTLE_MAGIC "\xc7\x71"
#define CPIO_BIG_MAGIC	  "\x71\xc7"

/* Adds such a member in a binary dialect. */
static inline size_t
cpio_add_binary(struct buffer *cpio, enum cpio_dialect dialect, const char *name,
		struct bytes content)
{
	bool trailer = strcmp(name, "TRAILER!!!") == 0;
	const struct {
		uint64_t number;
		size_t size;
	} fields[] = {
		{ 070707, 2 },
		{ 0, 2 },
		{ 0, 2 },
		{ trailer ? 0U : 0100644U, 2 },
		{ 0, 2 },
		{ 0, 2 },
		{ 1, 2 },
		{ 0, 2 },
		{ 0, 4 },
		{ strlen(name) + 1, 2 },
		{ content.size, 4 },
	};
	size_t at = cpio->size;

	for (size_t i = 0; i < array_length(fields); i++)
		cpio_put_binary(cpio, dialect, fields[i].number, fields[i].size);
	buffer_append(cpio, (struct bytes){ (const uint8_t *)name, strlen(name) + 1 });
	while (cpio->size % 2 != 0)
		buffer_append_byte(cpio, 0);
	buffer_append(cpio, content);
	while (cpio->size % 2 != 0)
		buffer_append_byte(cpio, 0);
	return at;
}

/* Adds a member with the magic's dialect and says where it stands: mode 0100644, inode
 * and all else 0, one name.  The archive is to begin where the buffer does. */
static inline size_t
cpio_add_bytes(struct buffer *cpio, const char *magic, const char *name,
	       struct bytes content)
{
	size_t at = cpio->size, size = content.size, name_size = strlen(name) + 1;
	bool odc = strcmp(magic, "070707") == 0;

	if (strcmp(magic, CPIO_LITTLE_MAGIC) == 0)
		return cpio_add_binary(cpio, CPIO_LITTLE, name, content);
	if (strcmp(magic, CPIO_BIG_MAGIC) == 0)
		return cpio_add_binary(cpio, CPIO_BIG, name, content);
	buffer_append_text(cpio, magic);
	if (odc)
		buffer_printf(cpio, "%018o%012o%06o%06o%011o%06zo%011zo", 0100644U, 0U,
			      1U, 0U, 0U, name_size, size);
	else
		buffer_printf(cpio, "%08x%08x%016x%08x%08x%08zx%032x%08zx%08x", 0U,
			      0100644U, 0U, 1U, 0U, size, 0U, name_size,
			      strcmp(magic, "070702") == 0 ? (unsigned)cpio_sum(content)
							   : 0U);
	buffer_append(cpio, (struct bytes){ (const uint8_t *)name, name_size });
	while (!odc && cpio->size % 4 != 0)
		buffer_append_byte(cpio, 0);
	buffer_append(cpio, content);
	while (!odc && cpio->size % 4 != 0)
		buffer_append_byte(cpio, 0);
	return at;
}

static inline size_t
cpio_add(struct buffer *cpio, const char *magic, const char *name, const char *content)
{
	return cpio_add_bytes(cpio, magic, name, bytes_of_text(content));
}

/* Writes over a field of the member that stands there. */
static inline void
cpio_set(struct buffer *cpio, size_t at, enum cpio_field field, uint64_t number)
{
	struct cpio_member member;
	size_t count, offset;
	const struct cpio_column *columns;
	char digits[32];

	assert_true(
		cpio_member_read(&member, bytes_slice(buffer_bytes(cpio), at, SIZE_MAX)));
	columns = cpio_columns(member.dialect, &count);
	offset = at + member.magic_size;
	for (size_t i = 0; i < count; offset += columns[i++].size)
		if (columns[i].field == field && member.base == 0) {
			cleanup_buffer struct buffer bytes = ARCHIVE_INIT;

			cpio_put_binary(&bytes, member.dialect, number, columns[i].size);
			memcpy(cpio->data + offset, bytes.data, bytes.size);
			return;
		} else if (columns[i].field == field) {
			snprintf(digits, sizeof(digits),
				 member.base == 8 ? "%0*lo" : "%0*lx",
				 (int)columns[i].size, (unsigned long)number);
			assert_int_equal(strlen(digits), columns[i].size);
			memcpy(cpio->data + offset, digits, columns[i].size);
			return;
		}
	fail_msg("this dialect has no such field");
}

static inline void
cpio_end(struct buffer *cpio, const char *magic)
{
	cpio_add(cpio, magic, "TRAILER!!!", "");
}

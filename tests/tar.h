/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Archives written block by block (POSIX ustar), so that they can be hostile. */

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

enum { TAR_BLOCK = 512 };

static inline void
tar_add_bytes(struct buffer *tar, char type, const char *name, const char *link,
	      struct bytes content)
{
	char header[TAR_BLOCK] = { 0 };
	size_t size = content.size;
	unsigned sum = 0;

	snprintf(header, 100, "%s", name);
	snprintf(header + 100, 8, "%07o", 0755U);
	snprintf(header + 124, 12, "%011o", (unsigned)size);
	snprintf(header + 136, 12, "%011o", 01000U);
	memset(header + 148, ' ', 8);
	header[156] = type;
	snprintf(header + 157, 100, "%s", link);
	memcpy(header + 257, "ustar\00000", 8);
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += (unsigned char)header[i];
	snprintf(header + 148, 8, "%06o", sum);
	buffer_append(tar, BYTES_OF(header));
	buffer_append(tar, content);
	while (tar->size % TAR_BLOCK != 0)
		buffer_append_byte(tar, 0);
}

static inline void
tar_add(struct buffer *tar, char type, const char *name, const char *link,
	const char *content)
{
	tar_add_bytes(tar, type, name, link, bytes_of_text(content));
}

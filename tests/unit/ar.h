/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* ar archives written member by member, so that they can be hostile. */

#include "compare/ar_archive.h"
#include "tests/unit/packages.h"

static inline void
ar_begin(struct buffer *ar)
{
	buffer_append_text(ar, "!<arch>\n");
}

/* Adds a member and says where its header stands. */
static inline size_t
ar_add(struct buffer *ar, const char *name, struct bytes content)
{
	size_t at = ar->size;

	buffer_printf(ar, "%-16s%-12s%-6s%-6s%-8s%-10zu`\n", name, "0", "0", "0",
		      "100644", content.size);
	buffer_append(ar, content);
	if (content.size % 2 == 1)
		buffer_append_byte(ar, '\n');
	return at;
}

static inline size_t
ar_add_text(struct buffer *ar, const char *name, const char *content)
{
	return ar_add(ar, name, bytes_of_text(content));
}

/* Writes over a field of a header. */
static inline void
ar_set(struct buffer *ar, size_t header, enum ar_field field, const char *text)
{
	struct bytes whole = { ar->data + header, AR_HEADER_SIZE };
	struct bytes place = ar_field_bytes(whole, field);
	uint8_t *at = ar->data + (place.data - ar->data);

	assert_true(strlen(text) <= place.size);
	memset(at, ' ', place.size);
	memcpy(at, text, strlen(text));
}

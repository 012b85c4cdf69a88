/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One member of a cpio archive: where its fields are, and what they say. */

#include "base/buffer.h"

enum cpio_dialect {
	CPIO_NEWC,   /* "070701": SVR4, hexadecimal */
	CPIO_CRC,    /* "070702": the same, with a sum of the content */
	CPIO_ODC,    /* "070707": POSIX.1, octal */
	CPIO_LITTLE, /* 070707, an octal number of two bytes: the old binary form, */
	CPIO_BIG,    /* in either order of bytes */
};

enum cpio_field {
	CPIO_FILESYSTEM, /* odc, binary: both numbers in one */
	CPIO_FILESYSTEM_MAJOR,
	CPIO_FILESYSTEM_MINOR,
	CPIO_INODE,
	CPIO_MODE,
	CPIO_UID,
	CPIO_GID,
	CPIO_NLINK,
	CPIO_DEVICE, /* odc, binary */
	CPIO_DEVICE_MAJOR,
	CPIO_DEVICE_MINOR,
	CPIO_MTIME,
	CPIO_NAME_SIZE,
	CPIO_SIZE,
	CPIO_CHECK,
	CPIO_FIELDS,
};

struct cpio_member {
	enum cpio_dialect dialect;
	size_t magic_size, header_size;
	uint32_t base;		       /* of its numbers: 8 or 16; 0: they are binary */
	uint64_t numbers[CPIO_FIELDS]; /* 0 where the dialect has none */
	struct bytes name;	       /* without its NUL */
	struct bytes name_room;	       /* all that the header says is the name */
	struct bytes content;
	size_t name_padding,
		content_padding; /* up to the next multiple of four, or two */
	bool is_cut;		 /* the archive ends before the content does */
	bool is_trailer;
};

/* What a dialect's header has after its magic, in this order. */
struct cpio_column {
	enum cpio_field field;
	size_t size;
};
const struct cpio_column *cpio_columns(enum cpio_dialect dialect, size_t *count);

/* What names and contents of a dialect are filled up to a multiple of. */
size_t cpio_unit(enum cpio_dialect dialect);

/* "mtime", "inode", ... */
const char *cpio_field_name(enum cpio_field field);

/* Reads what stands at the start of `rest`; false when that is no header, or ends before
 * the name does. */
bool cpio_member_read(struct cpio_member *member, struct bytes rest);

/* Whether it is one by more than its magic: that of the binary dialects is two bytes. */
bool cpio_member_is_likely(const struct cpio_member *member);

/* Header, name, content and padding, as far as they are there. */
size_t cpio_member_size(const struct cpio_member *member);

/* 'f' file, 'd' folder, 'l' symbolic link, 'o' other, and in words. */
char cpio_type_of(const struct cpio_member *member, const char **name);

/* Appends a number of a binary dialect, of two or four bytes. */
void cpio_put_binary(struct buffer *out, enum cpio_dialect dialect, uint64_t number,
		     size_t size);

/* All bytes added up (CPIO_CRC). */
uint32_t cpio_sum(struct bytes content);

/* Whatever is a file with more than one name, to find out which are the same. */
struct cpio_link {
	uint64_t filesystem, inode;
	bool counts;  /* it has more than one name, and is no folder */
	size_t index; /* of the member */
	size_t first; /* the first member of those that are the same file; it may be
			 itself */
};

/* The members up to the trailer, so many at most, with which of them are the same file;
 * the caller frees *links. */
size_t cpio_links_read(struct cpio_link **links, struct bytes content, uint64_t most);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Where everything stands in a zip archive (APPNOTE.TXT 6.3.10 of PKWARE): its end of
 * directory, the entries of the directory, and the local headers that these point to.
 * What is wrong or open to doubt is said in words and is no failure.
 */

#include "base/bytes.h"
#include "base/error.h"

struct budget;

enum {
	ZIP_LOCAL_SIZE = 30,
	ZIP_CENTRAL_SIZE = 46,
	ZIP_END_SIZE = 22,
	ZIP64_END_SIZE = 56,
	ZIP64_LOCATOR_SIZE = 20,
	ZIP_EXTRAS_MAX = 64, /* more than any writer has for one entry */
};

enum zip_flag {
	ZIP_ENCRYPTED = 1 << 0,
	ZIP_LEVEL = 3 << 1,
	ZIP_DESCRIPTOR = 1 << 3, /* sizes and CRC-32 stand behind the content */
	ZIP_UTF8 = 1 << 11,
};

enum zip_method {
	ZIP_STORED = 0,
	ZIP_DEFLATED = 8,
	ZIP_BZIP2 = 12,
	ZIP_LZMA = 14,
	ZIP_ZSTD = 93,
	ZIP_XZ = 95,
};

enum zip_host { ZIP_HOST_DOS = 0, ZIP_HOST_UNIX = 3, ZIP_HOST_DARWIN = 19 };

/* Extra fields; APPNOTE 4.5 and 4.6, the Info-ZIP notes, and Android's zipalign. */
enum zip_extra_id {
	ZIP_EXTRA_ZIP64 = 0x0001,
	ZIP_EXTRA_NTFS = 0x000a,
	ZIP_EXTRA_TIMES = 0x5455,
	ZIP_EXTRA_UNICODE_PATH = 0x7075,
	ZIP_EXTRA_OWNER = 0x7875,
	ZIP_EXTRA_AES = 0x9901,
	ZIP_EXTRA_JAR = 0xcafe,
	ZIP_EXTRA_ALIGNMENT = 0xd935,
};

/* The end of the directory, with its 64-bit forms where they are there. */
struct zip_end {
	size_t at;		       /* of the end record */
	size_t trailing;	       /* bytes behind it that it does not account for */
	uint64_t zip64_at, locator_at; /* UINT64_MAX: there is none */
	uint64_t count, size, offset;  /* of the directory, as they are said */
	size_t directory;	       /* where it stands */
	size_t base;		       /* what offsets are counted from */
	struct bytes comment;
	const char *doubt;   /* how readers may find another directory; NULL */
	const char *trouble; /* how it contradicts itself; NULL */
};

/* What both headers of an entry say. */
struct zip_header {
	uint16_t needs, flags, method;
	uint32_t time; /* as MS-DOS has it: the date in the high half */
	uint32_t crc32, compressed, size;
	struct bytes name, extra;
};

struct zip_entry {
	size_t at;   /* of its record in the directory */
	size_t rank; /* its number there */
	struct zip_header header;
	uint16_t made_by, disk, internal;
	uint32_t external;
	uint32_t said_offset;
	struct bytes comment;
	uint64_t compressed, size, offset; /* as they are meant; the offset in the file */
};

struct zip {
	struct bytes content; /* borrowed */
	struct zip_end end;
	struct zip_entry *entries; /* owned: in the order of their local headers */
	size_t count;
	size_t directory_end;	    /* where its records end */
	bool in_order;		    /* the directory lists them in this order */
	struct bytes signing_block; /* borrowed: before the directory; apk_signature.h */
};

#define cleanup_zip __attribute__((cleanup(zip_release)))

void zip_release(struct zip *zip);

/* -1 where there is no directory, or it has more than `most` entries (ERROR_LIMIT). */
int zip_read(struct zip *zip, struct bytes content, size_t most, struct error *err);

/* Whether a name tells what the archive is when it stands first. */
bool zip_name_leads(struct bytes name);

/* How many members at the start of the file are "mimetype", META-INF/ or the manifest:
 * those that tell what the archive is, and have to come first. */
size_t zip_leaders(const struct zip *zip);

/* Where the members end, which the directory follows, or a block of signatures. */
size_t zip_members_end(const struct zip *zip);

/* How many bytes stand before the first member. */
size_t zip_prefix(const struct zip *zip);

/* Whether any name stands twice. */
bool zip_repeats(const struct zip *zip);

enum zip_list { ZIP_NOT_LISTED, ZIP_LISTED_IN_MANIFEST, ZIP_LISTED };

/* In zip_lists.c: whether the archive names its members with their digests, or is signed
 * as a whole: a wheel with a RECORD, a .nupkg with a signature, a .crx, and where what is
 * in META-INF counts a signed jar, or one whose manifest has digests. */
enum zip_list zip_names_digests(const struct zip *zip, bool of_jar,
				struct budget *budget);

/* In zip_end.c: finds the end of directory.  -1 when there is none. */
int zip_end_find(struct zip_end *end, struct bytes content, struct error *err);

/* The local header that stands at an offset; false when none does. */
bool zip_local_read(struct bytes content, uint64_t offset, struct zip_header *local);

/* How many bytes a local header has, with name and extra. */
size_t zip_local_size(const struct zip_header *local);

/* An extra field. */
struct zip_extra {
	uint16_t id;
	struct bytes all, data;
};

/* Takes the next field off `rest`; false when what is left is none. */
bool zip_extra_next(struct bytes *rest, struct zip_extra *extra);

/* The first field of this id; false when there is none. */
bool zip_extra_find(struct bytes extras, uint16_t id, struct zip_extra *found);

/* The fields at the start of `extras`; what follows them, if anything, is to be zeros. */
struct bytes zip_extra_fields(struct bytes extras);

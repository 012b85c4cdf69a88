/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Reads archives through libarchive, member by member: tar, zip and cpio, plain or under
 * gzip, bzip2, xz, lzma and zstd.  No external program.  For taking out and for looking,
 * never for judging: compare/ reads with parsers of its own, and shows through this door
 * what is in files that it compares as bytes (7z, cab, ISO 9660, rar, xar).
 */

#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/error.h"

enum archive_kind {
	ARCHIVE_USUAL, /* those above */
	/* One format each, to look at only: */
	ARCHIVE_7Z,
	ARCHIVE_CAB,
	ARCHIVE_ISO9660,
	ARCHIVE_RAR, /* both */
	ARCHIVE_XAR,
};

struct archive_limits {
	uint64_t members; /* 1 million */
	uint64_t bytes;	  /* unpacked: 8 GiB */
	uint64_t ratio;	  /* and so many times the input, once past 16 MiB: 1,000 */
};

struct archive_member {
	const char *path; /* borrowed from the reader until the next member */
	const char *link; /* borrowed: the target of a symbolic or hard link; else NULL */
	char type;	  /* 'f' file, 'd' folder, 'l' symlink, 'h' hardlink, 'o' other */
	mode_t mode;	  /* permissions only */
	mode_t kind;	  /* S_IFREG, S_IFIFO, ...; 0 where it is not said */
	uint64_t size;
	bool has_time;
	int64_t mtime, uid, gid;
	unsigned devmajor, devminor; /* of a device */
};

struct archive_reader;

struct archive_limits archive_limits_usual(void);

/* For a process that is about to close its doors: sets its characters to UTF-8 and its
 * time zone to UTC, and opens what libarchive needs for names. */
void archive_prepare(void);

/* The bytes are borrowed until archive_close(). */
int archive_open(struct archive_reader **out, struct bytes archive,
		 const struct archive_limits *limits, struct error *err);
int archive_open_kind(struct archive_reader **out, enum archive_kind kind,
		      struct bytes archive, const struct archive_limits *limits,
		      struct error *err);
void archive_close(struct archive_reader *reader);
void archive_close_at(struct archive_reader **at);

#define cleanup_archive __attribute__((cleanup(archive_close_at)))

/* 1 with the next member, 0 at the end, -1. */
int archive_next(struct archive_reader *reader, struct archive_member *member,
		 struct error *err);

/* 1 with the next piece of the member's content (borrowed until the next call), 0 at its
 * end, -1.  Holes are not skipped: they come as zeros.  ERROR_UNSUPPORTED is about this
 * member alone: the next one may be read. */
int archive_piece(struct archive_reader *reader, struct bytes *piece, struct error *err);

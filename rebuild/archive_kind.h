/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Who packed a release tarball, read off its container: the header of gzip (RFC 1952),
 * the dialect of tar, pax records, order, owners and times; and which compressor gives
 * its bytes again.  Marks are hints: whoever packs may write what he likes, so what a
 * mark says is proven by the rebuild, or not at all.
 */

#include "compare/tar_header.h"
#include "rebuild/session.h"

enum { ARCHIVE_COMMIT_SIZE = 41 };

struct archive_marks {
	const char *packing; /* "gzip", "xz", "bzip2", "zstd", "lzip", "lzma", "none";
			      * NULL: none that we know */
	/* Of gzip's first member; -1, or NULL, where there is none. */
	int gzip_xfl, gzip_os;
	int64_t gzip_time;
	char *gzip_name;  /* owned: as it stands, escaped */
	size_t gzip_size; /* of the header, with the name; 0 where it goes on */

	/* Of the tar in it; all zeros where it is none. */
	bool tar;
	size_t members;			  /* without extended headers */
	enum tar_dialect dialect;	  /* of the first member */
	char commit[ARCHIVE_COMMIT_SIZE]; /* a global pax `comment` of 40 hex digits; ""
					   */
	bool pax;			  /* a member has a pax header of its own */
	bool pax_always;		  /* every member has one */
	bool pax_times;			  /* with atime and ctime */
	bool pax_fractions;		  /* with an mtime that has a fraction */
	bool folders;			  /* folders are members too */
	bool sorted;			  /* bytewise, folders with their slash */
	bool type_in_mode;		  /* 0100644: the file type stands in the mode */
	bool wide;			  /* the group may write some file */
	bool owner_names;		  /* names, not only numbers */
	bool root;			  /* all is owned by uid and gid 0 */
	int64_t oldest, newest;		  /* times of members */
	uint64_t tail;			  /* bytes from the end-of-archive blocks on */
};

struct archive_kind {
	const char *name; /* borrowed: a row of archive_kinds.def: "git-archive" */
	const char *said; /* borrowed: by which marks */
	struct archive_marks marks;
};

#define cleanup_archive_kind __attribute__((cleanup(archive_kind_release)))
void archive_kind_release(struct archive_kind *kind);

/* Reads the marks in a confined child.  What is no tar, or unpacks to more than we look
 * at, is of kind "unknown"; -1 when the file cannot be read. */
int archive_kind_read(struct archive_kind *out, const struct session *session,
		      const char *artifact_path, struct error *err);

/* Which command gives the artifact's bytes from its tar again ("xz -6e"; a line of
 * archive_compressors.def), found by trying in the sandbox; *command is borrowed, and
 * NULL when none of them does.  Then nothing can be hidden in the choice of encodings. */
int archive_kind_compressor(const char **command, const struct session *session,
			    const struct archive_kind *kind, const char *artifact_path,
			    struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Takes an archive out into a folder: files as 0644 or 0755 with their times, folders, and
 * links that stay inside.  Devices, pipes and links that lead outside are left out and
 * named.  To be run in a confined child (sandbox/confine.h), whose current folder it is.
 */

#include "base/archive.h"
#include "base/strings.h"

struct unpacked {
	uint64_t files;
	int64_t newest;		/* the newest time of a file; 0: none */
	struct strings left_out; /* "dev/sda: a device", ... */
};

#define cleanup_unpacked __attribute__((cleanup(unpacked_release)))
void unpacked_release(struct unpacked *unpacked);

/* Into `folder` (a descriptor or AT_FDCWD); `strip` leading parts of each path are cut off,
 * and members that have no more than those are skipped. */
int unpack_archive(struct unpacked *out, struct bytes archive, int folder, unsigned strip,
		   const struct archive_limits *limits, struct error *err);

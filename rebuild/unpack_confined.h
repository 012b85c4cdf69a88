/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* An archive from outside, taken out by a confined child (base/unpack.h). */

#include <stdint.h>

#include "base/strings.h"
#include "base/unpack_root.h"
#include "rebuild/session.h"

struct unpacking {
	uint64_t files;
	int64_t newest;		 /* the newest time of a file; 0: none */
	struct strings left_out; /* owned: what was not taken out, and why */
};

#define cleanup_unpacking __attribute__((cleanup(unpacking_release)))
void unpacking_release(struct unpacking *unpacking);

/* Into `folder`, which exists; `strip` leading parts of each path are cut off. */
int unpack_confined(struct unpacking *out, const struct session *session,
		    const char *archive_path, const char *folder, unsigned strip,
		    struct error *err);

/* An archive of a root file system, or of a layer of one. */
struct root_archive {
	const char *path;
	enum root_manner manner;
	const char
		*sha256; /* what its bytes must have, in hex; NULL: whatever they are */
};

/* Likewise, as base/unpack_root.h has it. */
int unpack_root_confined(struct unpacking *out, const struct session *session,
			 const struct root_archive *archive, const char *folder,
			 struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Takes a root file system out of an archive, or lays a layer of one (OCI image
 * specification, "layer.md") over what is there: with permissions, the times of folders,
 * and links as they are, for they are followed inside of the root only.  What belongs to
 * nobody's build is not taken: owners, setuid and setgid, devices, pipes, attributes.  To
 * be run in a confined child (sandbox/confine.h), whose current folder it is.
 *
 * The same archive gives the same tree.  A folder that the archive does not name has the
 * newest time of a member.
 */

#include "base/unpack.h"

enum root_manner {
	ROOT_WHOLE, /* into an empty folder; names are names */
	ROOT_LAYER, /* over what is there: ".wh.x" removes x, ".wh..wh..opq" all that is
		     * in its folder */
};

int unpack_root(struct unpacked *out, struct bytes archive, int folder,
		enum root_manner manner, struct error *err);

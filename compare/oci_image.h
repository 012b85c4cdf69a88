/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What the members of an image layout are to each other: index.json (or docker's
 * manifest.json) leads to manifests, these to a configuration and layers, all of which
 * are called by their digests.
 */

#include "base/buffer.h"
#include "compare/tile.h"

/* The names of documents that a layout is read from. */
extern const char oci_index[], oci_manifest[], oci_mark[];

/* Gives each member that a document leads to a role, and cuts the documents into their
 * values: what names a member, or says how large it is, is held against it.  The tiling
 * of an archive or a folder; left as it is where a name stands twice. */
void oci_image_arrange(struct tiling *tiling, struct budget *budget);

struct normalizer;

/* format_oci's, in oci_normalize.c. */
int oci_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);

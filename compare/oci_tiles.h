/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of an image layout that has been read. */

#include "compare/oci_document.h"

/* Cuts the documents into their values, and has the names of blobs follow from them. */
void oci_tiles_cut(struct oci_image *image);

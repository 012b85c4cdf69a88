/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Metadata of Python's packages as tiles, field by field: what METADATA, PKG-INFO and
 * WHEEL have in common. */

#include "compare/tile.h"

/* Whether the first paragraph is fields, of which one has this name. */
bool pypi_fields_have(struct bytes content, const char *name);

/* The fields that may stand more than once: each has its value in its key
 * ("Classifier/Topic :: Utilities"), a dependency the name of the package. */
int pypi_fields_tile(struct tiler *tiler, const char *const *repeated, struct error *err);

/* "bdist_wheel (0.41.2)", "poetry-core 1.9.0" or "flit": how long the name of the tool
 * is; 0 when the value is nothing of the kind. */
size_t pypi_generator_tool(struct bytes value);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The page of a project in an index of before PEP 691: HTML, one anchor for each file. */

#include "base/json.h"

/* As the JSON form of the simple API has it: {"files": [{"filename", "url", "hashes",
 * "yanked"}]}.  ERROR_MALFORMED for a page without files; the caller frees *out. */
int pypi_page_read(struct json **out, struct bytes text, struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which of the addresses that a Python project states is its repository. */

#include "base/strings.h"

/* A host that serves repositories as https://HOST/OWNER/NAME, or an address that ends in
 * ".git": the address that git takes, without what leads to a page of it; the caller
 * frees.  NULL for any other. */
char *python_repository_of(const char *url);

/* The best of `count` lines "LABEL, URL" ("Core metadata", Project-URL), as labels such
 * as "Source" and "Repository" say ("Well-known project URLs"), then any that is one; the
 * caller frees; NULL when none is. */
char *python_repository_among(const struct strings *lines);

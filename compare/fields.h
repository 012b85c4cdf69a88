/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Lines "Name: value", with lines that start with white space to continue them: how
 * control files of Debian and metadata of Python's packages are written (after RFC 822).
 */

#include "base/bytes.h"
#include "compare/tile.h"

/* Without white space and line ends at either end. */
struct bytes fields_trim(struct bytes text);

/* Whether a line begins with white space, and holds more than that or may hold no more.
 */
bool fields_continue(struct bytes rest, bool may_be_blank);

/* The next field with the lines that continue it. */
struct bytes fields_next(struct bytes rest, bool may_be_blank);

/* Names have no spaces, no colon and no control bytes. */
bool fields_is_name(struct bytes name);

/* What stands behind the name and its colon. */
struct bytes fields_value(struct bytes field);

/* Whether the two are one value: white space around it, or line ends, are not. */
struct difference;
bool fields_are_spellings(const struct difference *difference);

/* Says of fields with the same key, in any case, that they stand twice; not of those with
 * this key. */
void fields_complain_of_duplicates(struct tiling *tiling, const char *but);

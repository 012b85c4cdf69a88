/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Names in zip archives: in UTF-8, or as MS-DOS wrote them, in code page 437. */

#include "base/bytes.h"

/* Whether a header's name and a UTF-8 path read the same, bytewise or as code page 437.
 */
bool zip_text_is_same(struct bytes name, struct bytes path);

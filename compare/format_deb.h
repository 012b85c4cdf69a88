/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What others ask about Debian packages. */

#include "base/bytes.h"

/* Whether both are packages whose data is the same, byte for byte. */
bool deb_data_is_same(struct bytes published, struct bytes rebuilt);

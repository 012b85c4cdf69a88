/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/bytes.h"

/* Whether two texts have the same lines, each as often, in whatever order. */
bool line_order_is_all(struct bytes published, struct bytes rebuilt);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For rebuild/inventory_*.c alone. */

#include "rebuild/inventory.h"

/* *out is empty; inventory_release() is due whatever comes of it. */
int inventory_read_folder(struct inventory *out, const struct session *session,
			  const char *folder, struct error *err);

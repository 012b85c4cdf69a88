/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* ASCII armor around OpenPGP data (RFC 9580 section 6.2): keys as text.  gpgv wants them
 * without. */

#include "base/buffer.h"

bool openpgp_is_armored(struct bytes content);

/* Appends what all blocks of public keys hold.  -1 with ERROR_MALFORMED for one that is
 * broken, and when there is none. */
int openpgp_dearmor(struct buffer *out, struct bytes content, struct error *err);

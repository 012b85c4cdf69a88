/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A certificate of our own for hosts that we answer for (X.509, RFC 5280), in the text
 * that RFC 7468 describes.  It is its own issuer: who is to trust it is given it. */

#include "base/error.h"
#include "base/strings.h"

struct certificate {
	char *text; /* owned */
	char *key;  /* owned: the private one */
};

void certificate_release(struct certificate *certificate);

/* One with a key of its own, for all of these hosts (one at least), valid at any
 * time. */
int certificate_make(struct certificate *out, const struct strings *hosts,
		     struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Asks a toolchain's node to compress a published tar again: are they the same bytes? */

#include "rebuild/session.h"

/* *same says it.  -1 also when a tool cannot be had (ERROR_NETWORK, ERROR_NOT_FOUND). */
int packer_probe(bool *same, const struct session *session, const struct strings *tools,
		 const char *artifact_path, struct error *err);

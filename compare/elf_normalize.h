/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/normalize.h"

/* format_elf's: zeros for build-ids and for checksums of debug files, each where its rule
 * is on; nothing else in an ELF file can be written anew without a linker. */
int elf_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to capstone, for disassemble.c. */

#include <capstone/capstone.h>

#include "base/later.h"

#define CAPSTONE_CALLS(CALL)                                                             \
	CALL(cs_open)                                                                    \
	CALL(cs_close)                                                                   \
	CALL(cs_malloc)                                                                  \
	CALL(cs_free)                                                                    \
	CALL(cs_disasm_iter)

LATER_DECLARE(capstone, CAPSTONE_CALLS)

#define cs_open	       capstone_library()->cs_open
#define cs_close       capstone_library()->cs_close
#define cs_malloc      capstone_library()->cs_malloc
#define cs_free	       capstone_library()->cs_free
#define cs_disasm_iter capstone_library()->cs_disasm_iter

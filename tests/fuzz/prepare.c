/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every target wants done once before its first input. */
#include "compare/comparison.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	comparison_prepare();
	return 0;
}

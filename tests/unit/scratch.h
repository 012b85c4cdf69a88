/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A folder of a test's own: its state is the path. */

#include <stdlib.h>

#include "base/file.h"
#include "tests/unit.h"

static int
make_folder(void **state)
{
	struct error err;

	return folder_make_scratch((char **)state, "/tmp", "cupel-unit", &err);
}

static int
remove_folder(void **state)
{
	struct error err;
	int code = tree_remove(*state, &err);

	free(*state);
	return code;
}

#define test_in_folder(test)                                                             \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

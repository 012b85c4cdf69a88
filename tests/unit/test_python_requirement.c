/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/memory.h"
#include "rebuild/python_requirement.h"

static void
requirements_allow_what_they_say(void **state)
{
	static const struct {
		const char *requirement, *version;
		bool allows;
	} rows[] = {
		{ "setuptools", "1.0", true },
		{ "setuptools>=42", "66.1.1", true },
		{ "setuptools>=42", "41.9", false },
		{ "flit_core >=3.11,<4", "3.8.0", false },
		{ "flit_core >=3.11,<4", "3.12.0", true },
		{ "flit_core >=3.11,<4", "4.0", false },
		{ "setuptools_scm[toml] >= 6.2", "7.1.0", true },
		{ "hatch-vcs (>=0.3)", "0.3.0", true },
		{ "wheel==0.38.4", "0.38.4", true },
		{ "wheel==0.38", "0.38.4", false },
		{ "wheel==0.38.*", "0.38.4", true },
		{ "wheel==0.3.*", "0.38.4", false },
		{ "wheel!=0.38.*", "0.38.4", false },
		{ "x~=1.4.2", "1.4.9", true },
		{ "x~=1.4.2", "1.4.1", false },
		{ "x~=1.4.2", "1.5", false },
		{ "x~=1.4", "1.9", true },
		{ "x~=1.4", "2.0", false },
		{ "x>1.0", "1.0", false },
		{ "x<=1.0", "1.0", true },
		{ "x<2; python_version < '3'", "1.0", true },
		{ "x===1.0", "1.0.0", false },
		{ "x @ https://example.invalid/x.tar.gz", "1.0", false },
		{ "x 1.0", "1.0", false },
		{ "x>=", "1.0", false },
		{ "x>=one", "1.0", false },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		if (python_requirement_allows(rows[i].requirement, rows[i].version) !=
		    rows[i].allows)
			fail_msg("%s and %s", rows[i].requirement, rows[i].version);
}

static void
requirements_name_a_package(void **state)
{
	char *name = python_requirement_name(" Setuptools_SCM[toml]>=6.2");

	(void)state;
	assert_string_equal(name, "setuptools-scm");
	free(name);
	assert_null(python_requirement_name(">=1.0"));
	assert_null(python_requirement_name(""));
	assert_true(python_requirement_names("flit_core >=3,<4", "flit-core"));
	assert_false(python_requirement_names("flit_core >=3,<4", "flit"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requirements_allow_what_they_say),
		cmocka_unit_test(requirements_name_a_package),
	};

	return cmocka_run_group_tests_name("python_requirement", tests, NULL, NULL);
}

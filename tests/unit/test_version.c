/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/memory.h"
#include "rebuild/version.h"

/* Each before the next, and all before all that follow. */
static void
stand_in_order(enum version_scheme scheme, const char *const *versions, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < count; k++) {
			int order = version_order(scheme, versions[i], versions[k]);

			if ((order > 0) - (order < 0) != (i > k) - (i < k))
				fail_msg("%s and %s: %d", versions[i], versions[k],
					 order);
		}
}

static void
are_one(enum version_scheme scheme, const char *a, const char *b)
{
	if (version_order(scheme, a, b) != 0 || version_order(scheme, b, a) != 0)
		fail_msg("%s and %s are one", a, b);
}

/* The example of SemVer 2.0.0, section 11, and numbers beyond any word of a machine. */
static void
semver_has_prereleases_first(void **state)
{
	static const char *const versions[] = {
		"0.9.10",
		"1.0.0-alpha",
		"1.0.0-alpha.1",
		"1.0.0-alpha.beta",
		"1.0.0-beta",
		"1.0.0-beta.2",
		"1.0.0-beta.11",
		"1.0.0-rc.1",
		"1.0.0",
		"1.0.1",
		"1.10.0",
		"2.0.0",
		"2.0.18446744073709551615",
		"2.0.18446744073709551616",
	};

	(void)state;
	stand_in_order(VERSION_SEMVER, versions, array_length(versions));
	are_one(VERSION_SEMVER, "1.0.0+one", "1.0.0+two");
}

static void
python_has_its_own_order(void **state)
{
	static const char *const versions[] = { "1.dev0",    "1.0a1",  "1.0rc1", "1.0",
						"1.0.post1", "1.0.15", "1!0.1" };

	(void)state;
	stand_in_order(VERSION_PEP440, versions, array_length(versions));
	are_one(VERSION_PEP440, "1.0", "1.0.0");
}

/* deb-version(7). */
static void
debian_has_the_tilde_first(void **state)
{
	static const char *const versions[] = {
		"1.0~~",	 "1.0~rc1-1", "1.0~rc2-1", "1.0-1",   "1.0-1+b1",
		"1.0-1+deb12u1", "1.0-1.1",   "1.0-2",	   "1.0-10",  "1.0a-1",
		"1.0+dfsg-1",	 "1.2-1",     "1.10-1",	   "1:0.1-1",
	};

	(void)state;
	stand_in_order(VERSION_DEBIAN, versions, array_length(versions));
	are_one(VERSION_DEBIAN, "0:1.05-1", "1.5-1");
	are_one(VERSION_DEBIAN, "1.0", "1.0-0");
}

static void
others_are_read_run_by_run(void **state)
{
	static const char *const versions[] = { "3.2", "3.3", "3.3a", "3.10",
						"2024.01.02" };

	(void)state;
	stand_in_order(VERSION_PLAIN, versions, array_length(versions));
}

static void
each_ecosystem_has_its_scheme(void **state)
{
	(void)state;
	assert_int_equal(version_scheme_of("npm"), VERSION_SEMVER);
	assert_int_equal(version_scheme_of("cargo"), VERSION_SEMVER);
	assert_int_equal(version_scheme_of("pypi"), VERSION_PEP440);
	assert_int_equal(version_scheme_of("deb"), VERSION_DEBIAN);
	assert_int_equal(version_scheme_of("generic"), VERSION_PLAIN);
	assert_int_equal(version_scheme_of(NULL), VERSION_PLAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(semver_has_prereleases_first),
		cmocka_unit_test(python_has_its_own_order),
		cmocka_unit_test(debian_has_the_tilde_first),
		cmocka_unit_test(others_are_read_run_by_run),
		cmocka_unit_test(each_ecosystem_has_its_scheme),
	};

	return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}

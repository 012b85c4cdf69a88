/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "rebuild/debian_release.h"
#include "rebuild/debian_version.h"

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

/* What dpkg --compare-versions says of each. */
static void
versions_are_in_order(void **state)
{
	static const struct {
		const char *a, *b;
		int order;
	} rows[] = {
		{ "1.0", "1.0", 0 },
		{ "1.0", "1.0-0", 0 },
		{ "0:1.0", "1.0", 0 },
		{ "00:1.0", "1.0", 0 },
		{ "1.0", "1.00", 0 },
		{ "1.0-1", "1.0-01", 0 },
		{ "1.0~", "1.0", -1 },
		{ "1.0~~", "1.0~", -1 },
		{ "1.0~~a", "1.0~", -1 },
		{ "1.0~rc1-1", "1.0-1", -1 },
		{ "1.0~beta1~svn1245", "1.0~beta1", -1 },
		{ "1.0~bpo1", "1.0+b1", -1 },
		{ "1.0", "1.0a", -1 },
		{ "1.0a", "1.0+", -1 },
		{ "1.0+dfsg", "1.0.1", -1 },
		{ "1.0a", "1.0.1", -1 },
		{ "1.9", "1.10", -1 },
		{ "1.2.9", "1.2.10", -1 },
		{ "9", "10", -1 },
		{ "2:0.1", "1:9.9", 1 },
		{ "1:0.1", "9.9", 1 },
		{ "10:1", "9:2", 1 },
		{ "2.10-3", "2.10-10", -1 },
		{ "2.10-3", "2.10-3+b1", -1 },
		{ "2.10-3+b1", "2.10-3+deb12u1", -1 },
		{ "2.10-3+b2", "2.10-3+b10", -1 },
		{ "1.0-1-1", "1.0-1", 1 },
		{ "1.0-a", "1.0-b", -1 },
		{ "1.0-Z", "1.0-a", -1 },
		{ "1.2-3~deb12u2", "1.2-3", -1 },
		{ "12.4+deb12u9", "12.4+deb12u15", -1 },
		{ "20230311+deb12u1", "20230311", 1 },
		{ "99999999999999999999999", "99999999999999999999998", 1 },
		{ "1.0-1", "1.0-1~", 1 },
		{ "0.0", "0", 1 },
		{ "1.a0", "1.a00", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (sign(debian_version_order(rows[i].a, rows[i].b)) != rows[i].order ||
		    sign(debian_version_order(rows[i].b, rows[i].a)) != -rows[i].order)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
}

static void
what_is_no_version_is_refused(void **state)
{
	static const char *const good[] = { "1",       "2.10-3", "1:2.10-3+b1", "0.1~rc1",
					    "1.0-1-2", "1:1:2",	 "5.02-1" };
	static const char *const bad[] = { "",	  "a",	     ":1",	     "1:",
					   "x:1", "1-",	     "-1",	     "1 2",
					   "1_2", "1/2",     "1.0-1/..",     "1%3a1",
					   "v1",  "1.0-\n1", "12345678901:1" };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (debian_version_check(good[i], &err) < 0)
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (debian_version_check(bad[i], &err) == 0)
			fail_msg("%s", bad[i]);
}

static void
a_binnmu_is_told_apart(void **state)
{
	static const struct {
		const char *version, *without;
		unsigned number;
	} rows[] = {
		{ "5.02-1+b1", "5.02-1", 1 },
		{ "1:5.02-1+deb12u1+b12", "1:5.02-1+deb12u1", 12 },
		{ "5.02-1", "5.02-1", 0 },
		{ "5.02+b1-1", "5.02+b1-1", 0 },
		{ "5.02-1+b", "5.02-1+b", 0 },
		{ "5.02-1+b1a", "5.02-1+b1a", 0 },
		{ "5.02-1+bpo1", "5.02-1+bpo1", 0 },
		{ "5.02-1+b1234567", "5.02-1+b1234567", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cleanup_free char *without =
			debian_version_without_binnmu(rows[i].version);

		assert_int_equal(debian_version_binnmu(rows[i].version), rows[i].number);
		assert_string_equal(without, rows[i].without);
	}
}

static void
a_built_file_has_no_epoch(void **state)
{
	char package[] = "hello", version[] = "1:2.10-3+b1", architecture[] = "amd64";
	const struct debian_binary binary = { .package = package,
					      .version = version,
					      .architecture = architecture };
	cleanup_free char *name = debian_built_name(&binary, "x_1%3a2_amd64.deb");
	cleanup_free char *installers = debian_built_name(&binary, "x_amd64.udeb");
	cleanup_free char *upstream = debian_version_upstream("1:2.10-3-4");

	(void)state;
	assert_string_equal(name, "hello_2.10-3+b1_amd64.deb");
	assert_string_equal(installers, "hello_2.10-3+b1_amd64.udeb");
	assert_string_equal(upstream, "2.10-3");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_are_in_order),
		cmocka_unit_test(what_is_no_version_is_refused),
		cmocka_unit_test(a_binnmu_is_told_apart),
		cmocka_unit_test(a_built_file_has_no_epoch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

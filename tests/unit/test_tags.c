/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "rebuild/tags.h"

struct row {
	const char *tag, *package, *version;
	bool means;
};

static void
tags_mean_what_they_say(void **state)
{
	static const struct row rows[] = {
		{ "1.2.3", "x", "1.2.3", true },
		{ "v1.2.3", "x", "1.2.3", true },
		{ "V1.2.3", "x", "1.2.3", true },
		{ "R_2_5_0", "expat", "2.5.0", true },
		{ "curl-8_5_0", "curl", "8.5.0", true },
		{ "release-1.2.3", "x", "1.2.3", true },
		{ "release/v1.2.3", "x", "1.2.3", true },
		{ "rel_1_4", "x", "1.4", true },
		{ "x@1.2.3", "x", "1.2.3", true },
		{ "x-v1.2.3", "x", "1.2.3", true },
		{ "x/v1.2.3", "x", "1.2.3", true },
		{ "@s/x@1.2.3", "@s/x", "1.2.3", true },
		{ "x@1.2.3", "@s/x", "1.2.3", true },
		{ "v1.0.0-rc.1", "x", "1.0.0-rc.1", true },
		{ "v1_0_0-beta_1", "x", "1.0.0-beta.1", true },

		{ "v1.2.0", "x", "2.0", false },
		{ "v0.1.2.3", "x", "1.2.3", false },
		{ "v1.2.3a1", "x", "1.2.3", false },
		{ "1.2.3-hotfix", "x", "1.2.3", false },
		{ "4.17.21-npm", "lodash", "4.17.21", false },
		{ "other-1.2.3", "x", "1.2.3", false },
		{ "v1.0.0b1", "x", "1.0.0", false },
		{ "pkg-b@1.0.0", "pkg-a", "1.0.0", false },
		{ "v1.2.30", "x", "1.2.3", false },
		{ "v11.2.3", "x", "1.2.3", false },
		{ "v1.2", "x", "1.2.0", false },
		{ "vv1.2.3", "x", "1.2.3", false },
		{ "x", "x", "1.2.3", false },
		{ "x-", "x", "1.2.3", false },
		{ "", "x", "1.2.3", false },
		{ "2021.1.3", "x", "2021.01.3", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (tag_means(rows[i].tag, rows[i].package, rows[i].version) != rows[i].means)
			fail_msg("tag %s of %s %s", rows[i].tag, rows[i].package,
				 rows[i].version);
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(tags_mean_what_they_say) };

	return cmocka_run_group_tests_name("tags", tests, NULL, NULL);
}

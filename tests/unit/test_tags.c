/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/memory.h"
#include "rebuild/tags.h"

struct row {
	const char *tag, *name, *version;
	enum tag_fit fit;
};

static void
judge(const struct row *row, enum version_scheme scheme)
{
	char *items[] = { (char *)(uintptr_t)row->name };
	struct strings names = { items, array_length(items) };
	struct tag_wanted wanted = { scheme, row->version, &names };
	enum tag_fit fit = tag_fit(row->tag, &wanted);

	if (fit != row->fit)
		fail_msg("tag %s of %s %s: %d, not %d", row->tag, row->name, row->version,
			 fit, row->fit);
}

static void
any_project_has_tags_of_these_forms(void **state)
{
	static const struct row rows[] = {
		{ "1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "v1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "V1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "R_2_5_0", "expat", "2.5.0", TAG_EXACT },
		{ "curl-8_5_0", "curl", "8.5.0", TAG_EXACT },
		{ "release-1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "release/v1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "releases/gcc-12.2.0", "gcc", "12.2.0", TAG_EXACT },
		{ "rel_1_4", "x", "1.4", TAG_EXACT },
		{ "REL_15_2", "postgresql", "15.2", TAG_EXACT },
		{ "REL9_6_1", "postgresql", "9.6.1", TAG_EXACT },
		{ "x@1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "x-v1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "x/v1.2.3", "x", "1.2.3", TAG_EXACT },
		{ "packages/x/v1.2.3", "packages/x", "1.2.3", TAG_EXACT },
		{ "@s/x@1.2.3", "@s/x", "1.2.3", TAG_EXACT },
		{ "x@1.2.3", "@s/x", "1.2.3", TAG_EXACT },
		{ "v1.0.0-rc.1", "x", "1.0.0-rc.1", TAG_EXACT },
		{ "v1_0_0-beta_1", "x", "1.0.0-beta.1", TAG_EXACT },
		{ "OpenSSL_1_1_1t", "openssl", "1.1.1t", TAG_EXACT },
		{ "V_9_2_P1", "openssh", "9.2p1", TAG_EXACT },
		{ "VER-2-12-1", "freetype", "2.12.1", TAG_EXACT },
		{ "tzdata2023c", "tzdata", "2023c", TAG_EXACT },
		{ "r59", "r", "r59", TAG_EXACT },
		{ "r59", "x", "59", TAG_EXACT },
		{ "3.3a", "tmux", "3.3a", TAG_EXACT },
		{ "cares-1_18_1", "c-ares", "1.18.1", TAG_EXACT },
		{ "pcre2-10.42", "pcre2", "10.42", TAG_EXACT },
		{ "pcre2-10.42-RC1", "pcre2", "10.42-rc1", TAG_EXACT },
		{ "v1-2.3.4", "v1", "2.3.4", TAG_EXACT },
		{ "dist-0.2.3", "yaml", "0.2.3", TAG_EXACT },
		{ "release-0.144", "x", "0.144", TAG_EXACT },

		{ "release-2.1.12-stable", "libevent", "2.1.12", TAG_FITS },
		{ "release-2.1.12-stable", "libevent", "2.1.12-stable", TAG_EXACT },
		{ "popt-1.19-release", "popt", "1.19", TAG_FITS },
		{ "json-c-0.16-20220414", "json-c", "0.16", TAG_FITS },
		{ "json-c-0.16-20220414", "json-c", "0.16-20220414", TAG_EXACT },
		{ "1.0.18-RELEASE", "libsodium", "1.0.18", TAG_FITS },
		{ "1.0.18-FINAL", "libsodium", "1.0.18", TAG_FITS },
		{ "netty-4.1.0.Final", "netty", "4.1.0", TAG_FITS },
		{ "NSS_3_87_RTM", "nss", "3.87", TAG_FITS },
		{ "1.2", "x", "1.2+dfsg1", TAG_FITS },
		{ "v1.2", "x", "1.2+ds", TAG_FITS },

		{ "other-1.2.3", "x", "1.2.3", TAG_MAYBE },
		{ "llvmorg-16.0.0", "llvm", "16.0.0", TAG_MAYBE },
		{ "other-v1.2.3", "x", "1.2.3", TAG_MAYBE },
		{ "hatch-v1.27.0", "hatchling", "1.27.0", TAG_MAYBE },
		{ "ares_1_18_1", "c-ares", "1.18.1", TAG_MAYBE },

		{ "v1.2.0", "x", "2.0", TAG_OTHER },
		{ "v1_2_0", "x", "2.0", TAG_OTHER },
		{ "R_1_2_0", "x", "2.0", TAG_OTHER },
		{ "v1-2.0", "x", "2.0", TAG_OTHER },
		{ "v0.1.2.3", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3a1", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3rc1", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3-beta.2", "x", "1.2.3", TAG_OTHER },
		{ "1.2.3-hotfix", "x", "1.2.3", TAG_OTHER },
		{ "1.2.3-hotfix-stable", "x", "1.2.3", TAG_OTHER },
		{ "hotfix-1.2.3", "x", "1.2.3", TAG_OTHER },
		{ "beta-1.2.3", "x", "1.2.3", TAG_OTHER },
		{ "other-1.2.3-hotfix", "x", "1.2.3", TAG_OTHER },
		{ "4.17.21-npm", "lodash", "4.17.21", TAG_OTHER },
		{ "v1.0.0b1", "x", "1.0.0", TAG_OTHER },
		{ "pkg-b@1.0.0", "pkg-a", "1.0.0", TAG_OTHER },
		{ "pkg-b/v1.0.0", "pkg-a", "1.0.0", TAG_OTHER },
		{ "pkg-a-extra@1.0.0", "pkg-a", "1.0.0", TAG_OTHER },
		{ "v1.2.30", "x", "1.2.3", TAG_OTHER },
		{ "v11.2.3", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3.4", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3-4", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3-12345", "x", "1.2.3", TAG_OTHER },
		{ "v1.2.3-20229999", "x", "1.2.3", TAG_OTHER },
		{ "v1.2", "x", "1.2.0", TAG_OTHER },
		{ "v1.2.0", "x", "1.2", TAG_OTHER },
		{ "vv1.2.3", "x", "1.2.3", TAG_OTHER },
		{ "v12.3", "x", "1.2.3", TAG_OTHER },
		{ "pcre2-10.42", "pcre", "10.42", TAG_MAYBE },
		{ "v2.1.0", "v2", "1.0", TAG_OTHER },
		{ "3.3", "tmux", "3.3a", TAG_OTHER },
		{ "3.3a", "tmux", "3.3", TAG_OTHER },
		{ "pcre2-10.42-RC1", "pcre2", "10.42", TAG_OTHER },
		{ "0.2.5", "yaml", "0.2.3", TAG_OTHER },
		{ "1.5", "x", "1.05", TAG_OTHER },
		{ "x", "x", "1.2.3", TAG_OTHER },
		{ "x-", "x", "1.2.3", TAG_OTHER },
		{ "v", "x", "1.2.3", TAG_OTHER },
		{ "", "x", "1.2.3", TAG_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		judge(&rows[i], VERSION_PLAIN);
}

static void
a_calendar_may_be_padded(void **state)
{
	static const struct row rows[] = {
		{ "2024.01.02", "x", "2024.1.2", TAG_FITS },
		{ "v2024.1.2", "x", "2024.01.02", TAG_FITS },
		{ "2024-01-02", "x", "2024.1.2", TAG_FITS },
		{ "2024.01.02", "x", "2024.01.02", TAG_EXACT },
		{ "22.04", "x", "22.4", TAG_FITS },
		{ "22.4", "x", "22.04", TAG_FITS },
		{ "2024.1.20", "x", "2024.1.2", TAG_OTHER },
		{ "2024.10.2", "x", "2024.1.2", TAG_OTHER },
		{ "2024.01.02.1", "x", "2024.1.2", TAG_OTHER },
		{ "3000.01.02", "x", "3000.1.2", TAG_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		judge(&rows[i], VERSION_PLAIN);
}

static void
semver_has_its_own_words(void **state)
{
	static const struct row rows[] = {
		{ "v1.0.0-rc.1", "x", "1.0.0-rc.1", TAG_EXACT },
		{ "v1.0.0-rc.1", "x", "1.0.0", TAG_OTHER },
		{ "v1.0.0", "x", "1.0.0-rc.1", TAG_OTHER },
		{ "v1.0.0", "x", "1.0.0+build.5", TAG_FITS },
		{ "v1.0.0+build.5", "x", "1.0.0+build.5", TAG_EXACT },
		{ "v1.0.0+build.6", "x", "1.0.0+build.5", TAG_OTHER },
		{ "v2024.01.02", "x", "2024.1.2", TAG_FITS },
		{ "v1.02.3", "x", "1.2.3", TAG_FITS },
		{ "v1.2", "x", "1.2.0", TAG_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		judge(&rows[i], VERSION_SEMVER);
}

static void
python_writes_one_version_in_many_ways(void **state)
{
	static const struct row rows[] = {
		{ "2.1.2", "MarkupSafe", "2.1.2", TAG_EXACT },
		{ "v1.0", "x", "1.0.0", TAG_FITS },
		{ "v1.0.0", "x", "1.0", TAG_FITS },
		{ "v1.0.0-rc.1", "x", "1.0.0rc1", TAG_EXACT },
		{ "1.0.0c1", "x", "1.0.0rc1", TAG_FITS },
		{ "1.0-alpha1", "x", "1.0a1", TAG_FITS },
		{ "rel_2_0_0b1", "sqlalchemy", "2.0.0b1", TAG_EXACT },
		{ "1.0.post1", "x", "1.0.post1", TAG_EXACT },
		{ "1.0-rev1", "x", "1.0.post1", TAG_FITS },
		{ "2024.01.02", "certifi", "2024.1.2", TAG_FITS },
		{ "2024.1.2", "certifi", "2024.01.02", TAG_FITS },
		{ "hatchling-v1.27.0", "hatchling", "1.27.0", TAG_EXACT },
		{ "zope_interface-5.4", "zope.interface", "5.4.0", TAG_FITS },
		{ "v1.0.0b1", "x", "1.0.0", TAG_OTHER },
		{ "v1.0.0", "x", "1.0.0b1", TAG_OTHER },
		{ "1.0.0.dev1", "x", "1.0.0", TAG_OTHER },
		{ "1.0.0.post1", "x", "1.0.0", TAG_OTHER },
		{ "v1.2.3a1", "x", "1.2.3", TAG_OTHER },
		{ "1.2.3-hotfix", "x", "1.2.3", TAG_OTHER },
		{ "vv1.2.3", "x", "1.2.3", TAG_OTHER },
		{ "1!2.0", "x", "2.0", TAG_OTHER },
		{ "1!2.0", "x", "1!2.0", TAG_EXACT },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		judge(&rows[i], VERSION_PEP440);
}

static void
debian_keeps_its_revisions(void **state)
{
	static const struct row rows[] = {
		{ "debian/2.10-3", "hello", "2.10-3", TAG_EXACT },
		{ "debian/1%2.10-3", "hello", "1:2.10-3", TAG_EXACT },
		{ "debian/2.10-3", "hello", "1:2.10-3", TAG_EXACT },
		{ "debian/1.0_rc1-1", "x", "1.0~rc1-1", TAG_EXACT },
		{ "debian/0.58+deb12u7", "x", "0.58+deb12u7", TAG_EXACT },
		{ "12.4+deb12u15", "base-files", "12.4+deb12u15", TAG_EXACT },
		{ "base-files-12.4", "base-files", "12.4", TAG_EXACT },
		{ "debian/2.10-3", "hello", "2.10-30", TAG_OTHER },
		{ "debian/2.10-30", "hello", "2.10-3", TAG_OTHER },
		{ "debian/2.10.3", "hello", "2.10-3", TAG_OTHER },
		{ "debian/2.10-3_bpo12+1", "hello", "2.10-3", TAG_OTHER },
		{ "upstream/2.10", "hello", "2.10-3", TAG_OTHER },
		{ "v2.10", "hello", "2.10-3", TAG_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		judge(&rows[i], VERSION_DEBIAN);
}

/* Tags of real projects, with the versions that they are known to be. */
static void
known_answers_are_found(void **state)
{
	static const struct row rows[] = {
		{ "v0.8.0", "bubblewrap", "0.8.0", TAG_EXACT },
		{ "0.11.7", "libbsd", "0.11.7", TAG_EXACT },
		{ "v5.4.1", "xz", "5.4.1", TAG_EXACT },
		{ "pkgconf-1.8.1", "pkgconf", "1.8.1", TAG_EXACT },
		{ "curl-7_88_1", "curl", "7.88.1", TAG_EXACT },
		{ "2.1.0", "tree", "2.1.0", TAG_EXACT },
		{ "R_2_5_0", "expat", "2.5.0", TAG_EXACT },
		{ "v2.14", "jansson", "2.14", TAG_EXACT },
		{ "v1.9.4", "lz4", "1.9.4", TAG_EXACT },
		{ "jq-1.6", "jq", "1.6", TAG_EXACT },
		{ "0.9.1", "libportal", "0.9.1", TAG_EXACT },
		{ "0.2.139", "libc", "0.2.139", TAG_EXACT },
		{ "2.5.0", "walkdir", "2.5.0", TAG_EXACT },
		{ "v1.0.152", "serde", "1.0.152", TAG_EXACT },
		{ "hatchling-v1.27.0", "hatchling", "1.27.0", TAG_EXACT },
		{ "2.1.2", "MarkupSafe", "2.1.2", TAG_EXACT },
		{ "release-0.11", "Text-Glob", "0.11", TAG_EXACT },
		{ "7.0.0", "is-number", "7.0.0", TAG_EXACT },
		{ "2.1.3", "ms", "2.1.3", TAG_EXACT },
		{ "v4.1.2", "chalk", "4.1.2", TAG_EXACT },
		{ "v1.0.2", "wrappy", "1.0.2", TAG_EXACT },
		{ "v2.0.4", "inherits", "2.0.4", TAG_EXACT },
		{ "v4.0.0", "yallist", "4.0.0", TAG_EXACT },
		{ "v6.0.1", "strip-ansi", "6.0.1", TAG_EXACT },
		{ "v1.8.1", "etag", "1.8.1", TAG_EXACT },
		{ "v5.2.1", "safe-buffer", "5.2.1", TAG_EXACT },
		{ "v2.0.5", "isarray", "2.0.5", TAG_EXACT },
		{ "4.0.0", "long", "4.0.0", TAG_EXACT },
		{ "v10.2.0", "lru-cache", "10.2.0", TAG_EXACT },
		{ "v9.0.5", "minimatch", "9.0.5", TAG_EXACT },
		{ "v2.1.0", "clsx", "2.1.0", TAG_EXACT },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		for (size_t k = 0; k < array_length(rows); k++) {
			struct row row = rows[i];

			row.tag = rows[k].tag;
			if (strcmp(rows[i].version, rows[k].version) == 0)
				continue;
			row.fit = TAG_OTHER;
			judge(&row, VERSION_PLAIN);
		}
	for (size_t i = 0; i < array_length(rows); i++)
		judge(&rows[i], VERSION_PLAIN);
}

static void
a_name_is_enough_to_ask(void **state)
{
	(void)state;
	assert_true(tag_means("curl-8_5_0", "curl", "8.5.0"));
	assert_false(tag_means("other-1.2.3", "x", "1.2.3"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_project_has_tags_of_these_forms),
		cmocka_unit_test(a_calendar_may_be_padded),
		cmocka_unit_test(semver_has_its_own_words),
		cmocka_unit_test(python_writes_one_version_in_many_ways),
		cmocka_unit_test(debian_keeps_its_revisions),
		cmocka_unit_test(known_answers_are_found),
		cmocka_unit_test(a_name_is_enough_to_ask),
	};

	return cmocka_run_group_tests_name("tags", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/cleanup.h"
#include "rebuild/apt_sources.h"
#include "rebuild/openpgp_armor.h"

static void
lines_name_one_archive_each(void **state)
{
	static const char text[] =
		"# deb http://a/debian x main\n"
		"deb http://deb.debian.org/debian/ bookworm main contrib # said behind\n"
		"deb-src http://deb.debian.org/debian bookworm main\n"
		"deb [ signed-by=/k.gpg,/l.gpg arch=amd64 check-valid-until=no ]"
		" https://m/debian bookworm-updates main\n"
		"deb [trusted=yes] http://flat/ ./\n"
		"deb cdrom:[x]/ bookworm main\n"
		"deb http://nothing/debian bookworm\n"
		"\tdeb\thttp://tabs/debian\tsid\tmain\n";
	cleanup_apt_sources struct apt_sources sources = { 0 };

	(void)state;
	apt_sources_parse_lines(&sources, bytes_of_text(text));
	assert_int_equal(sources.count, 3);
	assert_string_equal(sources.items[0].uri, "http://deb.debian.org/debian");
	assert_string_equal(sources.items[0].suite, "bookworm");
	assert_int_equal(sources.items[0].components.count, 2);
	assert_null(sources.items[0].signed_by);
	assert_false(sources.items[0].ignores_valid_until);
	assert_string_equal(sources.items[1].suite, "bookworm-updates");
	assert_string_equal(sources.items[1].signed_by, "/k.gpg,/l.gpg");
	assert_true(sources.items[1].ignores_valid_until);
	assert_string_equal(sources.items[2].uri, "http://tabs/debian");
}

static void
fields_name_several(void **state)
{
	static const char text[] =
		"Types: deb deb-src\n"
		"# the mirror next door\n"
		"URIs: http://m/debian/ http://n/debian\n"
		"Suites: bookworm bookworm-updates\n"
		"Components: main contrib\n"
		"Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n x\n"
		" -----END PGP PUBLIC KEY BLOCK-----\n"
		"\n"
		"Types: deb-src\nURIs: http://s/debian\nSuites: sid\nComponents: main\n"
		"\n"
		"Types: deb\nURIs: http://o/debian\nSuites: sid\nComponents: main\n"
		"Enabled: no\n"
		"\n"
		"Types: deb\nURIs: http://p/debian\nSuites: sid\nComponents: main\n"
		"Check-Valid-Until: false\n";
	cleanup_apt_sources struct apt_sources sources = { 0 };

	(void)state;
	apt_sources_parse_fields(&sources, bytes_of_text(text));
	assert_int_equal(sources.count, 5);
	assert_string_equal(sources.items[0].uri, "http://m/debian");
	assert_string_equal(sources.items[1].suite, "bookworm-updates");
	assert_string_equal(sources.items[3].uri, "http://n/debian");
	assert_int_equal(sources.items[3].components.count, 2);
	assert_non_null(strstr(sources.items[3].signed_by, "\n .\n x\n"));
	assert_string_equal(sources.items[4].uri, "http://p/debian");
	assert_true(sources.items[4].ignores_valid_until);
}

#define ARMOR(text)                                                                      \
	"-----BEGIN PGP PUBLIC KEY BLOCK-----\n" text                                    \
	"-----END PGP PUBLIC KEY BLOCK-----\n"

static int
dearmored(struct buffer *out, const char *text)
{
	struct error err;
	int status = openpgp_dearmor(out, bytes_of_text(text), &err);

	if (status < 0)
		assert_int_equal(err.kind, ERROR_MALFORMED);
	return status;
}

static void
keys_lose_their_armor(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(100);

	(void)state;
	assert_int_equal(dearmored(&out, ARMOR("Version: x\n\nc29t\r\nZSBrZXk=\n=AbCd\n")
						 ARMOR("\nIQ==\n")),
			 0);
	assert_string_equal(buffer_text(&out), "some key!");
	assert_true(openpgp_is_armored(bytes_of_text(ARMOR("\n"))));
	assert_false(openpgp_is_armored(bytes_of_text("\x99\x02")));
}

static void
broken_armor_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"x",
		ARMOR("\n"),
		ARMOR("\nc2$t\n"),
		ARMOR("\nc2==9t\n"),
		"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nc29t\n",
		"-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cleanup_buffer struct buffer out = BUFFER_INIT(100);

		if (dearmored(&out, bad[i]) == 0)
			fail_msg("%s", bad[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_name_one_archive_each),
		cmocka_unit_test(fields_name_several),
		cmocka_unit_test(keys_lose_their_armor),
		cmocka_unit_test(broken_armor_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

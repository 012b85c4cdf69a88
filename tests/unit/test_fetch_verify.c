/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "rebuild/fetch.h"

static void
a_digest_in_hex_becomes_an_integrity(void **state)
{
	static const enum digest_kind kinds[] = { DIGEST_SHA256, DIGEST_SHA384,
						  DIGEST_SHA512 };
	char path[] = "/tmp/fetch-verify-XXXXXX";
	cleanup_close int fd = mkstemp(path);
	struct error err;

	(void)state;
	assert_int_equal(file_write_all(fd, bytes_of_text("bytes\n")), 0);
	for (size_t i = 0; i < 3; i++) {
		cleanup_free char *right = NULL, *wrong = NULL;
		char hex[DIGEST_HEX_MAX];

		digest_hex_of(kinds[i], bytes_of_text("bytes\n"), hex);
		assert_int_equal(fetch_integrity(&right, hex, &err), 0);
		assert_int_equal(fetch_verify(path, right, NULL, &err), 0);
		hex[0] = hex[0] == '0' ? '1' : '0';
		assert_int_equal(fetch_integrity(&wrong, hex, &err), 0);
		assert_int_equal(fetch_verify(path, wrong, NULL, &err), -1);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
	unlink(path);
}

static void
what_is_weak_or_no_digest_becomes_none(void **state)
{
	static const char *const bad[] = { "", "zz", "d41d8cd98f00b204e9800998ecf8427e",
					   "da39a3ee5e6b4b0d3255bfef95601890afd80709" };
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		cleanup_free char *integrity = NULL;

		assert_int_equal(fetch_integrity(&integrity, bad[i], &err), -1);
		assert_int_equal(err.kind, ERROR_MALFORMED);
		assert_null(integrity);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digest_in_hex_becomes_an_integrity),
		cmocka_unit_test(what_is_weak_or_no_digest_becomes_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

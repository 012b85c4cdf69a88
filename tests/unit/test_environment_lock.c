/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/environment_lock.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const char whole[] =
	"cupel-environment: 1\n"
	"suite: bookworm\n"
	"variant: buildd\n"
	"architecture: amd64\n"
	"snapshot: 20240101T000000Z\n"
	"epoch: 1704067200\n"
	"sources:\n"
	"- deb http://deb.debian.org/debian bookworm main\n"
	"wanted: [git, hello=2.10-3]\n"
	"packages:\n"
	"- {name: bash, version: \"5.2.15-2+b13\", architecture: amd64, sha256: \"" HEX
	"\"}\n"
	"- {name: apt, version: 2.6.1, architecture: amd64, sha256: \"" HEX "\"}\n";

static int
parse(struct environment_lock *lock, const char *text)
{
	struct error err = { 0 };

	return environment_lock_parse(lock, bytes_of_text(text), &err);
}

/* The whole one with `from` replaced by `to`; the caller frees. */
static char *
changed(const char *from, const char *to)
{
	const char *at = strstr(whole, from);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
}

static void
what_is_written_is_read_back(void **state)
{
	cleanup_environment_lock struct environment_lock lock, again;
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 20);
	char a[DIGEST_HEX_MAX], b[DIGEST_HEX_MAX];

	(void)state;
	assert_int_equal(parse(&lock, whole), 0);
	assert_string_equal(lock.packages[0].name, "apt"); /* sorted */
	assert_string_equal(lock.snapshot, "20240101T000000Z");
	assert_int_equal(lock.epoch, 1704067200);
	environment_lock_write(&lock, &text);
	assert_int_equal(parse(&again, buffer_text(&text)), 0);
	environment_lock_digest(&lock, a);
	environment_lock_digest(&again, b);
	assert_string_equal(a, b);
}

static void
every_part_counts_in_the_digest(void **state)
{
	static const char *const changes[][2] = {
		{ "bookworm\n", "trixie\n" },
		{ "buildd", "minbase" },
		{ "amd64\n", "arm64\n" },
		{ "20240101", "20240102" },
		{ "1704067200", "1704067201" },
		{ "deb.debian.org", "mirror.example" },
		{ "git,", "gitk," },
		{ "5.2.15-2+b13", "5.2.15-2+b14" },
		{ "sha256: \"0", "sha256: \"1" },
	};
	cleanup_environment_lock struct environment_lock lock;
	char a[DIGEST_HEX_MAX], b[DIGEST_HEX_MAX];

	(void)state;
	assert_int_equal(parse(&lock, whole), 0);
	environment_lock_digest(&lock, a);
	for (size_t i = 0; i < array_length(changes); i++) {
		cleanup_environment_lock struct environment_lock other;
		cleanup_free char *text = changed(changes[i][0], changes[i][1]);

		assert_int_equal(parse(&other, text), 0);
		environment_lock_digest(&other, b);
		assert_string_not_equal(a, b);
	}
}

/* A lock may come from anybody, and its words go into command lines and apt's files. */
static void
hostile_words_are_refused(void **state)
{
	static const char *const changes[][2] = {
		{ "suite: bookworm", "suite: --help" },
		{ "suite: bookworm", "suite: \"bookworm main\"" },
		{ "variant: buildd", "variant: custom,x" },
		{ "deb http", "deb [trusted=yes] http" },
		{ "deb http://deb.debian.org", "deb file:///etc" },
		{ "bookworm main", "\"bookworm main\\ndeb http://x y z\"" },
		{ "[git,", "[-oDebug=1," },
		{ "[git,", "[./git.deb," },
		{ "[git,", "[git/sid," },
		{ "name: bash", "name: \"bash\\nPin: x\"" },
		{ "name: bash", "name: \"*\"" },
		{ "5.2.15-2+b13", "5.2 Pin" },
		{ "5.2.15-2+b13", "$(id)" },
		{ "20240101T000000Z", "20240101" },
		{ "1704067200", "-1" },
		{ "1704067200", "99999999999999" },
		{ "cupel-environment: 1", "cupel-environment: 2" },
		{ "name: bash", "name: apt" },
		{ "sha256: \"0", "sha256: \"" },
		{ "epoch", "epok" },
		{ "packages:\n", "packages: []\nwanted2:\n" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(changes); i++) {
		struct environment_lock lock;
		cleanup_free char *text = changed(changes[i][0], changes[i][1]);

		if (parse(&lock, text) == 0)
			fail_msg("taken: %s", changes[i][1]);
	}
}

static void
a_truncated_lock_is_refused_or_whole(void **state)
{
	(void)state;
	for (size_t size = 0; size + 1 < strlen(whole); size++) {
		cleanup_environment_lock struct environment_lock lock;
		cleanup_free char *text = xstrndup(whole, size);

		/* Cut between two packages it is a lock of the first one. */
		if (parse(&lock, text) == 0)
			assert_int_equal(lock.package_count, 1);
	}
}

static void
differences_are_named(void **state)
{
	static const struct {
		const char *from, *to, *said;
	} rows[] = {
		{ "2.6.1", "2.6.2",
		  "apt (amd64): locked in version 2.6.1, found in 2.6.2" },
		{ "name: apt", "name: aptitude",
		  "apt 2.6.1 (amd64) is locked, but was not installed" },
	};
	cleanup_environment_lock struct environment_lock lock;
	cleanup_free char *none = NULL;

	(void)state;
	assert_int_equal(parse(&lock, whole), 0);
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_environment_lock struct environment_lock other;
		cleanup_free char *text = changed(rows[i].from, rows[i].to), *said = NULL;

		assert_int_equal(parse(&other, text), 0);
		said = environment_lock_difference(&lock, &other);
		assert_string_equal(said, rows[i].said);
	}
	none = environment_lock_difference(&lock, &lock);
	assert_null(none);
}

static void
another_digest_of_the_same_version_is_a_difference(void **state)
{
	cleanup_environment_lock struct environment_lock lock, other;
	cleanup_free char *text = changed("sha256: \"0", "sha256: \"f"), *said = NULL;

	(void)state;
	assert_int_equal(parse(&lock, whole), 0);
	assert_int_equal(parse(&other, text), 0);
	said = environment_lock_difference(&lock, &other);
	assert_non_null(strstr(said, "locked with the SHA-256 0123"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read_back),
		cmocka_unit_test(every_part_counts_in_the_digest),
		cmocka_unit_test(hostile_words_are_refused),
		cmocka_unit_test(a_truncated_lock_is_refused_or_whole),
		cmocka_unit_test(differences_are_named),
		cmocka_unit_test(another_digest_of_the_same_version_is_a_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

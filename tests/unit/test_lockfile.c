/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/memory.h"
#include "rebuild/lockfile.h"

static int
read_text(struct lockfile *out, const struct lockfile_kind *kind, const char *text,
	  struct error *err)
{
	*out = (struct lockfile){ .kind = kind };
	return kind->read(out, NULL, bytes_of_text(text), err);
}

/* What each entry is, in order: the name, and "" or why it is left out. */
static void
holds(const struct lockfile_kind *kind, const char *text, const char *const *wanted,
      size_t count)
{
	cleanup_lockfile struct lockfile lockfile = { 0 };
	struct error err = { .message = "" };

	if (read_text(&lockfile, kind, text, &err) < 0)
		fail_msg("%s: %s", text, err.message);
	assert_int_equal(lockfile.count, count / 2);
	for (size_t i = 0; i < lockfile.count; i++) {
		const struct lock_entry *entry = &lockfile.entries[i];

		assert_string_equal(entry->name, wanted[2 * i]);
		if (entry->left_out == NULL)
			assert_string_equal(wanted[2 * i + 1], "");
		else if (wanted[2 * i + 1][0] == '\0' ||
			 strstr(entry->left_out, wanted[2 * i + 1]) == NULL)
			fail_msg("%s: %s", entry->name, entry->left_out);
		assert_int_equal(entry->left_out == NULL, entry->spec.name != NULL);
	}
}

#define HOLDS(kind, text, ...)                                                           \
	do {                                                                             \
		static const char *const wanted_[] = { __VA_ARGS__ };                    \
		holds(kind, text, wanted_, array_length(wanted_));                       \
	} while (0)

static void
refuses(const struct lockfile_kind *kind, const char *text, enum error_kind wanted,
	const char *words)
{
	cleanup_lockfile struct lockfile lockfile = { 0 };
	struct error err = { .message = "" };

	assert_int_equal(read_text(&lockfile, kind, text, &err), -1);
	assert_int_equal(err.kind, wanted);
	if (strstr(err.message, words) == NULL)
		fail_msg("%s", err.message);
}

#define TGZ(name, version)                                                               \
	"\"resolved\": \"https://registry.npmjs.org/" name "/-/" name "-" version ".tgz" \
										  "\""

static void
npm_names_each_folder(void **state)
{
	(void)state;
	HOLDS(&lockfile_npm,
	      "{ \"lockfileVersion\": 3, \"packages\": { \"\": { \"name\": \"root\" },"
	      "\"node_modules/a\": { \"version\": \"1.0.0\", " TGZ(
		      "a", "1.0.0") " },"
				    "\"node_modules/a/node_modules/@s/b\": { "
				    "\"version\": \"2.0.0-rc.1\" },"
				    "\"node_modules/alias\": { \"name\": \"real\", "
				    "\"version\": \"3.0.0\" },"
				    "\"node_modules/w\": { \"link\": true, \"resolved\": "
				    "\"packages/w\" },"
				    "\"packages/w\": { \"version\": \"0.1.0\" },"
				    "\"node_modules/c\": { \"version\": \"1.0.0\", "
				    "\"inBundle\": true },"
				    "\"node_modules/d\": { \"version\": \"1.0.0\", "
				    "\"resolved\": "
				    "\"git+ssh://git@h/d.git#12\" },"
				    "\"node_modules/e\": { \"version\": \"1.0.0\", "
				    "\"resolved\": \"file:e.tgz\" },"
				    "\"node_modules/f\": { \"version\": \"1.0.0\", "
				    "\"resolved\": "
				    "\"https://h.invalid/f.tgz\" },"
				    "\"node_modules/g\": { \"resolved\": "
				    "\"https://h.invalid/g.tgz\" } } }",
	      "a 1.0.0", "", "@s/b 2.0.0-rc.1", "", "real 3.0.0", "", "w ",
	      "folder of the project", "c 1.0.0", "another package's tarball",
	      "d git+ssh://git@h/d.git#12", "git repository", "e 1.0.0", "a file",
	      "f 1.0.0", "an address", "g ", "an address");
}

static void
npm_version_1_is_a_tree(void **state)
{
	(void)state;
	HOLDS(&lockfile_npm,
	      "{ \"lockfileVersion\": 1, \"dependencies\": { \"a\": { \"version\": "
	      "\"1.0.0\", "
	      "\"dependencies\": { \"b\": { \"version\": \"npm:@s/real@2.0.0\" } } },"
	      "\"c\": { \"version\": \"git+https://h/c.git#1\" },"
	      "\"d\": { \"version\": \"file:../d\" },"
	      "\"e\": { \"version\": \"1.0.0\", \"bundled\": true } } }",
	      "a 1.0.0", "", "@s/real 2.0.0", "", "c git+https://h/c.git#1",
	      "git repository", "d file:../d", "a file", "e 1.0.0",
	      "another package's tarball");
}

static void
names_that_none_can_have_are_refused(void **state)
{
	(void)state;
	HOLDS(&lockfile_npm,
	      "{ \"lockfileVersion\": 3, \"packages\": {"
	      "\"node_modules/../../etc\": { \"version\": \"1.0.0\" },"
	      "\"node_modules/a\": { \"version\": \"--json=/etc/passwd\" },"
	      "\"node_modules/b\": { \"version\": \"^1.0.0\" } } }",
	      "../../etc 1.0.0", "cannot be the name", "a --json=/etc/passwd",
	      "is no version", "b ^1.0.0", "is no version");
}

static void
what_is_no_lock_of_npm_is_refused(void **state)
{
	(void)state;
	refuses(&lockfile_npm, "{", ERROR_MALFORMED, "JSON");
	refuses(&lockfile_npm, "{ \"name\": \"x\" }", ERROR_MALFORMED, "lockfileVersion");
	refuses(&lockfile_npm, "{ \"lockfileVersion\": 4 }", ERROR_UNSUPPORTED,
		"4 is not");
	refuses(&lockfile_npm, "{ \"lockfileVersion\": 3 }", ERROR_MALFORMED, "packages");
	refuses(&lockfile_npm, "{ \"lockfileVersion\": 1, \"dependencies\": [] }",
		ERROR_MALFORMED, "no object");
	refuses(&lockfile_npm,
		"{ \"lockfileVersion\": 3, \"packages\": {}, \"packages\": {} }",
		ERROR_MALFORMED, "duplicate");
}

static void
a_tree_without_end_is_refused(void **state)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 20);

	(void)state;
	buffer_append_text(&text, "{ \"lockfileVersion\": 1, \"dependencies\": {");
	for (size_t i = 0; i < 200; i++)
		buffer_append_text(
			&text, "\"a\": { \"version\": \"1.0.0\", \"dependencies\": {");
	for (size_t i = 0; i < 200; i++)
		buffer_append_text(&text, "} }");
	buffer_append_text(&text, "} }");
	refuses(&lockfile_npm, buffer_text(&text), ERROR_LIMIT, "deep");
}

static void
dpkg_has_a_line_for_each(void **state)
{
	(void)state;
	HOLDS(&lockfile_dpkg,
	      "adduser\t3.134\nlibc6:amd64\t2.36-9+deb12u7\n\ngone\t\nhello=2.10-3\n"
	      "libssl3:i386=1:3.0.1-1~deb12u1",
	      "adduser 3.134", "", "libc6:amd64 2.36-9+deb12u7", "", "gone",
	      "not installed", "hello 2.10-3", "", "libssl3:i386 1:3.0.1-1~deb12u1", "");
	refuses(&lockfile_dpkg, "ab\t1\nwhat is this\n!\n", ERROR_MALFORMED, "line 3");
	refuses(&lockfile_dpkg, "ab\t1\nalone\n", ERROR_MALFORMED, "line 2");
}

static void
kinds_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		bool npm, cargo, dpkg;
	} rows[] = {
		{ "{ }", true, false, false },
		{ " \n\t{", true, false, false },
		{ "# made by cargo\nversion = 3\n\n[[package]]\nname = \"a\"\n", false,
		  true, false },
		{ "adduser\t3.134\n", false, false, true },
		{ "hello=2.10-3", false, false, true },
		{ "libc6:amd64\t2.36\n", false, false, true },
		{ "<!doctype html>\n", false, false, false },
		{ "[1, 2]\n", false, false, false },
		{ "alone\n", false, false, false },
		{ "\n", false, false, false },
		{ "# yarn lockfile v1\n", false, false, false },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct bytes text = bytes_of_text(rows[i].text);

		assert_int_equal(lockfile_npm.recognize(text), rows[i].npm);
		assert_int_equal(lockfile_cargo.recognize(text), rows[i].cargo);
		if (!rows[i].cargo)
			assert_int_equal(lockfile_dpkg.recognize(text), rows[i].dpkg);
	}
}

/* SHA-1 and SHA-512 of "a" and of "b". */
#define SHA1_A	 "sha1-hvfkN/qlp/zhXR3cuerq6jd2Z7g="
#define SHA1_B	 "sha1-6djXH47lfL5lKdXKJUl2r5b0u5g="
#define HEX1_A	 "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"
#define SHA256_A "sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs="
#define HEX256_A "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
#define HEX256_B "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"

static void
integrities_are_held_against_each_other(void **state)
{
	static const struct {
		const char *locked, *stated, *shasum;
		int same;
	} rows[] = {
		{ SHA256_A, SHA256_A, NULL, 1 },
		{ SHA256_A "?opt", SHA256_A, NULL, 1 },
		{ SHA1_A, SHA1_B, NULL, 0 },
		{ SHA1_A, SHA256_A, HEX1_A, 1 },
		{ SHA1_B, SHA256_A, HEX1_A, 0 },
		{ SHA1_A, SHA256_A, NULL, -1 },
		{ HEX256_A, SHA256_A, NULL, 1 },
		{ HEX256_B, SHA256_A, NULL, 0 },
		{ HEX256_B " " HEX256_A, SHA256_A, NULL, 1 },
		{ SHA1_A " " HEX256_B, SHA1_A " " SHA256_A, NULL,
		  0 }, /* the strongest counts */
		{ "md5-xyz", SHA256_A, NULL, -1 },
		{ "", SHA256_A, NULL, -1 },
		{ SHA256_A, NULL, NULL, -1 },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++)
		if (lockfile_integrity(rows[i].locked, rows[i].stated, rows[i].shasum) !=
		    rows[i].same)
			fail_msg("%s and %s", rows[i].locked, rows[i].stated);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(npm_names_each_folder),
		cmocka_unit_test(npm_version_1_is_a_tree),
		cmocka_unit_test(names_that_none_can_have_are_refused),
		cmocka_unit_test(what_is_no_lock_of_npm_is_refused),
		cmocka_unit_test(a_tree_without_end_is_refused),
		cmocka_unit_test(dpkg_has_a_line_for_each),
		cmocka_unit_test(kinds_are_told_apart),
		cmocka_unit_test(integrities_are_held_against_each_other),
	};

	return cmocka_run_group_tests_name("lockfile", tests, NULL, NULL);
}

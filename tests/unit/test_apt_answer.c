/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What apt 2.6 says where it cannot install something, and what that is worth. */
#include "rebuild/apt_answer.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

/* NULL: apt could not tell. */
static void
assert_refusal(const char *said, const char *wanted)
{
	cleanup_apt_answer struct apt_answer answer = { 0 };
	cleanup_strings struct strings lines = { 0 };
	cleanup_free char *refusal = NULL;

	strings_add_lines(&lines, said);
	for (size_t i = 0; i < lines.count; i++)
		apt_answer_take(&answer, lines.items[i]);
	refusal = apt_answer_refusal(&answer);
	if (!text_is_same(refusal, wanted))
		fail_msg("%s: %s", said, refusal != NULL ? refusal : "could not tell");
}

#define UNMET                                                                            \
	"Reading package lists...\n"                                                     \
	"The following information may help to resolve the situation:\n\n"               \
	"The following packages have unmet dependencies:\n"
#define BROKEN "E: Unable to correct problems, you have held broken packages.\n"

static void
what_an_archive_does_not_have_is_told(void **state)
{
	(void)state;
	assert_refusal(UNMET " builddeps:/c/making-1/apt/wanted.dsc : Depends: nonesuch "
			     "(>= 2) but it is not installable\n" BROKEN,
		       "Depends: nonesuch (>= 2) but it is not installable");
	assert_refusal(UNMET " builddeps:/c/wanted.dsc : Conflicts: dpkg-dev but 1.21.23 "
			     "is to be installed\n" BROKEN,
		       "Conflicts: dpkg-dev but 1.21.23 is to be installed");
	assert_refusal(UNMET
		       " builddeps:/c/wanted.dsc : Depends: a (>= 9) but it is not going "
		       "to be installed\n"
		       "                          Depends: b but it is not installable\n"
		       " c : Breaks: d (< 2) but 1 is to be installed\n" BROKEN,
		       "Depends: a (>= 9) but it is not going to be installed; "
		       "Depends: b but it is not installable; "
		       "c : Breaks: d (< 2) but 1 is to be installed");
	assert_refusal(
		"E: Unable to satisfy dependencies. Reached two conflicting "
		"assignments:\n   1. builddeps:wanted.dsc is selected for install\n"
		"   2. builddeps:wanted.dsc Depends nonesuch\n",
		"Unable to satisfy dependencies. Reached two conflicting "
		"assignments:; 1. builddeps:wanted.dsc is selected for install; "
		"2. builddeps:wanted.dsc Depends nonesuch");
}

#define FETCH "E: Failed to fetch http://a.invalid/debian/pool/main/x/x/"
#define ENDED                                                                            \
	"E: Unable to fetch some archives, maybe run apt-get update or try with "        \
	"--fix-missing?\nE: Failed to process build dependencies\n"

static void
what_a_mirror_lists_and_has_not_is_told(void **state)
{
	(void)state;
	assert_refusal(FETCH "x_1_all.deb  404  Not Found [IP: 192.0.2.1 80]\n" ENDED,
		       "the archive lists what it does not have (404): "
		       "http://a.invalid/debian/pool/main/x/x/x_1_all.deb");
}

/* After these nothing is known of the package. */
static void
a_mirror_or_a_machine_in_trouble_is_no_refusal(void **state)
{
	static const char *const troubles[] = {
		FETCH
		"x_1_all.deb  500  Internal Server Error [IP: 192.0.2.1 80]\n" ENDED,
		FETCH "x_1_all.deb  403  Forbidden [IP: 192.0.2.1 80]\n" ENDED,
		FETCH "x_1_all.deb  Connection failed [IP: 192.0.2.1 80]\n" ENDED,
		FETCH
		"x_1_all.deb  File has unexpected size (1000 != 81164). Mirror sync "
		"in progress? [IP: 192.0.2.1 80]\n" ENDED,
		FETCH "x_1_all.deb  404  Not Found [IP: 192.0.2.1 80]\n" FETCH
		      "y_1_all.deb  Could not connect to a.invalid:80\n" ENDED,
		"E: Failed to fetch http://a.invalid/debian/dists/x/main/binary-amd64/"
		"Packages.xz  404  Not Found [IP: 192.0.2.1 80]\n"
		"E: Some index files failed to download. They have been ignored, or old "
		"ones used instead.\n",
		"E: The repository 'http://a.invalid/debian x Release' does not have a "
		"Release file.\n",
		"E: You don't have enough free space in /var/cache/apt/archives/.\n",
		"dpkg: error processing archive x_1_all.deb (--unpack):\n"
		" cannot copy extracted data: failed to write (No space left on device)\n"
		"E: Sub-process /usr/bin/dpkg returned an error code (1)\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < array_length(troubles); i++)
		assert_refusal(troubles[i], NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_an_archive_does_not_have_is_told),
		cmocka_unit_test(what_a_mirror_lists_and_has_not_is_told),
		cmocka_unit_test(a_mirror_or_a_machine_in_trouble_is_no_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

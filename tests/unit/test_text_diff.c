/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/memory.h"
#include "rebuild/text_diff.h"

static void
compare(struct text_diff *out, const char *rebuilt, const char *published)
{
	struct cancel cancel = { 0 };
	struct error err;

	assert_int_equal(text_diff_find(out, bytes_of_text(rebuilt),
					bytes_of_text(published), &cancel, &err),
			 0);
}

static void
assert_stamps(const char *rebuilt, const char *published, bool stamps)
{
	struct text_diff diff;

	compare(&diff, rebuilt, published);
	assert_false(diff.equal);
	if (diff.stamps != stamps)
		fail_msg("\"%s\" and \"%s\"", rebuilt, published);
	text_diff_release(&diff);
}

static void
equal_texts_are_equal(void **state)
{
	struct text_diff diff;

	(void)state;
	compare(&diff, "a\nb\n", "a\nb\n");
	assert_true(diff.equal);
	assert_null(diff.diff);
}

static void
lines_are_counted_and_shown(void **state)
{
	struct text_diff diff;

	(void)state;
	compare(&diff, "a\nb\n", "a\nc\nd\n");
	assert_int_equal(diff.added, 2);
	assert_int_equal(diff.removed, 1);
	assert_non_null(strstr(diff.diff, "+c"));
	text_diff_release(&diff);
}

static void
versions_and_dates_are_stamps(void **state)
{
	(void)state;
	assert_stamps("for x 1.2.\n", "for x 1.2.10.\n", true);
	assert_stamps("# on Fri Nov 27 08:01:00 UTC 2026\n",
		      "# on Wed Oct 27 08:01:08 CEST 2021\n", true);
	assert_stamps("v1.2\n", "v1.3\n", true);
}

static void
anything_else_is_none(void **state)
{
	(void)state;
	assert_stamps("for x 1.2\n", "for y 1.2\n", false);
	assert_stamps("a\n", "a\nb 1\n", false);
	assert_stamps("on Fri\n", "on Foo\n", false);
	assert_stamps("x=1\n", "x=\n", false);
	assert_stamps("x=1\n", "x=1;ls\n", false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_texts_are_equal),
		cmocka_unit_test(lines_are_counted_and_shown),
		cmocka_unit_test(versions_and_dates_are_stamps),
		cmocka_unit_test(anything_else_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

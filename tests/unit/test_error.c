/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <errno.h>

#include "tests/unit.h"

static void
context_goes_before_the_message(void **state)
{
	(void)state;
	struct error err = { 0 };

	assert_int_equal(error_set(&err, ERROR_MALFORMED, "no %s here", "header"), -1);
	assert_int_equal(error_wrap(&err, "file %d", 7), -1);
	assert_string_equal(err.message, "file 7: no header here");
	assert_int_equal(err.kind, ERROR_MALFORMED);
}

static void
errno_is_told_after_what_was_tried(void **state)
{
	(void)state;
	struct error err = { 0 };

	errno = EACCES;
	assert_int_equal(error_set_errno(&err, "reading %s", "it"), -1);
	assert_string_equal(err.message, "reading it: Permission denied");
	assert_int_equal(err.kind, ERROR_SYSTEM);
}

static void
a_context_that_fills_the_message_is_cut(void **state)
{
	(void)state;
	struct error err = { 0 };
	char text[3000];

	memset(text, 'y', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	error_set(&err, ERROR_LIMIT, "the cause");
	error_wrap(&err, "%s", text);
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context_goes_before_the_message),
		cmocka_unit_test(errno_is_told_after_what_was_tried),
		cmocka_unit_test(a_context_that_fills_the_message_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

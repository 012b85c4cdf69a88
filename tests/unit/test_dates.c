/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/dates.h"

#include "tests/unit.h"

static bool
fits(const char *text, const char *form)
{
	return date_fits(bytes_of_text(text), form);
}

static void
a_date_fits_its_form_and_no_other(void **state)
{
	(void)state;
	assert_true(fits("2020-02-03 04:05", "%Y-%m-%d %H:%M"));
	assert_false(fits("2020-02-03 04:05 ", "%Y-%m-%d %H:%M"));
	assert_false(fits("2020-02-03 04:0", "%Y-%m-%d %H:%M"));
	assert_false(fits("", "%Y"));
	assert_false(fits("2020/02/03", "%Y-%m-%d"));
	assert_true(fits("Tue Jan  1 2019", "%a %b %e %Y"));
	assert_true(fits("Tue Jan 1 2019", "%a %b %e %Y"));
	assert_true(fits("Tue Jan 31 2019", "%a %b %e %Y"));
	assert_false(fits("tue Jan 1 2019", "%a %b %e %Y"));
	assert_false(fits("Tue Jat 1 2019", "%a %b %e %Y"));
}

static void
numbers_out_of_range_are_no_date(void **state)
{
	(void)state;
	assert_false(fits("00", "%m"));
	assert_false(fits("13", "%m"));
	assert_false(fits("32", "%d"));
	assert_false(fits("24", "%H"));
	assert_false(fits("60", "%M"));
	assert_true(fits("60", "%S"));
	assert_false(fits("61", "%S"));
	assert_false(fits("1a", "%S"));
}

static void
zones_and_fractions_are_short(void **state)
{
	(void)state;
	assert_true(fits("Z", "%z"));
	assert_true(fits("+0100", "%z"));
	assert_true(fits("-01:30", "%z"));
	assert_false(fits("0100", "%z"));
	assert_false(fits("+9900", "%z"));
	assert_true(fits("CEST", "%Z"));
	assert_true(fits("GMT+02:00", "%Z"));
	assert_false(fits("GMT+02:000", "%Z"));
	assert_false(fits("cest", "%Z"));
	assert_true(fits("1.123", "1%f"));
	assert_true(fits("1", "1%f"));
	assert_false(fits("1.", "1%f"));
	assert_false(fits("1.1234567890", "1%f"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_date_fits_its_form_and_no_other),
		cmocka_unit_test(numbers_out_of_range_are_no_date),
		cmocka_unit_test(zones_and_fractions_are_short),
	};

	return cmocka_run_group_tests_name("dates", tests, NULL, NULL);
}

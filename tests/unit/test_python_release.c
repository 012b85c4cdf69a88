/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an sdist says of the time that it was given. */
#include "rebuild/python_release.h"

#include "base/memory.h"
#include "tests/unit.h"

enum { WHEN = 1741204277 };

/* An sdist of two modules and PKG-INFO with these times. */
static void
has_time(int64_t first, int64_t second, int64_t info, int64_t gzip, int64_t expected)
{
	char module[] = "clamp/__init__.py", other[] = "clamp/order.py";
	char pkginfo[] = "PKG-INFO", top[] = "clamp-1.0";
	char metadata[] = "Metadata-Version: 2.3\nName: clamp\nVersion: 1.0\n\n";
	struct inventory_entry entries[] = {
		{ .path = module, .type = 'f', .mtime = first },
		{ .path = other, .type = 'f', .mtime = second },
		{ .path = pkginfo, .type = 'f', .mtime = info },
	};
	struct inventory_text text = { pkginfo, metadata };
	const struct inventory inventory = {
		.entries = entries,
		.count = array_length(entries),
		.texts = &text,
		.text_count = 1,
		.top = top,
		.gzip_mtime = gzip,
	};
	struct python_release *release = xcalloc(1, sizeof(*release));

	assert_true(python_release_add(release, &inventory, "clamp-1.0.tar.gz"));
	assert_int_equal(release->sdist_time, expected);
	python_release_free(release);
}

static void
one_time_of_all_files_is_the_time(void **state)
{
	(void)state;
	has_time(WHEN, WHEN, WHEN, 0, WHEN);
	has_time(WHEN, WHEN + 1, WHEN, WHEN, 0);
}

static void
what_flit_makes_up_has_none_of_it(void **state)
{
	(void)state;
	has_time(WHEN, WHEN, 0, WHEN, WHEN);
}

static void
files_of_one_second_are_no_such_time(void **state)
{
	(void)state;
	has_time(WHEN, WHEN, 0, 1451606400, 0);
	has_time(0, 0, 0, 0, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_time_of_all_files_is_the_time),
		cmocka_unit_test(what_flit_makes_up_has_none_of_it),
		cmocka_unit_test(files_of_one_second_are_no_such_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

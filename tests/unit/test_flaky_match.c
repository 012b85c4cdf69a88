/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies within what our own two builds differ in, and what does not. */
#include "rebuild/flaky_match.h"

#include "base/memory.h"
#include "tests/unit.h"

static char path[] = "x.tgz//package/a", key[] = "content";

static struct finding
content(const char *diff)
{
	return (struct finding){ .path = path,
				 .key = key,
				 .kind = FINDING_CONTENT,
				 .severity = SEVERITY_CHANGE,
				 .bytes = 1,
				 .published = { .present = true, .size = 1000 },
				 .rebuilt = { .present = true, .size = 1000 },
				 .diff = (char *)(uintptr_t)diff };
}

static bool
is_within(struct finding finding, struct finding own)
{
	const struct comparison comparison = { .findings = &own, .finding_count = 1 };
	cleanup_flaky_places struct flaky_places places = { 0 };

	flaky_places_of(&places, &comparison);
	return flaky_is_within(&places, &finding);
}

/* Of the first build, which the published one is held against, line 2 differs. */
static const char line_two[] = "@@ -1,3 +1,3 @@\n a\n-ours\n+theirs\n c\n";

/* Of the first build, in the published place now. */
static const char own_two[] = "@@ -1,3 +1,3 @@\n a\n-second\n+ours\n c\n";

static void
a_line_that_our_builds_differ_in_is_within(void **state)
{
	(void)state;
	assert_true(is_within(content(line_two), content(own_two)));
}

static void
another_line_is_not(void **state)
{
	static const char three[] = "@@ -1,3 +1,3 @@\n a\n b\n-ours\n+theirs\n";
	static const char both[] =
		"@@ -1,3 +1,3 @@\n a\n-ours\n-c\n+theirs\n+theirs too\n";

	(void)state;
	assert_false(is_within(content(three), content(own_two)));
	assert_false(is_within(content(both), content(own_two)));
}

static void
lines_that_are_put_in_beside_it_are_not(void **state)
{
	static const char more[] = "@@ -1,3 +1,4 @@\n a\n-ours\n+theirs\n+evil\n c\n";
	static const char before[] = "@@ -1,2 +1,3 @@\n a\n+evil\n ours\n";

	(void)state;
	assert_false(is_within(content(more), content(own_two)));
	assert_false(is_within(content(before), content(own_two)));
}

static void
as_many_lines_as_the_second_build_has_may_stand_there(void **state)
{
	static const char more[] = "@@ -1,3 +1,4 @@\n a\n-ours\n+theirs\n+theirs\n c\n";
	static const char longer[] = "@@ -1,4 +1,3 @@\n a\n-second\n-second\n+ours\n c\n";
	static const char none[] = "@@ -1,3 +1,2 @@\n a\n-second\n c\n";
	static const char put_in[] = "@@ -1,2 +1,3 @@\n a\n+theirs\n c\n";

	(void)state;
	assert_true(is_within(content(more), content(longer)));
	assert_true(is_within(content(put_in), content(none)));
}

static void
the_line_number_of_an_empty_side_is_that_before_it(void **state)
{
	static const char own[] = "@@ -1,1 +0,0 @@\n-second\n";
	static const char published[] = "@@ -0,0 +1,1 @@\n+theirs\n";

	(void)state;
	assert_true(is_within(content(published), content(own)));
}

/* One line of a program, of which a date at its start is flaky. */
static void
a_long_line_is_within_where_our_builds_differ_in_it(void **state)
{
	static const char own[] = "@@ -1,1 +1,1 @@\n-/*2028*/var a=1<900 bytes>\n"
				  "+/*2026*/var a=1<900 bytes>\n";
	static const char date[] = "@@ -1,1 +1,1 @@\n-/*2026*/var a=1<900 bytes>\n"
				   "+/*2020*/var a=1<900 bytes>\n";
	static const char end[] = "@@ -1,1 +1,1 @@\n-/*2026*/v<800 bytes>b=2;\n"
				  "+/*2020*/v<800 bytes>b=2;evil();\n";
	static const char large[] = "@@ -1,1 +1,1 @@\n-/*2026*/var a=1<900 bytes>\n"
				    "+/*2020*/evil();<200 bytes>var a=1<900 bytes>\n";

	(void)state;
	assert_true(is_within(content(date), content(own)));
	assert_false(is_within(content(end), content(own)));
	assert_false(is_within(content(large), content(own)));
}

static void
rows_of_bytes_are_held_against_rows(void **state)
{
	static const char row[] = "-00000bb0  00 |.|\n+00000bb0  01 |.|\n";
	static const char other[] = "-00000bc0  00 |.|\n+00000bc0  01 |.|\n";

	(void)state;
	assert_true(is_within(content(row), content(row)));
	assert_false(is_within(content(other), content(row)));
}

/* The same instruction of our first build, whatever stands in its place. */
static void
code_is_known_by_where_it_lies(void **state)
{
	static const char year[] =
		"@@ [.text+0x40]+0x11f @@\n mov edi, 1\n-mov edx, 0x7ea\n"
		"+mov edx, 0x7e6\n xor eax, eax\n";
	static const char own[] =
		"@@ [.text+0x40]+0x11f @@\n mov edi, 1\n-mov edx, 0x7ec\n"
		"+mov edx, 0x7ea\n xor eax, eax\n";
	static const char elsewhere[] = "@@ [.text+0x40]+0x200 @@\n-mov edx, 0x7ec\n"
					"+mov edx, 0x7ea\n";
	static const char other[] = "@@ [.text+0x40]+0x11f @@\n-mov edx, 0x7ec\n"
				    "+mov ecx, 0x7ea\n";

	(void)state;
	assert_true(is_within(content(year), content(own)));
	assert_false(is_within(content(year), content(elsewhere)));
	assert_false(is_within(content(year), content(other)));
}

static void
what_was_cut_is_not_known(void **state)
{
	static const char cut[] = "@@ -1,3 +1,3 @@\n a\n-ours\n+theirs\n... and more\n";
	struct finding most = content(cut);

	(void)state;
	assert_false(is_within(content(cut), content(own_two)));
	assert_false(is_within(content(line_two), content(cut)));
	most.bytes = 900;
	assert_true(is_within(content(cut), most));
}

static void
an_alarm_stays_one(void **state)
{
	struct finding finding = content(line_two);

	(void)state;
	finding.severity = SEVERITY_ALARM;
	assert_false(is_within(finding, content(own_two)));
}

static void
what_only_the_published_side_has_is_its_own(void **state)
{
	struct finding finding = content(NULL), own = content(NULL);

	(void)state;
	finding.kind = FINDING_ADDED;
	own.kind = FINDING_REMOVED;
	assert_false(is_within(finding, own));
	finding.kind = FINDING_REMOVED;
	own.kind = FINDING_ADDED;
	assert_true(is_within(finding, own));
}

static void
a_field_is_one_by_its_path_and_key(void **state)
{
	static char mtime[] = "mtime", elsewhere[] = "x.tgz//package/b";
	struct finding finding = content(NULL), own = content(NULL);

	(void)state;
	finding.kind = own.kind = FINDING_FIELD;
	finding.key = mtime;
	assert_false(is_within(finding, own));
	own.key = mtime;
	assert_true(is_within(finding, own));
	own.path = elsewhere;
	assert_false(is_within(finding, own));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_that_our_builds_differ_in_is_within),
		cmocka_unit_test(another_line_is_not),
		cmocka_unit_test(lines_that_are_put_in_beside_it_are_not),
		cmocka_unit_test(as_many_lines_as_the_second_build_has_may_stand_there),
		cmocka_unit_test(the_line_number_of_an_empty_side_is_that_before_it),
		cmocka_unit_test(a_long_line_is_within_where_our_builds_differ_in_it),
		cmocka_unit_test(rows_of_bytes_are_held_against_rows),
		cmocka_unit_test(code_is_known_by_where_it_lies),
		cmocka_unit_test(what_was_cut_is_not_known),
		cmocka_unit_test(an_alarm_stays_one),
		cmocka_unit_test(what_only_the_published_side_has_is_its_own),
		cmocka_unit_test(a_field_is_one_by_its_path_and_key),
	};

	return cmocka_run_group_tests_name("flaky match", tests, NULL, NULL);
}

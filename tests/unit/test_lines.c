/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/lines.h"

#include <time.h>

#include "compare/comparison.h"
#include "compare/libraries.h"
#include "sandbox/confine.h"
#include "tests/unit.h"

enum {
	OUT_MAX = 256 << 10,
	LINES = 2000,
	MEBIBYTE = 1 << 20,
	SECONDS_MAX = 2, /* on a slow machine; a tenth of it is usual */
};

static void
assert_diff(const char *rebuilt, const char *published, const char *expected)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUT_MAX);
	struct line_counts counts;

	assert_int_equal(lines_diff(bytes_of_text(rebuilt), bytes_of_text(published),
				    LINES, &out, &counts),
			 0);
	assert_string_equal(buffer_text(&out), expected);
}

static void
lines_are_marked_as_only_published_or_only_rebuilt(void **state)
{
	(void)state;
	assert_diff("a\nb\nc\n", "a\nB\nc\nd\n", "@@ -1,3 +1,4 @@\n a\n-b\n+B\n c\n+d\n");
	assert_diff("", "a\n", "@@ -0,0 +1,1 @@\n+a\n");
	assert_diff("a\n", "", "@@ -1,1 +0,0 @@\n-a\n");
	assert_diff("same\n", "same\n", "");
}

static void
a_missing_newline_is_said(void **state)
{
	(void)state;
	assert_diff("a\nb", "a\nb\n",
		    "@@ -1,2 +1,2 @@\n a\n-b\n\\ no newline at the end\n+b\n");
}

static void
what_could_move_a_cursor_is_escaped_but_for_tabs(void **state)
{
	(void)state;
	assert_diff("x\n", "\t\033[2J\r\n", "@@ -1,1 +1,1 @@\n-x\n+\t\\x1b[2J\\x0d\n");
}

static void
a_backslash_stays_where_it_begins_no_escape(void **state)
{
	(void)state;
	assert_diff("", "/\\s\\\\/ \\x1b \\u{202e} \\\n",
		    "@@ -0,0 +1,1 @@\n+/\\s\\\\/ \\x5cx1b \\x5cu{202e} \\\n");
}

/* Lines that say their number, with one changed. */
static void
append_numbers(struct buffer *out, unsigned count, unsigned changed)
{
	for (unsigned i = 1; i <= count; i++)
		buffer_printf(out, i == changed ? "changed\n" : "line %u\n", i);
}

static void
line_numbers_count_from_the_start_of_the_file(void **state)
{
	enum { COUNT = 1000000, CHANGED = 654321 };
	cleanup_buffer struct buffer rebuilt = BUFFER_INIT(SIZE_MAX),
				     published = BUFFER_INIT(SIZE_MAX),
				     out = BUFFER_INIT(OUT_MAX);
	struct line_counts counts;

	(void)state;
	append_numbers(&rebuilt, COUNT, 0);
	append_numbers(&published, COUNT, CHANGED);
	assert_int_equal(lines_diff(buffer_bytes(&rebuilt), buffer_bytes(&published),
				    LINES, &out, &counts),
			 0);
	assert_string_equal(buffer_text(&out),
			    "@@ -654318,7 +654318,7 @@\n line 654318\n line 654319\n"
			    " line 654320\n-line 654321\n+changed\n line 654322\n"
			    " line 654323\n line 654324\n");
	assert_int_equal(counts.added, 1);
	assert_int_equal(counts.removed, 1);
}

static void
a_diff_stops_at_so_many_lines_and_counts_on(void **state)
{
	cleanup_buffer struct buffer published = BUFFER_INIT(SIZE_MAX),
				     out = BUFFER_INIT(OUT_MAX);
	struct line_counts counts;

	(void)state;
	append_numbers(&published, 100, 0);
	assert_int_equal(lines_diff(bytes_of_text("x\n"), buffer_bytes(&published), 4,
				    &out, &counts),
			 0);
	assert_string_equal(buffer_text(&out), "@@ -1,1 +1,100 @@\n-x\n+line 1\n+line 2\n"
					       "... and more\n");
	assert_int_equal(counts.added, 100);
	assert_int_equal(counts.removed, 1);
}

static void
a_diff_stops_where_its_buffer_ends(void **state)
{
	cleanup_buffer struct buffer published = BUFFER_INIT(SIZE_MAX),
				     out = BUFFER_INIT(4 << 10);
	struct line_counts counts;

	(void)state;
	append_numbers(&published, 1000, 0);
	assert_int_equal(lines_diff((struct bytes){ 0 }, buffer_bytes(&published), LINES,
				    &out, &counts),
			 0);
	assert_false(out.overflow);
	assert_true(text_ends_with(buffer_text(&out), "\n... and more\n"));
	assert_int_equal(counts.added, 1000);
}

static void
a_long_line_is_cut_around_what_differs(void **state)
{
	cleanup_buffer struct buffer rebuilt = BUFFER_INIT(SIZE_MAX),
				     published = BUFFER_INIT(SIZE_MAX),
				     out = BUFFER_INIT(OUT_MAX);
	struct line_counts counts;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		buffer_append_text(&rebuilt, i == 10000 ? "old();" : "call();\xc3\xa9");
		buffer_append_text(&published,
				   i == 10000 ? "evil();" : "call();\xc3\xa9");
	}
	assert_int_equal(lines_diff(buffer_bytes(&rebuilt), buffer_bytes(&published),
				    LINES, &out, &counts),
			 0);
	assert_non_null(strstr(buffer_text(&out), "\n-<8994"));
	assert_non_null(strstr(buffer_text(&out), "\xc3\xa9old();call"));
	assert_non_null(strstr(buffer_text(&out), "\xc3\xa9"
						  "evil();call"));
	assert_null(strstr(buffer_text(&out), "\\x"));
	assert_true(out.size < 1200);
}

static void
two_places_of_a_long_line_are_shown(void **state)
{
	cleanup_buffer struct buffer rebuilt = BUFFER_INIT(SIZE_MAX),
				     published = BUFFER_INIT(SIZE_MAX),
				     out = BUFFER_INIT(OUT_MAX);
	struct line_counts counts;

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		bool here = i == 100 || i == 900;

		buffer_append_text(&rebuilt, here ? "old();" : "call();");
		buffer_printf(&published, here ? "evil%u();" : "call();", i);
	}
	assert_int_equal(lines_diff(buffer_bytes(&rebuilt), buffer_bytes(&published),
				    LINES, &out, &counts),
			 0);
	assert_non_null(strstr(buffer_text(&out), "evil100();"));
	assert_non_null(strstr(buffer_text(&out), "evil900();"));
}

/* Reproducible: a linear congruence, its upper bits. */
static void
append_noise(struct buffer *out, size_t size, uint32_t seed, unsigned letters,
	     unsigned line)
{
	while (out->size < size) {
		seed = seed * 1664525u + 1013904223u;
		buffer_append_byte(out, (uint8_t)('a' + (seed >> 16) % letters));
		if ((seed >> 8) % line == 0)
			buffer_append_byte(out, '\n');
	}
}

static double
seconds_of(struct bytes rebuilt, struct bytes published, int expected)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUT_MAX);
	struct line_counts counts;
	clock_t start = clock();

	assert_int_equal(lines_diff(rebuilt, published, LINES, &out, &counts), expected);
	return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static double
seconds_of_noise(size_t size, unsigned letters, unsigned line, int expected)
{
	cleanup_buffer struct buffer rebuilt = BUFFER_INIT(SIZE_MAX),
				     published = BUFFER_INIT(SIZE_MAX);

	append_noise(&rebuilt, size, 1, letters, line);
	append_noise(&published, size, 2, letters, line);
	return seconds_of(buffer_bytes(&rebuilt), buffer_bytes(&published), expected);
}

static void
unlike_texts_cost_little(void **state)
{
	(void)state;
	assert_true(seconds_of_noise(4 * MEBIBYTE - 2, 26, 80, 0) < SECONDS_MAX);
	assert_true(seconds_of_noise(240 << 10, 26, 2, 0) < SECONDS_MAX);
	assert_true(seconds_of_noise(240 << 10, 10, 2, 0) < SECONDS_MAX);
	assert_true(seconds_of_noise(360 << 10, 3, 3, 0) < SECONDS_MAX);
}

/* What libgit2 hashes a line to. */
static uint64_t
hash(uint64_t state, const char *text)
{
	for (; *text != '\0'; text++)
		state = (state * 33) ^ (uint8_t)*text;
	return state;
}

/* Two pieces of two letters that have the same hash after the same start. */
static void
find_collision(uint64_t *state, char pieces[2][3])
{
	for (char a = 'a'; a < 'z'; a++)
		for (char b = ' '; b < '~'; b++) {
			char one[3] = { a, b, '\0' },
			     two[3] = { (char)(a ^ 1), '\0', '\0' };
			uint64_t last = hash(*state, two) * 33 ^ hash(*state, one);

			if (last < ' ' || last > '~')
				continue;
			two[1] = (char)last;
			memcpy(pieces[0], one, sizeof(one));
			memcpy(pieces[1], two, sizeof(two));
			*state = hash(*state, one);
			return;
		}
	fail();
}

static void
lines_made_to_collide_cost_little(void **state)
{
	enum { BITS = 16 };
	cleanup_buffer struct buffer rebuilt = BUFFER_INIT(SIZE_MAX);
	uint64_t hashed = 5381;
	char pieces[BITS][2][3];

	(void)state;
	for (int i = 0; i < BITS; i++)
		find_collision(&hashed, pieces[i]);
	for (unsigned line = 0; line < 1u << BITS; line++) {
		for (int i = 0; i < BITS; i++)
			buffer_append_text(&rebuilt, pieces[i][line >> i & 1]);
		buffer_append_byte(&rebuilt, '\n');
	}
	assert_true(seconds_of(buffer_bytes(&rebuilt), bytes_of_text("x\n"), 0) <
		    SECONDS_MAX);
}

static void
what_is_too_large_is_not_looked_at(void **state)
{
	(void)state;
	assert_true(seconds_of_noise(5 * MEBIBYTE, 26, 40, -1) < SECONDS_MAX);
	assert_true(seconds_of_noise(MEBIBYTE, 26, 2, -1) < SECONDS_MAX);
}

static int
diff_in_child(void *context, struct buffer *out, struct error *err)
{
	cleanup_buffer struct buffer rebuilt = BUFFER_INIT(SIZE_MAX),
				     published = BUFFER_INIT(SIZE_MAX);
	struct line_counts counts;

	(void)context;
	append_noise(&rebuilt, MEBIBYTE, 1, 26, 40);
	append_noise(&published, MEBIBYTE, 2, 26, 40);
	if (lines_diff(buffer_bytes(&rebuilt), buffer_bytes(&published), LINES, out,
		       &counts) < 0)
		return error_set(err, ERROR_LIMIT, "no diff");
	return 0;
}

static void
prepare(void *context)
{
	(void)context;
	comparison_prepare();
}

static void
a_child_that_has_closed_its_doors_can_diff(void **state)
{
	cleanup_buffer struct buffer inside = BUFFER_INIT(OUT_MAX),
				     outside = BUFFER_INIT(OUT_MAX);
	struct confined confined = { .open = compare_libraries_open,
				     .prepare = prepare,
				     .run = diff_in_child,
				     .answer_limit = OUT_MAX,
				     .memory = 512 * MEBIBYTE };
	struct error err = { .message = "" };

	(void)state;
	if (confine_run(&confined, NULL, &inside, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(diff_in_child(NULL, &outside, &err), 0);
	assert_true(outside.size > 0);
	assert_string_equal(buffer_text(&inside), buffer_text(&outside));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_that_has_closed_its_doors_can_diff),
		cmocka_unit_test(lines_are_marked_as_only_published_or_only_rebuilt),
		cmocka_unit_test(a_missing_newline_is_said),
		cmocka_unit_test(what_could_move_a_cursor_is_escaped_but_for_tabs),
		cmocka_unit_test(a_backslash_stays_where_it_begins_no_escape),
		cmocka_unit_test(line_numbers_count_from_the_start_of_the_file),
		cmocka_unit_test(a_diff_stops_at_so_many_lines_and_counts_on),
		cmocka_unit_test(a_diff_stops_where_its_buffer_ends),
		cmocka_unit_test(a_long_line_is_cut_around_what_differs),
		cmocka_unit_test(two_places_of_a_long_line_are_shown),
		cmocka_unit_test(unlike_texts_cost_little),
		cmocka_unit_test(lines_made_to_collide_cost_little),
		cmocka_unit_test(what_is_too_large_is_not_looked_at),
	};

	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

static void
an_overrun_stays_and_everything_after_it_reads_as_zero(void **state)
{
	(void)state;
	static const uint8_t data[] = { 0x34, 0x12, 9 };
	struct cursor at = cursor_on(BYTES_OF(data));

	assert_int_equal(cursor_u16le(&at), 0x1234);
	assert_int_equal(cursor_u32le(&at), 9);
	assert_true(at.overrun);
	assert_int_equal(cursor_u8(&at), 0);
	assert_int_equal(cursor_take(&at, 0).size, 0);
}

static void
numbers_are_read_from_either_end(void **state)
{
	(void)state;
	static const uint8_t data[] = { 1, 2, 3, 4, 5, 6, 7, 0xf8, 1, 2, 3, 4, 0xf5, 6 };
	struct cursor at = cursor_on(BYTES_OF(data));

	assert_true(cursor_u64be(&at) == 0x01020304050607f8);
	assert_int_equal(cursor_u32be(&at), 0x01020304);
	assert_int_equal(cursor_u16be(&at), 0xf506);
	assert_false(at.overrun);
	at = cursor_on(BYTES_OF(data));
	assert_true(cursor_u64le(&at) == 0xf807060504030201);
	assert_int_equal(cursor_u64be(&at) >> 16, 0x01020304f506);
	assert_true(at.overrun);
}

static void
the_last_line_needs_no_newline(void **state)
{
	(void)state;
	struct cursor at = cursor_on(bytes_of_text("one\ntwo"));

	assert_true(bytes_equal_text(cursor_take_line(&at), "one"));
	assert_true(bytes_equal_text(cursor_take_line(&at), "two"));
	assert_false(at.overrun);
	assert_int_equal(at.rest.size, 0);
}

static void
a_buffer_stops_at_its_ceiling_and_says_so(void **state)
{
	(void)state;
	cleanup_buffer struct buffer buffer = BUFFER_INIT(4);
	struct error err = { 0 };

	buffer_append_text(&buffer, "abc");
	assert_int_equal(buffer_check(&buffer, &err), 0);
	buffer_append_text(&buffer, "de");
	assert_int_equal(buffer_check(&buffer, &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

static void
hostile_text_is_escaped_and_honest_text_is_not(void **state)
{
	(void)state;
	cleanup_buffer struct buffer buffer = BUFFER_INIT(100);

	buffer_append_escaped(&buffer, bytes_of_text("\xc3\xa9\x1b[0m\xff\xe2\x80\xae"));
	assert_string_equal(buffer_text(&buffer), "\xc3\xa9\\x1b[0m\\xff\\u{202e}");
}

static void
a_buffer_that_is_trimmed_keeps_its_content(void **state)
{
	enum { LARGE = 1 << 20 };
	cleanup_buffer struct buffer buffer = BUFFER_INIT(2 * LARGE);

	(void)state;
	buffer_trim(&buffer);
	assert_null(buffer.data);
	buffer_append_text(&buffer, "content");
	assert_non_null(buffer_reserve(&buffer, LARGE));
	buffer_trim(&buffer);
	assert_int_equal(buffer.room, buffer.size + 1);
	assert_string_equal(buffer_text(&buffer), "content");
	buffer_append_text(&buffer, " and more");
	assert_string_equal(buffer_text(&buffer), "content and more");
	memset(buffer_reserve(&buffer, LARGE), 'x', LARGE);
	buffer.size += LARGE;
	buffer_trim(&buffer);
	assert_int_equal(buffer.room, buffer.size + 1);
	assert_int_equal(strlen(buffer_text(&buffer)), buffer.size);
}

/* What is as large as the room has room. */
static void
a_file_is_read_as_far_as_there_is_room(void **state)
{
	static const struct {
		size_t room;
		bool fits;
	} rows[] = { { 5, false }, { 6, true }, { 7, true } };

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_buffer struct buffer buffer = BUFFER_INIT(rows[i].room);
		int ends[2];
		struct error err;

		assert_int_equal(pipe(ends), 0);
		assert_int_equal(write(ends[1], "sixsix", 6), 6);
		close(ends[1]);
		assert_int_equal(file_read_all(ends[0], &buffer), 0);
		close(ends[0]);
		assert_int_equal(buffer_check(&buffer, &err) == 0, rows[i].fits);
		assert_int_equal(buffer.size, rows[i].fits ? 6 : rows[i].room);
	}
}

static void
blanks_at_both_ends_are_left_out(void **state)
{
	(void)state;
	assert_true(bytes_equal_text(bytes_trim(bytes_of_text(" \t a b\r\n")), "a b"));
	assert_int_equal(bytes_trim(bytes_of_text(" \n ")).size, 0);
	assert_int_equal(bytes_trim(bytes_of_text("")).size, 0);
}

static void
an_end_is_no_longer_than_the_whole(void **state)
{
	(void)state;
	assert_true(bytes_end_with_text(bytes_of_text("import("), "import("));
	assert_true(bytes_end_with_text(bytes_of_text("x"), ""));
	assert_false(bytes_end_with_text(bytes_of_text("port("), "import("));
	assert_false(bytes_end_with_text(bytes_of_text("import()"), "import("));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_overrun_stays_and_everything_after_it_reads_as_zero),
		cmocka_unit_test(numbers_are_read_from_either_end),
		cmocka_unit_test(the_last_line_needs_no_newline),
		cmocka_unit_test(a_buffer_stops_at_its_ceiling_and_says_so),
		cmocka_unit_test(a_buffer_that_is_trimmed_keeps_its_content),
		cmocka_unit_test(a_file_is_read_as_far_as_there_is_room),
		cmocka_unit_test(hostile_text_is_escaped_and_honest_text_is_not),
		cmocka_unit_test(blanks_at_both_ends_are_left_out),
		cmocka_unit_test(an_end_is_no_longer_than_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

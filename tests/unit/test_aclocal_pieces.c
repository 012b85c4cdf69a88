/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include "base/memory.h"
#include "rebuild/aclocal_pieces.h"

static const char whole[] = "# generated automatically by aclocal\n"
			    "\n"
			    "# Copyright (C) 1996 Nobody.\n"
			    "m4_if(x)\n"
			    "\n"
			    "# pkg.m4 - Macros to locate things\n"
			    "# serial 12\n"
			    "\n"
			    "# PKG_THIS is a macro\n"
			    "AC_DEFUN([PKG_THIS])\n"
			    "\n"
			    "# Copyright (C) 2002 Nobody.\n"
			    "AC_DEFUN([AM_THIS])\n"
			    "\n"
			    "# nls.m4 serial 6\n"
			    "AC_DEFUN([AM_NLS])\n"
			    "\n"
			    "m4_include([m4/own.m4])\n";

static void
pieces_have_the_names_in_their_first_lines(void **state)
{
	static const char *const names[] = { "", "", "pkg.m4", "", "nls.m4", "" };
	struct bytes rest = bytes_of_text(whole);
	struct aclocal_piece piece;
	size_t count = 0, size = 0;

	(void)state;
	while (aclocal_piece_next(&rest, &piece)) {
		assert_true(count < array_length(names));
		assert_string_equal(piece.name, names[count]);
		size += piece.content.size;
		count++;
	}
	assert_int_equal(count, array_length(names));
	assert_int_equal(size, strlen(whole));
}

static void
a_piece_is_whole(void **state)
{
	struct bytes rest = bytes_of_text(whole);
	struct aclocal_piece piece = { 0 };

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		assert_true(aclocal_piece_next(&rest, &piece));
	assert_true(bytes_equal_text(piece.content,
				     "# pkg.m4 - Macros to locate things\n"
				     "# serial 12\n\n# PKG_THIS is a macro\n"
				     "AC_DEFUN([PKG_THIS])\n\n"));
}

static void
a_name_in_the_midst_of_words_begins_nothing(void **state)
{
	struct bytes rest =
		bytes_of_text("one\n\n# a.m4 is read\n\n# .m4 - x\n\n# a.m4x - y\n");
	struct aclocal_piece piece;

	(void)state;
	assert_true(aclocal_piece_next(&rest, &piece));
	assert_int_equal(rest.size, 0);
}

static void
every_cut_is_taken_to_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i <= strlen(whole); i++) {
		struct bytes rest = bytes_slice(bytes_of_text(whole), 0, i);
		struct aclocal_piece piece;
		size_t size = 0;

		while (aclocal_piece_next(&rest, &piece))
			size += piece.content.size;
		assert_int_equal(size, i);
	}
}

static void
only_lines_of_two_hashes_may_be_missing(void **state)
{
	(void)state;
	assert_true(
		aclocal_diff_is_usual("@@ -1,2 +1,1 @@\n-## Process this file\n x\n"));
	assert_false(
		aclocal_diff_is_usual("@@ -1,2 +1,1 @@\n-# Process this file\n x\n"));
	assert_false(aclocal_diff_is_usual("@@ -1,1 +1,2 @@\n+## more\n x\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_have_the_names_in_their_first_lines),
		cmocka_unit_test(a_piece_is_whole),
		cmocka_unit_test(a_name_in_the_midst_of_words_begins_nothing),
		cmocka_unit_test(every_cut_is_taken_to_its_end),
		cmocka_unit_test(only_lines_of_two_hashes_may_be_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

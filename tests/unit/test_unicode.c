/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which texts are one to a file system that tells neither case nor form apart. */
#include "base/unicode.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

static char *
folded(const char *text)
{
	struct buffer out = BUFFER_INIT(SIZE_MAX);

	unicode_fold(&out, bytes_of_text(text));
	return buffer_steal_text(&out);
}

static void
assert_folded(const char *text, const char *wanted)
{
	cleanup_free char *is = folded(text);

	assert_string_equal(is, wanted);
}

static void
assert_same(const char *a, const char *b)
{
	cleanup_free char *wanted = folded(b);

	assert_folded(a, wanted);
}

static void
case_is_folded(void **state)
{
	(void)state;
	assert_folded("ReadMe.TXT", "readme.txt");
	assert_folded("\xc3\x84", "a\xcc\x88");		       /* A with diaeresis */
	assert_same("\xce\xa3", "\xcf\x82");		       /* sigma, final sigma */
	assert_folded("\xf0\x90\x90\x80", "\xf0\x90\x90\xa8"); /* Deseret, four bytes */
	assert_folded("stra\xc3\x9f"
		      "e",
		      "stra\xc3\x9f"
		      "e"); /* no file system has ss */
}

static void
forms_of_one_letter_are_one(void **state)
{
	(void)state;
	assert_same("\xc3\xb4", "o\xcc\x82");
	assert_same("\xe2\x84\xab", "\xc3\xa5"); /* Angstrom sign, a with ring */
	assert_same("\xea\xb0\x81",
		    "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8");	 /* Hangul GAG */
	assert_same("\xea\xb0\x80", "\xe1\x84\x80\xe1\x85\xa1"); /* Hangul GA */
}

static void
marks_on_a_letter_go_in_order(void **state)
{
	(void)state;
	/* dot below (220) before circumflex (230), however they were written */
	assert_same("o\xcc\x82\xcc\xa3", "o\xcc\xa3\xcc\x82");
	assert_same("\xe1\xbb\x99", "o\xcc\x82\xcc\xa3");
	/* two of one class stay as they are */
	assert_folded("o\xcc\x88\xcc\x82", "o\xcc\x88\xcc\x82");
}

static void
what_is_no_utf8_stays(void **state)
{
	(void)state;
	assert_folded("A\xff"
		      "B\xcc",
		      "a\xff"
		      "b\xcc");
	assert_folded("", "");
}

static void
text_longer_than_a_path_stays(void **state)
{
	cleanup_free char *text = xcalloc(5000, 1);

	(void)state;
	memset(text, 'A', 4999);
	assert_folded(text, text);
}

static void
every_start_of_a_text_is_read(void **state)
{
	static const char text[] = "A\xc3\x84\xea\xb0\x81\xf0\x90\x90\x80\xcc\x82";

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++) {
		cleanup_buffer struct buffer out = BUFFER_INIT(SIZE_MAX);

		unicode_fold(&out, (struct bytes){ (const uint8_t *)text, size });
		assert_true(out.size >= size);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(case_is_folded),
		cmocka_unit_test(forms_of_one_letter_are_one),
		cmocka_unit_test(marks_on_a_letter_go_in_order),
		cmocka_unit_test(what_is_no_utf8_stays),
		cmocka_unit_test(text_longer_than_a_path_stays),
		cmocka_unit_test(every_start_of_a_text_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

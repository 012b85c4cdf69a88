/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/pdf_document.h"

#include "tests/unit/leaf.h"

static const struct pdf_choice plain;

/* A document beside the plain one. */
static void
expect(const struct pdf_choice *choice, const char *key, enum severity severity,
       const char *words)
{
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;

	leaf_expect(put_pdf(&a, choice), put_pdf(&b, &plain), key, severity, words);
}

static void
judge(const struct pdf_choice *choice, const struct pdf_choice *other, const char *rule)
{
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;

	leaf_judge(put_pdf(&a, choice), put_pdf(&b, other), rule);
}

static size_t
count_findings(const struct pdf_choice *choice, const struct pdf_choice *other)
{
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	leaf_compare(&comparison, put_pdf(&a, choice), put_pdf(&b, other), NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	return comparison.finding_count;
}

static void
every_byte_is_named_and_every_prefix_is_told(void **state)
{
	static const struct pdf_choice choices[] = {
		{ .comment = "% two",
		  .indirect = true,
		  .object = "[1 (2) <03> << /B /C >>]" },
		{ .streams = true },
	};

	(void)state;
	for (size_t i = 0; i < array_length(choices); i++) {
		cleanup_buffer struct buffer pdf = PDF_INIT;

		leaf_truncate(put_pdf(&pdf, &choices[i]), &format_pdf);
	}
}

static void
dates_are_excused_where_they_are_dates(void **state)
{
	static const struct pdf_choice zoned = { .date = "(D:20200102030405+01'00')" };

	(void)state;
	judge(&(struct pdf_choice){ .date = "(D:20240506070809Z)" }, &plain,
	      "pdf-dates/1");
	judge(&(struct pdf_choice){ .xmp_date = "2024-05-06T07:08:09Z" }, &plain,
	      "pdf-dates/1");
	judge(&(struct pdf_choice){ .date = "(D:20240506070809-07'30')" }, &zoned,
	      "pdf-dates/1");
	/* Of another length, no date, and a date with something behind it. */
	judge(&zoned, &plain, NULL);
	judge(&(struct pdf_choice){ .date = "(D:20241306070809Z)" }, &plain, NULL);
	judge(&(struct pdf_choice){ .date = "(D:2024050607080 Z)" }, &plain, NULL);
	judge(&(struct pdf_choice){ .xmp_date = "2024-05-06 07:08:09Z" }, &plain, NULL);
}

static void
a_date_elsewhere_is_not_excused(void **state)
{
	(void)state;
	judge(&(struct pdf_choice){ .object = "<< /ModDate (D:20200102030405Z) >>" },
	      &(struct pdf_choice){ .object = "<< /ModDate (D:20240102030405Z) >>" },
	      NULL);
}

/* Only in a trailer is /Prev an offset, and /L a length in what says that it is first. */
static void
a_number_of_that_name_elsewhere_does_not_follow(void **state)
{
	(void)state;
	judge(&(struct pdf_choice){ .object = "<< /Prev 9 >>" },
	      &(struct pdf_choice){ .object = "<< /Prev 8 >>" }, NULL);
	judge(&(struct pdf_choice){ .object = "<< /L 9 >>" },
	      &(struct pdf_choice){ .object = "<< /L 8 >>" }, NULL);
	judge(&(struct pdf_choice){ .object = "<< /Length 9 >>" },
	      &(struct pdf_choice){ .object = "<< /Length 8 >>" }, NULL);
}

static void
an_identifier_is_excused_when_it_is_one(void **state)
{
	static const char other[] = "<ffeeddccbbaa99887766554433221100>";
	static const struct pdf_choice bytes = { .id = "(abcdefghijklmnop)" };

	(void)state;
	judge(&(struct pdf_choice){ .id = other }, &plain, "pdf-id/1");
	judge(&(struct pdf_choice){ .id = "(ABCDEFGHIJKLMNOP)" }, &bytes, "pdf-id/1");
	judge(&(struct pdf_choice){ .id = "<ffeeddccbbaa998877665544332211zz>" }, &plain,
	      NULL);
	judge(&(struct pdf_choice){ .id = "<ffeedd>" },
	      &(struct pdf_choice){ .id = "<001122>" }, NULL);
	judge(&(struct pdf_choice){ .id = other, .encrypted = true },
	      &(struct pdf_choice){ .encrypted = true }, NULL);
}

static void
what_a_page_says_is_one_finding_and_offsets_follow(void **state)
{
	static const struct pdf_choice longer = { .text = "hello, wide world of pages" };
	static const struct pdf_choice streams = { .streams = true };
	static const struct pdf_choice both = { .streams = true,
						.text = "other and more" };

	(void)state;
	judge(&longer, &plain, NULL);
	assert_int_equal(count_findings(&longer, &plain), 1);
	expect(&longer, "content", SEVERITY_CHANGE, "1 line added, 1 removed");
	assert_int_equal(count_findings(&both, &streams), 1);
	assert_int_equal(
		count_findings(&(struct pdf_choice){ .indirect = true, .text = "more" },
			       &(struct pdf_choice){ .indirect = true }),
		1);
}

static void
lengths_and_offsets_that_lie_are_alarms(void **state)
{
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;

	(void)state;
	expect(&(struct pdf_choice){ .length_lie = 5 }, "/Length", SEVERITY_ALARM,
	       "is not what the rest of the file makes it");
	expect(&(struct pdf_choice){ .offset_lie = 1 }, "offset", SEVERITY_ALARM,
	       "is not what the rest of the file makes it");
	leaf_expect(put_pdf(&a, &(struct pdf_choice){ .streams = true, .offset_lie = 1 }),
		    put_pdf(&b, &(struct pdf_choice){ .streams = true }), "offsets",
		    SEVERITY_CHANGE, "");
	leaf_judge(buffer_bytes(&a), buffer_bytes(&b), NULL);
}

static void
what_acts_by_itself_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;

	(void)state;
	expect(&(struct pdf_choice){ .catalog = " /OpenAction 7 0 R" }, "/OpenAction",
	       SEVERITY_ALARM, "when the document is opened");
	expect(&(struct pdf_choice){ .object = "<< /S /J#61vaScript /JS (x) >>" },
	       "member", SEVERITY_ALARM, "which holds a script");
	expect(&(struct pdf_choice){ .object = "<< /B << /JS (x) >> >>" }, "member",
	       SEVERITY_ALARM, "which holds a script");
	expect(&(struct pdf_choice){ .object = "<< /S /Launch /F (sh) >>" }, "member",
	       SEVERITY_ALARM, "starts a program");
	expect(&(struct pdf_choice){ .object = "<< /A 1 >>" }, "member", SEVERITY_CHANGE,
	       "only the published document has this object");
	leaf_expect(put_pdf(&a, &(struct pdf_choice){ .streams = true,
						      .object = "<< /JS (x) >>" }),
		    put_pdf(&b, &(struct pdf_choice){ .streams = true }), "content",
		    SEVERITY_ALARM, "holds a script");
}

static void
what_stands_between_and_behind_is_told(void **state)
{
	(void)state;
	expect(&(struct pdf_choice){ .comment = "% more" }, "comment", SEVERITY_CHANGE,
	       "comment differs");
	expect(&(struct pdf_choice){ .comment = "payload" }, "stray", SEVERITY_ALARM,
	       "is no part of any object");
	expect(&(struct pdf_choice){ .behind = "payload" }, "trailing", SEVERITY_ALARM,
	       "data after the end of the document");
	expect(&(struct pdf_choice){ .behind = "1 0 obj\n(new)\nendobj\n" }, "trailing",
	       SEVERITY_ALARM, "data after the end");
	expect(&(struct pdf_choice){ .update = "1 0 obj\n<< /Type /Catalog >>\nendobj" },
	       "update", SEVERITY_ALARM, "goes on behind its end");
	expect(&(struct pdf_choice){ .update = "1 0 obj\n<< /Type /Catalog >>\nendobj" },
	       "member", SEVERITY_ALARM, "");
}

static void
a_stream_packed_otherwise_is_told(void **state)
{
	(void)state;
	judge(&(struct pdf_choice){ .stored = true }, &plain, NULL);
}

static void
lines_without_end_cost_no_time(void **state)
{
	enum { LINES = 4000 };
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;

	(void)state;
	buffer_append_text(&a, "%PDF-1.7\n");
	for (unsigned i = 0; i < LINES; i++)
		buffer_append_text(&a, "1 0 obj (\n");
	buffer_append(&b, buffer_bytes(&a));
	buffer_append_text(&b, "x");
	leaf_judge(buffer_bytes(&a), buffer_bytes(&b), NULL);
}

static void
a_limit_on_objects_makes_it_incomplete(void **state)
{
	cleanup_buffer struct buffer a = PDF_INIT, b = PDF_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;
	struct subject *left, *right;
	struct error err = { 0 };

	(void)state;
	comparison_options_init(&options);
	options.limits.members = 3;
	left = subject_of_bytes("x", put_pdf(&a, &(struct pdf_choice){ .text = "x" }));
	right = subject_of_bytes("x", put_pdf(&b, &plain));
	assert_int_equal(comparison_run(&comparison, left, right, &options, &err), 0);
	subject_close(left);
	subject_close(right);
	assert_int_equal(comparison.limits.count, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_named_and_every_prefix_is_told),
		cmocka_unit_test(dates_are_excused_where_they_are_dates),
		cmocka_unit_test(a_date_elsewhere_is_not_excused),
		cmocka_unit_test(a_number_of_that_name_elsewhere_does_not_follow),
		cmocka_unit_test(an_identifier_is_excused_when_it_is_one),
		cmocka_unit_test(what_a_page_says_is_one_finding_and_offsets_follow),
		cmocka_unit_test(lengths_and_offsets_that_lie_are_alarms),
		cmocka_unit_test(what_acts_by_itself_is_an_alarm),
		cmocka_unit_test(what_stands_between_and_behind_is_told),
		cmocka_unit_test(a_stream_packed_otherwise_is_told),
		cmocka_unit_test(lines_without_end_cost_no_time),
		cmocka_unit_test(a_limit_on_objects_makes_it_incomplete),
	};

	return cmocka_run_group_tests_name("format_pdf", tests, NULL, NULL);
}

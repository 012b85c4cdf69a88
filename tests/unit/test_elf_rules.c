/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules about ELF files: where each one applies, and where it must not. */
#include "compare/normalize.h"

#include "tests/unit/elf_plans.h"

#define PLAN(...) (&(struct elf_plan){ __VA_ARGS__ })

/* Both ways: equivalent by the rule, or with NULL different; strict excuses nothing. */
static void
judge(const char *profile, const struct elf_plan *published,
      const struct elf_plan *rebuilt, const char *rule)
{
	for (int way = 0; way < 2; way++) {
		cleanup_comparison struct comparison comparison = { 0 };
		bool found = false;

		elf_compare(&comparison, way ? rebuilt : published,
			    way ? published : rebuilt, profile);
		for (size_t i = 0; i < comparison.normalized_count; i++)
			found = found ||
				(rule != NULL &&
				 strcmp(comparison.normalized[i].rule, rule) == 0);
		if ((comparison.outcome == OUTCOME_EQUIVALENT) != (rule != NULL))
			fail_msg("%s: %s", rule == NULL ? "no rule" : rule,
				 outcome_name(comparison.outcome));
		assert_int_equal(found, rule != NULL);
		elf_compare(&comparison, published, rebuilt, "strict");
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		assert_int_equal(comparison.normalized_count, 0);
	}
}

static const struct elf_plan plain;

static void
a_build_id_alone_is_excused_in_archives_and_nowhere_else(void **state)
{
	(void)state;
	judge("archive", PLAN(.build_id = 9), &plain, "build-id/1");
	judge("archive", PLAN(.build_id = 9, .debug_crc = 7), &plain, "build-id/1");
	judge("release", PLAN(.build_id = 9), &plain, NULL);
}

static void
a_build_id_beside_anything_else_is_not_excused(void **state)
{
	(void)state;
	judge("archive", PLAN(.build_id = 9, .data = BYTES_OF("some wordy")), &plain,
	      NULL);
	judge("archive", PLAN(.build_id = 9, .debug_file = "y.debug"), &plain, NULL);
	judge("archive", PLAN(.build_id = 9, .text_flags = PF_R | PF_W | PF_X), &plain,
	      NULL);
}

/* Debian calls it so. */
static void
a_debug_file_that_is_called_by_the_build_id_follows(void **state)
{
	struct elf_plan left = {
		.debug_file = "ababababababababababababababababababab.debug",
	};
	struct elf_plan right = {
		.build_id = 0xcd,
		.debug_crc = 1,
		.debug_file = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd.debug",
	};

	(void)state;
	judge("archive", &left, &right, "build-id/1");
	right.debug_file = "efefefefefefefefefefefefefefefefefefef.debug";
	judge("archive", &left, &right, NULL);
}

static void
the_checksum_of_a_debug_file_is_excused_where_its_name_is_the_same(void **state)
{
	(void)state;
	judge("release", PLAN(.debug_crc = 9), &plain, "debuglink-crc/1");
	judge("release", PLAN(.debug_crc = 9, .debug_file = "y.debug"), &plain, NULL);
}

#define DEBUG(text) .debug = BYTES_OF(text)

static void
another_folder_of_the_same_length_in_debug_data_is_excused(void **state)
{
	(void)state;
	judge("release", PLAN(DEBUG("int\0/build/x-Ab1/x\0/build/x-Ab1/x/a.c")),
	      PLAN(DEBUG("int\0/build/x-9zZ/x\0/build/x-9zZ/x/a.c")), "build-path/1");
	judge("release",
	      PLAN(DEBUG("int\0/build/x-Ab1/x\0/build/x-Ab1/x/a.c"), .build_id = 7),
	      PLAN(DEBUG("int\0/build/x-9zZ/x\0/build/x-9zZ/x/a.c")),
	      "build-id-follows/1");
}

static void
what_is_no_other_folder_in_debug_data_is_not_excused(void **state)
{
	(void)state;
	judge("release", PLAN(DEBUG("int\0/build/a/x.c")),
	      PLAN(DEBUG("ant\0/build/b/x.c")), NULL);
	judge("release", PLAN(DEBUG("/build/a/x.c\0/build/a/y.c")),
	      PLAN(DEBUG("/build/b/x.c\0/build/b/z.c")), NULL);
	judge("release", PLAN(DEBUG("/build/aa/x.c")), PLAN(DEBUG("/build/b/xx.c")),
	      NULL);
	judge("release", PLAN(DEBUG("build/a")), PLAN(DEBUG("build/b")), NULL);
	judge("release", PLAN(DEBUG("/build/a"), .build_id = 7, .debug_file = "y.debug"),
	      PLAN(DEBUG("/build/b")), NULL);
	/* The same in what is loaded is data. */
	judge("release", PLAN(.data = BYTES_OF("/build/a/x")),
	      PLAN(.data = BYTES_OF("/build/b/x")), NULL);
}

static void
a_compiler_of_another_patch_level_is_excused_in_archives(void **state)
{
	(void)state;
	judge("archive", PLAN(.compiler = "GCC: (Debian 12.2.0-14+deb12u1) 12.2.0"),
	      &plain, "elf-comment-version/1");
	judge("archive", PLAN(.compiler = "GCC: (Debian 12.2.0-14) 12.2.1"), &plain,
	      "elf-comment-version/1");
	judge("release", PLAN(.compiler = "GCC: (Debian 12.2.0-14+deb12u1) 12.2.0"),
	      &plain, NULL);
	judge("archive", PLAN(.compiler = "GCC: (Debian 13.2.0-14) 13.2.0"), &plain,
	      NULL);
	judge("archive", PLAN(.compiler = "GCC: (Ubuntu 12.2.0-14) 12.2.0"), &plain,
	      NULL);
	judge("archive", PLAN(.compiler = "clang 12.2.0"), &plain, NULL);
}

static void
another_compression_of_the_same_debug_data_is_excused(void **state)
{
	/* The head of a section that zlib has compressed, then "text" stored, in two
	 * ways. */
	static const uint8_t stored[] = { 1,	0,    0,   0, 0,    0,	  0,	0,
					  4,	0,    0,   0, 0,    0,	  0,	0,
					  1,	0,    0,   0, 0,    0,	  0,	0,
					  0x78, 0x01, 1,   4, 0,    0xfb, 0xff, 't',
					  'e',	'x',  't', 4, 0x67, 1,	  0xc6 };
	static const uint8_t halves[] = { 1,	0,    0,    0,	  0,   0,    0,	   0,	4,
					  0,	0,    0,    0,	  0,   0,    0,	   1,	0,
					  0,	0,    0,    0,	  0,   0,    0x78, 1,	0,
					  2,	0,    0xfd, 0xff, 't', 'e',  1,	   2,	0,
					  0xfd, 0xff, 'x',  't',  4,   0x67, 1,	   0xc6 };
	uint8_t other[sizeof(stored)];

	(void)state;
	judge("release", PLAN(.compressed = BYTES_OF(stored)),
	      PLAN(.compressed = BYTES_OF(halves)), "section-encoder/1");
	memcpy(other, stored, sizeof(other));
	other[16] = 2; /* the alignment */
	judge("release", PLAN(.compressed = BYTES_OF(stored)),
	      PLAN(.compressed = BYTES_OF(other)), NULL);
}

static void
normalized(struct buffer *out, struct bytes content, const char *profile, size_t changes)
{
	struct comparison_options options = elf_options(profile);
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct error err = { 0 };

	buffer_clear(out);
	if (normalize(content, &options, out, &ledger, &err) < 0)
		fail_msg("%s", err.message);
	assert_int_equal(ledger.count, changes);
}

static void
two_builds_of_one_program_have_one_form_that_is_its_own(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT,
				     first = ARCHIVE_INIT, second = ARCHIVE_INIT;

	(void)state;
	elf_make(&left,
		 PLAN(.debug_crc = 5,
		      .debug_file = "ababababababababababababababababababab.debug"));
	elf_make(&right,
		 PLAN(.build_id = 0xcd, .debug_crc = 6,
		      .debug_file = "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd.debug"));
	normalized(&first, buffer_bytes(&left), "archive", 2);
	normalized(&second, buffer_bytes(&right), "archive", 2);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	normalized(&second, buffer_bytes(&first), "archive", 0);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	normalized(&second, buffer_bytes(&left), "release", 1);
	assert_false(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
}

static void
a_file_that_breaks_its_format_is_kept(void **state)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT, form = ARCHIVE_INIT;

	(void)state;
	elf_make(&file, PLAN(.debug_crc = 5, .overlay = BYTES_OF("\1behind")));
	normalized(&form, buffer_bytes(&file), "archive", 0);
	assert_true(bytes_equal(buffer_bytes(&file), buffer_bytes(&form)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			a_build_id_alone_is_excused_in_archives_and_nowhere_else),
		cmocka_unit_test(a_build_id_beside_anything_else_is_not_excused),
		cmocka_unit_test(a_debug_file_that_is_called_by_the_build_id_follows),
		cmocka_unit_test(
			the_checksum_of_a_debug_file_is_excused_where_its_name_is_the_same),
		cmocka_unit_test(
			another_folder_of_the_same_length_in_debug_data_is_excused),
		cmocka_unit_test(what_is_no_other_folder_in_debug_data_is_not_excused),
		cmocka_unit_test(
			a_compiler_of_another_patch_level_is_excused_in_archives),
		cmocka_unit_test(another_compression_of_the_same_debug_data_is_excused),
		cmocka_unit_test(two_builds_of_one_program_have_one_form_that_is_its_own),
		cmocka_unit_test(a_file_that_breaks_its_format_is_kept),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("elf_rules", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said about sections of ELF files that differ. */
#include "base/file.h"
#include "compare/elf_functions.h"
#include "tests/unit/elf_plans.h"

/* Two functions: the second one calls the first, and what is between them may grow. */
static const uint8_t plain_code[] = {
	0x55, 0xb8, 0x01, 0x00, 0x00, 0x00, 0x5d, 0xc3, /* first */
	0x55, 0xe8, 0xf2, 0xff, 0xff, 0xff, 0x5d, 0xc3, /* second: calls first */
};
static const uint8_t flipped_code[] = {
	0x55, 0xb8, 0x03, 0x00, 0x00, 0x00, 0x5d, 0xc3, /* returns 3 */
	0x55, 0xe8, 0xf2, 0xff, 0xff, 0xff, 0x5d, 0xc3,
};
static const uint8_t grown_code[] = {
	0x55, 0xb8, 0x01, 0x00, 0x00, 0x00, 0x5d, 0xc3, /* first */
	0x31, 0xc0, 0xc3, 0x90,				/* inserted */
	0x55, 0xe8, 0xee, 0xff, 0xff, 0xff, 0x5d, 0xc3, /* second */
};
static const struct elf_plan_function plain_functions[] = { { "first", 0, 8 },
							    { "second", 8, 8 },
							    { NULL, 0, 0 } };
static const struct elf_plan_function grown_functions[] = {
	{ "first", 0, 8 }, { "inserted", 8, 3 }, { "second", 12, 8 }, { NULL, 0, 0 }
};

static void
code_that_differs_is_told_by_function_and_instruction(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct elf_plan plain = { .text = BYTES_OF(plain_code),
				  .functions = plain_functions };
	struct elf_plan flipped = { .text = BYTES_OF(flipped_code),
				    .functions = plain_functions };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison, &flipped, &plain, NULL);
	assert_int_equal(comparison.finding_count, 1);
	finding = elf_find_finding(&comparison, "x//.text", "content");
	assert_non_null(finding);
	assert_string_equal(finding->message,
			    "1 byte differs, the first at offset 2; of 2 "
			    "functions 1 differs: first+0x2");
	assert_string_equal(finding->diff, "@@ first+0x0 @@\n push     rbp\n"
					   "-mov      eax, 1\n+mov      eax, 3\n"
					   " pop      rbp\n ret      \n");
}

static void
functions_that_only_moved_are_told_from_those_that_changed(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct elf_plan plain = { .text = BYTES_OF(plain_code),
				  .functions = plain_functions };
	struct elf_plan grown = { .text = BYTES_OF(grown_code),
				  .functions = grown_functions };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison, &grown, &plain, NULL);
	finding = elf_find_finding(&comparison, "x//.text", "content");
	assert_non_null(finding);
	assert_non_null(strstr(finding->message,
			       "; 1 only published: inserted; 1 function "
			       "differs only where it refers to"));
	finding = elf_find_finding(&comparison, "x//.symtab", "content");
	assert_non_null(finding);
	assert_non_null(
		strstr(finding->message, "symbols: 1 only published, 0 only rebuilt"));
	assert_string_equal(finding->diff, "+inserted (global function, .text)\n");
}

static void
a_call_of_another_function_is_a_change(void **state)
{
	static const struct elf_plan_function functions[] = {
		{ "first", 0, 8 }, { "other", 8, 8 }, { "second", 16, 8 }, { NULL, 0, 0 }
	};
	uint8_t code[24], called[24];
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	memcpy(code, plain_code, 8);
	memcpy(code + 8, plain_code, 8);
	memcpy(code + 16, plain_code + 8, 8);
	code[16 + 2] = 0xea; /* calls first */
	memcpy(called, code, sizeof(code));
	called[16 + 2] = 0xf2; /* calls other */
	elf_compare(
		&comparison,
		&(struct elf_plan){ .text = BYTES_OF(called), .functions = functions },
		&(struct elf_plan){ .text = BYTES_OF(code), .functions = functions },
		NULL);
	finding = elf_find_finding(&comparison, "x//.text", "content");
	assert_non_null(finding);
	assert_non_null(strstr(finding->message, "of 3 functions 1 differs: second+0x2"));
	assert_non_null(strstr(finding->diff, "-call     first\n+call     other\n"));
}

static void
texts_in_data_are_told(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison,
		    &(struct elf_plan){ .data = BYTES_OF("\1version 2\0same text") },
		    &(struct elf_plan){ .data = BYTES_OF("\1version 1\0same text") },
		    NULL);
	finding = elf_find_finding(&comparison, "x//.rodata", "content");
	assert_non_null(finding);
	assert_non_null(
		strstr(finding->message, "; texts: 1 only published, 1 only rebuilt"));
	assert_non_null(strstr(finding->diff, "-version 1\n+version 2\n"));
}

static void
strings_of_debug_data_are_told(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison,
		    &(struct elf_plan){ .debug = BYTES_OF("a.c\0/build/x-2\0int") },
		    &(struct elf_plan){ .debug = BYTES_OF("int\0a.c\0/build/x-1") },
		    NULL);
	finding = elf_find_finding(&comparison, "x//.debug_str", "content");
	assert_non_null(finding);
	assert_non_null(
		strstr(finding->message, "; strings: 1 only published, 1 only rebuilt"));
	assert_string_equal(finding->diff, "-/build/x-1\n+/build/x-2\n");
}

/* A stub and a slot of this very program. */
static void
calls_of_libraries_are_known_by_name(void **state)
{
	cleanup_functions struct elf_functions imports = { 0 };
	struct mapping file;
	struct error err;
	struct elf elf;
	size_t found = 0;

	(void)state;
	assert_int_equal(mapping_open(&file, "/proc/self/exe", &err), 0);
	assert_int_equal(elf_open(&elf, file.bytes, &err), 0);
	elf_imports_find(&imports, &elf);
	for (size_t i = 0; i < imports.count; i++) {
		assert_true(i == 0 ||
			    imports.at[i].address >=
				    imports.at[i - 1].address + imports.at[i - 1].size);
		found += bytes_equal_text(imports.at[i].name, "_cmocka_run_group_tests");
	}
	assert_true(found > 0);
	mapping_close(&file);
}

static void
another_folder_in_debug_data_has_a_hint(void **state)
{
	static const struct elf_plan published = { .debug = BYTES_OF("int\0/src/a/x.c") },
				     rebuilt = { .debug = BYTES_OF("int\0/build/x.c") },
				     other = { .debug = BYTES_OF("int\0/build/y.c") };
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison, &published, &rebuilt, NULL);
	finding = elf_find_finding(&comparison, "x//.debug_str", "content");
	assert_non_null(finding);
	assert_non_null(finding->hint);
	assert_non_null(strstr(finding->hint, "-ffile-prefix-map"));
	elf_compare(&comparison, &published, &other, NULL);
	finding = elf_find_finding(&comparison, "x//.debug_str", "content");
	assert_null(finding->hint);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_that_differs_is_told_by_function_and_instruction),
		cmocka_unit_test(
			functions_that_only_moved_are_told_from_those_that_changed),
		cmocka_unit_test(a_call_of_another_function_is_a_change),
		cmocka_unit_test(texts_in_data_are_told),
		cmocka_unit_test(strings_of_debug_data_are_told),
		cmocka_unit_test(another_folder_in_debug_data_has_a_hint),
		cmocka_unit_test(calls_of_libraries_are_known_by_name),
	};
	struct error err;

	comparison_prepare();
	if (disassemble_prepare(&err) < 0)
		return 1;
	return cmocka_run_group_tests_name("elf_explain", tests, NULL, NULL);
}

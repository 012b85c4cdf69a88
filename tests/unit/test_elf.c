/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tiles of ELF files, and what a change of each part is called. */
#include "base/file.h"
#include "tests/unit/elf_plans.h"

/* Both ways: an alarm where the published one has it, and none the other way round. */
static void
assert_alarm(const struct elf_plan *bad, const char *path, const char *key)
{
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;
	struct elf_plan good = { 0 };

	elf_compare(&comparison, bad, &good, NULL);
	finding = elf_find_finding(&comparison, path, key);
	if (finding == NULL || finding->severity != SEVERITY_ALARM)
		fail_msg("no alarm about %s: %s", path, key);
	assert_true(comparison.suspicious);
	elf_compare(&comparison, &good, bad, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	finding = elf_find_finding(&comparison, path, key);
	if (finding != NULL && finding->severity == SEVERITY_ALARM &&
	    strcmp(key, "interpreter") != 0 && strcmp(key, "entry") != 0)
		fail_msg("an alarm about what is gone: %s: %s", path, key);
}

#define ALARM(path, key, ...) assert_alarm(&(struct elf_plan){ __VA_ARGS__ }, path, key)

static void
what_an_attacker_wants_is_an_alarm(void **state)
{
	(void)state;
	ALARM("x", "segment:5/type", .note_segment = PT_LOAD);
	ALARM("x", "segment:2/flags", .text_flags = PF_R | PF_W | PF_X);
	ALARM("x", "segment:6/flags", .stack_flags = PF_R | PF_W | PF_X);
	ALARM("x", "segment:6/type", .no_stack = true);
	ALARM("x", "segment:7/type", .no_relro = true);
	ALARM("x//.interp", "interpreter", .interpreter = "/tmp/ld.so.1");
	ALARM("x//.dynamic", "needed:evil.so", .needed = { "libc.so.6", "evil.so" });
	ALARM("x//.dynamic", "needed:evil.so", .needed = { "evil.so", "libc.so.6" });
	ALARM("x//.dynamic", "runpath", .runpath = "/tmp");
	ALARM("x//.dynamic", "flags", .late = true);
	ALARM("x//.init_array", "function:1", .constructors = 1);
	ALARM("x", "entry", .entry = 16);
	ALARM("x", "overlay", .overlay = BYTES_OF("\1behind"));
	ALARM("x", "gap", .gap = BYTES_OF("\1between the sections\2\3"));
}

static const struct elf_plan samples[] = {
	{ 0 },
	{ .big = true, .machine = EM_PPC64 },
	{ .narrow = true, .machine = EM_386 },
	{ .narrow = true, .big = true, .machine = EM_MIPS },
	{ .no_sections = true },
	{ .runpath = "/opt", .needed = { "a.so", "b.so" }, .constructors = 2 },
};

static const struct elf_plan others[] = {
	{ .text = BYTES_OF("\x90\xc3\x90\x90\xf4") },
	{ .data = BYTES_OF("other words and more of them") },
	{ .build_id = 7, .debug_crc = 99 },
	{ .gap = BYTES_OF("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
	{ .swap_headers = true },
};

/* The tiles of both widths and orders say the same in the same words. */
static void
every_width_and_order_is_read(void **state)
{
	static const char *const facts[] = {
		"entry = .text\n",
		"segment:1/type = LOAD\n",
		"segment:2/flags = r-x\n",
		"member:.interp/interpreter = /lib/ld.so.1",
		"member:.dynamic/needed:libc.so.6 = libc.so.6\n",
		"member:.dynamic/strsz = all of .dynstr\n",
		"member:.note.gnu.build-id/build-id = abababab",
		"member:.comment/compiler = GCC: (Debian 12.2.0-14) 12.2.0\n",
		"member:.gnu_debuglink/debug-file = x.debug\n",
		"member:.init_array/function:0 = .text\n",
		"member:.dynamic/header/link = .dynstr\n",
	};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT, tiles = ARCHIVE_INIT;
		struct error err;

		elf_make(&file, &samples[i]);
		assert_int_equal(tiles_to_text(buffer_bytes(&file), &tiles, &err), 0);
		for (size_t j = 0; j < array_length(facts); j++)
			if (strstr(buffer_text(&tiles), facts[j]) == NULL)
				fail_msg("sample %zu does not say %s\n%s", i, facts[j],
					 buffer_text(&tiles));
		assert_null(strstr(buffer_text(&tiles), "opaque"));
	}
}

static void
assert_whole(const struct comparison *comparison, const char *what, size_t at)
{
	const struct accounting *bytes = &comparison->accounting;

	if (comparison->outcome != OUTCOME_DIFFERENT || comparison->finding_count == 0 ||
	    bytes->differing != bytes->found + bytes->normalized + bytes->follows)
		fail_msg("%s at %zu goes unreported", what, at);
}

static void
every_byte_that_is_changed_is_a_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(samples); i++) {
		cleanup_comparison struct comparison comparison = { 0 };
		cleanup_buffer struct buffer file = ARCHIVE_INIT, changed = ARCHIVE_INIT;

		elf_make(&file, &samples[i]);
		buffer_append(&changed, buffer_bytes(&file));
		for (size_t at = i; at < file.size; at += i == 0 ? 1 : 7) {
			changed.data[at] ^= (uint8_t)(1U << at % 8);
			elf_compare_bytes(&comparison, buffer_bytes(&changed),
					  buffer_bytes(&file), "strict");
			assert_whole(&comparison, "a flipped bit", at);
			changed.data[at] = file.data[at];
		}
	}
}

static void
every_file_that_is_cut_short_is_a_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(samples); i++) {
		cleanup_comparison struct comparison comparison = { 0 };
		cleanup_buffer struct buffer file = ARCHIVE_INIT;

		elf_make(&file, &samples[i]);
		for (size_t size = i; size < file.size; size += i == 0 ? 1 : 7) {
			elf_compare_bytes(&comparison,
					  bytes_slice(buffer_bytes(&file), 0, size),
					  buffer_bytes(&file), NULL);
			assert_whole(&comparison, "an end", size);
		}
	}
}

static void
what_differs_between_plans_is_a_finding_both_ways(void **state)
{
	struct elf_plan plain = { 0 };

	(void)state;
	for (size_t i = 0; i < array_length(others); i++) {
		cleanup_comparison struct comparison comparison = { 0 };

		elf_compare(&comparison, &others[i], &plain, NULL);
		assert_whole(&comparison, "a plan", i);
		assert_false(comparison.suspicious);
		elf_compare(&comparison, &plain, &others[i], NULL);
		assert_whole(&comparison, "a plan, the other way,", i);
	}
}

/* Thirteen numbers change, and one finding says so. */
static void
places_that_follow_from_sizes_are_one_note(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct elf_plan plain = { 0 };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison,
		    &(struct elf_plan){ .data = BYTES_OF("words, many of them") }, &plain,
		    NULL);
	assert_int_equal(comparison.finding_count, 3);
	assert_non_null(elf_find_finding(&comparison, "x//.symtab", "content"));
	assert_non_null(elf_find_finding(&comparison, "x//.rodata", "content"));
	finding = elf_find_finding(&comparison, "x", "layout");
	assert_non_null(finding);
	assert_int_equal(finding->severity, SEVERITY_NOTE);
	assert_non_null(finding->diff);
	assert_true(comparison.accounting.follows > 0);
}

static void
a_build_id_beside_other_changes_follows(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct elf_plan plain = { 0 };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison,
		    &(struct elf_plan){ .build_id = 9, .text = BYTES_OF("\x90\xc3") },
		    &plain, NULL);
	finding = elf_find_finding(&comparison, "x//.note.gnu.build-id", "build-id");
	assert_non_null(finding);
	assert_int_equal(finding->severity, SEVERITY_NOTE);
	assert_string_equal(finding->message, "follows the content");
	assert_null(finding->cause);
}

static void
a_build_id_that_alone_differs_has_a_cause(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct elf_plan plain = { 0 };
	const struct finding *finding;

	(void)state;
	elf_compare(&comparison, &(struct elf_plan){ .build_id = 9, .debug_crc = 9 },
		    &plain, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	finding = elf_find_finding(&comparison, "x//.note.gnu.build-id", "build-id");
	assert_non_null(finding);
	assert_non_null(strstr(finding->message, "every other section"));
	assert_non_null(strstr(finding->cause, "compiler-revision"));
}

static void
sections_on_one_stretch_are_compared_a_bounded_number_of_times(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_buffer struct buffer file = ARCHIVE_INIT, other = ARCHIVE_INIT;
	size_t headers = 64, table;

	(void)state;
	elf_make(&file, &(struct elf_plan){ .no_sections = true });
	table = file.size;
	for (size_t i = 0; i < headers; i++) {
		Elf64_Shdr header = { .sh_type = i == 0 ? SHT_NULL : SHT_PROGBITS,
				      .sh_size = i == 0 ? 0 : table };

		buffer_append(&file,
			      (struct bytes){ (const uint8_t *)&header, sizeof(header) });
	}
	memcpy(file.data + offsetof(Elf64_Ehdr, e_shoff), &table, sizeof(table));
	file.data[offsetof(Elf64_Ehdr, e_shnum)] = (uint8_t)headers;
	buffer_append(&other, buffer_bytes(&file));
	other.data[table - 1] ^= 1;
	elf_compare_bytes(&comparison, buffer_bytes(&file), buffer_bytes(&other), NULL);
	assert_whole(&comparison, "a byte of many sections", table - 1);
	assert_in_range(comparison.finding_count, 1, 16);
}

static void
this_program_is_tiled_without_a_rest(void **state)
{
	cleanup_buffer struct buffer tiles = ARCHIVE_INIT;
	struct mapping file;
	struct error err;

	(void)state;
	assert_int_equal(mapping_open(&file, "/proc/self/exe", &err), 0);
	assert_int_equal(tiles_to_text(file.bytes, &tiles, &err), 0);
	assert_non_null(strstr(buffer_text(&tiles), "member:.dynamic/needed:libcmocka"));
	assert_null(strstr(buffer_text(&tiles), " opaque "));
	mapping_close(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_an_attacker_wants_is_an_alarm),
		cmocka_unit_test(every_width_and_order_is_read),
		cmocka_unit_test(every_byte_that_is_changed_is_a_finding),
		cmocka_unit_test(every_file_that_is_cut_short_is_a_finding),
		cmocka_unit_test(what_differs_between_plans_is_a_finding_both_ways),
		cmocka_unit_test(places_that_follow_from_sizes_are_one_note),
		cmocka_unit_test(a_build_id_beside_other_changes_follows),
		cmocka_unit_test(a_build_id_that_alone_differs_has_a_cause),
		cmocka_unit_test(
			sections_on_one_stretch_are_compared_a_bounded_number_of_times),
		cmocka_unit_test(this_program_is_tiled_without_a_rest),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("elf", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two kinds of file beside each other. */
#include "tests/unit/archives.h"

static const struct finding *
find(const struct comparison *comparison, const char *path, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (text_ends_with(comparison->findings[i].path, path) &&
		    strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	fail_msg("nothing found at %s: %s", path, key);
	return NULL;
}

static void
a_file_under_another_compressor_is_looked_into(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, other = ARCHIVE_INIT,
				     ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;
	struct error err;

	(void)state;
	comparison_options_init(&options);
	archive_add(&tar, '0', "package/a", "one\n");
	archive_end(&tar);
	archive_add(&other, '0', "package/a", "two\n");
	archive_end(&other);
	archive_gzip(&ours, buffer_bytes(&tar), &(struct gzip_header){ .os = 3 });
	assert_int_equal(encode_xz(buffer_bytes(&other), &theirs, &err), 0);
	archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
	assert_string_equal(find(&comparison, "x", "format")->message,
			    "the published one is a gzip file, the rebuilt one is an xz "
			    "file");
	assert_string_equal(find(&comparison, "package/a", "content")->message,
			    "1 line added, 1 removed");
	assert_int_equal(comparison.finding_count, 2);
	assert_int_equal(comparison.accounting.differing,
			 comparison.accounting.found + comparison.accounting.normalized +
				 comparison.accounting.follows);
}

static void
what_cannot_be_decoded_is_compared_as_bytes(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;
	struct error err;

	(void)state;
	comparison_options_init(&options);
	archive_gzip(&ours, bytes_of_text("text"), &(struct gzip_header){ .os = 3 });
	ours.size -= 9;
	assert_int_equal(encode_xz(bytes_of_text("text"), &theirs, &err), 0);
	archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.finding_count, 1);
	assert_string_equal(find(&comparison, "x", "content")->message,
			    "the published one is a gzip file, the rebuilt one is an xz "
			    "file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_under_another_compressor_is_looked_into),
		cmocka_unit_test(what_cannot_be_decoded_is_compared_as_bytes),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("compare_kinds", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/normalize.h"

#include "tests/unit/archives.h"

enum { GZIP_HEADER = 10 };

static const struct gzip_header plain = { .os = 3 };

static struct comparison_options
options_for(const char *context)
{
	struct comparison_options options;

	comparison_options_init(&options);
	options.context = context;
	return options;
}

static void
canonical(struct buffer *out, struct bytes content, struct strings *ledger)
{
	struct comparison_options options = options_for("npm");
	struct error err = { 0 };

	buffer_clear(out);
	if (normalize(content, &options, out, ledger, &err) < 0)
		fail_msg("%s", err.message);
}

static void
assert_kept(struct bytes content)
{
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	canonical(&out, content, &ledger);
	assert_true(bytes_equal(buffer_bytes(&out), content));
	assert_int_equal(ledger.count, 0);
}

static void
a_tar_without_an_end_is_kept(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	(void)state;
	archive_add(&tar, '0', "package/a", "one\n");
	assert_kept(buffer_bytes(&tar));
}

static void
a_gzip_that_is_cut_short_is_kept_wherever_it_ends(void **state)
{
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT;
	struct bytes whole;

	(void)state;
	archive_gzip(&gzip, bytes_of_text("text"), &plain);
	whole = buffer_bytes(&gzip);
	for (size_t size = GZIP_HEADER; size < whole.size; size++)
		assert_kept(bytes_slice(whole, 0, size));
}

static void
values_that_no_rule_takes_are_kept(void **state)
{
	static const struct gzip_header headers[] = {
		{ .xfl = 130, .os = 3 },
		{ .os = 77 },
		{ .flags = 8, .os = 3, .fields = BYTES_OF("../a") },
		{ .flags = 16, .os = 3, .fields = BYTES_OF("comment") },
		{ .flags = 4, .os = 3, .fields = BYTES_OF("\1\0") },
	};

	(void)state;
	for (size_t i = 0; i < array_length(headers); i++) {
		cleanup_buffer struct buffer gzip = ARCHIVE_INIT;

		archive_gzip(&gzip, bytes_of_text("text"), &headers[i]);
		assert_kept(buffer_bytes(&gzip));
	}
}

static void
assert_mode(const char *mode, const char *wanted)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct bytes written;

	archive_set(&tar, archive_add(&tar, '0', "package/a", ""), TAR_MODE, mode);
	archive_end(&tar);
	canonical(&out, buffer_bytes(&tar), &ledger);
	written = tar_field_text(buffer_bytes(&out), TAR_MODE);
	if (!bytes_equal_text(written, wanted))
		fail_msg("%s became %.8s, not %s", mode, (const char *)written.data, wanted);
}

static void
modes_keep_what_their_rule_does_not_excuse(void **state)
{
	(void)state;
	assert_mode("0000600", "0000644");
	assert_mode("0000666", "0000644");
	assert_mode("0000775", "0000755");
	assert_mode("0000700", "0000744");
	assert_mode("0000444", "0000444");
	assert_mode("0000377", "0000355");
	assert_mode("0004777", "0004777");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tar_without_an_end_is_kept),
		cmocka_unit_test(a_gzip_that_is_cut_short_is_kept_wherever_it_ends),
		cmocka_unit_test(values_that_no_rule_takes_are_kept),
		cmocka_unit_test(modes_keep_what_their_rule_does_not_excuse),
	};

	return cmocka_run_group_tests_name("normalize", tests, NULL, NULL);
}

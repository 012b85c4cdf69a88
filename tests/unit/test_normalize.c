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
	assert_mode("0000700", "0000755");
	assert_mode("0000444", "0000444");
	assert_mode("0000377", "0000355");
	assert_mode("0004777", "0004777");
}

/* One package, as two packers write it. */
static void
pack(struct buffer *gzip, bool other)
{
	static const struct gzip_header named = {
		.flags = 8, .mtime = 77, .xfl = 2, .os = 255, .fields = BYTES_OF("x.tar")
	};
	static const char *const names[] = { "package/run.sh", "package/a" };
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	for (size_t i = 0; i < array_length(names); i++) {
		const char *name = names[other ? 1 - i : i];
		size_t header;

		if (other)
			archive_add_record(&tar, 'x', "path", name);
		header = archive_add(&tar, '0', name, "one\n");
		archive_set(&tar, header, TAR_MODE, name == names[0] ? "0000755" : "0000644");
		archive_set(&tar, header, TAR_MTIME, other ? "07346545000" : "00000000001");
		archive_set(&tar, header, TAR_UID, other ? "0001750" : "0000000");
		archive_set(&tar, header, TAR_UNAME, other ? "builder" : "");
	}
	tar_add(&tar, '2', "package/link", "a", "");
	archive_end(&tar);
	if (other)
		archive_end(&tar);
	archive_gzip(gzip, buffer_bytes(&tar), other ? &named : &plain);
}

static void
two_packings_of_one_package_have_one_form_that_is_its_own(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT,
				     first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 }, nothing = { NULL, 0 };

	(void)state;
	pack(&left, false);
	pack(&right, true);
	assert_false(bytes_equal(buffer_bytes(&left), buffer_bytes(&right)));
	canonical(&first, buffer_bytes(&left), &ledger);
	canonical(&second, buffer_bytes(&right), &ledger);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	assert_true(ledger.count > 0);
	canonical(&second, buffer_bytes(&first), &nothing);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
	assert_int_equal(nothing.count, 0);
}

static void
names_links_modes_and_content_are_kept(void **state)
{
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_buffer struct buffer tiles = ARCHIVE_INIT, tar = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct error err = { 0 };
	size_t used;

	(void)state;
	pack(&gzip, true);
	canonical(&out, buffer_bytes(&gzip), &ledger);
	assert_int_equal(decode_deflate(bytes_slice(buffer_bytes(&out), GZIP_HEADER, SIZE_MAX),
					&used, &tar, &err),
			 0);
	assert_int_equal(tiles_to_text(buffer_bytes(&tar), &tiles, &err), 0);
	assert_non_null(strstr(buffer_text(&tiles), "member:package/run.sh/mode = 0755"));
	assert_non_null(strstr(buffer_text(&tiles), "member:package/a/mode = 0644"));
	assert_non_null(strstr(buffer_text(&tiles), "member:package/link/linkpath = a"));
	assert_non_null(memmem(tar.data, tar.size, "one\n", 5));
}

static void
a_form_under_strict_is_the_file_itself(void **state)
{
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT, out = ARCHIVE_INIT;
	struct comparison_options options = options_for("npm");
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct error err = { 0 };

	(void)state;
	options.profile = "strict";
	pack(&gzip, true);
	assert_int_equal(normalize(buffer_bytes(&gzip), &options, &out, &ledger, &err), 0);
	assert_true(bytes_equal(buffer_bytes(&gzip), buffer_bytes(&out)));
	assert_int_equal(ledger.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tar_without_an_end_is_kept),
		cmocka_unit_test(a_gzip_that_is_cut_short_is_kept_wherever_it_ends),
		cmocka_unit_test(values_that_no_rule_takes_are_kept),
		cmocka_unit_test(two_packings_of_one_package_have_one_form_that_is_its_own),
		cmocka_unit_test(names_links_modes_and_content_are_kept),
		cmocka_unit_test(a_form_under_strict_is_the_file_itself),
		cmocka_unit_test(modes_keep_what_their_rule_does_not_excuse),
	};

	return cmocka_run_group_tests_name("normalize", tests, NULL, NULL);
}

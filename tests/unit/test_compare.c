/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two archives: what is an alarm, what a rename, and what a limit leaves undone. */
#include "compare/compare.h"

#include "base/cleanup.h"
#include "tests/unit/archives.h"

static struct comparison_options
usual(void)
{
	struct comparison_options options;

	comparison_options_init(&options);
	options.context = "npm";
	return options;
}

/* One member, and no end yet. */
static size_t
begin(struct buffer *tar)
{
	return archive_add(tar, '0', "package/a", "one\n");
}

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
assert_accounted(const struct comparison *comparison)
{
	const struct accounting *bytes = &comparison->accounting;

	assert_true(bytes->differing > 0);
	assert_int_equal(bytes->differing,
			 bytes->found + bytes->normalized + bytes->follows);
}

/* The published archive against one with the member of begin() alone. */
static void
assert_alarm(struct buffer *published, const char *path, const char *key)
{
	cleanup_buffer struct buffer rebuilt = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();

	begin(&rebuilt);
	archive_end(&rebuilt);
	archives_compare(&comparison, buffer_bytes(published), buffer_bytes(&rebuilt),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(comparison.suspicious);
	assert_int_equal(find(&comparison, path, key)->severity, SEVERITY_ALARM);
	assert_accounted(&comparison);
}

static void
a_set_user_or_executable_bit_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, plain = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();

	(void)state;
	archive_set(&tar, begin(&tar), TAR_MODE, "0004755");
	archive_end(&tar);
	assert_alarm(&tar, "package/a", "mode");
	archive_set(&tar, 0, TAR_MODE, "0000755");
	archive_set(&plain, begin(&plain), TAR_MODE, "0000644");
	archive_end(&plain);
	archives_compare(&comparison, buffer_bytes(&tar), buffer_bytes(&plain), &options);
	assert_int_equal(find(&comparison, "package/a", "mode")->severity, SEVERITY_ALARM);
}

static void
a_link_that_leads_elsewhere_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();

	(void)state;
	tar_add(&left, '2', "package/link", "../../etc/passwd", "");
	tar_add(&right, '2', "package/link", "a", "");
	archive_end(&left);
	archive_end(&right);
	archives_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), &options);
	assert_int_equal(find(&comparison, "package/link", "linkpath")->severity,
			 SEVERITY_ALARM);
	assert_accounted(&comparison);
}

static void
an_attribute_added_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	(void)state;
	archive_add_record(&tar, 'x', "SCHILY.xattr.user.x", "1");
	begin(&tar);
	archive_end(&tar);
	assert_alarm(&tar, "package/a", "record:SCHILY.xattr.user.x");
}

static void
a_second_member_of_a_name_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	(void)state;
	begin(&tar);
	archive_add(&tar, '0', "package/a", "two\n");
	archive_end(&tar);
	assert_alarm(&tar, "package/a", "member");
}

static void
a_second_archive_after_the_end_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	(void)state;
	begin(&tar);
	archive_end(&tar);
	archive_add(&tar, '0', "package/b", "two\n");
	archive_end(&tar);
	assert_alarm(&tar, "x", "trailing");
}

static void
two_sizes_of_one_member_are_an_alarm(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	size_t header;

	(void)state;
	archive_add_record(&tar, 'x', "size", "0004");
	header = begin(&tar);
	archive_set(&tar, header, TAR_SIZE, "00000000003");
	archive_end(&tar);
	assert_alarm(&tar, "package/a", "ustar/size");
}

static void
data_where_the_format_wants_nothing_is_an_alarm(void **state)
{
	static const size_t places[] = { 20, 160, 505, TAR_BLOCK + 10 };
	static const char *const keys[] = { "ustar/path/padding", "ustar/linkpath/padding",
					    "header-padding", "padding" };

	(void)state;
	for (size_t i = 0; i < array_length(places); i++) {
		cleanup_buffer struct buffer tar = ARCHIVE_INIT;

		begin(&tar);
		archive_end(&tar);
		tar.data[places[i]] = 'x';
		if (places[i] == 160) /* after a NUL: an empty link before it */
			tar.data[157] = 0;
		tar_checksum_set(tar.data);
		assert_alarm(&tar, "package/a", keys[i]);
	}
}

static void
gzips(const struct gzip_header *header, const char *after, const char *key)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	static const struct gzip_header plain = { .os = 3 };
	struct comparison_options options = usual();

	archive_gzip(&left, bytes_of_text("text"), header);
	buffer_append_text(&left, after);
	archive_gzip(&right, bytes_of_text("text"), &plain);
	archives_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), &options);
	assert_int_equal(find(&comparison, "x", key)->severity, SEVERITY_ALARM);
	assert_accounted(&comparison);
}

static void
what_gunzip_does_not_show_is_an_alarm(void **state)
{
	static const struct gzip_header plain = { .os = 3 };
	static const struct gzip_header extra = { .flags = 4,
						  .os = 3,
						  .fields = { (const uint8_t *)"\1\0x",
							      3 } };
	static const struct gzip_header comment = { .flags = 16,
						    .os = 3,
						    .fields = BYTES_OF("hello") };

	(void)state;
	gzips(&plain, "and more", "trailing");
	gzips(&extra, "", "extra");
	gzips(&comment, "", "comment");
}

static void
equal_content_of_another_name_is_a_rename(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();

	(void)state;
	archive_set(&left, archive_add(&left, '0', "package/new", "one\n"), TAR_MODE,
		    "0000644");
	archive_set(&right, archive_add(&right, '0', "package/old", "one\n"), TAR_MODE,
		    "0000644");
	archive_end(&left);
	archive_end(&right);
	archives_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), &options);
	assert_int_equal(find(&comparison, "package/new", "path")->kind, FINDING_RENAMED);
	assert_string_equal(find(&comparison, "package/new", "path")->rebuilt.value,
			    "package/old");
	assert_accounted(&comparison);
}

static void
the_other_way_round_what_was_added_is_removed(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison there = { 0 }, back = { 0 };
	struct comparison_options options = usual();

	(void)state;
	begin(&left);
	archive_add(&left, '0', "package/b", "two\n");
	begin(&right);
	archive_end(&left);
	archive_end(&right);
	archives_compare(&there, buffer_bytes(&left), buffer_bytes(&right), &options);
	archives_compare(&back, buffer_bytes(&right), buffer_bytes(&left), &options);
	assert_int_equal(find(&there, "package/b", "member")->kind, FINDING_ADDED);
	assert_int_equal(find(&back, "package/b", "member")->kind, FINDING_REMOVED);
	assert_int_equal(there.finding_count, back.finding_count);
	assert_int_equal(there.accounting.differing, back.accounting.differing);
	assert_false(back.suspicious);
}

/* Two gzip files of much, which differ, under these limits. */
static void
assert_limit(const struct limits *limits, size_t size, const char *named)
{
	cleanup_buffer struct buffer text = ARCHIVE_INIT, tar = ARCHIVE_INIT,
				     left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();
	static const struct gzip_header plain = { .os = 3 };

	options.limits = *limits;
	for (size_t i = 0; i < size; i++)
		buffer_append_byte(&text, 'a');
	for (size_t i = 0; i < 3; i++)
		archive_add(&tar, '0', (const char *[]){ "a", "b", "c" }[i],
			    buffer_text(&text));
	archive_end(&tar);
	archive_gzip(&left, buffer_bytes(&tar), &plain);
	tar.data[TAR_BLOCK] = 'b';
	archive_gzip(&right, buffer_bytes(&tar), &plain);
	archives_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), &options);
	if (named == NULL) {
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		assert_int_equal(comparison.limits.count, 0);
		return;
	}
	assert_true(comparison.limits.count > 0);
	assert_true(comparison.outcome != OUTCOME_EQUIVALENT &&
		    comparison.outcome != OUTCOME_IDENTICAL);
	if (!text_starts_with(comparison.limits.items[0], named))
		fail_msg("%s: %s", named, comparison.limits.items[0]);
}

static void
a_limit_that_is_hit_is_named(void **state)
{
	struct limits limits = usual().limits, few = limits;

	(void)state;
	assert_limit(&limits, 1000, NULL);
	few.depth = 1;
	assert_limit(&few, 1000, "depth");
	few = limits;
	few.members = 2;
	assert_limit(&few, 1000, "members");
	few = limits;
	few.decoded = 1000;
	assert_limit(&few, 1000, "decoded");
	few = limits;
	few.memory = 4000;
	assert_limit(&few, 1000, "memory");
	few = limits;
	few.ratio = 2;
	assert_limit(&few, 8 << 20, "ratio");
}

static void
every_start_of_a_package_differs_and_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT, gzip = ARCHIVE_INIT;
	static const struct gzip_header plain = { .os = 3 };
	struct comparison_options options = usual();
	struct bytes whole;

	(void)state;
	begin(&tar);
	archive_end(&tar);
	archive_gzip(&gzip, buffer_bytes(&tar), &plain);
	whole = buffer_bytes(&gzip);
	for (size_t size = 0; size < whole.size; size++) {
		cleanup_comparison struct comparison comparison = { 0 };

		archives_compare(&comparison, bytes_slice(whole, 0, size), whole, &options);
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		assert_accounted(&comparison);
	}
	for (size_t size = 0; size < tar.size; size++) {
		cleanup_comparison struct comparison comparison = { 0 };

		archives_compare(&comparison, buffer_bytes(&tar),
				 bytes_slice(buffer_bytes(&tar), 0, size), &options);
		assert_true(comparison.outcome != OUTCOME_IDENTICAL);
		assert_accounted(&comparison);
	}
}

static void
a_misuse_is_the_only_failure(void **state)
{
	struct subject *subject = subject_of_bytes("x", bytes_of_text("text"));
	struct comparison_options options = usual();
	struct comparison comparison = { 0 };
	struct error err = { 0 };

	(void)state;
	options.profile = "loose";
	assert_int_equal(comparison_run(&comparison, subject, subject, &options, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	subject_close(subject);
}

/* What is said of the kinds is not said of the keys that were found beside it. */
static void
a_manifest_beside_an_archive_is_another_kind_of_file(void **state)
{
	cleanup_buffer struct buffer published = ARCHIVE_INIT, rebuilt = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();

	(void)state;
	archive_add(&published, '0', "package/package.json", "{\"main\":\"a.js\"}");
	archive_add(&rebuilt, '0', "package/package.json", "\x1f\x8b\x08gzip or not");
	archive_end(&published);
	archive_end(&rebuilt);
	archives_compare(&comparison, buffer_bytes(&published), buffer_bytes(&rebuilt),
			 &options);
	assert_true(text_starts_with(find(&comparison, "package.json", "content")->message,
				     "the published one is a JSON document, the rebuilt one "
				     "is a gzip file"));
	assert_string_equal(find(&comparison, "package.json", "main")->message,
			    "only the published package.json says this");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_user_or_executable_bit_is_an_alarm),
		cmocka_unit_test(a_link_that_leads_elsewhere_is_an_alarm),
		cmocka_unit_test(an_attribute_added_is_an_alarm),
		cmocka_unit_test(a_second_member_of_a_name_is_an_alarm),
		cmocka_unit_test(a_second_archive_after_the_end_is_an_alarm),
		cmocka_unit_test(two_sizes_of_one_member_are_an_alarm),
		cmocka_unit_test(data_where_the_format_wants_nothing_is_an_alarm),
		cmocka_unit_test(what_gunzip_does_not_show_is_an_alarm),
		cmocka_unit_test(equal_content_of_another_name_is_a_rename),
		cmocka_unit_test(the_other_way_round_what_was_added_is_removed),
		cmocka_unit_test(a_limit_that_is_hit_is_named),
		cmocka_unit_test(every_start_of_a_package_differs_and_is_accounted_for),
		cmocka_unit_test(a_manifest_beside_an_archive_is_another_kind_of_file),
		cmocka_unit_test(a_misuse_is_the_only_failure),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}

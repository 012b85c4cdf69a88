/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One content that was cut into several streams, as compressors on several processors do.
 */
#include "tests/unit/ar.h"
#include "tests/unit/streams.h"

static const char first[] = "some text that is long ", rest[] = "enough\n";
static const char text[] = "some text that is long enough\n";

typedef int (*encoder)(struct bytes content, struct buffer *out, struct error *err);

static int
encode_gzip(struct bytes content, struct buffer *out, struct error *err)
{
	(void)err;
	archive_gzip(out, content, &(struct gzip_header){ .os = 3 });
	return 0;
}

/* Those whose tools unpack all streams, and no reader that we know of in a registry's
 * client stops at the first. */
static const encoder cut[] = { encode_xz, encode_zstd, encode_bzip2, encode_lz4,
			       encode_lzip };

static void
put(struct buffer *out, encoder encode, const char *content)
{
	struct error err = { 0 };

	if (encode(bytes_of_text(content), out, &err) < 0)
		fail_msg("%s", err.message);
}

static void
put_cut(struct buffer *out, encoder encode)
{
	put(out, encode, first);
	put(out, encode, rest);
}

static void
judge(const struct buffer *published, const struct buffer *rebuilt, const char *rule)
{
	archives_judge(buffer_bytes(published), buffer_bytes(rebuilt), rule);
	archives_judge(buffer_bytes(rebuilt), buffer_bytes(published), rule);
}

static void
compare(struct comparison *out, const struct buffer *published,
	const struct buffer *rebuilt, const char *profile)
{
	packages_compare(out, buffer_bytes(published), buffer_bytes(rebuilt), profile);
}

static const struct finding *
only_finding(const struct comparison *comparison, const char *key)
{
	assert_int_equal(comparison->outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison->finding_count, 1);
	assert_string_equal(comparison->findings[0].key, key);
	return &comparison->findings[0];
}

static void
cuts_of_one_content_are_excused(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(cut); i++) {
		cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT,
					     others = ARCHIVE_INIT;

		put_cut(&pieces, cut[i]);
		put(&whole, cut[i], text);
		put(&others, cut[i], "some ");
		put(&others, cut[i], text + 5);
		judge(&pieces, &whole, "stream-cut/1");
		judge(&pieces, &others, "stream-cut/1");
		put(&whole, cut[i], "");
		judge(&pieces, &whole, "stream-cut/1");
	}
}

/* Where the rule is off, it is a difference, but no reader is given anything more. */
static void
without_the_rule_a_cut_is_a_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(cut); i++) {
		cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };

		put_cut(&pieces, cut[i]);
		put(&whole, cut[i], text);
		compare(&comparison, &pieces, &whole, "strict");
		assert_int_equal(only_finding(&comparison, "streams")->severity,
				 SEVERITY_CHANGE);
	}
}

/* Of gzip too many readers stop at the end of the first member. */
static void
members_of_gzip_are_a_change_where_all_of_them_hold_the_same(void **state)
{
	cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	put_cut(&pieces, encode_gzip);
	put(&whole, encode_gzip, text);
	compare(&comparison, &pieces, &whole, NULL);
	finding = only_finding(&comparison, "streams");
	assert_int_equal(finding->severity, SEVERITY_CHANGE);
	assert_non_null(strstr(finding->message, "2 streams"));
	assert_string_equal(finding->rebuilt.value, "1 stream");
	compare(&comparison, &whole, &pieces, NULL);
	assert_int_equal(only_finding(&comparison, "streams")->severity, SEVERITY_CHANGE);
	put(&pieces, encode_gzip, "payload\n");
	compare(&comparison, &pieces, &whole, NULL);
	assert_true(comparison.suspicious);
}

static void
another_content_is_told_as_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(cut); i++) {
		cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };

		put_cut(&pieces, cut[i]);
		put(&pieces, cut[i], "hidden\n");
		put(&whole, cut[i], text);
		compare(&comparison, &pieces, &whole, NULL);
		assert_non_null(
			strstr(only_finding(&comparison, "content")->diff, "+hidden"));
	}
}

/* Archives do not end where streams do. */
static void
an_archive_that_is_cut_is_read_as_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(cut); i++) {
		cleanup_buffer struct buffer tar = ARCHIVE_INIT, pieces = ARCHIVE_INIT,
					     whole = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };
		struct error err = { 0 };
		size_t header = archive_add(&tar, '0', "a", text);

		archive_end(&tar);
		cut[i](buffer_bytes(&tar), &whole, &err);
		archive_set(&tar, header, TAR_MTIME, "00000000001");
		cut[i](bytes_slice(buffer_bytes(&tar), 0, 700), &pieces, &err);
		cut[i](bytes_slice(buffer_bytes(&tar), 700, SIZE_MAX), &pieces, &err);
		judge(&pieces, &whole, "tar-mtime/1");
		archive_set(&tar, header, TAR_MODE, "0004755");
		buffer_clear(&whole);
		cut[i](buffer_bytes(&tar), &whole, &err);
		compare(&comparison, &whole, &pieces, NULL);
		assert_string_equal(packages_find(&comparison, "//a", "mode")->key,
				    "mode");
		assert_true(comparison.suspicious);
	}
}

static void
what_else_there_is_is_not_excused(void **state)
{
	static const struct zstd_choices named = { .descriptor = ZSTD_DICTIONARY };
	cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT;

	(void)state;
	put(&whole, encode_zstd, text);
	put(&pieces, encode_zstd, first);
	stream_add_skippable(&pieces, "payload");
	put(&pieces, encode_zstd, rest);
	judge(&pieces, &whole, NULL);

	buffer_clear(&pieces);
	put(&pieces, encode_zstd, first);
	zstd_add(&pieces, bytes_of_text(rest), named);
	judge(&pieces, &whole, NULL);

	buffer_clear(&pieces);
	put_cut(&pieces, encode_zstd);
	buffer_append_text(&pieces, "trailing");
	judge(&pieces, &whole, NULL);
}

/* dpkg and rpm stop at the end of the first stream. */
static void
within_a_package_a_cut_is_a_change(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct buffer *debs[] = { &left, &right };

	(void)state;
	put_cut(&pieces, encode_xz);
	put(&whole, encode_xz, text);
	for (size_t i = 0; i < array_length(debs); i++) {
		ar_begin(debs[i]);
		ar_add_text(debs[i], "debian-binary", "2.0\n");
		ar_add_text(debs[i], "control.tar", "");
		ar_add(debs[i], "data.tar.xz", buffer_bytes(i == 0 ? &pieces : &whole));
	}
	compare(&comparison, &left, &right, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(packages_find(&comparison, "//data.tar.xz", "streams")->severity,
			 SEVERITY_CHANGE);
}

static void
what_cannot_be_put_together_is_incomplete(void **state)
{
	enum { SIZE = 120000 };
	cleanup_buffer struct buffer pieces = ARCHIVE_INIT, whole = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_free char *large = xcalloc(SIZE + 1, 1);
	struct comparison_options options;

	(void)state;
	memset(large, 'x', SIZE);
	put(&pieces, encode_bzip2, large);
	put(&pieces, encode_bzip2, "x");
	put(&whole, encode_bzip2, large);
	put(&whole, encode_bzip2, "y");
	comparison_options_init(&options);
	options.limits.memory = SIZE * 3 * 4;
	archives_compare(&comparison, buffer_bytes(&pieces), buffer_bytes(&whole),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_INCOMPLETE);
	assert_non_null(strstr(comparison.limits.items[0], "memory: "));
}

static void
canonical(struct buffer *out, const struct buffer *content)
{
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct comparison_options options;
	struct error err = { 0 };

	comparison_options_init(&options);
	if (normalize(buffer_bytes(content), &options, out, &ledger, &err) < 0)
		fail_msg("%s", err.message);
}

static void
what_breaks_its_format_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(cut); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT, out = ARCHIVE_INIT;

		put_cut(&file, cut[i]);
		buffer_append_text(&file, "trailing");
		canonical(&out, &file);
		assert_true(bytes_equal(buffer_bytes(&out), buffer_bytes(&file)));
	}
}

/* Each of several streams is written anew, what stands between them stays. */
static void
what_stands_between_streams_is_kept(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct buffer *files[] = { &left, &right };

	(void)state;
	for (uint8_t i = 0; i < array_length(files); i++) {
		stream_add_skippable(files[i], "before");
		put(files[i], encode_zstd, first);
		stream_add_skippable(files[i], "between");
		zstd_add(files[i], bytes_of_text(rest),
			 (struct zstd_choices){ .window = (uint8_t)(i << 3) });
		stream_add_skippable(files[i], "behind");
	}
	judge(&left, &right, "zstd-frame/1");
	canonical(&out, &left);
	assert_non_null(memmem(out.data, out.size, "between", strlen("between")));
	compare(&comparison, &left, &out, NULL);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_of_one_content_are_excused),
		cmocka_unit_test(without_the_rule_a_cut_is_a_change),
		cmocka_unit_test(
			members_of_gzip_are_a_change_where_all_of_them_hold_the_same),
		cmocka_unit_test(another_content_is_told_as_one),
		cmocka_unit_test(an_archive_that_is_cut_is_read_as_one),
		cmocka_unit_test(what_else_there_is_is_not_excused),
		cmocka_unit_test(within_a_package_a_cut_is_a_change),
		cmocka_unit_test(what_cannot_be_put_together_is_incomplete),
		cmocka_unit_test(what_breaks_its_format_is_kept),
		cmocka_unit_test(what_stands_between_streams_is_kept),
	};

	return cmocka_run_group_tests_name("stream cuts", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every format that is one compressed stream after another. */
#include "compare/streams.h"

#include "tests/unit/streams.h"

static const char text[] = "some text that is long enough\n";

static void
make_gzip(struct buffer *out, struct bytes content)
{
	static const struct gzip_header plain = { .os = 3 };

	archive_gzip(out, content, &plain);
}

static void
make_zstd(struct buffer *out, struct bytes content)
{
	struct zstd_choices choices = { .descriptor = ZSTD_SINGLE | ZSTD_SIZE_IN_8,
					.size = content.size };

	choices.repeats = content.size > 0 && bytes_are_all(content, content.data[0]);
	zstd_add(out, content, choices);
}

static void
encode(struct buffer *out, struct bytes content,
       int (*encoder)(struct bytes content, struct buffer *out, struct error *err))
{
	struct error err = { 0 };

	if (encoder(content, out, &err) < 0)
		fail_msg("%s", err.message);
}

static void
make_xz(struct buffer *out, struct bytes content)
{
	encode(out, content, encode_xz);
}

static void
make_bzip2(struct buffer *out, struct bytes content)
{
	encode(out, content, encode_bzip2);
}

static void
make_lz4(struct buffer *out, struct bytes content)
{
	encode(out, content, encode_lz4);
}

static void
make_lzip(struct buffer *out, struct bytes content)
{
	encode(out, content, encode_lzip);
}

static void
make_lzma(struct buffer *out, struct bytes content)
{
	encode(out, content, encode_lzma);
}

/* What a file of each is made of, in the words of --tiles. */
static const struct kind {
	const struct format *format;
	void (*make)(struct buffer *out, struct bytes content);
	const char *facts[8];
	bool single, cut; /* cut: rule stream-cut is about it */
} kinds[] = {
	{ &format_gzip,
	  make_gzip,
	  { "method = deflate", "mtime = 0", "os = 3", "crc32", "isize" } },
	{ &format_xz,
	  make_xz,
	  { "check = CRC-64", "header-crc", "stream = 1 block (30 bytes)", "index",
	    "footer" },
	  .cut = true },
	{ &format_zstd,
	  make_zstd,
	  { "descriptor = single segment, content size in 8 bytes, no checksum",
	    "content-size = 30" },
	  .cut = true },
	{ &format_bzip2, make_bzip2, { "magic = BZh", "level = 9" }, .cut = true },
	{ &format_lz4,
	  make_lz4,
	  { "flags = independent blocks, content size", "block-size = 4194304",
	    "content-size = 30", "header-checksum" },
	  .cut = true },
	{ &format_lzip,
	  make_lzip,
	  { "version = 1", "dictionary = 262144", "crc32", "content-size",
	    "member-size" },
	  .cut = true },
	{ &format_lzma,
	  make_lzma,
	  { "properties = lc=3 lp=0 pb=2", "dictionary = 262144", "content-size = 30" },
	  .single = true },
};

static struct comparison_options
usual(void)
{
	struct comparison_options options;

	comparison_options_init(&options);
	return options;
}

static void
each_file_is_recognized_and_told_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT, said = ARCHIVE_INIT;
		struct error err = { 0 };

		kinds[i].make(&file, bytes_of_text(text));
		assert_ptr_equal(format_recognize(buffer_bytes(&file)), kinds[i].format);
		assert_int_equal(tiles_to_text(buffer_bytes(&file), &said, &err), 0);
		for (size_t j = 0; kinds[i].facts[j] != NULL; j++)
			if (strstr(buffer_text(&said), kinds[i].facts[j]) == NULL)
				fail_msg("no \"%s\" in %s", kinds[i].facts[j],
					 buffer_text(&said));
		assert_non_null(strstr(buffer_text(&said), "(30 bytes)"));
		assert_non_null(strstr(buffer_text(&said), "a text file, 30 bytes"));
		assert_null(strstr(buffer_text(&said), "opaque"));
		assert_null(strstr(buffer_text(&said), "limit"));
	}
}

static void
assert_accounted(const struct comparison *comparison)
{
	const struct accounting *bytes = &comparison->accounting;

	assert_int_equal(bytes->differing,
			 bytes->found + bytes->normalized + bytes->follows);
}

static void
a_file_that_is_cut_short_is_different_wherever_it_ends(void **state)
{
	struct comparison_options options = usual();

	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };
		struct bytes whole;

		kinds[i].make(&file, bytes_of_text(text));
		whole = buffer_bytes(&file);
		for (size_t size = 0; size < whole.size; size++) {
			archives_compare(&comparison, bytes_slice(whole, 0, size), whole,
					 &options);
			assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
			assert_accounted(&comparison);
		}
	}
}

static const struct finding *
find(const struct comparison *comparison, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	fail_msg("nothing found: %s", key);
	return NULL;
}

/* A file with this behind it against one without. */
static void
assert_alarm(const struct kind *kind, struct bytes behind, const char *key)
{
	cleanup_buffer struct buffer plain = ARCHIVE_INIT, more = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = usual();

	kind->make(&plain, bytes_of_text(text));
	kind->make(&more, bytes_of_text(text));
	buffer_append(&more, behind);
	archives_compare(&comparison, buffer_bytes(&more), buffer_bytes(&plain),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(comparison.suspicious);
	assert_int_equal(find(&comparison, key)->severity, SEVERITY_ALARM);
	assert_accounted(&comparison);
}

static void
bytes_after_the_end_are_an_alarm(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		assert_alarm(&kinds[i], bytes_of_text("payload"), "trailing");
		assert_alarm(&kinds[i], bytes_of_text("x"), "trailing");
	}
}

/* What stands behind the first stream is there for some readers and for others not. */
static void
one_more_stream_is_an_alarm_where_no_rule_lets_it_be(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer more = ARCHIVE_INIT, nothing = ARCHIVE_INIT;
		const char *key = kinds[i].single ? "trailing" : "2/stream";

		if (kinds[i].cut)
			continue;
		kinds[i].make(&more, bytes_of_text("hidden\n"));
		assert_alarm(&kinds[i], buffer_bytes(&more), key);
		kinds[i].make(&nothing, bytes_of_text(""));
		if (kinds[i].single)
			assert_alarm(&kinds[i], buffer_bytes(&nothing), key);
	}
}

static void
each_of_several_streams_is_compared(void **state)
{
	struct comparison_options options = usual();

	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
		cleanup_comparison struct comparison comparison = { 0 };

		if (kinds[i].single)
			continue;
		kinds[i].make(&left, bytes_of_text(text));
		kinds[i].make(&right, bytes_of_text(text));
		kinds[i].make(&left, bytes_of_text("one\n"));
		kinds[i].make(&right, bytes_of_text("two\n"));
		archives_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right),
				 &options);
		assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
		assert_int_equal(comparison.finding_count, 1);
		assert_non_null(strstr(find(&comparison, "content")->diff, "+one"));
		assert_accounted(&comparison);
	}
}

/* The named limit, whatever the rest of the report says. */
static void
assert_limit(struct bytes published, struct bytes rebuilt,
	     const struct comparison_options *options, const char *limit)
{
	cleanup_comparison struct comparison comparison = { 0 };

	archives_compare(&comparison, published, rebuilt, options);
	assert_int_equal(comparison.outcome, OUTCOME_INCOMPLETE);
	assert_true(comparison.limits.count > 0);
	if (!text_starts_with(comparison.limits.items[0], limit))
		fail_msg("%s: %s", limit, comparison.limits.items[0]);
	for (size_t i = 0; i < comparison.finding_count; i++)
		assert_int_not_equal(comparison.findings[i].severity, SEVERITY_ALARM);
}

static void
a_bomb_stops_at_the_limit(void **state)
{
	enum { SIZE = 120000 };
	struct comparison_options options = usual();

	(void)state;
	options.limits.decoded = SIZE / 2;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer zeros = ARCHIVE_INIT, left = ARCHIVE_INIT,
					     right = ARCHIVE_INIT;

		while (zeros.size < SIZE)
			buffer_append_byte(&zeros, 0);
		kinds[i].make(&left, buffer_bytes(&zeros));
		kinds[i].make(&right, bytes_of_text(text));
		assert_limit(buffer_bytes(&left), buffer_bytes(&right), &options,
			     "decoded:");
		assert_limit(buffer_bytes(&right), buffer_bytes(&left), &options,
			     "decoded:");
	}
}

static void
a_window_that_memory_has_no_room_for_is_a_limit(void **state)
{
	static const struct zstd_choices wide = { .window = ZSTD_WINDOW_4G };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	struct comparison_options options = usual();

	(void)state;
	zstd_add(&left, bytes_of_text(text), wide);
	make_zstd(&right, bytes_of_text(text));
	assert_limit(buffer_bytes(&left), buffer_bytes(&right), &options, "memory:");
	buffer_clear(&left);
	buffer_clear(&right);

	xz_add(&left, bytes_of_text(text), (struct xz_choices){ .dictionary = 40 });
	make_xz(&right, bytes_of_text(text));
	assert_limit(buffer_bytes(&left), buffer_bytes(&right), &options, "memory:");
	buffer_clear(&left);
	buffer_clear(&right);

	make_lzip(&left, bytes_of_text(text));
	make_lzip(&right, bytes_of_text(text));
	left.data[5] = 29;
	assert_limit(buffer_bytes(&left), buffer_bytes(&right), &options, "memory:");
	buffer_clear(&left);
	buffer_clear(&right);

	make_lzma(&left, bytes_of_text(text));
	make_lzma(&right, bytes_of_text(text));
	left.data[3] = 0;
	left.data[4] = 0x80;
	assert_limit(buffer_bytes(&left), buffer_bytes(&right), &options, "memory:");
}

static void
more_parts_than_anyone_writes_are_a_limit(void **state)
{
	enum { MOST = 100000 };
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	struct comparison_options options = usual();

	(void)state;
	make_zstd(&left, bytes_of_text(text));
	make_zstd(&right, bytes_of_text(text));
	for (size_t i = 0; i <= MOST; i++) {
		stream_add_skippable(&left, "");
		stream_add_skippable(&right, i == MOST ? "x" : "");
	}
	assert_limit(buffer_bytes(&left), buffer_bytes(&right), &options, "streams:");
}

static void
canonical(struct buffer *out, struct bytes content, struct strings *ledger)
{
	struct comparison_options options = usual();
	struct error err = { 0 };

	buffer_clear(out);
	if (normalize(content, &options, out, ledger, &err) < 0)
		fail_msg("%s", err.message);
}

static void
a_canonical_form_is_its_own_and_means_the_same(void **state)
{
	struct comparison_options options = usual();

	(void)state;
	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT, once = ARCHIVE_INIT,
					     twice = ARCHIVE_INIT;
		cleanup_strings struct strings ledger = { 0 }, nothing = { 0 };
		cleanup_comparison struct comparison comparison = { 0 };

		kinds[i].make(&file,
			      i % 2 == 0 ? bytes_of_text(text) : bytes_of_text(""));
		canonical(&once, buffer_bytes(&file), &ledger);
		canonical(&twice, buffer_bytes(&once), &nothing);
		assert_true(bytes_equal(buffer_bytes(&once), buffer_bytes(&twice)));
		assert_int_equal(nothing.count, 0);
		archives_compare(&comparison, buffer_bytes(&file), buffer_bytes(&once),
				 &options);
		assert_int_not_equal(comparison.outcome, OUTCOME_DIFFERENT);
		assert_int_not_equal(comparison.outcome, OUTCOME_INCOMPLETE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_file_is_recognized_and_told_whole),
		cmocka_unit_test(a_file_that_is_cut_short_is_different_wherever_it_ends),
		cmocka_unit_test(bytes_after_the_end_are_an_alarm),
		cmocka_unit_test(one_more_stream_is_an_alarm_where_no_rule_lets_it_be),
		cmocka_unit_test(each_of_several_streams_is_compared),
		cmocka_unit_test(a_bomb_stops_at_the_limit),
		cmocka_unit_test(a_window_that_memory_has_no_room_for_is_a_limit),
		cmocka_unit_test(more_parts_than_anyone_writes_are_a_limit),
		cmocka_unit_test(a_canonical_form_is_its_own_and_means_the_same),
	};

	return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}

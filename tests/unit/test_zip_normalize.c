/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The canonical form of zip archives: one for all that are equivalent, made by a
 * generator of archives that packers write differently, and damaged ones that are kept.
 */
#include "tests/unit/zips.h"

static void
assert_kept(struct bytes archive)
{
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	zips_canonical(&out, archive, NULL, &ledger);
	assert_true(bytes_equal(archive, buffer_bytes(&out)));
	assert_int_equal(ledger.count, 0);
}

/* One entry with something to complain of. */
static void
what_breaks_the_format_is_kept(void **state)
{
	const struct zip_file odd[] = {
		{ .name = "a", .content = "one\n", .local_name = "b" },
		{ .name = "a", .content = "one\n", .wrong_crc32 = 1 },
		{ .name = "a", .content = "one\n", .wrong_size = 1 },
		{ .name = "a", .content = "one\n", .extra = EXTRA("\1\0\0\x10") },
		{ .name = "a", .content = "one\n", .time = 0x59e10000 },
		{ .name = "a", .content = "one\n", .no_entry = true },
	};

	(void)state;
	for (size_t i = 0; i < array_length(odd); i++) {
		cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;

		zip_add(&zip, (struct zip_file){ .name = "c", .content = "three" });
		zip_add(&zip, odd[i]);
		assert_kept(zip_finish(&zip, ""));
	}
}

static void
an_archive_that_is_cut_short_is_kept_wherever_it_ends(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	struct bytes whole;

	(void)state;
	zip_add(&zip, (struct zip_file){ .name = "a",
					 .content = "one\n",
					 .method = ZIP_DEFLATED,
					 .flags = ZIP_DESCRIPTOR });
	zip_add(&zip, (struct zip_file){ .name = "b", .content = "two" });
	whole = zip_finish(&zip, "about it");
	for (size_t size = 4; size < whole.size; size++)
		assert_kept(bytes_slice(whole, 0, size));
}

static void
damage_is_kept_or_means_what_it_meant(void **state)
{
	static const uint8_t masks[] = { 0x01, 0x80, 0xff };
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;

	(void)state;
	zip_add(&zip, (struct zip_file){ .name = "a",
					 .content = "one one one\n",
					 .method = ZIP_DEFLATED,
					 .local_extra = EXTRA("UT\5\0\1\0\xca\x9a\x3b"),
					 .flags = ZIP_DESCRIPTOR });
	zip_add(&zip, (struct zip_file){ .name = "b", .content = "two" });
	zip_finish(&zip, "about it");
	for (size_t at = 4; at < zip.out.size; at++)
		for (size_t i = 0; i < array_length(masks); i++) {
			cleanup_strings struct strings ledger = { NULL, 0 };

			zip.out.data[at] ^= masks[i];
			zips_canonical(&out, buffer_bytes(&zip.out), NULL, &ledger);
			zips_assert_form(buffer_bytes(&zip.out), buffer_bytes(&out),
					 NULL);
			zip.out.data[at] ^= masks[i];
		}
}

/* What is left when the archive is read again, a line a member. */
static void
list(struct buffer *out, struct bytes archive)
{
	cleanup_zip struct zip zip = { .count = 0 };
	struct error err;

	assert_int_equal(zip_read(&zip, archive, SIZE_MAX, &err), 0);
	for (size_t i = 0; i < zip.count; i++) {
		const struct zip_entry *entry = &zip.entries[i];
		struct zip_header local;

		assert_true(zip_local_read(archive, entry->offset, &local));
		buffer_append_escaped(out, entry->header.name);
		buffer_printf(out, " %06o %u %u ", entry->external >> 16,
			      entry->header.method, entry->header.flags);
		buffer_append(out,
			      bytes_slice(archive,
					  (size_t)entry->offset + zip_local_size(&local),
					  (size_t)entry->compressed));
		buffer_append_text(out, ";");
	}
}

static void
assert_list(struct zip_writer *zip, const char *profile, const char *wanted)
{
	cleanup_buffer struct buffer out = ARCHIVE_INIT, text = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	zips_canonical(&out, buffer_bytes(&zip->out), profile, &ledger);
	list(&text, buffer_bytes(&out));
	assert_string_equal(buffer_text(&text), wanted);
}

static void
names_modes_contents_and_comments_are_kept(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	(void)state;
	zip_add(&zip, (struct zip_file){ .name = "run",
					 .content = "one",
					 .method = ZIP_DEFLATED,
					 .flags = ZIP_LEVEL | ZIP_DESCRIPTOR,
					 .external = 0104755U << 16 });
	zip_add(&zip, (struct zip_file){ .name = "link",
					 .content = "a\r\nb",
					 .external = 0120777U << 16 });
	zip_add(&zip,
		(struct zip_file){ .name = "link", .content = "x", .comment = "hi" });
	zip_finish(&zip, "about it");
	/* Of two of one name one stands first; a link leads where it does. */
	assert_list(&zip, "archive",
		    "run 104755 0 0 one;link 120777 0 0 a\r\nb;link 100644 0 0 x;");
	zips_canonical(&out, buffer_bytes(&zip.out), NULL, &ledger);
	assert_non_null(memmem(out.data, out.size, "hi", 2));
	assert_memory_equal(out.data + out.size - 8, "about it", 8);
}

static void
members_are_sorted_behind_those_that_have_to_come_first(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	static const char *const names[] = { "mimetype", "z", "META-INF/MANIFEST.MF",
					     "b" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++)
		zip_add(&zip, (struct zip_file){ .name = names[i], .content = "" });
	zip_finish(&zip, "");
	assert_list(&zip, "archive",
		    "mimetype 100644 0 0 ;b 100644 0 0 ;z 100644 0 0 ;"
		    "META-INF/MANIFEST.MF 100644 0 0 ;");
	assert_list(&zip, NULL,
		    "mimetype 100644 0 0 ;z 100644 0 0 ;META-INF/MANIFEST.MF 100644 0 0 ;"
		    "b 100644 0 0 ;");
}

/* In a member that is an archive, and in one that holds a list of digests. */
static void
nested(struct zip_writer *zip, uint8_t mtime, const char *list)
{
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT;
	struct gzip_header header = { .os = 3, .mtime = mtime };

	archive_gzip(&gzip, bytes_of_text("text"), &header);
	zip_add(zip, (struct zip_file){ .name = "a.gz", .data = buffer_bytes(&gzip) });
	if (list != NULL)
		zip_add(zip, (struct zip_file){ .name = list, .content = "a.gz\n" });
	zip_finish(zip, "");
}

static bool
have_one_form(const char *list)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };

	nested(&left, 1, list);
	nested(&right, 2, list);
	zips_canonical(&first, buffer_bytes(&left.out), NULL, &ledger);
	zips_canonical(&second, buffer_bytes(&right.out), NULL, &ledger);
	return bytes_equal(buffer_bytes(&first), buffer_bytes(&second));
}

static void
what_members_hold_has_its_form_unless_it_is_listed(void **state)
{
	static const char *const lists[] = { "x-1.dist-info/RECORD.jws", "META-INF/A.SF",
					     "META-INF/b.sf", ".signature.p7s" };

	(void)state;
	assert_true(have_one_form(NULL));
	assert_true(have_one_form("META-INF/services/A.SF"));
	assert_true(have_one_form("x-1.dist-info/RECORD"));
	for (size_t i = 0; i < array_length(lists); i++)
		assert_false(have_one_form(lists[i]));
}

static void
aligned_contents_stay_aligned(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	cleanup_zip struct zip read = { .count = 0 };
	struct zip_header local;
	struct error err;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		zip_add(&zip, (struct zip_file){ .name = i == 0	  ? "a"
							 : i == 1 ? "bb"
								  : "c",
						 .content = "one",
						 .local_extra = EXTRA("\x35\xd9\2\0\0\x10"
								      "\x99\x99\1\0x") });
	zip_finish(&zip, "");
	zips_canonical(&out, buffer_bytes(&zip.out), NULL, &ledger);
	zips_assert_form(buffer_bytes(&zip.out), buffer_bytes(&out), NULL);
	assert_int_equal(zip_read(&read, buffer_bytes(&out), SIZE_MAX, &err), 0);
	for (size_t i = 0; i < read.count; i++) {
		assert_true(zip_local_read(buffer_bytes(&out), read.entries[i].offset,
					   &local));
		assert_int_equal((read.entries[i].offset + zip_local_size(&local)) % 4096,
				 0);
	}
}

/* The comment of an archive in a member that is stored reaches to the end of the form. */
static void
a_form_that_readers_would_take_for_another_is_none(void **state)
{
	enum { BEHIND = 46 + 1 + 22 };
	cleanup_zip_writer struct zip_writer inner = ZIP_WRITER_INIT,
					     zip = ZIP_WRITER_INIT;

	(void)state;
	zip_finish(&inner, "");
	inner.out.data[inner.out.size - 2] = BEHIND;
	zip_add(&zip, (struct zip_file){ .name = "a",
					 .data = buffer_bytes(&inner.out),
					 .method = ZIP_DEFLATED });
	assert_kept(zip_finish(&zip, ""));
}

static void
too_many_members_are_a_limit(void **state)
{
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct comparison_options options = zips_options();
	struct error err = { 0 };

	(void)state;
	zip_add(&zip, FILE_A);
	zip_add(&zip, (struct zip_file){ .name = "b", .content = "two" });
	zip_finish(&zip, "");
	options.limits.members = 1;
	assert_int_equal(normalize(buffer_bytes(&zip.out), &options, &out, &ledger, &err),
			 -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
	options.limits.members = 2;
	assert_int_equal(normalize(buffer_bytes(&zip.out), &options, &out, &ledger, &err),
			 0);
}

/* Fifield, "A better zip bomb", 2019: each file's stream quotes the header of the next,
 * here none has to be unpacked to see that. */
static void
members_that_overlap_cost_nothing(void **state)
{
	enum { COUNT = 2000, KERNEL = 64 << 10 };
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer zeros = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct comparison_options options = zips_options();
	struct zip_file file = { .name = "0", .method = ZIP_DEFLATED };
	struct error err = { 0 };

	(void)state;
	for (size_t i = 0; i < KERNEL; i++)
		buffer_append_byte(&zeros, 0);
	file.data = buffer_bytes(&zeros);
	zip_add(&zip, file);
	for (unsigned i = 1; i < COUNT; i++) {
		struct bytes entry = bytes_slice(buffer_bytes(&zip.directory), 0, 47);
		uint8_t copy[47];

		memcpy(copy, entry.data, sizeof(copy));
		copy[46] = (uint8_t)('0' + i % 10);
		buffer_append(&zip.directory, BYTES_OF(copy));
		zip.count++;
	}
	zip_finish(&zip, "");
	options.limits.decoded = 3 * KERNEL;
	assert_int_equal(normalize(buffer_bytes(&zip.out), &options, &out, &ledger, &err),
			 0);
	assert_true(bytes_equal(buffer_bytes(&zip.out), buffer_bytes(&out)));
}

/* Where the count does not fit into 16 bits. */
static void
many_members_have_zip64(void **state)
{
	enum { COUNT = 70000 };
	cleanup_zip_writer struct zip_writer zip = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer out = ARCHIVE_INIT, twice = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	cleanup_zip struct zip read = { .count = 0 };
	struct error err;

	(void)state;
	for (unsigned i = 0; i < COUNT; i++)
		zip_add(&zip, FILE_A);
	zip_finish(&zip, "");
	zips_canonical(&out, buffer_bytes(&zip.out), NULL, &ledger);
	assert_int_equal(zip_read(&read, buffer_bytes(&out), SIZE_MAX, &err), 0);
	assert_int_equal(read.end.count, COUNT);
	assert_int_equal(read.count, COUNT);
	assert_true(read.end.zip64_at != UINT64_MAX);
	assert_null(read.end.doubt);
	zips_canonical(&twice, buffer_bytes(&out), NULL, &ledger);
	assert_true(bytes_equal(buffer_bytes(&out), buffer_bytes(&twice)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_breaks_the_format_is_kept),
		cmocka_unit_test(an_archive_that_is_cut_short_is_kept_wherever_it_ends),
		cmocka_unit_test(damage_is_kept_or_means_what_it_meant),
		cmocka_unit_test(names_modes_contents_and_comments_are_kept),
		cmocka_unit_test(members_are_sorted_behind_those_that_have_to_come_first),
		cmocka_unit_test(what_members_hold_has_its_form_unless_it_is_listed),
		cmocka_unit_test(aligned_contents_stay_aligned),
		cmocka_unit_test(a_form_that_readers_would_take_for_another_is_none),
		cmocka_unit_test(too_many_members_are_a_limit),
		cmocka_unit_test(members_that_overlap_cost_nothing),
		cmocka_unit_test(many_members_have_zip64),
	};

	return cmocka_run_group_tests_name("zip_normalize", tests, NULL, NULL);
}

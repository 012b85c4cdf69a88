/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RPM packages: tags, digests, scripts and files, and what a published one may not have.
 */
#include "tests/unit/rpm_package.h"

enum { HEADERS_START = 96, TRIGGERSCRIPTS = 1065 };

static void
a_package_is_tiled_whole(void **state)
{
	cleanup_buffer struct buffer rpm = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	rpm_pack_parts(&rpm, &(struct rpm_parts){ .script = "echo\n" });
	assert_whole(&format_rpm, buffer_bytes(&rpm));
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	assert_value(&tiling, NULL, "NAME", "tool");
	assert_value(&tiling, NULL, "BUILDTIME", "1000000000");
	assert_value(&tiling, NULL, "REQUIRENAME", "bash, zlib");
	assert_value(&tiling, "/usr/bin/tool", "FILEMODES", "100755");
	assert_value(&tiling, "/usr/share/tool", "FILEMODES", "040755");
	assert_value(&tiling, "/usr/share/tool", "FILEUSERNAME", "root");
	assert_int_equal(packages_need(&tiling, "POSTIN", "content")->bytes.size, 5);
	assert_int_equal(packages_need(&tiling, NULL, "signature/SIGMD5")->kind,
			 TILE_DERIVED);
	assert_int_equal(packages_need(&tiling, NULL, "PAYLOADDIGEST")->kind,
			 TILE_DERIVED);
}

/* Each digest notices that the byte has changed. */
static void
digests_are_held_against_what_they_are_of(void **state)
{
	static const char *const keys[] = { "signature/SHA1HEADER",
					    "signature/SHA256HEADER",
					    "signature/SIGMD5" };
	cleanup_buffer struct buffer rpm = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	uint64_t name, payload;

	(void)state;
	rpm_pack_parts(&rpm, &(struct rpm_parts){ NULL });
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	name = packages_need(&tiling, NULL, "NAME")->offset;
	payload = packages_need(&tiling, "payload", "content")->offset;
	rpm.data[name] = 'p';
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	for (size_t i = 0; i < array_length(keys); i++)
		assert_complaint(&tiling, NULL, keys[i]);
	rpm.data[name] = 't';
	rpm.data[payload + 8] ^= 1;
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	assert_complaint(&tiling, NULL, "PAYLOADDIGEST");
	assert_complaint(&tiling, NULL, "signature/SIGMD5");
	assert_null(packages_need(&tiling, NULL, "signature/SHA256HEADER")->complaint);
}

static void
bytes_behind_the_payload_are_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	rpm_pack_parts(&left, &(struct rpm_parts){ NULL });
	rpm_pack_parts(&right, &(struct rpm_parts){ NULL });
	buffer_append_text(&left, "more");
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "x",
			"signature/SIGSIZE", SEVERITY_ALARM);
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "payload", "trailing",
			SEVERITY_ALARM);
}

/* Writes over an entry of the main header's index: 0 is the region. */
static void
set_entry(struct buffer *rpm, size_t number, size_t word, uint32_t value)
{
	static const uint8_t magic[] = { 0x8e, 0xad, 0xe8 };
	uint8_t *main = memmem(rpm->data + HEADERS_START + 3,
			       rpm->size - HEADERS_START - 3, magic, sizeof(magic));
	uint8_t *at;

	assert_non_null(main);
	at = main + RPM_INTRO_SIZE + number * RPM_ENTRY_SIZE + word * 4;
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void
entries_that_break_the_format_are_complained_of(void **state)
{
	enum { TAG, TYPE, OFFSET, COUNT };
	static const struct {
		size_t number, word;
		uint32_t value;
		const char *key;
	} rows[] = {
		{ 1, TYPE, 0, "NAME/index" },
		{ 1, TYPE, 99, "NAME/index" },
		{ 1, COUNT, 2, "NAME/index" },
		{ 1, COUNT, 0, "NAME/index" },
		{ 2, OFFSET, 6, "BUILDTIME/index" },
		{ 2, OFFSET, 0, "NAME/index" },
		{ 2, OFFSET, 0xfffffffc, "BUILDTIME/index" },
		{ 2, COUNT, 0xffffffff, "BUILDTIME/index" },
		{ 4, COUNT, 0xffffffff, "REQUIRENAME/index" },
		{ 2, TAG, 1000, "NAME/index" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_buffer struct buffer rpm = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };
		bool found = false;

		rpm_pack_parts(&rpm, &(struct rpm_parts){ NULL });
		set_entry(&rpm, rows[i].number, rows[i].word, rows[i].value);
		packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
		for (size_t j = 0; j < tiling.tile_count; j++)
			found = found || (strcmp(tiling.tiles[j].key, rows[i].key) == 0 &&
					  tiling.tiles[j].complaint != NULL);
		if (!found)
			fail_msg("row %zu: no complaint about %s", i, rows[i].key);
	}
}

static void
a_region_that_leaves_entries_out_is_complained_of(void **state)
{
	cleanup_buffer struct buffer rpm = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	uint64_t trailer;

	(void)state;
	rpm_pack_parts(&rpm, &(struct rpm_parts){ NULL });
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	trailer = packages_need(&tiling, NULL, "HEADERIMMUTABLE")->offset;
	rpm.data[trailer + 11] += RPM_ENTRY_SIZE;
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	assert_complaint(&tiling, NULL, "HEADERIMMUTABLE");
}

static void
data_that_no_tag_points_to_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer rpm = ARCHIVE_INIT, plain = ARCHIVE_INIT;

	(void)state;
	rpm_pack_parts(&rpm, &(struct rpm_parts){ .script = "hidden\n" });
	rpm_pack_parts(&plain, &(struct rpm_parts){ NULL });
	set_entry(&rpm, 4, 0, 64000); /* a tag that nobody knows */
	assert_severity(buffer_bytes(&rpm), buffer_bytes(&plain), "x", "tag:64000",
			SEVERITY_CHANGE);
	set_entry(&rpm, 4, 2, 0);
	set_entry(&rpm, 4, 3, 0);
	assert_severity(buffer_bytes(&rpm), buffer_bytes(&plain), "x", "gap",
			SEVERITY_ALARM);
}

static void
headers_that_are_none_are_left_over(void **state)
{
	static const struct {
		size_t offset;
		uint32_t value;
	} rows[] = {
		{ HEADERS_START, 0 },
		{ HEADERS_START + 8, 0 },
		{ HEADERS_START + 8, 0x10000 },
		{ HEADERS_START + 8, 0xffffffff },
		{ HEADERS_START + 12, 0xffffffff },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_buffer struct buffer rpm = ARCHIVE_INIT;
		cleanup_tiling struct tiling tiling = { 0 };

		rpm_pack_parts(&rpm, &(struct rpm_parts){ NULL });
		for (int j = 0; j < 4; j++)
			rpm.data[rows[i].offset + (size_t)j] =
				(uint8_t)(rows[i].value >> (24 - 8 * j));
		packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
		assert_complaint(&tiling, NULL, "rest");
	}
}

/* Rows of another length are for nobody in particular. */
static void
rows_of_another_length_stay_rows(void **state)
{
	cleanup_rpm_writer struct rpm_writer signature = RPM_WRITER_INIT,
					     main = RPM_WRITER_INIT;
	cleanup_buffer struct buffer rpm = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	rpm_add_files(&main, &(struct rpm_parts){ .caps = "one two three" });
	rpm_put_texts(&main, TRIGGERSCRIPTS, "script");
	rpm_pack(&rpm, &signature, &main, bytes_of_text("payload"));
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	assert_value(&tiling, NULL, "FILECAPS", "one, two, three");
	assert_value(&tiling, NULL, "FILEMODES", "33261, 16877");
	assert_value(&tiling, NULL, "TRIGGERSCRIPTS", "script");
}

static void
a_package_within_a_payload_is_not_entered(void **state)
{
	cleanup_rpm_writer struct rpm_writer signature = RPM_WRITER_INIT,
					     main = RPM_WRITER_INIT;
	cleanup_buffer struct buffer inner = ARCHIVE_INIT, rpm = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	rpm_pack_parts(&inner, &(struct rpm_parts){ NULL });
	rpm_put_text(&main, 1000, "tool");
	rpm_pack(&rpm, &signature, &main, buffer_bytes(&inner));
	packages_tile(&tiling, &format_rpm, buffer_bytes(&rpm));
	assert_ptr_equal(packages_need(&tiling, "payload", "content")->as, &format_raw);
}

static void
every_start_of_a_package_differs_and_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer rpm = ARCHIVE_INIT;

	(void)state;
	rpm_pack_parts(&rpm, &(struct rpm_parts){ .script = "echo\n" });
	assert_every_start_differs(buffer_bytes(&rpm));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_package_is_tiled_whole),
		cmocka_unit_test(digests_are_held_against_what_they_are_of),
		cmocka_unit_test(bytes_behind_the_payload_are_an_alarm),
		cmocka_unit_test(entries_that_break_the_format_are_complained_of),
		cmocka_unit_test(a_region_that_leaves_entries_out_is_complained_of),
		cmocka_unit_test(data_that_no_tag_points_to_is_an_alarm),
		cmocka_unit_test(headers_that_are_none_are_left_over),
		cmocka_unit_test(rows_of_another_length_stay_rows),
		cmocka_unit_test(a_package_within_a_payload_is_not_entered),
		cmocka_unit_test(every_start_of_a_package_differs_and_is_accounted_for),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("format_rpm", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For each rule a difference that it excuses, and one that it must not. */
#include "compare/rule.h"

#include "tests/unit/archives.h"

#define GZIP(...) ((struct gzip_header){ .os = 3, __VA_ARGS__ })

static struct comparison_options
options_of(const char *profile, const char *context, const char *changes)
{
	struct comparison_options options;

	comparison_options_init(&options);
	options.profile = profile;
	options.context = context;
	options.rule_changes = changes;
	return options;
}

static void
gzips(struct gzip_header published, const char *rule)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	struct gzip_header plain = GZIP();

	archive_gzip(&left, bytes_of_text("text"), &published);
	archive_gzip(&right, bytes_of_text("text"), &plain);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), rule);
	archives_judge(buffer_bytes(&right), buffer_bytes(&left), rule);
}

/* One member whose field has these values. */
static void
fields(enum tar_field field, const char *published, const char *rebuilt, const char *rule)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	archive_set(&left, archive_add(&left, '0', "package/a", "one\n"), field,
		    published);
	archive_set(&right, archive_add(&right, '0', "package/a", "one\n"), field,
		    rebuilt);
	archive_end(&left);
	archive_end(&right);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), rule);
}

static void
gzip_header_values_are_excused_as_far_as_they_are_defined(void **state)
{
	(void)state;
	gzips(GZIP(.mtime = 9), "gzip-mtime/1");
	gzips((struct gzip_header){ .os = 19 }, "gzip-os/1");
	gzips((struct gzip_header){ .os = 255 }, "gzip-os/1");
	gzips((struct gzip_header){ .os = 20 }, NULL);
	gzips(GZIP(.xfl = 4), "gzip-xfl/1");
	gzips(GZIP(.xfl = 3), NULL);
	gzips(GZIP(.flags = 8, .fields = BYTES_OF("a.tar")), "gzip-name/2");
	gzips(GZIP(.flags = 8, .fields = BYTES_OF("dist/a.tar")), "gzip-name/2");
	gzips(GZIP(.flags = 8, .fields = BYTES_OF("dist/../a.tar")), NULL);
	gzips(GZIP(.flags = 8, .fields = BYTES_OF("/dist/a.tar")), NULL);
	gzips(GZIP(.flags = 8, .fields = BYTES_OF("../a")), NULL);
	gzips(GZIP(.flags = 8, .fields = BYTES_OF("a\x1b")), NULL);
	gzips(GZIP(.flags = 4, .fields = { (const uint8_t *)"\2\0ab", 4 }), NULL);
	gzips(GZIP(.flags = 16, .fields = BYTES_OF("hello")), NULL);
}

static void
another_encoding_of_the_same_is_excused_and_of_another_not(void **state)
{
	/* "text" stored, its CRC-32 left to fill in. */
	static const uint8_t stored[] = { 0x1f, 0x8b, 8, 0, 0,	  0,	0,   0,	  0,
					  3,	1,    4, 0, 0xfb, 0xff, 't', 'e', 'x',
					  't',	0,    0, 0, 0,	  4,	0,   0,	  0 };
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT, other = ARCHIVE_INIT;
	cleanup_buffer struct buffer sealed = ARCHIVE_INIT;
	struct gzip_header plain = GZIP();
	uint32_t crc = decode_crc32(bytes_of_text("text"));

	(void)state;
	buffer_append(&sealed, BYTES_OF(stored));
	for (size_t i = 0; i < 4; i++)
		sealed.data[19 + i] = (uint8_t)(crc >> (8 * i));
	archive_gzip(&gzip, bytes_of_text("text"), &plain);
	archive_gzip(&other, bytes_of_text("test"), &plain);
	archives_judge(buffer_bytes(&sealed), buffer_bytes(&gzip), "encoder/1");
	archives_judge(buffer_bytes(&sealed), buffer_bytes(&other), NULL);
}

static void
times_from_1970_to_tomorrow_are_excused(void **state)
{
	(void)state;
	fields(TAR_MTIME, "00000000000", "07346545000", "tar-mtime/1");
	fields(TAR_MTIME, "77777777777", "07346545000", NULL);
	fields(TAR_MTIME, "zzz", "07346545000", NULL);
}

/* A record that one of the two has; ustar has no room for it. */
static void
records(const char *key, const char *value, const char *rule)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	archive_add_record(&left, 'x', key, value);
	archive_add(&left, '0', "package/a", "one\n");
	archive_add(&right, '0', "package/a", "one\n");
	archive_end(&left);
	archive_end(&right);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), rule);
	archives_judge(buffer_bytes(&right), buffer_bytes(&left), rule);
}

static void
other_times_are_excused_as_far_as_they_are_times(void **state)
{
	(void)state;
	records("atime", "1000000000.123", "tar-atime/1");
	records("atime", "99999999999", NULL);
	records("atime", "yesterday", NULL);
	records("ctime", "1000000000", "tar-ctime/1");
	records("ctime", "-1", NULL);
	records("ctime", "99999999999", NULL);
	records("LIBARCHIVE.creationtime", "1000000000", NULL);
}

static void
owners_are_excused_where_a_registry_drops_them(void **state)
{
	(void)state;
	fields(TAR_UID, "0001750", "0000000", "tar-owner/1");
	fields(TAR_UNAME, "build", "", "tar-owner/1");
	fields(TAR_UNAME, "a b", "", NULL);
	fields(TAR_GNAME, "abcdefghijklmnopqrstuvwxyzabcdef", "", "tar-owner/1");
}

static void
a_umask_is_excused_but_never_what_runs(void **state)
{
	(void)state;
	fields(TAR_MODE, "0000775", "0000755", "tar-mode-umask/2");
	fields(TAR_MODE, "0000600", "0000644", "tar-mode-umask/2");
	fields(TAR_MODE, "0000700", "0000755", "tar-mode-umask/2");
	fields(TAR_MODE, "0000755", "0000644", NULL);
	fields(TAR_MODE, "0000654", "0000644", NULL);
	fields(TAR_MODE, "0004755", "0000755", NULL);
	fields(TAR_MODE, "0002775", "0000755", NULL);
	fields(TAR_MODE, "0004775", "0004755", NULL);
	fields(TAR_MODE, "0000444", "0000644", NULL);
}

static void
two_members(struct buffer *tar, const char *first, const char *second)
{
	archive_add(tar, '0', first, first);
	archive_add(tar, '0', second, second);
	archive_end(tar);
}

static void
order_is_excused_where_every_name_stands_once(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	two_members(&left, "package/a", "package/b");
	two_members(&right, "package/b", "package/a");
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), "tar-order/1");
	buffer_clear(&left);
	buffer_clear(&right);
	archive_add(&left, '0', "package/a", "one\n");
	archive_add(&right, '0', "package/a", "two\n");
	two_members(&left, "package/a", "package/c");
	archive_add(&right, '0', "package/a", "one\n");
	archive_end(&right);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), NULL);
}

/* The last of two wins: which one it is must not be taken for mere order. */
static void
order_of_two_members_of_one_name_is_never_excused(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	archive_add(&left, '0', "package/a", "one\n");
	archive_add(&left, '0', "package/a", "two\n");
	archive_end(&left);
	archive_add(&right, '0', "package/a", "two\n");
	archive_add(&right, '0', "package/a", "one\n");
	archive_end(&right);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), NULL);
}

static void
zero_blocks_are_excused_but_not_their_absence(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	archive_add(&left, '0', "package/a", "one\n");
	archive_add(&right, '0', "package/a", "one\n");
	archive_end(&right);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), NULL);
	archive_end(&left);
	archive_end(&left);
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), "tar-blocking/1");
}

static void
a_value_said_by_pax_is_excused_when_it_is_the_same(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	archive_add_record(&left, 'x', "path", "package/a");
	two_members(&left, "package/a", "package/b");
	two_members(&right, "package/a", "package/b");
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), "tar-format/1");
	buffer_clear(&left);
	archive_add_record(&left, 'x', "path", "package/c");
	two_members(&left, "package/a", "package/b");
	archives_judge(buffer_bytes(&left), buffer_bytes(&right), NULL);
}

static void
a_profile_decides_which_rules_are_on(void **state)
{
	struct comparison_options strict = options_of("strict", "npm", NULL),
				  release = options_of(NULL, NULL, NULL),
				  npm = options_of("release", "npm", "-gzip-os,+eol"),
				  archive = options_of("archive", NULL, NULL);
	struct rule_set set;
	struct error err;

	(void)state;
	assert_int_equal(rule_set_choose(&set, &strict, &err), 0);
	for (size_t i = 0; rule_at(i) != NULL; i++)
		assert_null(rule_on(&set, rule_at(i)->id));
	assert_int_equal(rule_set_choose(&set, &release, &err), 0);
	assert_non_null(rule_on(&set, "gzip-os"));
	assert_null(rule_on(&set, "tar-owner"));
	assert_null(rule_on(&set, "tar-order"));
	assert_int_equal(rule_set_choose(&set, &npm, &err), 0);
	assert_non_null(rule_on(&set, "tar-owner"));
	assert_null(rule_on(&set, "gzip-os"));
	assert_non_null(rule_on(&set, "eol"));
	assert_int_equal(rule_set_choose(&set, &archive, &err), 0);
	for (size_t i = 0; rule_at(i) != NULL; i++)
		assert_non_null(rule_on(&set, rule_at(i)->id));
}

static void
an_unknown_rule_or_profile_is_a_misuse(void **state)
{
	static const struct comparison_options wrong[] = {
		{ .profile = "loose" },
		{ .rule_changes = "+no-such-rule" },
		{ .rule_changes = "tar-mtime" },
		{ .rule_changes = "+eol,-" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(wrong); i++) {
		struct rule_set set;
		struct error err = { 0 };

		assert_int_equal(rule_set_choose(&set, &wrong[i], &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			gzip_header_values_are_excused_as_far_as_they_are_defined),
		cmocka_unit_test(
			another_encoding_of_the_same_is_excused_and_of_another_not),
		cmocka_unit_test(times_from_1970_to_tomorrow_are_excused),
		cmocka_unit_test(other_times_are_excused_as_far_as_they_are_times),
		cmocka_unit_test(owners_are_excused_where_a_registry_drops_them),
		cmocka_unit_test(a_umask_is_excused_but_never_what_runs),
		cmocka_unit_test(order_is_excused_where_every_name_stands_once),
		cmocka_unit_test(order_of_two_members_of_one_name_is_never_excused),
		cmocka_unit_test(zero_blocks_are_excused_but_not_their_absence),
		cmocka_unit_test(a_value_said_by_pax_is_excused_when_it_is_the_same),
		cmocka_unit_test(a_profile_decides_which_rules_are_on),
		cmocka_unit_test(an_unknown_rule_or_profile_is_a_misuse),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zip archives have one canonical form where they are equivalent, and only there: made by
 * a generator of archives that packers write differently, some of them with a change. */
#include "tests/unit/zips.h"

enum { MEMBERS = 4, ROUNDS = 3000 };

struct dice {
	uint64_t state;
};

/* xorshift64 (Marsaglia, 2003). */
static unsigned
roll(struct dice *dice, unsigned below)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 7;
	dice->state ^= dice->state << 17;
	return (unsigned)(dice->state % below);
}

/* For whoever has to find out why. */
static void
print_findings(struct bytes published, struct bytes rebuilt, const char *profile)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options = zips_options();

	options.profile = profile;
	archives_compare(&comparison, published, rebuilt, &options);
	for (size_t i = 0; i < comparison.finding_count; i++)
		print_message("%s %s: %s\n", comparison.findings[i].path,
			      comparison.findings[i].key, comparison.findings[i].message);
}

/* What is the same in both packings, whatever the packers do. */
static struct zip_file
make_member(struct dice *dice, unsigned index)
{
	static const char *const names[] = { "a/", "a/b", "META-INF/MANIFEST.MF",
					     "c\xc3\xa9", "mimetype" };
	static const char *const texts[] = { "one\n", "", "a text of several words\n" };
	static const uint32_t modes[] = { 0100644, 0100755, 0104755, 0 };
	static const struct bytes extras[] = { EXTRA(""), EXTRA(""),
					       EXTRA("\x99\x99\3\0abc"),
					       EXTRA("\x35\xd9\2\0\x10\0"),
					       EXTRA("\xfe\xca\0\0") };
	struct zip_file file = { .name = names[(index + roll(dice, 2)) % 5] };

	file.content = file.name[1] == '/' && file.name[2] == '\0'
			       ? ""
			       : texts[roll(dice, array_length(texts))];
	file.external = modes[roll(dice, array_length(modes))] << 16;
	if (strcmp(file.content, "one\n") == 0 && roll(dice, 4) == 0)
		file.external = 0120777U << 16;
	file.local_extra = extras[roll(dice, array_length(extras))];
	file.comment = roll(dice, 8) == 0 ? "said" : NULL;
	file.made_by = roll(dice, 8) == 0 ? 20 : ZIP_HOST_UNIX << 8 | 20;
	return file;
}

/* Appends a field to those of a header, before or behind them. */
static struct bytes
add_extra(struct buffer *room, struct bytes extra, struct bytes field, bool before)
{
	size_t at = room->size;

	buffer_append(room, before ? field : extra);
	buffer_append(room, before ? extra : field);
	return (struct bytes){ NULL, room->size - at };
}

/* What packers choose. */
static void
choose(struct zip_file *file, struct dice *dice, struct buffer *room)
{
	static const struct bytes fields[] = {
		EXTRA("UT\5\0\1\0\xca\x9a\x3b"),
		EXTRA("ux\x0b\0\1\4\xe8\3\0\0\4\x64\0\0\0"), EXTRA("\0\0\0"),
		EXTRA("\x01\0\0\0")
	};
	static const uint32_t times[] = { ZIP_TIME, 0x50210000, 0x00210000 };
	static const uint16_t flags[] = { 0, ZIP_LEVEL, ZIP_DESCRIPTOR, ZIP_UTF8 };
	bool ascii = strstr(file->name, "\xc3") == NULL;

	file->method = roll(dice, 2) == 0 ? ZIP_STORED : ZIP_DEFLATED;
	file->flags = flags[roll(dice, ascii ? 4 : 3)];
	file->sums_twice = roll(dice, 4) == 0;
	file->time = times[roll(dice, 3)];
	file->needs = roll(dice, 2) == 0 ? 10 : 20;
	file->local_needs = roll(dice, 4) == 0 ? 45 : 0;
	file->made_by = (uint16_t)((file->made_by & 0xff00) | roll(dice, 64));
	if (file->made_by >> 8 == 0)
		file->made_by =
			(uint16_t)(file->made_by | (roll(dice, 2) != 0 ? 14 << 8 : 1));
	if (roll(dice, 2) == 0) {
		struct bytes taken;

		buffer_clear(room);
		taken = add_extra(room, file->local_extra, fields[roll(dice, 3)],
				  roll(dice, 2) == 0 && file->local_extra.size == 0);
		file->local_extra = (struct bytes){ room->data, taken.size };
	}
}

/* A change that may be harmless or not. */
static void
spoil(struct zip_file *file, struct dice *dice)
{
	switch (roll(dice, 6)) {
	case 0:
		file->content = "two\n";
		break;
	case 1:
		file->external ^= 0111U << 16;
		break;
	case 2:
		file->comment = "else";
		break;
	case 3:
		file->needs = 63;
		break;
	case 4:
		file->time = 0xffff0000; /* no time */
		break;
	default:
		file->flags |= 1 << 13;
	}
}

static void
pack(struct zip_writer *zip, const struct zip_file *files, struct dice *dice,
     bool reorder)
{
	unsigned first = reorder ? roll(dice, MEMBERS) : 0;

	for (unsigned i = 0; i < MEMBERS; i++) {
		cleanup_buffer struct buffer room = ARCHIVE_INIT;
		struct zip_file file = files[(first + i) % MEMBERS];

		choose(&file, dice, &room);
		if (roll(dice, 100) == 0)
			spoil(&file, dice);
		zip_add(zip, file);
	}
	zip_finish(zip, roll(dice, 50) == 0 ? "about it" : "");
}

/* Whether the two are equivalent; then they have one form. */
static bool
judge_pair(struct dice *dice, const char *profile)
{
	cleanup_zip_writer struct zip_writer left = ZIP_WRITER_INIT,
					     right = ZIP_WRITER_INIT;
	cleanup_buffer struct buffer first = ARCHIVE_INIT, second = ARCHIVE_INIT;
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct zip_file files[MEMBERS];
	bool reorder = profile != NULL && roll(dice, 2) == 0, equivalent;

	for (unsigned i = 0; i < MEMBERS; i++)
		files[i] = make_member(dice, i);
	pack(&left, files, dice, reorder);
	pack(&right, files, dice, reorder);
	zips_canonical(&first, buffer_bytes(&left.out), profile, &ledger);
	zips_canonical(&second, buffer_bytes(&right.out), profile, &ledger);
	zips_assert_form(buffer_bytes(&left.out), buffer_bytes(&first), profile);
	zips_assert_form(buffer_bytes(&right.out), buffer_bytes(&second), profile);
	equivalent = zips_outcome(buffer_bytes(&left.out), buffer_bytes(&right.out),
				  profile) != OUTCOME_DIFFERENT;
	if (equivalent != bytes_equal(buffer_bytes(&first), buffer_bytes(&second))) {
		print_findings(buffer_bytes(&left.out), buffer_bytes(&right.out),
			       profile);
		fail_msg("%s, but their forms are not",
			 equivalent ? "equivalent" : "different");
	}
	return equivalent;
}

static void
archives_have_one_form_where_they_are_equivalent_and_only_there(void **state)
{
	static const char *const profiles[] = { NULL, "archive" };
	unsigned equivalent = 0;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct dice dice = { 0x9e3779b97f4a7c15 + i * 0x2545f491UL };

		for (unsigned j = 0; j < 10; j++)
			roll(&dice, 2);
		equivalent += judge_pair(&dice, profiles[i % 2]);
	}
	print_message("%u of %u are equivalent\n", equivalent, ROUNDS);
	assert_true(equivalent > ROUNDS / 4 && equivalent < ROUNDS - ROUNDS / 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			archives_have_one_form_where_they_are_equivalent_and_only_there),
	};

	return cmocka_run_group_tests_name("zip_forms", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When the published headers around the rebuilt contents are the published tar. */
#include "rebuild/dist_transplant.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "tests/unit/archives.h"
#include "tests/unit/scratch.h"

struct file {
	char type;
	const char *name, *content; /* of a link: its target */
	const char *mtime;	    /* NULL: the usual */
};

static void
put(struct buffer *tar, const struct file *files)
{
	for (; files->name != NULL; files++) {
		bool link = files->type == '1' || files->type == '2';
		size_t at = archive_add(tar, files->type, files->name,
					link ? "" : files->content);

		if (link)
			archive_set(tar, at, TAR_LINK, files->content);
		if (files->mtime != NULL)
			archive_set(tar, at, TAR_MTIME, files->mtime);
	}
	archive_end(tar);
}

static bool
is_same_of_bytes(const char *folder, struct bytes published, struct bytes rebuilt)
{
	cleanup_free char *ours = path_join(folder, "published");
	cleanup_free char *theirs = path_join(folder, "rebuilt");
	const struct session session = { 0 };
	struct error err = { 0 };
	bool same;

	assert_int_equal(file_write(ours, published, 0644, &err), 0);
	assert_int_equal(file_write(theirs, rebuilt, 0644, &err), 0);
	if (dist_transplant(&same, &session, ours, theirs, &err) < 0)
		fail_msg("%s", err.message);
	return same;
}

static bool
is_same(void **state, const struct file *published, const struct file *rebuilt)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put(&ours, published);
	put(&theirs, rebuilt);
	return is_same_of_bytes(*state, buffer_bytes(&ours), buffer_bytes(&theirs));
}

static const struct file usual[] = { { '5', "x-1/", "", NULL },
				     { '0', "x-1/a", "one", NULL },
				     { '0', "x-1/b", "two", NULL },
				     { '2', "x-1/c", "a", NULL },
				     { 0, NULL, NULL, NULL } };

static void
order_times_and_folders_are_packaging(void **state)
{
	static const struct file other[] = { { '2', "x-1/c", "a", NULL },
					     { '0', "x-1/b", "two", "00000000123" },
					     { '0', "x-1/a", "one", NULL },
					     { 0, NULL, NULL, NULL } };

	assert_true(is_same(state, usual, other));
	assert_true(is_same(state, other, usual));
}

static void
content_and_targets_are_not(void **state)
{
	static const struct file content[] = { { '0', "x-1/a", "one", NULL },
					       { '0', "x-1/b", "twu", NULL },
					       { '2', "x-1/c", "a", NULL },
					       { 0, NULL, NULL, NULL } };
	static const struct file target[] = { { '0', "x-1/a", "one", NULL },
					      { '0', "x-1/b", "two", NULL },
					      { '2', "x-1/c", "b", NULL },
					      { 0, NULL, NULL, NULL } };

	assert_false(is_same(state, usual, content));
	assert_false(is_same(state, usual, target));
}

static void
a_file_more_is_not_on_either_side(void **state)
{
	static const struct file more[] = { { '0', "x-1/a", "one", NULL },
					    { '0', "x-1/b", "two", NULL },
					    { '0', "x-1/b", "two", NULL },
					    { '2', "x-1/c", "a", NULL },
					    { 0, NULL, NULL, NULL } };

	assert_false(is_same(state, usual, more));
	assert_false(is_same(state, more, usual));
}

static void
bytes_behind_the_end_are_not(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put(&ours, usual);
	put(&theirs, usual);
	assert_true(is_same_of_bytes(*state, buffer_bytes(&ours), buffer_bytes(&theirs)));
	buffer_append_byte(&ours, 'x');
	assert_false(
		is_same_of_bytes(*state, buffer_bytes(&ours), buffer_bytes(&theirs)));
}

static void
bytes_that_fill_a_block_up_are_not(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put(&ours, usual);
	put(&theirs, usual);
	ours.data[2 * TAR_BLOCK_SIZE + 100] = 'x'; /* behind "one" */
	assert_false(
		is_same_of_bytes(*state, buffer_bytes(&ours), buffer_bytes(&theirs)));
}

static void
what_is_no_archive_is_not(void **state)
{
	static const uint8_t text[] = "no tar", cut[] = { 0x1f, 0x8b, 8, 0 };

	assert_false(is_same_of_bytes(*state, BYTES_OF(text), BYTES_OF(text)));
	assert_false(is_same_of_bytes(*state, BYTES_OF(cut), BYTES_OF(cut)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_times_and_folders_are_packaging),
		cmocka_unit_test(content_and_targets_are_not),
		cmocka_unit_test(a_file_more_is_not_on_either_side),
		cmocka_unit_test(bytes_behind_the_end_are_not),
		cmocka_unit_test(bytes_that_fill_a_block_up_are_not),
		cmocka_unit_test(what_is_no_archive_is_not),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

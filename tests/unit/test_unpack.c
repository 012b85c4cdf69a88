/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/tree.h"
#include "base/unpack.h"
#include "tests/tar.h"

enum { LIMIT = 1 << 20 };

struct place {
	char *path;
	int fd;
};

static int
make_place(void **state)
{
	static struct place place;
	struct error err;

	if (folder_make_scratch(&place.path, "/tmp", "test-unpack", &err) < 0)
		return -1;
	place.fd = open(place.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = &place;
	return place.fd < 0 ? -1 : 0;
}

static int
remove_place(void **state)
{
	struct place *place = *state;
	struct error err;

	close(place->fd);
	tree_remove(place->path, &err);
	free(place->path);
	return 0;
}

static int
unpack(struct unpacked *out, const struct buffer *tar, const struct place *place,
       unsigned strip, struct error *err)
{
	struct archive_limits limits = archive_limits_usual();

	return unpack_archive(out, buffer_bytes(tar), place->fd, strip, &limits, err);
}

static bool
there(const struct place *place, const char *name)
{
	struct stat facts;

	return fstatat(place->fd, name, &facts, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
files_folders_and_links_come_out(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_unpacked struct unpacked out;
	const struct place *place = *state;
	struct stat facts;
	struct error err;

	tar_add(&tar, '5', "top/", "", "");
	tar_add(&tar, '0', "top/a/file", "", "text");
	tar_add(&tar, '2', "top/a/link", "file", "");
	tar_add(&tar, '1', "top/hard", "top/a/file", "");
	assert_int_equal(unpack(&out, &tar, place, 1, &err), 0);
	assert_int_equal(out.files, 1);
	assert_int_equal(out.newest, 01000);
	assert_int_equal(fstatat(place->fd, "hard", &facts, 0), 0);
	assert_int_equal(facts.st_size, 4);
	assert_int_equal(facts.st_mode & 07777, 0755);
	assert_true(there(place, "a/link"));
	assert_int_equal(out.left_out.count, 0);
}

static void
a_name_that_leads_outside_is_refused(void **state)
{
	static const char *const names[] = { "../evil", "a/../../evil", "/etc/evil" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
		cleanup_unpacked struct unpacked out;
		struct error err = { 0 };

		tar_add(&tar, '0', names[i], "", "text");
		assert_int_equal(unpack(&out, &tar, *state, 0, &err), -1);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

static void
a_link_is_not_followed_on_the_way(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_unpacked struct unpacked out;
	const struct place *place = *state;
	struct error err = { 0 };

	tar_add(&tar, '0', "real/x", "", "old");
	tar_add(&tar, '2', "way", "real", "");
	tar_add(&tar, '0', "way/x", "", "new text");
	assert_int_equal(unpack(&out, &tar, place, 0, &err), -1);
	assert_true(there(place, "real/x"));
}

static void
links_outside_and_devices_are_left_out_and_named(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_unpacked struct unpacked out;
	const struct place *place = *state;
	struct error err;

	tar_add(&tar, '2', "a/out", "../../etc/passwd", "");
	tar_add(&tar, '2', "abs", "/etc/passwd", "");
	tar_add(&tar, '6', "pipe", "", "");
	tar_add(&tar, '1', "hard", "nowhere", "");
	assert_int_equal(unpack(&out, &tar, place, 0, &err), 0);
	assert_int_equal(out.left_out.count, 4);
	assert_false(there(place, "a/out"));
	assert_false(there(place, "abs"));
	assert_false(there(place, "pipe"));
	assert_false(there(place, "hard"));
}

static void
a_later_member_replaces_an_earlier_one_and_not_what_it_links_to(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT), text = BUFFER_INIT(LIMIT);
	cleanup_unpacked struct unpacked out;
	const struct place *place = *state;
	cleanup_free char *kept = path_join(place->path, "kept");
	struct error err;

	tar_add(&tar, '0', "kept", "", "kept");
	tar_add(&tar, '2', "name", "kept", "");
	tar_add(&tar, '0', "name", "", "other");
	assert_int_equal(unpack(&out, &tar, place, 0, &err), 0);
	assert_int_equal(file_read(kept, &text, &err), 0);
	assert_string_equal(buffer_text(&text), "kept");
}

static void
limits_stop_it(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	struct archive_limits few = { .members = 1, .bytes = 1 << 20, .ratio = 1000 };
	struct archive_limits small = { .members = 10, .bytes = 3, .ratio = 1000 };
	const struct place *place = *state;
	cleanup_unpacked struct unpacked a, b;
	struct error err;

	tar_add(&tar, '0', "one", "", "text");
	tar_add(&tar, '0', "two", "", "text");
	assert_int_equal(unpack_archive(&a, buffer_bytes(&tar), place->fd, 0, &few, &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
	assert_int_equal(unpack_archive(&b, buffer_bytes(&tar), place->fd, 0, &small, &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

static void
what_a_link_means_is_read_from_its_text(void **state)
{
	(void)state;
	assert_true(tree_link_is_inside("a/b", "../c"));
	assert_true(tree_link_is_inside("a", "b/../c"));
	assert_false(tree_link_is_inside("a", "../c"));
	assert_false(tree_link_is_inside("a/b", "../../c"));
	assert_false(tree_link_is_inside("a", "/c"));
	assert_false(tree_link_is_inside("a/b", "c/../../../d"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_folders_and_links_come_out, make_place,
						remove_place),
		cmocka_unit_test_setup_teardown(a_name_that_leads_outside_is_refused,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_link_is_not_followed_on_the_way, make_place,
						remove_place),
		cmocka_unit_test_setup_teardown(
			links_outside_and_devices_are_left_out_and_named, make_place,
			remove_place),
		cmocka_unit_test_setup_teardown(
			a_later_member_replaces_an_earlier_one_and_not_what_it_links_to,
			make_place, remove_place),
		cmocka_unit_test_setup_teardown(limits_stop_it, make_place, remove_place),
		cmocka_unit_test(what_a_link_means_is_read_from_its_text),
	};

	return cmocka_run_group_tests_name("unpack", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/unpack_root.h"
#include "tests/tar.h"

enum { LIMIT = 1 << 20, TAR_TIME = 01000 };

struct place {
	char *path;
	int fd;
};

static int
make_place(void **state)
{
	static struct place place;
	struct error err;

	if (folder_make_scratch(&place.path, "/tmp", "test-unpack-root", &err) < 0)
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

/* Unpacks, which must succeed, and releases what it says. */
static void
lay(const struct place *place, const struct buffer *tar, enum root_manner manner)
{
	cleanup_unpacked struct unpacked out;
	struct error err = { 0 };

	if (unpack_root(&out, buffer_bytes(tar), place->fd, manner, &err) < 0)
		fail_msg("%s", err.message);
}

static bool
there(const struct place *place, const char *name)
{
	struct stat st;

	return fstatat(place->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

static struct stat
facts(const struct place *place, const char *name)
{
	struct stat st = { 0 };

	assert_int_equal(fstatat(place->fd, name, &st, AT_SYMLINK_NOFOLLOW), 0);
	return st;
}

static void
absolute_links_stay_as_they_are(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;
	char target[64] = "";

	tar_add(&tar, '2', "./awk", "/etc/alternatives/awk", "");
	lay(place, &tar, ROOT_WHOLE);
	assert_true(readlinkat(place->fd, "awk", target, sizeof(target) - 1) > 0);
	assert_string_equal(target, "/etc/alternatives/awk");
}

static void
no_link_is_followed_on_the_way_to_a_place(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;
	struct unpacked out = { 0 };
	struct error err = { 0 };

	tar_add(&tar, '2', "away", "/tmp", "");
	tar_add(&tar, '0', "away/test-unpack-root-escaped", "", "text");
	assert_int_equal(
		unpack_root(&out, buffer_bytes(&tar), place->fd, ROOT_WHOLE, &err), -1);
	unpacked_release(&out);
	assert_false(file_exists("/tmp/test-unpack-root-escaped"));
}

static void
a_path_that_leads_outside_is_refused(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;
	struct unpacked out = { 0 };
	struct error err = { 0 };

	tar_add(&tar, '0', "../outside", "", "text");
	assert_int_equal(
		unpack_root(&out, buffer_bytes(&tar), place->fd, ROOT_WHOLE, &err), -1);
	unpacked_release(&out);
	assert_int_equal(err.kind, ERROR_MALFORMED);
}

static void
times_and_permissions_are_the_archive_s(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&tar, '5', "./", "", "");
	tar_add(&tar, '5', "./etc/", "", "");
	tar_add(&tar, '0', "./etc/file", "", "text");
	tar_add(&tar, '2', "./etc/link", "file", "");
	lay(place, &tar, ROOT_WHOLE);
	assert_int_equal(facts(place, ".").st_mtime, TAR_TIME);
	assert_int_equal(facts(place, "etc").st_mtime, TAR_TIME);
	assert_int_equal(facts(place, "etc/file").st_mtime, TAR_TIME);
	assert_int_equal(facts(place, "etc/link").st_mtime, TAR_TIME);
	assert_int_equal(facts(place, "etc/file").st_mode & 07777, 0755);
}

/* Else two creations would differ in when they were. */
static void
a_folder_that_nobody_names_has_a_time_of_the_archive(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&tar, '0', "usr/share/file", "", "text");
	lay(place, &tar, ROOT_WHOLE);
	assert_int_equal(facts(place, "usr/share").st_mtime, TAR_TIME);
	assert_int_equal(facts(place, "usr").st_mtime, TAR_TIME);
	assert_int_equal(facts(place, ".").st_mtime, TAR_TIME);
}

static void
devices_are_left_out_and_named(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;
	cleanup_unpacked struct unpacked out;
	struct error err = { 0 };

	tar_add(&tar, '3', "dev/sda", "", "");
	tar_add(&tar, '6', "run/pipe", "", "");
	assert_int_equal(
		unpack_root(&out, buffer_bytes(&tar), place->fd, ROOT_WHOLE, &err), 0);
	assert_int_equal(out.left_out.count, 2);
	assert_string_equal(out.left_out.items[0], "dev/sda: no file, folder or link");
	assert_false(there(place, "dev/sda"));
}

static void
a_whiteout_removes_what_an_earlier_layer_had(void **state)
{
	cleanup_buffer struct buffer below = BUFFER_INIT(LIMIT),
				     above = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&below, '0', "etc/a", "", "1");
	tar_add(&below, '0', "etc/b", "", "1");
	tar_add(&below, '0', "var/lib/deep/file", "", "1");
	tar_add(&above, '0', "etc/.wh.a", "", "");
	tar_add(&above, '0', "var/.wh.lib", "", "");
	tar_add(&above, '0', "etc/.wh.never-there", "", "");
	lay(place, &below, ROOT_LAYER);
	lay(place, &above, ROOT_LAYER);
	assert_false(there(place, "etc/a"));
	assert_true(there(place, "etc/b"));
	assert_false(there(place, "var/lib"));
	assert_false(there(place, "etc/.wh.a"));
}

/* The marker may stand anywhere in the layer. */
static void
an_opaque_folder_keeps_only_its_own_layer(void **state)
{
	cleanup_buffer struct buffer below = BUFFER_INIT(LIMIT),
				     above = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&below, '0', "etc/old", "", "1");
	tar_add(&below, '0', "etc/sub/old", "", "1");
	tar_add(&above, '0', "etc/new", "", "2");
	tar_add(&above, '0', "etc/.wh..wh..opq", "", "");
	lay(place, &below, ROOT_LAYER);
	lay(place, &above, ROOT_LAYER);
	assert_false(there(place, "etc/old"));
	assert_false(there(place, "etc/sub"));
	assert_true(there(place, "etc/new"));
}

static void
a_later_layer_replaces_whatever_kind_was_there(void **state)
{
	cleanup_buffer struct buffer below = BUFFER_INIT(LIMIT),
				     above = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&below, '0', "folder/with/file", "", "1");
	tar_add(&below, '2', "link", "/tmp", "");
	tar_add(&below, '0', "file", "", "1");
	tar_add(&above, '0', "folder", "", "now a file");
	tar_add(&above, '5', "link", "", "");
	tar_add(&above, '0', "link/inside", "", "2");
	tar_add(&above, '2', "file", "folder", "");
	lay(place, &below, ROOT_LAYER);
	lay(place, &above, ROOT_LAYER);
	assert_true(S_ISREG(facts(place, "folder").st_mode));
	assert_true(S_ISDIR(facts(place, "link").st_mode));
	assert_true(there(place, "link/inside"));
	assert_true(S_ISLNK(facts(place, "file").st_mode));
}

/* A whiteout through a link of an earlier layer would remove files of the host. */
static void
a_whiteout_follows_no_link(void **state)
{
	cleanup_buffer struct buffer below = BUFFER_INIT(LIMIT),
				     above = BUFFER_INIT(LIMIT);
	const struct place *place = *state;
	cleanup_free char *victim = NULL, *inside = NULL, *name = NULL;
	struct error err;

	assert_int_equal(folder_make_scratch(&victim, "/tmp", "test-victim", &err), 0);
	inside = path_join(victim, "precious");
	name = xasprintf("away/.wh.precious");
	assert_int_equal(file_write(inside, bytes_of_text("x"), 0600, &err), 0);
	tar_add(&below, '2', "away", victim, "");
	tar_add(&above, '0', name, "", "");
	tar_add(&above, '0', "away/.wh..wh..opq", "", "");
	lay(place, &below, ROOT_LAYER);
	lay(place, &above, ROOT_LAYER);
	assert_true(file_exists(inside));
	tree_remove(victim, &err);
}

static void
whiteouts_are_files_like_any_other_where_there_are_no_layers(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&tar, '0', "etc/.wh.a", "", "");
	lay(place, &tar, ROOT_WHOLE);
	assert_true(there(place, "etc/.wh.a"));
}

static void
a_truncated_archive_is_an_error(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	const struct place *place = *state;

	tar_add(&tar, '5', "etc/", "", "");
	tar_add(&tar, '0', "etc/file", "", "some text of a file");
	for (size_t size = 1; size < tar.size; size += 7) {
		struct unpacked out = { 0 };
		struct error err = { 0 };
		struct bytes part = { tar.data, size };

		/* Whatever it says, it ends; in the middle of a header it must fail. */
		if (unpack_root(&out, part, place->fd, ROOT_LAYER, &err) == 0)
			assert_true(size % TAR_BLOCK == 0 || size > TAR_BLOCK);
		unpacked_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(absolute_links_stay_as_they_are,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(no_link_is_followed_on_the_way_to_a_place,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_path_that_leads_outside_is_refused,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(times_and_permissions_are_the_archive_s,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			a_folder_that_nobody_names_has_a_time_of_the_archive, make_place,
			remove_place),
		cmocka_unit_test_setup_teardown(devices_are_left_out_and_named,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			a_whiteout_removes_what_an_earlier_layer_had, make_place,
			remove_place),
		cmocka_unit_test_setup_teardown(an_opaque_folder_keeps_only_its_own_layer,
						make_place, remove_place),
		cmocka_unit_test_setup_teardown(
			a_later_layer_replaces_whatever_kind_was_there, make_place,
			remove_place),
		cmocka_unit_test_setup_teardown(a_whiteout_follows_no_link, make_place,
						remove_place),
		cmocka_unit_test_setup_teardown(
			whiteouts_are_files_like_any_other_where_there_are_no_layers,
			make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_truncated_archive_is_an_error,
						make_place, remove_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

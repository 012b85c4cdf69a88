/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "rebuild/inventory.h"
#include "tests/tar.h"
#include "tests/unit/scratch.h"

enum { LIMIT = 1 << 20 };

static int
read_bytes(struct inventory *out, const char *folder, struct bytes bytes, struct error *err)
{
	cleanup_free char *path = path_join(folder, "artifact");
	struct session session = { 0 };

	assert_int_equal(file_write(path, bytes, 0644, err), 0);
	return inventory_read(out, &session, path, err);
}

static void
entries_have_the_names_that_git_gives_their_content(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	const struct inventory_entry *entry;
	struct error err;

	tar_add(&tar, '5', "package/", "", "");
	tar_add(&tar, '0', "package/lib/a.js", "", "hello\n");
	tar_add(&tar, '2', "package/link", "lib/a.js", "");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_int_equal(inventory.count, 3);
	assert_string_equal(inventory.top, "package");
	entry = &inventory.entries[1];
	assert_string_equal(entry->path, "lib/a.js");
	assert_int_equal(entry->type, 'f');
	assert_int_equal(entry->mode, 0755);
	assert_int_equal(entry->size, 6);
	assert_int_equal(entry->mtime, 01000);
	/* git hash-object */
	assert_string_equal(entry->blob, "ce013625030ba8dba906f756967f9e9ca394464a");
	assert_string_equal(entry->blob_lf, "");
	assert_int_equal(inventory.entries[2].type, 'l');
	assert_string_equal(inventory.entries[2].blob, "");
}

static void
texts_that_say_what_it_is_are_kept(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err;

	tar_add(&tar, '0', "demo-1.0/PKG-INFO", "", "Name: demo\n");
	tar_add(&tar, '0', "demo-1.0/sub/Cargo.toml", "", "[package]\n");
	tar_add(&tar, '0', "demo-1.0/demo-1.0.dist-info/WHEEL", "", "Generator: x\n");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_string_equal(inventory_text(&inventory, "PKG-INFO"), "Name: demo\n");
	assert_string_equal(inventory_text(&inventory, "*.dist-info/WHEEL"), "Generator: x\n");
	assert_null(inventory_text(&inventory, "Cargo.toml"));
	assert_null(inventory_text(&inventory, "*/sub/Cargo.toml"));
}

static void
a_folder_has_an_empty_one(void **state)
{
	cleanup_inventory struct inventory inventory = { 0 };
	struct session session = { 0 };
	struct error err;

	assert_int_equal(inventory_read(&inventory, &session, *state, &err), 0);
	assert_int_equal(inventory.count, 0);
}

static void
windows_lines_have_a_second_name(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err;

	tar_add(&tar, '0', "package/a", "", "hello\r\n");
	tar_add(&tar, '0', "package/b", "", "hello\rthere");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_string_equal(inventory.entries[0].blob_lf,
			    "ce013625030ba8dba906f756967f9e9ca394464a");
	assert_string_equal(inventory.entries[1].blob_lf, "");
}

static void
only_the_top_manifest_is_the_manifest(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err;

	tar_add(&tar, '0', "package/package.json", "", "{\"name\": \"top\"}");
	tar_add(&tar, '0', "package/sub/package.json", "", "{\"name\": \"sub\"}");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_string_equal(json_get_text(inventory.manifest, "name"), "top");
}

static void
a_broken_manifest_is_none(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err;

	tar_add(&tar, '0', "package/package.json", "", "{\"name\": ");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_null(inventory.manifest);
	assert_int_equal(inventory.count, 1);
}

static void
doubled_and_dotted_names_are_seen(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT), plain = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory odd = { 0 }, usual = { 0 };
	struct error err;

	tar_add(&tar, '0', "package/./a", "", "1");
	tar_add(&tar, '0', "package/b", "", "1");
	tar_add(&tar, '0', "package/b", "", "2");
	assert_int_equal(read_bytes(&odd, *state, buffer_bytes(&tar), &err), 0);
	assert_true(odd.dot_names);
	assert_true(odd.duplicates);
	tar_add(&plain, '5', "package/b", "", "");
	tar_add(&plain, '0', "package/b/c", "", "1");
	assert_int_equal(read_bytes(&usual, *state, buffer_bytes(&plain), &err), 0);
	assert_false(usual.dot_names);
	assert_false(usual.duplicates);
}

/* The child has no tables of characters to look up once its doors are closed. */
static void
names_beyond_ascii_come_through(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err;

	tar_add(&tar, 'x', "header", "", "25 path=package/n\xc3\xa4me.js\n");
	tar_add(&tar, '0', "package/name.js", "", "1");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_int_equal(inventory.count, 1);
	assert_string_equal(inventory.entries[0].path, "n\xc3\xa4me.js");
}

static void
what_is_no_gzip_has_no_gzip_marks(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err;

	tar_add(&tar, '0', "package/a", "", "1");
	assert_int_equal(read_bytes(&inventory, *state, buffer_bytes(&tar), &err), 0);
	assert_int_equal(inventory.gzip_os, -1);
	assert_int_equal(inventory.gzip_xfl, -1);
}

static void
noise_is_malformed(void **state)
{
	static const uint8_t noise[] = "neither gzip nor tar, only a sentence";
	cleanup_inventory struct inventory inventory = { 0 };
	struct error err = { 0 };

	assert_int_equal(read_bytes(&inventory, *state, BYTES_OF(noise), &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	assert_non_null(strstr(err.message, "artifact"));
}

/* Cut anywhere: an error or fewer entries, never a crash or entries that are not there. */
static void
a_cut_archive_is_no_more_than_the_whole(void **state)
{
	cleanup_buffer struct buffer tar = BUFFER_INIT(LIMIT);
	struct error err;

	tar_add(&tar, '0', "package/a", "", "some text");
	tar_add(&tar, '0', "package/b", "", "more text");
	for (size_t size = 1; size < tar.size; size += 101) {
		cleanup_inventory struct inventory inventory = { 0 };

		if (read_bytes(&inventory, *state,
			       bytes_slice(buffer_bytes(&tar), 0, size), &err) == 0)
			assert_true(inventory.count <= 2);
		else
			assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

static void
what_is_not_there_is_not_found(void **state)
{
	cleanup_inventory struct inventory inventory = { 0 };
	cleanup_free char *path = path_join(*state, "none.tgz");
	struct session session = { 0 };
	struct error err = { 0 };

	assert_int_equal(inventory_read(&inventory, &session, path, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

#define IN_FOLDER(test) test_in_folder(test)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FOLDER(entries_have_the_names_that_git_gives_their_content),
		IN_FOLDER(texts_that_say_what_it_is_are_kept),
		IN_FOLDER(a_folder_has_an_empty_one),
		IN_FOLDER(windows_lines_have_a_second_name),
		IN_FOLDER(only_the_top_manifest_is_the_manifest),
		IN_FOLDER(a_broken_manifest_is_none),
		IN_FOLDER(doubled_and_dotted_names_are_seen),
		IN_FOLDER(names_beyond_ascii_come_through),
		IN_FOLDER(what_is_no_gzip_has_no_gzip_marks),
		IN_FOLDER(noise_is_malformed),
		IN_FOLDER(a_cut_archive_is_no_more_than_the_whole),
		IN_FOLDER(what_is_not_there_is_not_found),
	};

	return cmocka_run_group_tests_name("inventory", tests, NULL, NULL);
}

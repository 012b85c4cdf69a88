/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/origins.h"

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit.h"

enum { SOURCE_TEXT, DOS_TEXT, BUILT_TEXT, OTHER_TEXT };

static const char *const texts[] = { "one\ntwo\n", "one\r\ntwo\r\n", "built", "other" };

static struct inventory_entry
entry(const char *path, int text)
{
	struct inventory_entry entry = { .path = xstrdup(path), .type = 'f' };

	digest_git_blob(bytes_of_text(texts[text]), entry.blob);
	if (text == DOS_TEXT)
		digest_git_blob(bytes_of_text(texts[SOURCE_TEXT]), entry.blob_lf);
	return entry;
}

static void
add(struct inventory *inventory, struct inventory_entry entry)
{
	array_append(inventory->entries, inventory->count, entry);
}

/* A folder pkg/ in a source tree, which holds a.js and is removed by the teardown. */
static int
make_tree(void **state)
{
	cleanup_free char *folder = NULL, *file = NULL;
	struct error err = { 0 };
	char *tree;

	if (folder_make_scratch(&tree, ".", "test-origins", &err) < 0)
		return -1;
	folder = path_join(tree, "pkg");
	file = path_join(folder, "a.js");
	*state = tree;
	if (folder_make(folder, &err) < 0)
		return -1;
	return file_write(file, bytes_of_text(texts[SOURCE_TEXT]), 0644, &err);
}

static int
remove_tree(void **state)
{
	struct error err = { 0 };
	int removed = tree_remove(*state, &err);

	free(*state);
	return removed;
}

static void
assert_origin(const struct inventory *published, const struct source *source,
	      const struct rebuilt_files *rebuilt, enum origin origin)
{
	struct origins origins = { 0 };

	origins_find(&origins, published, source, rebuilt);
	assert_int_equal(origins.count, 1);
	assert_string_equal(origins.files[0].path, published->entries[0].path);
	assert_string_equal(origin_name(origins.files[0].origin), origin_name(origin));
	assert_int_equal(origins_count(&origins, origin), 1);
	if (origin == ORIGIN_SOURCE)
		assert_string_equal(origins.files[0].detail, published->entries[0].blob);
	else
		assert_null(origins.files[0].detail);
	origins_release(&origins);
}

static void
what_stands_in_the_commit_is_source(void **state)
{
	char directory[] = "pkg";
	struct source source = { .tree = *state, .directory = directory };
	struct rebuilt_files none = { 0 };
	cleanup_inventory struct inventory published = { 0 }, dos = { 0 };

	add(&published, entry("a.js", SOURCE_TEXT));
	add(&dos, entry("a.js", DOS_TEXT));
	assert_origin(&published, &source, &none, ORIGIN_SOURCE);
	assert_origin(&dos, &source, &none, ORIGIN_SOURCE);
	source.directory = NULL;
	assert_origin(&published, &source, &none, ORIGIN_UNEXPLAINED);
}

static void
a_path_that_leaves_the_tree_is_not_looked_up(void **state)
{
	cleanup_free char *inside = path_join(*state, "pkg");
	struct source source = { .tree = inside };
	struct rebuilt_files none = { 0 };
	cleanup_inventory struct inventory published = { 0 };

	add(&published, entry("../pkg/a.js", SOURCE_TEXT));
	assert_origin(&published, &source, &none, ORIGIN_UNEXPLAINED);
}

static void
what_the_build_makes_so_is_generated(void **state)
{
	struct source source = { .tree = *state };
	cleanup_inventory struct inventory published = { 0 }, rebuilt = { 0 };
	struct rebuilt_files files = { .inventory = &rebuilt };

	add(&published, entry("dist/b.js", BUILT_TEXT));
	add(&rebuilt, entry("dist/b.js", OTHER_TEXT));
	assert_origin(&published, &source, &files, ORIGIN_UNEXPLAINED);
	add(&rebuilt, entry("dist/b.js", BUILT_TEXT));
	assert_origin(&published, &source, &files, ORIGIN_GENERATED);
}

static void
what_a_rule_covers_is_generated_and_what_has_findings_is_not(void **state)
{
	char top[] = "package", member[] = "package/dist/b.js";
	char *members[] = { member };
	struct strings nothing = { 0 }, differing = { members, 1 };
	struct source source = { .tree = *state };
	cleanup_inventory struct inventory published = { 0 }, rebuilt = { 0 };
	struct rebuilt_files files = { .inventory = &rebuilt, .differing = &nothing };

	add(&published, entry("dist/b.js", BUILT_TEXT));
	add(&rebuilt, entry("dist/b.js", OTHER_TEXT));
	published.top = xstrdup(top);
	assert_origin(&published, &source, &files, ORIGIN_GENERATED);
	files.differing = &differing;
	assert_origin(&published, &source, &files, ORIGIN_UNEXPLAINED);
}

static void
a_manifest_with_the_published_version_is_assisted(void **state)
{
	struct source source = { .tree = *state, .assisted = true };
	cleanup_inventory struct inventory published = { 0 }, rebuilt = { 0 };
	struct rebuilt_files files = { .inventory = &rebuilt };

	add(&published, entry("package.json", BUILT_TEXT));
	add(&rebuilt, entry("package.json", BUILT_TEXT));
	assert_origin(&published, &source, &files, ORIGIN_ASSISTED);
}

static void
origins_come_sorted_and_without_folders(void **state)
{
	struct source source = { .tree = *state };
	struct rebuilt_files none = { 0 };
	cleanup_inventory struct inventory published = { 0 };
	struct origins origins = { 0 };

	add(&published, entry("z.js", BUILT_TEXT));
	add(&published, entry("folder", OTHER_TEXT));
	published.entries[1].type = 'd';
	add(&published, entry("a.js", OTHER_TEXT));
	origins_find(&origins, &published, &source, &none);
	assert_int_equal(origins.count, 2);
	assert_string_equal(origins.files[0].path, "a.js");
	assert_string_equal(origins.files[1].path, "z.js");
	origins_release(&origins);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_in_the_commit_is_source),
		cmocka_unit_test(a_path_that_leaves_the_tree_is_not_looked_up),
		cmocka_unit_test(what_the_build_makes_so_is_generated),
		cmocka_unit_test(what_a_rule_covers_is_generated_and_what_has_findings_is_not),
		cmocka_unit_test(a_manifest_with_the_published_version_is_assisted),
		cmocka_unit_test(origins_come_sorted_and_without_folders),
	};

	return cmocka_run_group_tests_name("origins", tests, make_tree, remove_tree);
}

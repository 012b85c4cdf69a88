/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a crate says of itself and of who packed it, and what its registry says. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"
#include "rebuild/cargo_stub.h"
#include "rebuild/crate_age.h"
#include "rebuild/crate_dependencies.h"
#include "rebuild/crate_lock.h"
#include "rebuild/crate_manifests.h"
#include "tests/unit.h"

static struct json *
parsed(const char *text)
{
	struct json *json = NULL;
	struct error err = { 0 };

	if (json_parse(&json, bytes_of_text(text), &err) < 0)
		fail_msg("%s", err.message);
	return json;
}

static void
the_index_has_a_place_for_each_length_of_name(void **state)
{
	static const char *const rows[][2] = {
		{ "a", "1/a" },
		{ "ab", "2/ab" },
		{ "abc", "3/a/abc" },
		{ "serde", "se/rd/serde" },
		{ "Inflector", "in/fl/inflector" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *path = cargo_index_path(rows[i][0]);

		assert_string_equal(path, rows[i][1]);
	}
}

static void
names_and_versions_that_could_do_harm_are_refused(void **state)
{
	(void)state;
	assert_true(cargo_name_is_plain("lazy_static"));
	assert_true(cargo_name_is_plain("proc-macro2"));
	assert_false(cargo_name_is_plain(""));
	assert_false(cargo_name_is_plain("../x"));
	assert_false(cargo_name_is_plain("a b"));
	assert_false(cargo_name_is_plain("$(x)"));
	assert_true(cargo_version_is_plain("1.0.0-rc.1+build.5"));
	assert_false(cargo_version_is_plain("latest"));
	assert_false(cargo_version_is_plain("1.0.0 '"));
	assert_false(cargo_version_is_plain("1/../2"));
}

static void
the_newest_is_not_yanked_and_no_prerelease(void **state)
{
	cleanup_json struct json *versions =
		parsed("[{\"vers\":\"0.9.0\"},{\"vers\":\"0.10.0\"},"
		       "{\"vers\":\"2.0.0\",\"yanked\":true},{\"vers\":\"1.0.0-rc.1\"}]");
	cleanup_json struct json *rcs =
		parsed("[{\"vers\":\"1.0.0-rc.2\"},{\"vers\":\"1.0.0-rc.10\"}]");
	cleanup_json struct json *yanked =
		parsed("[{\"vers\":\"1.0.0\",\"yanked\":true}]");

	(void)state;
	assert_string_equal(cargo_index_newest(versions), "0.10.0");
	assert_string_equal(cargo_index_newest(rcs), "1.0.0-rc.10");
	assert_null(cargo_index_newest(yanked));
}

static void
a_build_behind_a_version_does_not_count(void **state)
{
	cleanup_json struct json *versions = parsed("[{\"vers\":\"1.0.0+curl-8\"}]");

	(void)state;
	assert_non_null(cargo_index_version(versions, "1.0.0"));
	assert_non_null(cargo_index_version(versions, "1.0.0+curl-8"));
	assert_null(cargo_index_version(versions, "1.0.1"));
}

static void
the_lowest_version_that_a_requirement_takes(void **state)
{
	static const char *const rows[][2] = {
		{ "1.2.3", "1.2.3" },		{ "^1.2", "1.2.0" },  { "~0.3", "0.3.0" },
		{ "=1.0.152", "1.0.152" },	{ "*", "0.0.0" },     { "1.*", "1.0.0" },
		{ ">=0.3, <0.5", "0.3.0" },	{ "> 1.4", "2.0.0" }, { "< 2", "0.0.0" },
		{ "1.0.0-rc.1", "1.0.0-rc.1" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *version = cargo_lowest_version(rows[i][0]);

		assert_string_equal(version, rows[i][1]);
	}
}

static void
a_lock_names_its_packages(void **state)
{
	cleanup_json struct json *table = parsed(
		"{\"package\":[{\"name\":\"me\",\"version\":\"0.1.0\","
		"\"dependencies\":[\"a 1.0.0\",\"b\"]},"
		"{\"name\":\"a\",\"version\":\"0.9.0\",\"checksum\":\"00\","
		"\"source\":\"registry+https://github.com/rust-lang/crates.io-index\"},"
		"{\"name\":\"a\",\"version\":\"1.0.0\","
		"\"source\":\"registry+https://example.invalid/index\"},"
		"{\"name\":\"b\",\"version\":\"2.0.0\","
		"\"source\":\"git+https://example.invalid/b#0\"}],"
		"\"metadata\":{\"checksum a 1.0.0 "
		"(registry+https://example.invalid/index)\""
		":\"11\"}}");
	cleanup_crate_lock struct crate_lock lock = { 0 };
	const struct locked_package *found;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(crate_lock_read(&lock, table, &err), 0);
	assert_int_equal(lock.count, 4);
	found = crate_lock_find(&lock, lock.items[0].dependencies.items[0]);
	assert_string_equal(found->version, "1.0.0");
	assert_string_equal(found->checksum, "11");
	assert_true(found->from_registry);
	assert_false(found->from_crates_io);
	assert_true(lock.items[1].from_crates_io);
	assert_false(crate_lock_find(&lock, "b")->from_registry);
	assert_null(crate_lock_find(&lock, "a 3.0.0"));
}

static void
a_lock_with_a_hostile_name_is_refused(void **state)
{
	cleanup_json struct json *table =
		parsed("{\"package\":[{\"name\":\"a;rm\",\"version\":\"1.0.0\"}]}");
	cleanup_crate_lock struct crate_lock lock = { 0 };
	struct error err = { 0 };

	(void)state;
	assert_int_equal(crate_lock_read(&lock, table, &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
}

static void
dependencies_are_found_in_every_table(void **state)
{
	cleanup_json struct json *manifest = parsed(
		"{\"dependencies\":{\"a\":\"1\",\"b\":{\"version\":\"2\",\"package\":"
		"\"bee\","
		"\"features\":[\"x\"]}},\"dev-dependencies\":{\"c\":{\"version\":\"3\"}},"
		"\"target\":{\"cfg(unix)\":{\"build-dependencies\":{\"d\":\"4\"}}},"
		"\"features\":{\"std\":[\"a/std\",\"b?/y\",\"dep:c\"]}}");
	cleanup_crate_dependencies struct crate_dependencies found = { 0 };

	(void)state;
	crate_dependencies_find(&found, manifest);
	assert_int_equal(found.count, 4);
	assert_string_equal(found.items[0].features.items[0], "std");
	assert_string_equal(found.items[1].package, "bee");
	assert_int_equal(found.items[1].features.count, 2);
	assert_string_equal(found.items[3].table, "target.cfg(unix).build-dependencies");
}

static struct crate_manifests
compare(const char *published, const char *rebuilt)
{
	cleanup_json struct json *ours = parsed(published), *theirs = parsed(rebuilt);
	static char path[] = "src/lib.rs";
	struct inventory_entry entry = { .path = path, .type = 'f' };
	struct inventory inventory = { .entries = &entry, .count = 1 };
	struct crate_manifests manifests;

	crate_manifests_compare(&manifests, ours, theirs, &inventory);
	return manifests;
}

static void
what_cargos_of_another_age_write_is_no_edit(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"package\":{\"name\":\"a\",\"autobins\":false,\"build\":false},"
		  "\"lib\":{\"name\":\"a\",\"path\":\"src/lib.rs\"}}",
		  "{\"package\":{\"name\":\"a\"}}" },
		{ "{\"profile\":{\"bench\":{\"debug\":2}}}",
		  "{\"profile\":{\"bench\":{\"debug\":true}}}" },
		{ "{\"lib\":{\"doc-scrape-examples\":false}}", "{\"lib\":{}}" },
		{ "{\"bench\":[{\"name\":\"x\",\"harness\":false}]}",
		  "{\"bench\":[{\"name\":\"x\",\"harness\":false,"
		  "\"path\":\"benches/x.rs\"}]}" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_crate_manifests struct crate_manifests there =
			compare(rows[i][0], rows[i][1]);
		cleanup_crate_manifests struct crate_manifests back =
			compare(rows[i][1], rows[i][0]);

		for (size_t k = 0; k < there.edited.count; k++)
			print_message("# %s\n", there.edited.items[k]);
		assert_int_equal(there.edited.count, 0);
		assert_true(there.aged.count > 0);
		assert_int_equal(back.edited.count, 0);
	}
}

static void
everything_else_is_an_edit(void **state)
{
	static const char *const rows[][2] = {
		{ "{\"dependencies\":{\"x\":\"1\"}}", "{}" },
		{ "{\"package\":{\"build\":\"other.rs\"}}", "{\"package\":{}}" },
		{ "{\"lib\":{\"path\":\"src/lib.rs\",\"proc-macro\":true}}",
		  "{\"lib\":{\"path\":\"src/lib.rs\"}}" },
		{ "{\"lib\":{\"path\":\"hidden.rs\"}}", "{}" },
		{ "{\"lib\":{\"path\":\"src/other.rs\"}}",
		  "{\"lib\":{\"path\":\"src/lib.rs\"}}" },
		{ "{\"bin\":[{\"name\":\"x\",\"path\":\"hidden.rs\"}]}", "{}" },
		{ "{\"features\":{\"default\":[\"evil\"]}}",
		  "{\"features\":{\"default\":[]}}" },
		{ "{\"package\":{\"autobins\":true}}", "{\"package\":{}}" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_crate_manifests struct crate_manifests manifests =
			compare(rows[i][0], rows[i][1]);

		assert_true(manifests.edited.count > 0);
	}
}

static void
marks_tell_the_age_of_cargo(void **state)
{
	static char manifest[] = "Cargo.toml";
	struct inventory_entry entry = { .path = manifest, .type = 'f', .mtime = 1 };
	struct inventory inventory = { .entries = &entry, .count = 1 };
	static char sha1[] = "0123456789012345678901234567890123456789", root[] = "";
	struct crate crate = { .commit = sha1, .path_in_vcs = root };
	cleanup_crate_age struct crate_age age = { 0 };
	cleanup_crate_age struct crate_age oldest = { 0 };

	(void)state;
	crate.toml.results = parsed("[{\"table\":{\"package\":{\"name\":\"a\"}}}]");
	crate_age_find(&age, &crate, &inventory);
	assert_int_equal(age.oldest, 57);
	assert_int_equal(age.newest, 79);
	assert_int_equal(crate_age_distance(&age, "1.65.0"), 0);
	assert_int_equal(crate_age_distance(&age, "1.85"), 6);
	assert_int_equal(crate_age_distance(&age, "1.46.0"), 11);
	entry.mtime = 1589472388;
	crate.path_in_vcs = NULL;
	crate_age_find(&oldest, &crate, &inventory);
	assert_int_equal(oldest.newest, 49);
	toml_batch_release(&crate.toml);
}

static void
an_address_of_a_folder_is_that_of_its_repository(void **state)
{
	static const char *const rows[][2] = {
		{ "https://github.com/owner/x/tree/master/y",
		  "https://github.com/owner/x" },
		{ "https://gitlab.com/owner/x/-/tree/main/y",
		  "https://gitlab.com/owner/x" },
		{ "https://github.com/owner/x.git", "https://github.com/owner/x" },
		{ "https://github.com/owner/x/", "https://github.com/owner/x" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *url = crate_repository_url(rows[i][0]);

		assert_string_equal(url, rows[i][1]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_has_a_place_for_each_length_of_name),
		cmocka_unit_test(names_and_versions_that_could_do_harm_are_refused),
		cmocka_unit_test(the_newest_is_not_yanked_and_no_prerelease),
		cmocka_unit_test(a_build_behind_a_version_does_not_count),
		cmocka_unit_test(the_lowest_version_that_a_requirement_takes),
		cmocka_unit_test(a_lock_names_its_packages),
		cmocka_unit_test(a_lock_with_a_hostile_name_is_refused),
		cmocka_unit_test(dependencies_are_found_in_every_table),
		cmocka_unit_test(what_cargos_of_another_age_write_is_no_edit),
		cmocka_unit_test(everything_else_is_an_edit),
		cmocka_unit_test(marks_tell_the_age_of_cargo),
		cmocka_unit_test(an_address_of_a_folder_is_that_of_its_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

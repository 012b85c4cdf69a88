/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/packer.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"
#include "tests/unit/registry_away.h"

enum { NPM_TIME = 499162500, BERRY_TIME = 456789000 };

struct row {
	const char *why;
	struct inventory_entry first, second;
	int os, xfl;
	bool dot_names, duplicates;
	enum pack_command command;
	const char *tool; /* of the first set; NULL: the host's */
};

static char top[] = "", package_json[] = "package.json", index_js[] = "index.js",
	    license[] = "LICENSE";

#define FILE_AT(name, time) { .path = (name), .type = 'f', .mtime = (time) }

static const struct row rows[] = {
	{ "yarn 1 writes folders", { .path = top, .type = 'd', .mtime = NPM_TIME },
	  FILE_AT(package_json, NPM_TIME), 3, 0, false, false, PACK_YARN, "yarn=1.22" },
	{ "yarn berry has a time of its own", FILE_AT(package_json, BERRY_TIME),
	  FILE_AT(index_js, BERRY_TIME), 3, 0, false, false, PACK_BERRY, "berry=3" },
	{ "pnpm wrote dots", FILE_AT(index_js, NPM_TIME), FILE_AT(package_json, NPM_TIME),
	  255, 2, true, false, PACK_PNPM, "pnpm=8" },
	{ "pnpm wrote files twice", FILE_AT(index_js, NPM_TIME), FILE_AT(index_js, NPM_TIME),
	  255, 2, false, true, PACK_PNPM, "pnpm=8" },
	{ "npm up to 5.3 kept owners",
	  { .path = index_js, .type = 'f', .mtime = 1463526000, .uid = 501, .gid = 20 },
	  FILE_AT(package_json, NPM_TIME), 3, 0, false, false, PACK_NPM, "npm=5.3" },
	{ "npm up to 5.6 kept times", FILE_AT(package_json, NPM_TIME),
	  FILE_AT(index_js, 1505269862), 10, 0, false, false, PACK_NPM, "npm=6.4.1" },
	{ "npm since 7.10 compresses best", FILE_AT(license, NPM_TIME),
	  FILE_AT(package_json, NPM_TIME), 255, 2, false, false, PACK_NPM, NULL },
	{ "npm 7.0 runs on a portable zlib", FILE_AT(license, NPM_TIME),
	  FILE_AT(package_json, NPM_TIME), 255, 0, false, false, PACK_NPM, "npm=7.0" },
	{ "npm up to 6.8 puts the manifest first", FILE_AT(package_json, NPM_TIME),
	  FILE_AT(license, NPM_TIME), 19, 0, false, false, PACK_NPM, "npm=6.4.1" },
	{ "npm up to 6.14 has no mark", FILE_AT(license, NPM_TIME),
	  FILE_AT(package_json, NPM_TIME), 19, 0, false, false, PACK_NPM, "npm=6.14" },
	{ "best compression alone is no mark", FILE_AT(license, NPM_TIME),
	  FILE_AT(package_json, NPM_TIME), 3, 2, false, false, PACK_NPM, "npm=6.14" },
};

static void
each_fingerprint_names_its_packer(void **state)
{
	(void)state;

	for (size_t i = 0; i < array_length(rows); i++) {
		struct inventory_entry entries[] = { rows[i].first, rows[i].second };
		struct inventory inventory = {
			.entries = entries,
			.count = array_length(entries),
			.gzip_os = rows[i].os,
			.gzip_xfl = rows[i].xfl,
			.dot_names = rows[i].dot_names,
			.duplicates = rows[i].duplicates,
		};
		const struct packer_mark *mark = packer_recognize(&inventory);

		print_message("# %s\n", rows[i].why);
		assert_int_equal(mark->command, rows[i].command);
		if (rows[i].tool == NULL)
			assert_null(mark->sets[0].names[0]);
		else
			assert_string_equal(mark->sets[0].names[0], rows[i].tool);
	}
}

static void
an_empty_inventory_has_a_packer_too(void **state)
{
	(void)state;
	struct inventory inventory = { .gzip_os = -1, .gzip_xfl = -1 };

	assert_int_equal(packer_recognize(&inventory)->command, PACK_NPM);
}

static void
a_scope_becomes_part_of_the_file_name(void **state)
{
	(void)state;
	cleanup_free char *plain = packer_output("ms", "2.1.3");
	cleanup_free char *scoped = packer_output("@types/node", "20.0.0-rc.1");

	assert_string_equal(plain, "ms-2.1.3.tgz");
	assert_string_equal(scoped, "types-node-20.0.0-rc.1.tgz");
}

static void
a_packer_of_another_age_stands_aside(void **state)
{
	(void)state;
	struct packer packer = { .command = PACK_NPM };
	cleanup_free char *plain = packer_step(&packer, "x-1.tgz", false, false);
	cleanup_free char *quiet = packer_step(&packer, "x-1.tgz", false, true);
	cleanup_free char *aside = packer_step(&packer, "x-1.tgz", true, true);

	assert_string_equal(plain, "npm pack --ignore-scripts");
	assert_string_equal(quiet, "PATH=/opt/cupel/quiet:$PATH npm pack --ignore-scripts");
	assert_string_equal(aside, "PATH=/opt/cupel/quiet:/opt/cupel/packer/bin:$PATH npm pack "
				   "--ignore-scripts");
}

static void
yarn_is_told_the_name_that_npm_would_give(void **state)
{
	(void)state;
	struct packer packer = { .command = PACK_YARN };
	cleanup_free char *step = packer_step(&packer, "x-1.0.0.tgz", false, false);

	assert_string_equal(step, "yarn pack --ignore-scripts --filename x-1.0.0.tgz");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fingerprint_names_its_packer),
		cmocka_unit_test(an_empty_inventory_has_a_packer_too),
		cmocka_unit_test(a_scope_becomes_part_of_the_file_name),
		cmocka_unit_test(a_packer_of_another_age_stands_aside),
		cmocka_unit_test(yarn_is_told_the_name_that_npm_would_give),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_build.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/debian_published.h"
#include "rebuild/variation.h"
#include "tests/unit/build_scene.h"
#include "tests/unit/constant.h"

static const char dsc[] = "Format: 3.0 (quilt)\n"
			  "Source: x\n"
			  "Build-Depends: debhelper-compat (= 13),\n"
			  " libfoo-dev (>= 1)  [linux-any] | libbar-dev, python3:any\n"
			  "Build-Depends-Arch: gcc-12\n"
			  "Build-Depends-Indep: doxygen <!nodoc>,\n"
			  "Build-Conflicts: autoconf2.13\n"
			  "\n";

static struct debian_release
release_of(struct debian_binary *binaries, size_t count)
{
	return (struct debian_release){ .source = text("hello"),
					.source_version = text("1:2.10-3"),
					.dsc = { .name = text("hello_2.10-3.dsc") },
					.binaries = binaries,
					.binary_count = count };
}

static struct debian_binary
any(void)
{
	return (struct debian_binary){ .architecture = text("amd64"),
				       .built_name = text("hello_2.10-3_amd64.deb") };
}

static struct debian_binary
all(void)
{
	return (struct debian_binary){ .architecture = text("all"),
				       .built_name = text("hello-doc_2.10-3_all.deb") };
}

static void
the_path_is_that_of_the_builders(void **state)
{
	struct debian_buildinfo buildinfo = { .build_path =
						      text("/build/1st/hello-2.10") };
	struct debian_release release = release_of(NULL, 0);
	cleanup_free char *usual = debian_build_path(&release, NULL);
	cleanup_free char *shown =
		debian_build_path(&release, "/build/x-Ab12Cd/hello-2.10");
	cleanup_free char *stated = NULL, *hostile = NULL;

	(void)state;
	assert_string_equal(usual, "/build/reproducible-path/hello-2.10");
	assert_string_equal(shown, "/build/x-Ab12Cd/hello-2.10");
	release.buildinfo = &buildinfo;
	stated = debian_build_path(&release, "/build/x-Ab12Cd/hello-2.10");
	assert_string_equal(stated, "/build/1st/hello-2.10");
	buildinfo.build_path = text("/build/$(x)/hello-2.10");
	hostile = debian_build_path(&release, NULL);
	assert_string_equal(hostile, "/build/reproducible-path/hello-2.10");
}

static void
a_native_source_is_called_by_its_version(void **state)
{
	struct debian_release release = release_of(NULL, 0);
	cleanup_free char *path = NULL;

	(void)state;
	release.source_version = text("12.4+deb12u15");
	path = debian_build_path(&release, NULL);
	assert_string_equal(path, "/build/reproducible-path/hello-12.4+deb12u15");
}

static void
paths_without_care_are_plain(void **state)
{
	static const struct {
		const char *path;
		bool plain;
	} paths[] = {
		{ "/build/x-1", true },	    { "/build/a/b-1.0~rc1+x", true },
		{ "/build", false },	    { "build/x", false },
		{ "/build/../etc", false }, { "/build/a b", false },
		{ "/build/a'b", false },    { "", false },
		{ "/build/", false },
	};

	(void)state;
	for (size_t i = 0; i < array_length(paths); i++)
		if (debian_build_path_is_plain(paths[i].path) != paths[i].plain)
			fail_msg("%s", paths[i].path);
}

static void
assert_depends(bool for_any, bool for_all, const char *wanted)
{
	cleanup_strings struct strings depends = { 0 };
	cleanup_free char *joined = NULL;

	debian_build_depends(&depends, bytes_of_text(dsc), for_any, for_all);
	joined = strings_join(&depends, ", ");
	assert_string_equal(joined, wanted);
}

static void
dependencies_are_those_of_the_kind_of_build(void **state)
{
#define COMMON                                                                           \
	"build-essential, fakeroot, debhelper-compat (= 13), libfoo-dev (>= 1) "         \
	"[linux-any] | libbar-dev, python3:any, !autoconf2.13"

	(void)state;
	assert_depends(true, false, COMMON ", gcc-12");
	assert_depends(false, true, COMMON ", doxygen <!nodoc>");
	assert_depends(true, true, COMMON ", gcc-12, doxygen <!nodoc>");
}

static void
assert_steps(struct debian_binary *binaries, size_t count, const char *entry,
	     const char *wanted)
{
	struct debian_release release = release_of(binaries, count);
	const struct debian_steps of = { .release = &release,
					 .path = "/build/p/hello-2.10",
					 .options = "parallel=2",
					 .entry = entry };
	cleanup_strings struct strings steps = { 0 }, outputs = { 0 };
	cleanup_free char *joined = NULL;

	debian_build_steps(&steps, &outputs, &of);
	joined = strings_join(&steps, "\n");
	assert_string_equal(joined, wanted);
	assert_int_equal(outputs.count, count);
	assert_string_equal(outputs.items[0], binaries[0].built_name);
}

#define UNPACK                                                                           \
	"mkdir ../.dsc && mv ./* ../.dsc && cd .. && rmdir 'hello-2.10' && "             \
	"dpkg-source --no-copy -x .dsc/'hello_2.10-3.dsc' 'hello-2.10'\n"
#define BUILD                                                                            \
	"[ \"$TZ\" != UTC ] || unset TZ; "                                               \
	"[ \"$HOME\" != /home/cupel ] || HOME=/nonexistent; "                            \
	"env -i ${FAKETIME:+LD_PRELOAD=$LD_PRELOAD FAKETIME=$FAKETIME "                  \
	"FAKETIME_FMT=$FAKETIME_FMT FAKETIME_DONT_FAKE_MONOTONIC=1 FAKE_UTIME=1} "       \
	"${NO_FAKE_STAT:+NO_FAKE_STAT=1} ${TZ:+TZ=\"$TZ\"} "                             \
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=\"$LC_ALL\" HOME=\"$HOME\" "          \
	"DEB_BUILD_OPTIONS='parallel=2' dpkg-buildpackage -us -uc -r'env "               \
	"FAKEROOTDONTTRYCHOWN=1 fakeroot' "

static void
it_is_built_as_the_builders_do(void **state)
{
	struct debian_binary both[] = { any(), all() }, one = any(), other = all();

	(void)state;
	assert_steps(&one, 1, NULL, UNPACK BUILD "-B\nmv '../hello_2.10-3_amd64.deb' .");
	assert_steps(&other, 1, NULL,
		     UNPACK BUILD "-A\nmv '../hello-doc_2.10-3_all.deb' .");
	assert_steps(both, 2, NULL,
		     UNPACK BUILD
		     "-B\n"
		     "cd .. && rm -rf 'hello-2.10' && dpkg-source --no-copy -x "
		     ".dsc/'hello_2.10-3.dsc' 'hello-2.10'\n" BUILD "-A\n"
		     "mv '../hello_2.10-3_amd64.deb' "
		     "'../hello-doc_2.10-3_all.deb' .");
}

static void
options_of_a_buildinfo_are_plain_words(void **state)
{
	struct debian_buildinfo buildinfo = { 0 };
	cleanup_strings struct strings options = { 0 };
	cleanup_free char *joined = NULL;

	(void)state;
	strings_add(&buildinfo.environment, "LC_ALL=C");
	strings_add(&buildinfo.environment,
		    "DEB_BUILD_OPTIONS=parallel=8 nocheck $(x) noautodbgsym nocheck");
	debian_build_options(&options, &buildinfo);
	joined = strings_join(&options, " ");
	assert_string_equal(joined, "nocheck noautodbgsym");
	strings_release(&buildinfo.environment);
}

/* What dpkg-buildpackage would see of the variables, in a sandbox. */
static void
assert_variables(struct scene *scene, const char *const *set, size_t count,
		 const char *wanted)
{
	struct debian_binary one = any();
	struct debian_release release = release_of(&one, 1);
	char *name = text("SHADE");
	const struct strings variables = { .items = &name, .count = 1 };
	const struct debian_steps of = { .release = &release,
					 .path = "/build/p/hello-2.10",
					 .options = "parallel=2",
					 .variables = &variables };
	cleanup_strings struct strings steps = { 0 }, outputs = { 0 };
	cleanup_buffer struct buffer seen = BUFFER_INIT(1 << 20);
	cleanup_free char *step = NULL;
	struct error err = { 0 };

	for (size_t i = 0; i < count; i++)
		assert_int_equal(variation_set(&scene->recipe, set[i], &err), 0);
	debian_build_steps(&steps, &outputs, &of);
	step = xasprintf(
		"(%.*s env) | sort >out.tgz",
		(int)(strstr(steps.items[1], " dpkg-buildpackage") - steps.items[1]),
		steps.items[1]);
	run_step(scene, step);
	assert_int_equal(file_read(scene->build.output_path, &seen, &err), 0);
	assert_string_equal(buffer_text(&seen), wanted);
}

#define PATH_SEEN "PATH=/usr/sbin:/usr/bin:/sbin:/bin\n"

static void
a_build_sees_what_the_builders_saw(void **state)
{
	assert_variables(*state, NULL, 0,
			 "DEB_BUILD_OPTIONS=parallel=2\nHOME=/nonexistent\n"
			 "LC_ALL=C.UTF-8\n" PATH_SEEN);
}

static void
what_is_varied_reaches_the_build(void **state)
{
	static const char *const set[] = { "zone=Pacific/Kiritimati", "locale=C",
					   "home=/srv/another-home", "SHADE=deep blue" };

	assert_variables(*state, set, array_length(set),
			 "DEB_BUILD_OPTIONS=parallel=2\nHOME=/srv/another-home\n"
			 "LC_ALL=C\n" PATH_SEEN "SHADE=deep blue\n"
			 "TZ=Pacific/Kiritimati\n");
}

static void
an_entry_is_a_word_whatever_it_holds(void **state)
{
	struct debian_binary one = any();

	(void)state;
	assert_steps(&one, 1, "hello (2.10-3+b1) sid\n\n  * it's $(rm)\n",
		     UNPACK
		     "printf '%s\\n\\n' 'hello (2.10-3+b1) sid\n\n  * it'\\''s $(rm)\n' "
		     "| cat - debian/changelog >../.dsc/changelog && "
		     "cp ../.dsc/changelog debian/changelog\n" BUILD
		     "-B\nmv '../hello_2.10-3_amd64.deb' .");
}

static void
paths_are_found_in_files(void **state)
{
	static const struct {
		const char *content, *path;
	} rows[] = {
		{ "x\1/build/hello-Ab12Cd/hello-2.10/src/x.c",
		  "/build/hello-Ab12Cd/hello-2.10" },
		{ "/build/reproducible-path/hello-2.10",
		  "/build/reproducible-path/hello-2.10" },
		{ "/build/hello-2.10.1/x /build/1st/hello-2.10:",
		  "/build/1st/hello-2.10" },
		{ "/build/other-1.0/x", NULL },
		{ "/usr/build/", NULL },
		{ "/build/../hello-2.10", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *path = debian_published_path(
			bytes_of_text(rows[i].content), "hello-2.10");

		if (!text_is_same(path, rows[i].path))
			fail_msg("%zu: %s", i, path != NULL ? path : "none");
	}
}

static void
the_entry_of_a_binnmu_is_the_first(void **state)
{
	static const char changelog[] =
		"x (1-1+b1) sid; urgency=low, binary-only=yes\n\n  * Rebuild.\n\n"
		" -- A B <a@b>  Wed, 07 Aug 2019 06:15:10 +0000\n\nx (1-1) sid\n";
	cleanup_free char *entry = debian_published_entry(bytes_of_text(changelog));

	(void)state;
	assert_string_equal(entry,
			    "x (1-1+b1) sid; urgency=low, binary-only=yes\n\n  * Rebuild."
			    "\n\n -- A B <a@b>  Wed, 07 Aug 2019 06:15:10 +0000");
	assert_null(debian_published_entry(bytes_of_text("x (1-1) sid; urgency=low\n\n"
							 " -- A <a@b>  Wed\n")));
	for (size_t size = 0; size < sizeof(changelog) - 1; size++)
		free(debian_published_entry(
			(struct bytes){ (const uint8_t *)changelog, size }));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_path_is_that_of_the_builders),
		cmocka_unit_test(a_native_source_is_called_by_its_version),
		cmocka_unit_test(paths_without_care_are_plain),
		cmocka_unit_test(dependencies_are_those_of_the_kind_of_build),
		cmocka_unit_test(it_is_built_as_the_builders_do),
		cmocka_unit_test(options_of_a_buildinfo_are_plain_words),
		SCENE_TEST(a_build_sees_what_the_builders_saw),
		SCENE_TEST(what_is_varied_reaches_the_build),
		cmocka_unit_test(an_entry_is_a_word_whatever_it_holds),
		cmocka_unit_test(paths_are_found_in_files),
		cmocka_unit_test(the_entry_of_a_binnmu_is_the_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

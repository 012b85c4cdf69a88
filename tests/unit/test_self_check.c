/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small project of our own, prepared by the autotools that are installed. */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "rebuild/self_check.h"
#include "sandbox/sandbox.h"

enum { LIMIT = 4 << 20 };

struct scene {
	struct session session;
	char *folder;
	struct strings paths;
};

static void
put(const struct scene *scene, const char *name, const char *text)
{
	cleanup_free char *path = path_join(scene->folder, name);
	struct error err;

	assert_int_equal(file_write(path, bytes_of_text(text), 0644, &err), 0);
}

static int
make_scene(void **state)
{
	static const char *const paths[] = { "Makefile.in", "aclocal.m4", "config.h.in",
					     "configure" };
	struct scene *scene = xcalloc(1, sizeof(*scene));
	struct error err;

	*state = scene;
	if (folder_make_scratch(&scene->session.scratch, "/tmp", "test-self-check",
				&err) < 0)
		return -1;
	scene->folder = path_join(scene->session.scratch, "project");
	scene->session.cache = path_join(scene->session.scratch, "cache");
	scene->session.offline = true;
	for (size_t i = 0; i < array_length(paths); i++)
		strings_add(&scene->paths, paths[i]);
	if (folder_make(scene->folder, &err) < 0)
		return -1;
	put(scene, "Makefile.am", "EXTRA_DIST = x.txt\n");
	put(scene, "x.txt", "x\n");
	put(scene, "configure.ac",
	    "AC_INIT([x], [1.0])\nAM_INIT_AUTOMAKE([foreign])\n"
	    "AC_CONFIG_HEADERS([config.h])\nAC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n");
	return 0;
}

static int
drop_scene(void **state)
{
	struct scene *scene = *state;
	struct error err;
	int code = tree_remove(scene->session.scratch, &err);

	free(scene->folder);
	strings_release(&scene->paths);
	session_release(&scene->session);
	free(scene);
	return code;
}

/* Skips the test where there are no autotools, or no sandbox to run them in. */
static void
prepare(const struct scene *scene)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err;

	environment_plan(&plan, NULL);
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, scene->folder, "/project");
	sandbox_plan_argument(&plan, "/bin/sh");
	sandbox_plan_argument(&plan, "-c");
	sandbox_plan_argument(&plan,
			      "cd /project && autoreconf -i && rm -rf autom4te.cache");
	if (sandbox_run(&result, &plan, NULL, NULL, &err) < 0) {
		print_message("%s\n", err.message);
		skip();
	}
	if (result.end != SANDBOX_EXITED || result.exit_code != 0) {
		print_message("no autoreconf here\n");
		skip();
	}
}

static void
edit(const struct scene *scene, const char *name, const char *from, const char *to)
{
	cleanup_free char *path = path_join(scene->folder, name);
	cleanup_buffer struct buffer text = BUFFER_INIT(LIMIT),
				     edited = BUFFER_INIT(LIMIT);
	const char *at;
	struct error err;

	assert_int_equal(file_read(path, &text, &err), 0);
	at = strstr(buffer_text(&text), from);
	assert_non_null(at);
	buffer_append(&edited, bytes_slice(buffer_bytes(&text), 0,
					   (size_t)(at - buffer_text(&text))));
	buffer_append_text(&edited, to);
	buffer_append_text(&edited, at + strlen(from));
	put(scene, name, buffer_text(&edited));
}

static void
run(struct self_check *check, const struct scene *scene)
{
	struct error err = { 0 };

	if (self_check_run(check, &scene->session, scene->folder, &scene->paths, &err) <
	    0)
		fail_msg("%s", err.message);
}

static const struct self_file *
find(const struct self_check *check, const char *path)
{
	for (size_t i = 0; i < check->count; i++)
		if (strcmp(check->files[i].path, path) == 0)
			return &check->files[i];
	fail_msg("%s is not among the files", path);
	return NULL;
}

static void
what_the_tools_made_comes_out_again(void **state)
{
	const struct scene *scene = *state;
	cleanup_self_check struct self_check check = { 0 };

	prepare(scene);
	run(&check, scene);
	assert_int_equal(check.count, 4);
	for (size_t i = 0; i < check.count; i++)
		if (check.files[i].state != SELF_REPRODUCED)
			fail_msg("%s: %s%s", check.files[i].path,
				 check.files[i].why != NULL ? check.files[i].why : "",
				 check.files[i].diff != NULL ? check.files[i].diff : "");
	assert_non_null(strstr(find(&check, "configure")->by, "as installed"));
}

static void
each_edited_file_is_found_and_no_other(void **state)
{
	static const struct {
		const char *path, *from, *to;
	} edits[] = {
		{ "configure", "ac_cs_usage=", "canary=1\nac_cs_usage=" },
		{ "Makefile.in", "distdir: ", "\ncanary = 1\ndistdir: " },
		{ "config.h.in", "#undef PACKAGE\n", "#undef PACKAGE\n#define canary\n" },
		{ "aclocal.m4", "AC_DEFUN([AM_MISSING_PROG]",
		  "canary\nAC_DEFUN([AM_MISSING_PROG]" },
	};
	const struct scene *scene = *state;

	prepare(scene);
	for (size_t i = 0; i < array_length(edits); i++) {
		cleanup_self_check struct self_check check = { 0 };
		const struct self_file *file;

		edit(scene, edits[i].path, edits[i].from, edits[i].to);
		run(&check, scene);
		file = find(&check, edits[i].path);
		assert_int_equal(file->state, SELF_DIFFERS);
		assert_non_null(strstr(file->diff, "canary"));
		edit(scene, edits[i].path, edits[i].to, edits[i].from);
	}
}

static void
another_version_of_the_package_is_a_stamp(void **state)
{
	const struct scene *scene = *state;
	cleanup_self_check struct self_check check = { 0 };

	prepare(scene);
	edit(scene, "configure.ac", "[1.0]", "[1.1]");
	run(&check, scene);
	assert_int_equal(find(&check, "configure")->state, SELF_STAMPED);
}

static void
a_version_that_nobody_has_is_said(void **state)
{
	const struct scene *scene = *state;
	cleanup_self_check struct self_check check = { 0 };

	prepare(scene);
	put(scene, "configure",
	    "#! /bin/sh\n# Generated by GNU Autoconf 2.10 for x 1.0.\n");
	put(scene, "Makefile.in",
	    "# Makefile.in generated by automake 1.2 from Makefile.am.\n");
	run(&check, scene);
	assert_int_equal(find(&check, "configure")->state, SELF_IMPOSSIBLE);
	assert_string_equal(find(&check, "configure")->why,
			    "autoconf 2.10 is neither installed nor known to us");
	assert_int_equal(find(&check, "Makefile.in")->state, SELF_IMPOSSIBLE);
	assert_non_null(strstr(find(&check, "Makefile.in")->why, "another version"));
}

static void
a_release_that_cannot_be_had_is_said(void **state)
{
	const struct scene *scene = *state;
	cleanup_self_check struct self_check check = { 0 };

	prepare(scene);
	put(scene, "configure",
	    "#! /bin/sh\n# Generated by GNU Autoconf 2.69 for x 1.0.\n");
	run(&check, scene);
	if (find(&check, "configure")->state == SELF_DIFFERS)
		skip(); /* 2.69 is installed */
	assert_int_equal(find(&check, "configure")->state, SELF_IMPOSSIBLE);
	assert_non_null(
		strstr(find(&check, "configure")->why, "autoconf 2.69 cannot be had"));
}

/* The author's shell runs: what it leaves is compared like anything else, and the
 * tarball's own configure is not there to be copied. */
static void
code_in_the_macros_has_nothing_to_copy(void **state)
{
	const struct scene *scene = *state;
	cleanup_self_check struct self_check check = { 0 };

	prepare(scene);
	edit(scene, "configure", "ac_cs_usage=", "canary=1\nac_cs_usage=");
	edit(scene, "configure.ac", "AC_OUTPUT\n",
	     "AC_OUTPUT\nm4_syscmd([find / -name configure -size +1k -exec cp {} "
	     "/out/0 \\; 2>/dev/null])\n");
	run(&check, scene);
	assert_int_not_equal(find(&check, "configure")->state, SELF_REPRODUCED);
}

static void
what_no_tool_made_is_not_among_them(void **state)
{
	struct scene *scene = *state;
	cleanup_self_check struct self_check check = { 0 };

	put(scene, "plain.in", "@x@\n");
	put(scene, "configure", "#! /bin/sh\n");
	strings_add(&scene->paths, "plain.in");
	strings_add(&scene->paths, "../configure");
	run(&check, scene);
	assert_int_equal(check.count, 0);
}

#define SELF_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SELF_TEST(what_the_tools_made_comes_out_again),
		SELF_TEST(each_edited_file_is_found_and_no_other),
		SELF_TEST(another_version_of_the_package_is_a_stamp),
		SELF_TEST(a_version_that_nobody_has_is_said),
		SELF_TEST(a_release_that_cannot_be_had_is_said),
		SELF_TEST(code_in_the_macros_has_nothing_to_copy),
		SELF_TEST(what_no_tool_made_is_not_among_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

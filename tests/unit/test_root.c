/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A root file system of its own, with a layer over it. */
#include "tests/unit/sandbox_scene.h"

#include <sys/stat.h>

static char *
make_root(const char *name)
{
	char *root = path_join(scratch, name);
	cleanup_free char *etc = path_join(root, "etc");
	cleanup_free char *passwd = path_join(etc, "passwd");
	cleanup_free char *note = path_join(root, "note");
	struct error err;

	assert_int_equal(folder_make(etc, &err), 0);
	assert_int_equal(file_write(passwd, bytes_of_text("daemon:x:1:1::/:/bin/false\n"),
				    0644, &err),
			 0);
	assert_int_equal(file_write(note, bytes_of_text("of the root\n"), 0644, &err), 0);
	return root;
}

/* The programs are this machine's. */
static void
plan_root(struct sandbox_plan *plan, const char *root, const char *script)
{
	static const char *const links[][2] = { { "usr/bin", "/bin" },
						{ "usr/lib", "/lib" },
						{ "usr/lib64", "/lib64" } };

	sandbox_plan_init_root(plan, root);
	sandbox_plan_mount(plan, MOUNT_READ_ONLY, "/usr", "/usr");
	for (size_t i = 0; i < array_length(links); i++)
		sandbox_plan_mount(plan, MOUNT_LINK, links[i][0], links[i][1]);
	sandbox_plan_argument(plan, "/bin/sh");
	sandbox_plan_argument(plan, "-c");
	sandbox_plan_argument(plan, script);
}

static void
a_root_is_seen_and_never_written(void **state)
{
	cleanup_free char *root = make_root("root");
	cleanup_free char *note = path_join(root, "note");
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_buffer struct buffer text = BUFFER_INIT(100);
	struct error err;

	(void)state;
	plan_root(&plan, root,
		  "cat /note; id -un; getent passwd daemon; touch /new 2>/dev/null || "
		  "echo no; "
		  "{ echo x >>/note; } 2>/dev/null || echo no; ls -d /etc/ssh "
		  "2>/dev/null; ls "
		  "/");
	outcome = run_plan(&plan);
	assert_string_equal(
		outcome.text,
		"of the root\ncupel\ndaemon:x:1:1::/:/bin/false\nno\nno\n"
		"bin\ndev\netc\nhome\nlib\nlib64\nnote\nproc\nrun\nsys\ntmp\nusr\nvar\n");
	assert_int_equal(file_read(note, &text, &err), 0);
	assert_string_equal(buffer_text(&text), "of the root\n");
}

static void
what_is_written_over_a_root_stays_in_its_layer(void **state)
{
	cleanup_free char *root = make_root("under"),
			  *layer = path_join(scratch, "layer");
	cleanup_free char *made = path_join(layer, "upper/new");
	cleanup_free char *under = path_join(root, "new");
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	assert_int_equal(mkdir(layer, 0755), 0);
	plan_root(&plan, root, "echo made >/new; cat /new");
	plan.layer = xstrdup(layer);
	outcome = run_plan(&plan);
	assert_string_equal(outcome.text, "made\n");
	assert_true(file_exists(made));
	assert_false(file_exists(under));
}

/* While the world is made the host's tree stands beside it. */
static void
a_link_in_a_root_leads_nowhere(void **state)
{
	static const char *const places[][2] = {
		{ "etc", "/host/tmp" }, { "tmp", "/host/tmp" }, { "dev", "/host/dev" },
		{ "proc", "/host" },	{ "var", "/host/tmp" }, { "run", "../host/tmp" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(places); i++) {
		cleanup_free char *name = xasprintf("hostile-%zu", i);
		cleanup_free char *root = path_join(scratch, name);
		cleanup_free char *link = path_join(root, places[i][0]);
		cleanup_plan struct sandbox_plan plan;
		cleanup_sandbox_result struct sandbox_result result = { 0 };
		struct error err;

		assert_int_equal(mkdir(root, 0755), 0);
		assert_int_equal(symlink(places[i][1], link), 0);
		plan_root(&plan, root, "true");
		assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
		assert_non_null(strstr(err.message, "a link in this root"));
	}
}

static void
a_file_that_is_a_link_is_replaced(void **state)
{
	cleanup_free char *root = make_root("linked"),
			  *hosts = path_join(root, "etc/hosts");
	cleanup_free char *victim = path_join(scratch, "victim");
	cleanup_free char *target = xasprintf("/host%s", victim);
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_buffer struct buffer text = BUFFER_INIT(100);
	struct error err;

	(void)state;
	assert_int_equal(file_write(victim, bytes_of_text("whole\n"), 0644, &err), 0);
	assert_int_equal(symlink(target, hosts), 0);
	plan_root(&plan, root, "head -n 1 /etc/hosts");
	outcome = run_plan(&plan);
	assert_string_equal(outcome.text, "127.0.0.1 localhost\n");
	assert_int_equal(file_read(victim, &text, &err), 0);
	assert_string_equal(buffer_text(&text), "whole\n");
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_is_seen_and_never_written),
		cmocka_unit_test(what_is_written_over_a_root_stays_in_its_layer),
		cmocka_unit_test(a_link_in_a_root_leads_nowhere),
		cmocka_unit_test(a_file_that_is_a_link_is_replaced),
	};

	return cmocka_run_group_tests_name("root", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-root");
}

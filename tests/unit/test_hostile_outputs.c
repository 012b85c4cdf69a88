/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outputs that a run has made to do harm when they are taken out. */
#include "tests/unit/sandbox_scene.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "base/tree_copy.h"

enum { ENTRIES = 5000, DEPTH = 100 };
static const uint64_t most_bytes = UINT64_C(1) << 30;

/* What came of taking out what the script has left in /build/out. */
struct taken {
	struct outcome outcome;
	struct tree_copy copy;
	struct error err;
	int code;     /* of tree_copy() */
	char *folder; /* owned: where it is now */
};

static void
taken_release(struct taken *taken)
{
	struct error ignored;

	outcome_release(&taken->outcome);
	tree_copy_release(&taken->copy);
	tree_remove(taken->folder, &ignored);
	free(taken->folder);
}

#define cleanup_taken __attribute__((cleanup(taken_release)))

static struct taken
take(const char *script)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_free char *whole =
		xasprintf("mkdir /build/out && cd /build/out && %s", script);
	struct taken taken = { .copy = { .file_time = -1,
					 .entries = ENTRIES,
					 .bytes = most_bytes,
					 .depth = DEPTH } };
	cleanup_close int to = -1;

	plan_shell(&plan, whole);
	sandbox_plan_mount(&plan, MOUNT_SCRATCH, NULL, "/build");
	strings_add(&plan.outputs, "/build/out");
	taken.outcome = run_plan(&plan);
	assert_int_equal(taken.outcome.result.output_count, 1);
	assert_true(taken.outcome.result.outputs[0].fd >= 0);
	taken.folder = path_join(scratch, "taken");
	assert_int_equal(mkdir(taken.folder, 0755), 0);
	to = open(taken.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	taken.code = tree_copy(&taken.copy, taken.outcome.result.outputs[0].fd, to,
			       &taken.err);
	return taken;
}

static struct stat
look_at(const struct taken *taken, const char *name)
{
	cleanup_free char *path = path_join(taken->folder, name);
	struct stat about = { 0 };

	if (lstat(path, &about) < 0)
		fail_msg("%s: %s", name, strerror(errno));
	return about;
}

static bool
is_left_out(const struct taken *taken, const char *line)
{
	return strings_contain(&taken->copy.left_out, line);
}

/* 45: what they lead to is the host's, once they are there. */
static void
links_stay_links(void **state)
{
	cleanup_taken struct taken taken =
		take("ln -s /etc/passwd file; ln -s /etc folder; ln -s ../../.. up");

	(void)state;
	assert_int_equal(taken.code, 0);
	assert_int_equal(taken.copy.taken, 3);
	assert_true(S_ISLNK(look_at(&taken, "file").st_mode));
	assert_true(S_ISLNK(look_at(&taken, "folder").st_mode));
	assert_true(S_ISLNK(look_at(&taken, "up").st_mode));
}

/* 46: two names are one file; a file of the host gets no second name. */
static void
names_of_one_file_are_told_apart_from_the_hosts(void **state)
{
	cleanup_taken struct taken taken =
		take("echo x >a; ln a b; ln /usr/bin/env c; ln -L /bin/sh d; true");

	(void)state;
	assert_int_equal(taken.code, 0);
	assert_int_equal(look_at(&taken, "a").st_ino, look_at(&taken, "b").st_ino);
	assert_int_equal(taken.copy.taken, 2);
}

/* 47 and 49 */
static void
what_is_no_file_stays_behind(void **state)
{
	cleanup_taken struct taken taken =
		take("mkfifo pipe; mknod null c 1 3; mknod gone c 0 0; mknod disk b 8 0; "
		     "perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "
		     "\"socket\", Listen => 1)'; echo x >file");

	(void)state;
	assert_int_equal(taken.code, 0);
	assert_int_equal(taken.copy.taken, 1);
	assert_int_equal(taken.copy.left_out.count, 2);
	assert_true(is_left_out(&taken, "pipe: a pipe"));
	assert_true(is_left_out(&taken, "socket: a socket"));
}

/* 48 and 54 */
static void
no_privilege_comes_along(void **state)
{
	cleanup_taken struct taken taken =
		take("cp /usr/bin/env su; chmod 6755 su; cp /usr/bin/env cap; "
		     "/sbin/setcap cap_setuid=ep cap 2>/dev/null; "
		     "setfattr -n user.note -v x cap 2>/dev/null; true");
	cleanup_free char *cap = path_join(taken.folder, "cap");
	char list[256];

	(void)state;
	assert_int_equal(taken.code, 0);
	assert_int_equal(look_at(&taken, "su").st_mode & 07777, 0755);
	assert_true(is_left_out(&taken, "su: setuid or setgid was dropped"));
	assert_true(listxattr(cap, list, sizeof(list)) <= 0);
}

/* 50 */
static void
names_are_what_they_are(void **state)
{
	cleanup_taken struct taken taken =
		take("for n in 'a\nb' '-rf' ' ' \"$(printf '\\033[31m')\" \"$(printf "
		     "'\\377\\376')\" \"$(printf '%0255d' 0)\"; do : >./\"$n\"; done");
	static const char *const names[] = { "a\nb", "-rf", " ", "\033[31m", "\377\376" };

	(void)state;
	assert_int_equal(taken.code, 0);
	assert_int_equal(taken.copy.taken, 6);
	for (size_t i = 0; i < array_length(names); i++)
		assert_true(S_ISREG(look_at(&taken, names[i]).st_mode));
}

/* 51: a hole costs the run nothing. */
static void
a_hole_is_as_large_as_it_looks(void **state)
{
	cleanup_taken struct taken large = take("truncate -s 2G hole");

	(void)state;
	assert_int_equal(large.code, -1);
	assert_int_equal(large.err.kind, ERROR_LIMIT);
	assert_non_null(strstr(large.err.message, "hole: more than"));
}

static void
no_file_is_larger_than_one_may_be(void **state)
{
	cleanup_taken struct taken taken =
		take("truncate -s 1T hole 2>/dev/null; stat -c %s hole; rm hole");

	(void)state;
	assert_null(strstr(taken.outcome.text, "1099511627776"));
}

/* 42 */
static void
numbers_are_bounded(void **state)
{
	cleanup_taken struct taken taken =
		take("perl -e 'open F, \">\", $_ for 1 .. 20000'");

	(void)state;
	assert_int_equal(taken.code, -1);
	assert_int_equal(taken.err.kind, ERROR_LIMIT);
}

static void
depth_is_bounded(void **state)
{
	cleanup_taken struct taken taken =
		take("perl -e 'for (1 .. 1000) { mkdir \"d\"; chdir \"d\" }'");

	(void)state;
	assert_int_equal(taken.code, -1);
	assert_int_equal(taken.err.kind, ERROR_LIMIT);
}

/* 53 */
static void
what_is_closed_is_opened(void **state)
{
	cleanup_taken struct taken taken =
		take("mkdir closed; echo x >closed/file; chmod 0 closed/file closed");
	cleanup_free char *closed = path_join(taken.folder, "closed");

	(void)state;
	assert_int_equal(taken.code, 0);
	assert_int_equal(chmod(closed, 0755), 0);
	assert_int_equal(look_at(&taken, "closed/file").st_size, 2);
}

/* 55: the folder that comes out is the one that is there when all is dead. */
static void
an_output_that_was_replaced_is_refused(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan,
		   "mkdir /build/out; mv /build/out /build/x; ln -s /etc /build/out; "
		   "(trap '' TERM; while :; do rm /build/out; ln -s /usr /build/out; "
		   "done) & sleep 0.3");
	sandbox_plan_mount(&plan, MOUNT_SCRATCH, NULL, "/build");
	strings_add(&plan.outputs, "/build/out");
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.output_count, 1);
	assert_int_equal(outcome.result.outputs[0].fd, -1);
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_stay_links),
		cmocka_unit_test(names_of_one_file_are_told_apart_from_the_hosts),
		cmocka_unit_test(what_is_no_file_stays_behind),
		cmocka_unit_test(no_privilege_comes_along),
		cmocka_unit_test(names_are_what_they_are),
		cmocka_unit_test(a_hole_is_as_large_as_it_looks),
		cmocka_unit_test(no_file_is_larger_than_one_may_be),
		cmocka_unit_test(numbers_are_bounded),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(what_is_closed_is_opened),
		cmocka_unit_test(an_output_that_was_replaced_is_refused),
	};

	return cmocka_run_group_tests_name("hostile outputs", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-hostile-outputs");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Really runs things.  As root every test runs once more as an ordinary user. */
#include "tests/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/unit/sandbox_scene.h"

static void
an_exit_status_comes_back(void **state)
{
	cleanup_outcome struct outcome outcome =
		run_shell("echo out; echo err >&2; exit 7");

	(void)state;
	assert_int_equal(outcome.result.end, SANDBOX_EXITED);
	assert_int_equal(outcome.result.exit_code, 7);
	assert_string_equal(outcome.text, "out\nerr\n");
	assert_int_equal(outcome.result.tail.count, 2);
	assert_string_equal(outcome.result.tail.items[1], "err");
}

static void
a_signal_comes_back(void **state)
{
	cleanup_outcome struct outcome outcome = run_shell("kill -SEGV $$");
	cleanup_free char *words = sandbox_result_describe(&outcome.result);

	(void)state;
	assert_int_equal(outcome.result.end, SANDBOX_SIGNALED);
	assert_string_equal(words, "killed by SIGSEGV");
}

static void
a_program_that_is_not_there_is_told(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "no-such-program");
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.end, SANDBOX_NOT_STARTED);
	assert_non_null(strstr(outcome.result.reason, "no-such-program"));
}

static void
the_world_is_the_same_everywhere(void **state)
{
	(void)state;
	assert_output("id -u; id -g; hostname; pwd; umask; cat /etc/hostname",
		      "1000\n1000\ncupel\n/tmp\n0022\ncupel\n");
	assert_output("env | LC_ALL=C sort | grep -v ^PWD=",
		      "HOME=/home/cupel\nLC_ALL=C.UTF-8\nLOGNAME=cupel\n"
		      "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\n"
		      "SOURCE_DATE_EPOCH=0\nTZ=UTC\nUSER=cupel\n");
	assert_output("test -t 0 || test -t 1 || echo no terminal; wc -c < /dev/stdin",
		      "no terminal\n0\n");
	assert_output("ls /proc/self/fd | wc -l", "4\n"); /* ls itself opens the folder */
}

static void
the_host_is_not_there(void **state)
{
	cleanup_free char *script = xasprintf(
		"ls %s /root /home /host /var/lib /boot /mnt 2>/dev/null", scratch);

	(void)state;
	assert_output(script, "/home:\ncupel\n");
	assert_output("set -- /proc/[0-9]*; echo $#", "1\n"); /* the shell */
	assert_output("cat /proc/1/environ /proc/1/cmdline 2>/dev/null; echo", "\n");
	assert_output("ls /etc/shadow /etc/ssh 2>/dev/null; echo done", "done\n");
}

static void
nothing_of_the_world_can_be_written_but_what_is_private(void **state)
{
	(void)state;
	assert_output(
		"for f in /usr/x /etc/x /x /dev/x /proc/sys/kernel/core_pattern /bin/x; "
		"do "
		"(: > $f) 2>/dev/null && echo wrote $f; done; "
		"echo a > /tmp/a && echo b > $HOME/b && echo c > /dev/shm/c && echo fine",
		"fine\n");
}

static void
nothing_can_be_gained(void **state)
{
	(void)state;
	assert_output(
		"grep -E '^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp):' /proc/self/status",
		"CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n"
		"CapBnd:\t0000000000000000\nCapAmb:\t0000000000000000\n"
		"NoNewPrivs:\t1\nSeccomp:\t2\n");
	assert_output(
		"for c in 'mount -t tmpfs x /tmp' 'unshare -r true' 'umount /tmp' "
		"'chroot / true'; do $c 2>/dev/null && echo \"$c\"; done; echo none",
		"none\n");
	assert_output("kill -STOP 1 2>/dev/null; kill -KILL 1 2>/dev/null; echo alive",
		      "alive\n");
}

static void
there_is_no_network(void **state)
{
	(void)state;
	assert_output(
		"ls /proc/self/net >/dev/null; cut -d: -f1 /proc/net/dev | tail -n +3 | "
		"tr -d ' '; wc -l < /proc/net/route",
		"lo\n1\n");
}

static void
the_clock_on_the_wall_kills_the_whole_tree(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "trap '' TERM INT HUP; (setsid sleep 1000 &) ; (trap '' TERM; "
			  "while :; do sleep 1000; done) & sleep 1000");
	plan.limits.wall_milliseconds = 300;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.end, SANDBOX_TIMEOUT);
	assert_int_equal(outcome.result.limits.count, 1);
}

static void
what_stays_behind_is_counted_and_killed(void **state)
{
	cleanup_outcome struct outcome outcome =
		run_shell("(setsid sleep 1000 &) ; (setsid sleep 1000 &) ; exit 0");

	(void)state;
	assert_int_equal(outcome.result.end, SANDBOX_EXITED);
	assert_int_equal(outcome.result.exit_code, 0);
	assert_int_equal(outcome.result.leftovers, 2);
}

static void
the_log_stops_at_its_cap_and_counts_on(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "head -c 100000 /dev/zero | tr '\\0' x; echo; echo last");
	plan.limits.log_size = 1000;
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.log_size, 1000);
	assert_int_equal(outcome.result.log_dropped, 100006 - 1000);
	assert_int_equal(strlen(outcome.text), 1000);
	assert_string_equal(outcome.result.tail.items[outcome.result.tail.count - 1],
			    "last");
	assert_int_equal(outcome.result.limits.count, 1);
}

static void
limits_hold(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan,
		   "trap '' XFSZ; head -c 200000 /dev/zero > /tmp/a; stat -c %s /tmp/a; "
		   "ulimit -n; ulimit -c");
	plan.limits.file_size = 100000;
	plan.limits.open_files = 64;
	outcome = run_plan(&plan);
	assert_non_null(strstr(outcome.text, "100000\n64\n0\n"));
}

static void
what_the_plan_mounts_is_there(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_free char *shared = path_join(scratch, "shared");
	cleanup_free char *read_only = path_join(scratch, "fixed");
	cleanup_free char *made = path_join(shared, "made");
	struct error err;

	(void)state;
	assert_int_equal(folder_make(shared, &err), 0);
	assert_int_equal(folder_make(read_only, &err), 0);
	plan_shell(
		&plan,
		"cat /opt/note; readlink /opt/link; echo x > /build/made && echo made; "
		"(: > /fixed/x) 2>/dev/null || echo fixed; "
		"df -k --output=size /big | tail -n 1 | tr -d ' '");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, shared, "/build");
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, read_only, "/fixed");
	sandbox_plan_mount(&plan, MOUNT_SCRATCH, NULL, "/big");
	plan.mounts[plan.mount_count - 1].size = 8 << 20;
	sandbox_plan_file(&plan, "/opt/note", "a note\n");
	sandbox_plan_mount(&plan, MOUNT_LINK, "/opt/note", "/opt/link");
	outcome = run_plan(&plan);
	assert_string_equal(outcome.text, "a note\n/opt/note\nmade\nfixed\n8192\n");
	assert_true(file_exists(made));
}

static void
a_host_path_that_is_missing_is_refused(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct error err = { 0 };

	(void)state;
	plan_shell(&plan, "true");
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, "/no/such/folder", "/x");
	assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
	assert_non_null(strstr(err.message, "/no/such/folder"));
}

static volatile sig_atomic_t interrupted;

static void
cancel_on_first_line(void *context, const char *line)
{
	(void)context;
	(void)line;
	interrupted = 1;
}

static void
an_interrupt_ends_the_run(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	struct progress progress = { .line = cancel_on_first_line };
	struct cancel cancel = { .flag = &interrupted };
	struct error err;

	(void)state;
	interrupted = 0;
	plan_shell(&plan, "echo go; sleep 1000");
	assert_int_equal(sandbox_run(&result, &plan, &progress, &cancel, &err), 0);
	assert_int_equal(result.end, SANDBOX_INTERRUPTED);
}

static void
node_and_npm_run_inside(void **state)
{
	cleanup_outcome struct outcome outcome;

	(void)state;
	if (access("/usr/bin/node", X_OK) < 0 || access("/usr/bin/npm", X_OK) < 0) {
		print_message("# node or npm is not in /usr/bin\n");
		skip();
	}
	outcome = run_shell("node -e 'console.log(6*7)' && npm --version");
	assert_int_equal(outcome.result.exit_code, 0);
	assert_true(text_starts_with(outcome.text, "42\n"));
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exit_status_comes_back),
		cmocka_unit_test(a_signal_comes_back),
		cmocka_unit_test(a_program_that_is_not_there_is_told),
		cmocka_unit_test(the_world_is_the_same_everywhere),
		cmocka_unit_test(the_host_is_not_there),
		cmocka_unit_test(nothing_of_the_world_can_be_written_but_what_is_private),
		cmocka_unit_test(nothing_can_be_gained),
		cmocka_unit_test(there_is_no_network),
		cmocka_unit_test(the_clock_on_the_wall_kills_the_whole_tree),
		cmocka_unit_test(what_stays_behind_is_counted_and_killed),
		cmocka_unit_test(the_log_stops_at_its_cap_and_counts_on),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(what_the_plan_mounts_is_there),
		cmocka_unit_test(a_host_path_that_is_missing_is_refused),
		cmocka_unit_test(an_interrupt_ends_the_run),
		cmocka_unit_test(node_and_npm_run_inside),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-sandbox");
}

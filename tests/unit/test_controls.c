/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan asks of the host, what became of it, and how the world looks. */
#include "tests/unit/sandbox_scene.h"

#include <sys/stat.h>

/* Who is not root has nothing to hide. */
static bool
is_for_others(enum control control)
{
	return control == CONTROL_reserved_user && geteuid() != 0;
}

/* What is preferred and cannot be had is told; what is required is a refusal. */
static void
what_a_host_lacks_is_never_silent(void **state)
{
	static const enum control controls[] = {
		CONTROL_scopes,	       CONTROL_keyring,	    CONTROL_system_calls,
		CONTROL_boot_time,     CONTROL_addresses,   CONTROL_file_rights,
		CONTROL_reserved_user, CONTROL_setuid_files
	};

	(void)state;
	for (size_t i = 0; i < array_length(controls); i++) {
		if (is_for_others(controls[i]))
			continue;

		cleanup_plan struct sandbox_plan plan;
		cleanup_outcome struct outcome outcome;
		cleanup_sandbox_result struct sandbox_result result = { 0 };
		struct error err = { 0 };

		plan_shell(&plan, "echo ran");
		strings_add(&plan.pretended, control_name(controls[i]));
		plan.needs[controls[i]] = NEED_PREFERRED;
		outcome = run_plan(&plan);
		assert_string_equal(outcome.text, "ran\n");
		assert_int_equal(outcome.result.controls[controls[i]].state,
				 STATE_ABSENT);
		assert_int_equal(outcome.result.weakened.count, 1);
		assert_true(text_starts_with(outcome.result.weakened.items[0],
					     control_name(controls[i])));
		plan.needs[controls[i]] = NEED_REQUIRED;
		assert_int_equal(sandbox_run(&result, &plan, NULL, NULL, &err), -1);
		assert_int_equal(err.kind, ERROR_UNSUPPORTED);
		assert_non_null(strstr(err.message, "is required"));
	}
}

/* Everything that a plan can ask for, and none of it to be had. */
static void
plan_all(struct sandbox_plan *plan, enum control lacking)
{
	plan_shell(plan, "echo ran");
	plan->look.processors = 1;
	plan->look.clock = 0;
	plan->limits.disk = UINT64_C(1) << 30;
	plan->limits.memory_total = UINT64_C(1) << 30;
	strings_add(&plan->pretended, control_name(lacking));
}

static bool
is_told(const struct sandbox_result *result, enum control control)
{
	for (size_t i = 0; i < result->weakened.count; i++)
		if (text_starts_with(result->weakened.items[i], control_name(control)))
			return result->controls[control].state != STATE_ENFORCED &&
			       result->controls[control].why != NULL;
	return false;
}

/* It may be that nothing runs, in either case; or that it runs and is told. */
static void
no_control_is_missing_in_silence(void **state)
{
	(void)state;
	for (enum control i = 0; i < CONTROLS; i++)
		for (enum control_need need = NEED_PREFERRED; need <= NEED_REQUIRED;
		     need++) {
			if (is_for_others(i))
				continue;

			cleanup_plan struct sandbox_plan plan;
			cleanup_sandbox_result struct sandbox_result result = { 0 };
			struct error err = { 0 };

			plan_all(&plan, i);
			plan.needs[i] = need;
			if (sandbox_run(&result, &plan, NULL, NULL, &err) < 0) {
				assert_int_equal(err.kind, ERROR_UNSUPPORTED);
				assert_true(strlen(err.message) > 20);
			} else {
				assert_true(is_told(&result, i));
				assert_true(need == NEED_PREFERRED ||
					    result.controls[i].state == STATE_WEAKENED);
			}
		}
}

static void
without_user_namespaces_root_goes_on_and_others_do_not(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome = { 0 };
	struct error err = { 0 };

	(void)state;
	plan_shell(&plan, "touch ~/x /tmp/x && grep CapEff /proc/self/status; "
			  "test $(id -u) -gt 0 && echo user; kill -9 1 || echo alive");
	strings_add(&plan.pretended, "user_namespace");
	if (geteuid() != 0) {
		assert_int_equal(sandbox_run(&outcome.result, &plan, NULL, NULL, &err),
				 -1);
		assert_non_null(strstr(err.message, "sysctl user.max_user_namespaces"));
		return;
	}
	outcome = run_plan(&plan);
	assert_int_equal(outcome.result.controls[CONTROL_user_namespace].state,
			 STATE_WEAKENED);
	assert_true(text_starts_with(outcome.text, "CapEff:\t0000000000000000\nuser\n"));
	assert_true(text_ends_with(outcome.text, "alive\n"));
}

/* What is root's can be read, and what is written is root's again; of what is others'
 * nothing is. */
static void
owners_outside_are_as_they_were(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_free char *folder = path_join(scratch, "owned");
	cleanup_free char *made = path_join(folder, "made");
	cleanup_free char *secret = path_join(folder, "secret");
	cleanup_free char *others = path_join(folder, "others");
	struct stat about;
	struct error err;

	(void)state;
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(file_write(secret, bytes_of_text("secret\n"), 0600, &err), 0);
	assert_int_equal(file_write(others, bytes_of_text("others\n"), 0600, &err), 0);
	if (geteuid() == 0)
		assert_int_equal(chown(others, 12345, 12345), 0);
	plan_shell(&plan, "cat /w/secret; cat /w/others; touch /w/made; "
			  "echo >/dev/stdout again; mv /w/secret /w/moved");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, folder, "/w");
	outcome = run_plan(&plan);
	assert_true(text_starts_with(outcome.text, "secret\n"));
	assert_true(text_ends_with(outcome.text, "again\n"));
	assert_int_equal(strstr(outcome.text, "others\n") != NULL, geteuid() != 0);
	assert_int_equal(stat(made, &about), 0);
	assert_int_equal(about.st_uid, geteuid());
	assert_int_equal(about.st_gid, getegid());
	assert_int_equal(outcome.result.controls[CONTROL_reserved_user].state,
			 geteuid() == 0 ? STATE_ENFORCED : STATE_NOT_ASKED);
}

/* By every call that gives a file a mode. */
static void
no_file_of_the_host_is_made_setuid(void **state)
{
	/* Those of x86-64 by their numbers, where perl has no name for them. */
	static const char script[] =
		"cd /w; cp /bin/true t; "
		"chmod 4755 t && echo fchmodat; chmod g+s t && echo setgid; "
		"perl -e 'use Fcntl; use POSIX; open F, \"<t\"; "
		"chmod(06755, *F) and print \"fchmod\\n\"; "
		"chmod(04755, \"t\") and print \"chmod\\n\"; "
		"sysopen(G, \"a\", O_RDWR|O_CREAT, 04755) and print \"open\\n\"; "
		"sysopen(G, \"b\", O_RDWR|O_CREAT, 02755) and print \"setgid open\\n\"; "
		"sysopen(G, \".\", O_RDWR|020200000, 04755) and print \"nameless\\n\"; "
		"if ((POSIX::uname)[4] eq \"x86_64\") { "
		"my ($c, $n, $o, $h) = (\"c\", \"n\", \"o\", pack(\"Q3\", 0101, 04755, "
		"0)); "
		"syscall(85, $c, 04755) >= 0 and print \"creat\\n\"; "
		"syscall(133, $n, 0104755, 0) >= 0 and print \"mknod\\n\"; "
		"syscall(437, -100, $o, $h, 24) >= 0 and print \"openat2\\n\"; } "
		"sysopen(H, \"fine\", O_RDWR|O_CREAT, 0755) or print \"no open\\n\"; "
		"sysopen(H, \"t\", O_RDONLY, 06755) or print \"no reading\\n\"'; "
		"chmod 1755 t || echo no chmod; mkdir d && chmod 755 d || echo no "
		"folder; "
		"find . -perm /6000; test -e fine && echo whole";
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_free char *folder = path_join(scratch, "setuid");

	(void)state;
	if (access("/usr/bin/perl", X_OK) < 0)
		skip();
	assert_int_equal(mkdir(folder, 0755), 0);
	plan_shell(&plan, script);
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, folder, "/w");
	plan.needs[CONTROL_setuid_files] = NEED_REQUIRED;
	outcome = run_plan(&plan);
	assert_string_equal(
		outcome.text,
		"chmod: changing permissions of 't': Operation not permitted\n"
		"chmod: changing permissions of 't': Operation not permitted\n"
		"whole\n");
	assert_int_equal(outcome.result.controls[CONTROL_setuid_files].state,
			 STATE_ENFORCED);
}

/* /proc is of a kind that no kernel mounts with other owners. */
static void
where_owners_cannot_be_others_the_run_is_roots_and_whole(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;
	cleanup_sandbox_result struct sandbox_result refused = { 0 };
	struct error err;

	(void)state;
	if (geteuid() != 0)
		skip();
	plan_shell(&plan, "echo >/dev/stdout out; echo >/dev/stderr too");
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, "/proc/sys/kernel", "/k");
	outcome = run_plan(&plan);
	assert_string_equal(outcome.text, "out\ntoo\n");
	assert_int_equal(outcome.result.controls[CONTROL_reserved_user].state,
			 STATE_ABSENT);
	assert_int_equal(outcome.result.weakened.count, 1);
	assert_non_null(strstr(outcome.result.weakened.items[0], "/proc/sys/kernel"));
	plan.needs[CONTROL_reserved_user] = NEED_REQUIRED;
	assert_int_equal(sandbox_run(&refused, &plan, NULL, NULL, &err), -1);
	assert_int_equal(err.kind, ERROR_UNSUPPORTED);
}

static void
every_control_that_is_asked_for_is_told(void **state)
{
	cleanup_outcome struct outcome outcome = run_shell("true");

	(void)state;
	assert_int_equal(outcome.result.weakened.count, 0);
	assert_int_equal(outcome.result.controls[CONTROL_system_calls].state,
			 STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_scopes].state, STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_file_rights].state,
			 STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_process_limit].state,
			 STATE_ENFORCED);
	assert_int_equal(outcome.result.controls[CONTROL_clock].state, STATE_NOT_ASKED);
}

static void
the_user_and_the_names_are_the_plans(void **state)
{
	cleanup_plan struct sandbox_plan plan;
	cleanup_outcome struct outcome outcome;

	(void)state;
	plan_shell(&plan, "id -u; id -un; id -gn; hostname; hostname -d; umask; ls -d ~");
	replace_text(&plan.look.host_name, xstrdup("builder"));
	replace_text(&plan.look.domain_name, xstrdup("example"));
	replace_text(&plan.look.user_name, xstrdup("jane"));
	replace_text(&plan.look.group_name, xstrdup("makers"));
	replace_text(&plan.look.home, xstrdup("/srv/jane"));
	sandbox_plan_set(&plan, "HOME", "/srv/jane");
	plan.look.user = 1234;
	plan.look.file_mask = 002;
	outcome = run_plan(&plan);
	assert_true(text_starts_with(outcome.text, "1234\njane\nmakers\nbuilder\n"));
	assert_true(text_ends_with(outcome.text, "0002\n/srv/jane\n"));
}

static int
run_all(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_host_lacks_is_never_silent),
		cmocka_unit_test(no_control_is_missing_in_silence),
		cmocka_unit_test(without_user_namespaces_root_goes_on_and_others_do_not),
		cmocka_unit_test(owners_outside_are_as_they_were),
		cmocka_unit_test(no_file_of_the_host_is_made_setuid),
		cmocka_unit_test(
			where_owners_cannot_be_others_the_run_is_roots_and_whole),
		cmocka_unit_test(every_control_that_is_asked_for_is_told),
		cmocka_unit_test(the_user_and_the_names_are_the_plans),
	};

	return cmocka_run_group_tests_name("controls", tests, NULL, NULL);
}

int
main(void)
{
	return run_sandbox_tests(run_all, "test-controls");
}

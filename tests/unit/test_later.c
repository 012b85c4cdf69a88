/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/certificate_library.h"
#include "base/cleanup.h"
#include "base/later.h"
#include "base/libraries.h"
#include "compare/disassemble.h"
#include "compare/libraries.h"
#include "rebuild/curl_library.h"
#include "rebuild/microhttpd_library.h"

/* As libyaml declares them, but for one. */
const char *yaml_get_version_string(void);
void yaml_get_version(int *major, int *minor, int *patch);
int yaml_bake(int bread);

#define PRESENT_CALLS(CALL)                                                              \
	CALL(yaml_get_version_string)                                                    \
	CALL(yaml_get_version)

LATER_DECLARE(present, PRESENT_CALLS)
LATER_DEFINE(present, PRESENT_CALLS, LIBRARY_YAML)
LATER_DECLARE(crowded, PRESENT_CALLS)
LATER_DEFINE(crowded, PRESENT_CALLS, LIBRARY_YAML)
LATER_DECLARE(left, PRESENT_CALLS)
LATER_DEFINE(left, PRESENT_CALLS, LIBRARY_YAML)

#define CHANGED_CALLS(CALL)                                                              \
	CALL(yaml_get_version_string)                                                    \
	CALL(yaml_bake)

LATER_DECLARE(changed, CHANGED_CALLS)
LATER_DEFINE(changed, CHANGED_CALLS, LIBRARY_YAML)

#define ABSENT_CALLS(CALL) CALL(yaml_bake)

LATER_DECLARE(absent, ABSENT_CALLS)
LATER_DEFINE(absent, ABSENT_CALLS, "libcupel-absent.so.1")

static void
a_library_is_opened_by_its_first_call(void **state)
{
	int major = -1, minor = -1, patch = -1;
	cleanup_free char *version = NULL;

	(void)state;
	assert_false(later_is_open(&present_later));
	present_library()->yaml_get_version(&major, &minor, &patch);
	assert_true(later_is_open(&present_later));
	version = xasprintf("%d.%d.%d", major, minor, patch);
	assert_string_equal(present_library()->yaml_get_version_string(), version);
}

static void
a_library_that_is_absent_is_an_error(void **state)
{
	struct error err = { .kind = ERROR_NONE };

	(void)state;
	assert_int_equal(later_open(&absent_later, &err), -1);
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_non_null(
		strstr(err.message, "a library is missing: libcupel-absent.so.1"));
	assert_false(later_is_open(&absent_later));
}

static void
a_function_that_is_absent_is_an_error(void **state)
{
	struct error err = { .kind = ERROR_NONE };

	(void)state;
	assert_int_equal(later_open(&changed_later, &err), -1);
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_non_null(strstr(err.message, LIBRARY_YAML " has no yaml_bake"));
	assert_false(later_is_open(&changed_later));
}

static void
the_first_of_several_that_is_absent_is_told(void **state)
{
	struct later *const each[] = { &present_later, &absent_later, &changed_later };
	struct error err;

	(void)state;
	assert_int_equal(later_open_each(each, array_length(each), &err), -1);
	assert_non_null(strstr(err.message, "libcupel-absent.so.1"));
}

/* How a child ends that calls, and what it writes to standard error. */
static int
end_of(void (*call)(void), char *text, size_t size)
{
	int fds[2], status = -1;
	size_t length = 0;
	ssize_t more;
	pid_t child;

	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (child == 0) {
		dup2(fds[1], STDERR_FILENO);
		call();
		_exit(0);
	}
	close(fds[1]);
	while ((more = read(fds[0], text + length, size - 1 - length)) > 0)
		length += (size_t)more;
	close(fds[0]);
	text[length] = '\0';
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
call_absent(void)
{
	absent_library()->yaml_bake(1);
}

static void
call_changed(void)
{
	changed_library()->yaml_get_version_string();
}

static void
a_call_into_another_library_ends_the_program(void **state)
{
	char text[512];
	int status = end_of(call_changed, text, sizeof(text));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_string_equal(text, "cupel: a library is another one than cupel was built "
				  "for: " LIBRARY_YAML " has no yaml_bake\n");
}

static void
a_call_into_an_absent_library_ends_the_program(void **state)
{
	char text[512];
	int status = end_of(call_absent, text, sizeof(text));

	(void)state;
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_int_equal(strncmp(text, "cupel: a library is missing: libcupel-absent",
				 strlen("cupel: a library is missing: libcupel-absent")),
			 0);
}

/* What is open stays so; what is not, cannot be opened. */
static void
call_after_the_stop(void)
{
	struct error err;

	later_stop();
	if (present_library()->yaml_get_version_string() == NULL ||
	    later_open(&left_later, &err) == 0)
		_exit(1);
	left_library()->yaml_get_version_string();
}

static void
after_the_stop_nothing_is_opened(void **state)
{
	char text[512];
	int status;

	(void)state;
	present_library();
	status = end_of(call_after_the_stop, text, sizeof(text));
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 2);
	assert_string_equal(text, "cupel: " LIBRARY_YAML
				  " was not opened before this process was closed in\n");
}

static void *
call_crowded(void *context)
{
	pthread_barrier_wait(context);
	return (void *)(uintptr_t)crowded_library()->yaml_get_version_string();
}

static void
threads_may_open_the_same_at_once(void **state)
{
	enum { THREADS = 8 };
	pthread_t threads[THREADS];
	pthread_barrier_t start;

	(void)state;
	assert_int_equal(pthread_barrier_init(&start, NULL, THREADS), 0);
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, call_crowded, &start),
				 0);
	for (size_t i = 0; i < THREADS; i++) {
		void *version = NULL;

		assert_int_equal(pthread_join(threads[i], &version), 0);
		assert_ptr_equal(version, present_library()->yaml_get_version_string());
	}
	pthread_barrier_destroy(&start);
}

static void
all_that_cupel_calls_is_there(void **state)
{
	struct later *const of_rebuild[] = { &certificate_later, &curl_later,
					     &microhttpd_later };
	struct error err = { .message = "" };

	(void)state;
	if (base_libraries_open(&err) < 0 || compare_libraries_open(&err) < 0 ||
	    disassemble_prepare(&err) < 0 ||
	    later_open_each(of_rebuild, array_length(of_rebuild), &err) < 0)
		fail_msg("%s", err.message);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_library_is_opened_by_its_first_call),
		cmocka_unit_test(a_library_that_is_absent_is_an_error),
		cmocka_unit_test(a_function_that_is_absent_is_an_error),
		cmocka_unit_test(the_first_of_several_that_is_absent_is_told),
		cmocka_unit_test(a_call_into_an_absent_library_ends_the_program),
		cmocka_unit_test(a_call_into_another_library_ends_the_program),
		cmocka_unit_test(after_the_stop_nothing_is_opened),
		cmocka_unit_test(threads_may_open_the_same_at_once),
		cmocka_unit_test(all_that_cupel_calls_is_there),
	};

	return cmocka_run_group_tests_name("later", tests, NULL, NULL);
}

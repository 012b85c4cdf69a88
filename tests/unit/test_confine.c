/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/disassemble.h"
#include "sandbox/confine.h"
#include "sandbox/landlock.h"

enum { LIMIT = 1 << 20 };

static int
run(int (*function)(void *, struct buffer *, struct error *), void *context,
    const char *folder, struct buffer *out, struct error *err)
{
	struct confined confined = { .run = function,
				     .context = context,
				     .answer_limit = LIMIT,
				     .folder = folder };

	return confine_run(&confined, NULL, out, err);
}

static int
answer(void *context, struct buffer *out, struct error *err)
{
	(void)err;
	buffer_append_text(out, context);
	return 0;
}

static void
the_answer_comes_back(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;
	char text[] = "an answer";

	(void)state;
	assert_int_equal(run(answer, text, NULL, &out, &err), 0);
	assert_string_equal(buffer_text(&out), "an answer");
}

static int
refuse(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	buffer_append_text(out, "half an answer");
	return error_set(err, ERROR_UNSUPPORTED, "no such %s", "thing");
}

static void
an_error_comes_back_as_it_was(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(refuse, NULL, NULL, &out, &err), -1);
	assert_int_equal(err.kind, ERROR_UNSUPPORTED);
	assert_string_equal(err.message, "no such thing");
	assert_int_equal(out.size, 0);
}

static int
die(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	(void)err;
	buffer_append_text(out, "half an answer");
	signal(SIGABRT, SIG_DFL);
	abort();
}

static void
a_death_is_an_error_and_half_an_answer_is_none(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(die, NULL, NULL, &out, &err), -1);
	assert_int_equal(err.kind, ERROR_MALFORMED);
	assert_non_null(strstr(err.message, "SIGABRT"));
	assert_int_equal(out.size, 0);
}

static int
order_of_numbers(const void *a, const void *b)
{
	const unsigned *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static int
sort_in_child(void *context, struct buffer *out, struct error *err)
{
	enum { COUNT = 100000 };
	unsigned *numbers = xcalloc(COUNT, sizeof(*numbers));

	(void)context;
	(void)err;
	for (unsigned i = 0; i < COUNT; i++)
		numbers[i] = COUNT - i;
	qsort(numbers, COUNT, sizeof(*numbers), order_of_numbers);
	buffer_printf(out, "%u %u", numbers[0], numbers[COUNT - 1]);
	free(numbers);
	return 0;
}

static void
a_child_can_sort_what_is_large(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(sort_in_child, NULL, NULL, &out, &err), 0);
	assert_string_equal(buffer_text(&out), "1 100000");
}

static int
as_much_as_may_be(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	(void)err;
	for (size_t i = 0; i < LIMIT; i++)
		buffer_append_byte(out, 'x');
	return 0;
}

static void
an_answer_of_the_limit_comes_back(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(as_much_as_may_be, NULL, NULL, &out, &err), 0);
	assert_int_equal(out.size, LIMIT);
}

static int
too_much(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	(void)err;
	for (size_t i = 0; i <= LIMIT; i++)
		buffer_append_byte(out, 'x');
	return 0;
}

static void
an_answer_over_the_limit_is_an_error(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(2 * LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(too_much, NULL, NULL, &out, &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

static int
open_passwd(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	(void)err;
	buffer_append_text(out, open("/etc/passwd", O_RDONLY) < 0 ? "denied" : "open");
	return 0;
}

static int
make_socket(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	(void)err;
	buffer_append_text(out, socket(AF_INET, SOCK_STREAM, 0) < 0 ? "denied" : "open");
	return 0;
}

static void
files_and_sockets_kill(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(open_passwd, NULL, NULL, &out, &err), -1);
	assert_non_null(strstr(err.message, "SIGSYS"));
	assert_int_equal(run(make_socket, NULL, NULL, &out, &err), -1);
	assert_non_null(strstr(err.message, "SIGSYS"));
}

static int
write_around(void *context, struct buffer *out, struct error *err)
{
	int fd = open("inside", O_WRONLY | O_CREAT, 0644);

	(void)err;
	buffer_append_text(out, fd >= 0 && write(fd, "x", 1) == 1 ? "inside yes, "
								  : "inside no, ");
	buffer_append_text(out, open(context, O_WRONLY | O_CREAT, 0644) < 0
					? "outside no, "
					: "outside yes, ");
	buffer_append_text(out, open("/etc/passwd", O_RDONLY) < 0 ? "reading no"
								  : "reading yes");
	return 0;
}

static void
the_one_folder_may_be_written_and_no_other(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	cleanup_free char *scratch = NULL, *folder = NULL, *outside = NULL;
	struct error err;

	(void)state;
	if (landlock_version() < LANDLOCK_WITH_FILES) {
		print_message("# this kernel has no landlock\n");
		skip();
	}
	assert_int_equal(folder_make_scratch(&scratch, "/tmp", "test-confine", &err), 0);
	folder = path_join(scratch, "folder");
	outside = path_join(scratch, "outside");
	assert_int_equal(folder_make(folder, &err), 0);
	assert_int_equal(run(write_around, outside, folder, &out, &err), 0);
	assert_string_equal(buffer_text(&out), "inside yes, outside no, reading no");
	assert_false(file_exists(outside));
	assert_int_equal(tree_remove(scratch, &err), 0);
}

static int
forever(void *context, struct buffer *out, struct error *err)
{
	volatile unsigned count = 0;

	(void)context;
	(void)out;
	(void)err;
	for (;;)
		count++;
	return 0;
}

static void
an_interrupt_kills_the_child(void **state)
{
	static const volatile sig_atomic_t flag = 1;
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct confined confined = { .run = forever, .answer_limit = LIMIT };
	struct cancel cancel = { .flag = &flag };
	struct error err;

	(void)state;
	assert_int_equal(confine_run(&confined, &cancel, &out, &err), -1);
	assert_int_equal(err.kind, ERROR_INTERRUPTED);
}

static int
open_nothing(struct error *err)
{
	return error_set(err, ERROR_SYSTEM, "a library is missing");
}

static void
a_library_that_is_missing_is_told_before_anything_runs(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct confined confined = { .open = open_nothing,
				     .run = die,
				     .answer_limit = LIMIT };
	struct error err;

	(void)state;
	assert_int_equal(confine_run(&confined, NULL, &out, &err), -1);
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_string_equal(err.message, "a library is missing");
}

static int
open_capstone(void *context, struct buffer *out, struct error *err)
{
	(void)context;
	(void)out;
	return disassemble_prepare(err);
}

static void
the_child_opens_no_library_itself(void **state)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error err;

	(void)state;
	assert_int_equal(run(open_capstone, NULL, NULL, &out, &err), -1);
	assert_int_equal(err.kind, ERROR_SYSTEM);
	assert_string_equal(err.message, LIBRARY_CAPSTONE
			    " was not opened before this process was closed in");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_answer_comes_back),
		cmocka_unit_test(an_error_comes_back_as_it_was),
		cmocka_unit_test(a_death_is_an_error_and_half_an_answer_is_none),
		cmocka_unit_test(a_child_can_sort_what_is_large),
		cmocka_unit_test(an_answer_of_the_limit_comes_back),
		cmocka_unit_test(an_answer_over_the_limit_is_an_error),
		cmocka_unit_test(files_and_sockets_kill),
		cmocka_unit_test(the_one_folder_may_be_written_and_no_other),
		cmocka_unit_test(an_interrupt_kills_the_child),
		cmocka_unit_test(a_library_that_is_missing_is_told_before_anything_runs),
		cmocka_unit_test(the_child_opens_no_library_itself),
	};

	return cmocka_run_group_tests_name("confine", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/tree_copy.h"

#define cleanup_copy __attribute__((cleanup(tree_copy_release)))

static char *scratch;
static int from, to;

static int
make_folders(void **state)
{
	struct error err;

	(void)state;
	if (folder_make_scratch(&scratch, "/tmp", "test-copy", &err) < 0)
		return -1;
	assert_int_equal(chdir(scratch), 0);
	assert_int_equal(mkdir("from", 0755), 0);
	assert_int_equal(mkdir("to", 0755), 0);
	from = open("from", O_RDONLY | O_DIRECTORY);
	to = open("to", O_RDONLY | O_DIRECTORY);
	return from < 0 || to < 0 ? -1 : 0;
}

static int
drop_folders(void **state)
{
	struct error err;

	(void)state;
	close(from);
	close(to);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(tree_remove(scratch, &err), 0);
	free(scratch);
	return 0;
}

static void
put(const char *path, const char *content)
{
	struct error err;

	assert_int_equal(file_write(path, bytes_of_text(content), 0644, &err), 0);
}

static struct tree_copy
usual(void)
{
	return (struct tree_copy){ .file_time = -1, .depth = 20 };
}

static void
assert_copied(struct tree_copy *copy)
{
	struct error err;

	if (tree_copy(copy, from, to, &err) < 0)
		fail_msg("%s", err.message);
}

static void
assert_refused(struct tree_copy *copy, enum error_kind kind, const char *words)
{
	struct error err;

	assert_int_equal(tree_copy(copy, from, to, &err), -1);
	assert_int_equal(err.kind, kind);
	assert_non_null(strstr(err.message, words));
}

static void
files_folders_and_links_arrive(void **state)
{
	cleanup_copy struct tree_copy copy = usual();
	cleanup_buffer struct buffer content = BUFFER_INIT(100);
	struct stat about;
	struct error err;
	char target[20];

	(void)state;
	assert_int_equal(mkdir("from/sub", 0750), 0);
	put("from/sub/tool", "text\n");
	assert_int_equal(chmod("from/sub/tool", 0751), 0);
	assert_int_equal(symlink("../../etc/passwd", "from/link"), 0);
	assert_copied(&copy);
	assert_int_equal(file_read("to/sub/tool", &content, &err), 0);
	assert_string_equal(buffer_text(&content), "text\n");
	assert_int_equal(stat("to/sub/tool", &about), 0);
	assert_int_equal(about.st_mode & 07777, 0751);
	assert_int_equal(stat("to/sub", &about), 0);
	assert_int_equal(about.st_mode & 07777, 0750);
	assert_int_equal(readlink("to/link", target, sizeof(target)), 16);
	assert_memory_equal(target, "../../etc/passwd", 16);
	assert_int_equal(copy.taken, 3);
	assert_int_equal(copy.left_out.count, 0);
}

static void
two_names_of_one_file_stay_two_names(void **state)
{
	cleanup_copy struct tree_copy copy = usual();
	struct stat one, other;

	(void)state;
	assert_int_equal(mkdir("from/sub", 0755), 0);
	put("from/a", "text\n");
	assert_int_equal(link("from/a", "from/sub/b"), 0);
	assert_copied(&copy);
	assert_int_equal(stat("to/a", &one), 0);
	assert_int_equal(stat("to/sub/b", &other), 0);
	assert_int_equal(one.st_ino, other.st_ino);
	assert_int_equal(one.st_nlink, 2);
	assert_int_equal(copy.taken_bytes, 5);
}

/* One that a copier opens without care waits for a writer, for ever. */
static void
what_is_no_file_is_left_out(void **state)
{
	cleanup_copy struct tree_copy copy = usual();
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "from/socket" };
	cleanup_close int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_int_equal(mkfifo("from/pipe", 0644), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_copied(&copy);
	strings_sort(&copy.left_out);
	assert_int_equal(copy.left_out.count, 2);
	assert_string_equal(copy.left_out.items[0], "pipe: a pipe");
	assert_string_equal(copy.left_out.items[1], "socket: a socket");
	assert_int_equal(access("to/pipe", F_OK), -1);
}

static void
no_special_bit_is_kept(void **state)
{
	cleanup_copy struct tree_copy copy = usual();
	struct stat about;

	(void)state;
	put("from/su", "text\n");
	assert_int_equal(chmod("from/su", 06755), 0);
	assert_copied(&copy);
	assert_int_equal(stat("to/su", &about), 0);
	assert_int_equal(about.st_mode & 07777, 0755);
	assert_string_equal(copy.left_out.items[0], "su: setuid or setgid was dropped");
}

static void
holes_stay_holes_and_count(void **state)
{
	enum { SIZE = 64 << 20 };
	cleanup_copy struct tree_copy copy = usual(), bounded = usual();
	cleanup_close int fd = open("from/sparse", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	struct stat about;

	(void)state;
	assert_int_equal(pwrite(fd, "x", 1, SIZE / 2), 1);
	assert_int_equal(ftruncate(fd, SIZE), 0);
	bounded.bytes = SIZE - 1;
	assert_refused(&bounded, ERROR_LIMIT, "sparse: more than");
	assert_copied(&copy);
	assert_int_equal(stat("to/sparse", &about), 0);
	assert_int_equal(about.st_size, SIZE);
	assert_true(about.st_blocks < 1000);
}

static void
numbers_and_depth_are_bounded(void **state)
{
	cleanup_copy struct tree_copy copy = usual(), shallow = usual();

	(void)state;
	assert_int_equal(mkdir("from/a", 0755), 0);
	assert_int_equal(mkdir("from/a/b", 0755), 0);
	assert_int_equal(mkdir("from/a/b/c", 0755), 0);
	copy.entries = 2;
	assert_refused(&copy, ERROR_LIMIT, "more than 2 files");
	assert_int_equal(rmdir("to/a/b/c") == 0 || errno == ENOENT, 1);
	assert_int_equal(rmdir("to/a/b"), 0);
	assert_int_equal(rmdir("to/a"), 0);
	shallow.depth = 2;
	assert_refused(&shallow, ERROR_LIMIT, "a/b/c: folders deeper than 2");
}

static void
what_may_not_be_read_is_made_readable_or_told(void **state)
{
	cleanup_copy struct tree_copy copy = usual();

	(void)state;
	put("from/secret", "text\n");
	assert_int_equal(chmod("from/secret", 0), 0);
	assert_int_equal(mkdir("from/closed", 0755), 0);
	put("from/closed/x", "text\n");
	assert_int_equal(chmod("from/closed", 0), 0);
	assert_copied(&copy);
	assert_int_equal(chmod("to/closed", 0755), 0);
	assert_int_equal(access("to/closed/x", R_OK), 0);
}

static void
times_are_as_they_were_or_as_asked(void **state)
{
	enum { THEN = 1000000000 };
	cleanup_copy struct tree_copy copy = usual();
	struct stat about;

	(void)state;
	assert_int_equal(mkdir("from/sub", 0755), 0);
	put("from/sub/a", "text\n");
	copy.file_time = THEN;
	assert_copied(&copy);
	assert_int_equal(stat("to/sub/a", &about), 0);
	assert_int_equal(about.st_mtim.tv_sec, THEN);
	assert_int_equal(stat("to/sub", &about), 0);
	assert_int_equal(about.st_mtim.tv_sec, THEN);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_folders, drop_folders)
	const struct CMUnitTest tests[] = {
		TEST(files_folders_and_links_arrive),
		TEST(two_names_of_one_file_stay_two_names),
		TEST(what_is_no_file_is_left_out),
		TEST(no_special_bit_is_kept),
		TEST(holes_stay_holes_and_count),
		TEST(numbers_and_depth_are_bounded),
		TEST(what_may_not_be_read_is_made_readable_or_told),
		TEST(times_are_as_they_were_or_as_asked),
	};

	return cmocka_run_group_tests_name("tree_copy", tests, NULL, NULL);
}

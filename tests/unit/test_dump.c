/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "rebuild/dump.h"

enum { ROOM = 1 << 16 };

static uint8_t room[ROOM];
static char *scratch;

static int
make_scratch(void **state)
{
	struct error err;

	(void)state;
	return folder_make_scratch(&scratch, ".", "dump", &err);
}

static int
remove_scratch(void **state)
{
	struct error err;
	int removed = tree_remove(scratch, &err);

	(void)state;
	free(scratch);
	return removed;
}

static void
assert_name(const char *path, const char *expected)
{
	cleanup_free char *name = dump_name(bytes_of_text(path));

	assert_string_equal(name, expected);
}

static void
a_name_is_the_path(void **state)
{
	(void)state;
	assert_name("x-1.0.0.tgz//package/lib/index.js",
		    "x-1.0.0.tgz/package/lib/index.js");
	assert_name("a.deb//data.tar.xz//./usr/bin/x", "a.deb/data.tar.xz/%2E/usr/bin/x");
	assert_name("x//@s/a+b=c,d_e-f.g", "x/@s/a+b=c,d_e-f.g");
}

static void
a_name_leads_nowhere_else(void **state)
{
	(void)state;
	assert_name("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd");
	assert_name("/etc/passwd", "etc/passwd");
	assert_name("x///etc//passwd/", "x/etc/passwd");
	assert_name("..", "%2E%2E");
	assert_name("...", "...");
	assert_name("-rf", "%2Drf");
	assert_name("a\\x0ab c:d*e\x1b\xff", "a%5Cx0ab%20c%3Ad%2Ae%1B%FF");
	assert_name("~1/x", "%7E1/x");
	assert_name("", "~path~e3b0c44298fc1c14");
	assert_name("///", "~path~732c4e9711639ed1");
}

static void
a_name_is_bounded(void **state)
{
	static char path[100000];
	cleanup_free char *one = NULL, *deep = NULL, *wide = NULL;

	(void)state;
	memset(path, 'a', sizeof(path) - 1);
	one = dump_name(bytes_of_text(path));
	assert_in_range(strlen(one), 20, 120);
	assert_non_null(strchr(one, '~'));
	for (size_t i = 1; i < sizeof(path) - 1; i += 2)
		path[i] = '/';
	deep = dump_name(bytes_of_text(path));
	assert_int_equal(strncmp(deep, "~path~", 6), 0);
	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = i % 91 == 90 ? '/' : 'b';
	path[20 * 91] = '\0';
	wide = dump_name(bytes_of_text(path));
	assert_int_equal(strncmp(wide, "~path~", 6), 0);
}

static struct leaves
fresh_room(void)
{
	memset(room, 0, sizeof(room));
	return (struct leaves){ .room = BYTES_OF(room) };
}

static void
add(const struct leaves *leaves, const char *path, const char *published,
    const char *rebuilt)
{
	leaves_add(leaves,
		   &(struct leaf){ .path = bytes_of_text(path),
				   .published = bytes_of_text(published ? published : ""),
				   .rebuilt = bytes_of_text(rebuilt ? rebuilt : ""),
				   .in_published = published != NULL,
				   .in_rebuilt = rebuilt != NULL });
}

/* Writes the leaves into a fresh folder of this name; the caller frees its path. */
static char *
dumped(const char *name, const struct leaves *leaves)
{
	char *folder = path_join(scratch, name);
	struct dump *dump = NULL;
	struct error err = { 0 };

	assert_int_equal(dump_open(&dump, folder, &err), 0);
	if (dump_write(dump, leaves, &err) < 0)
		fail_msg("%s", err.message);
	dump_close(dump);
	return folder;
}

static void
assert_file(const char *folder, const char *name, const char *content)
{
	cleanup_free char *path = path_join(folder, name);
	cleanup_buffer struct buffer out = BUFFER_INIT(ROOM);
	struct error err = { 0 };
	struct stat about;

	if (file_read(path, &out, &err) < 0)
		fail_msg("%s", err.message);
	assert_string_equal(buffer_text(&out), content);
	assert_int_equal(lstat(path, &about), 0);
	assert_true(S_ISREG(about.st_mode));
	assert_int_equal(about.st_mode & 07777, 0644);
}

static void
both_sides_have_one_name(void **state)
{
	struct leaves leaves = fresh_room();
	cleanup_free char *folder = NULL, *absent = NULL;

	(void)state;
	add(&leaves, "x//a/b", "one", "two");
	add(&leaves, "x//c", "three", NULL);
	folder = dumped("both", &leaves);
	assert_file(folder, "published/x/a/b", "one");
	assert_file(folder, "rebuilt/x/a/b", "two");
	assert_file(folder, "published/x/c", "three");
	absent = path_join(folder, "rebuilt/x/c");
	assert_false(file_exists(absent));
}

static void
names_that_collide_stand_aside(void **state)
{
	struct leaves leaves = fresh_room();
	cleanup_free char *folder = NULL;

	(void)state;
	add(&leaves, "x//a", "1", "1");
	add(&leaves, "x///a", "2", "2");
	add(&leaves, "x//a/b", "3", "3"); /* a file above is in the way */
	add(&leaves, "x//c/d", "4", NULL);
	add(&leaves, "x//c", "5", "5"); /* on one side there is a folder */
	folder = dumped("collide", &leaves);
	assert_file(folder, "published/x/a", "1");
	assert_file(folder, "rebuilt/~2/x/a", "2");
	assert_file(folder, "published/~3/x/a/b", "3");
	assert_file(folder, "published/x/c/d", "4");
	assert_file(folder, "published/~5/x/c", "5");
	assert_file(folder, "rebuilt/~5/x/c", "5");
}

static void
the_list_says_what_is_what(void **state)
{
	struct leaves leaves = fresh_room();
	cleanup_free char *folder = NULL, *path = NULL;
	cleanup_buffer struct buffer text = BUFFER_INIT(ROOM);
	cleanup_json struct json *list = NULL;
	struct error err = { 0 };
	const struct json *line;

	(void)state;
	add(&leaves, "x//..//\xff", "1", NULL);
	folder = dumped("list", &leaves);
	path = path_join(folder, "leaves.json");
	assert_int_equal(file_read(path, &text, &err), 0);
	assert_int_equal(json_parse(&list, buffer_bytes(&text), &err), 0);
	line = json_at(json_get(list, "leaves"), 0);
	assert_string_equal(json_get_text(line, "path"), "x//..//\\xff");
	assert_string_equal(json_get_text(line, "published"), "published/x/%2E%2E/%FF");
	assert_int_equal(json_kind(json_get(line, "rebuilt")), JSON_KIND_NULL);
	assert_int_equal(json_get_number(list, "left_out", -1), 0);
}

static void
a_folder_with_something_in_it_is_refused(void **state)
{
	struct leaves leaves = fresh_room();
	cleanup_free char *folder = NULL;
	struct dump *dump = NULL;
	struct error err = { 0 };

	(void)state;
	folder = dumped("twice", &leaves);
	assert_int_equal(dump_open(&dump, folder, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_int_equal(dump_open(&dump, "/dev/null", &err), -1);
	assert_int_equal(dump_open(&dump, "/proc/nonexistent", &err), -1);
}

/* Somebody else who can write there gains nothing by a link. */
static void
a_link_is_never_followed(void **state)
{
	struct leaves leaves = fresh_room();
	cleanup_free char *folder = path_join(scratch, "link"), *inside = NULL,
			  *outside = NULL;
	struct dump *dump = NULL;
	struct error err = { 0 };

	(void)state;
	add(&leaves, "x//a", "1", NULL);
	add(&leaves, "y", "2", NULL);
	assert_int_equal(dump_open(&dump, folder, &err), 0);
	inside = path_join(folder, "published");
	assert_int_equal(mkdir(inside, 0755), 0);
	outside = path_join(scratch, "outside");
	assert_int_equal(mkdir(outside, 0755), 0);
	replace_text(&inside, xasprintf("%s/published/x", folder));
	assert_int_equal(symlink("../../outside", inside), 0);
	replace_text(&inside, xasprintf("%s/published/y", folder));
	assert_int_equal(symlink("../../outside/y", inside), 0);
	assert_int_equal(dump_write(dump, &leaves, &err), 0);
	dump_close(dump);
	assert_file(folder, "published/~1/x/a", "1");
	assert_file(folder, "published/~2/y", "2");
	assert_int_equal(rmdir(outside), 0); /* still empty */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_the_path),
		cmocka_unit_test(a_name_leads_nowhere_else),
		cmocka_unit_test(a_name_is_bounded),
		cmocka_unit_test(both_sides_have_one_name),
		cmocka_unit_test(names_that_collide_stand_aside),
		cmocka_unit_test(the_list_says_what_is_what),
		cmocka_unit_test(a_folder_with_something_in_it_is_refused),
		cmocka_unit_test(a_link_is_never_followed),
	};

	return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}

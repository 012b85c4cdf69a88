/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "rebuild/corpus_build.h"

enum { LIMIT = 1 << 20, WINDOW = 64 << 20 };

struct scene {
	struct session session;
	char *path; /* of the corpus */
};

static int
make_scene(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	struct error err;

	*state = scene;
	if (folder_make_scratch(&scene->session.scratch, "/tmp", "test-corpus", &err) < 0)
		return -1;
	scene->path = path_join(scene->session.scratch, "corpus");
	return 0;
}

static int
drop_scene(void **state)
{
	struct scene *scene = *state;
	struct error err;
	int code = tree_remove(scene->session.scratch, &err);

	free(scene->path);
	session_release(&scene->session);
	free(scene);
	return code;
}

static void
add(struct corpus_draft *draft, const char *project, const char *version,
    const char *path, const char *content)
{
	struct error err;

	assert_int_equal(corpus_draft_add(draft, project, version, path,
					  bytes_of_text(content), &err),
			 0);
}

/* Two versions of a.m4, of which gnulib has one too, and a file of another name with the
 * bytes of the first. */
static void
write_small(const struct scene *scene)
{
	cleanup_corpus_draft struct corpus_draft *draft = NULL;
	struct error err;

	assert_int_equal(corpus_draft_open(&draft, &scene->session, &err), 0);
	add(draft, "gettext", "1", "m4/a.m4", "first\n");
	add(draft, "gettext", "2", "m4/a.m4", "second\n");
	add(draft, "gettext", "3", "lib/a.m4", "first\n");
	add(draft, "gnulib", "2024-01-01 0123456789ab", "m4/a.m4", "first\n");
	add(draft, "gnulib", "2024-01-01 0123456789ab", "build-aux/b", "first\n");
	corpus_draft_complete(draft, "gnulib", 1704067200);
	assert_int_equal(corpus_draft_count(draft), 4);
	assert_int_equal(corpus_draft_write(draft, scene->path, &err), 0);
}

static void
open_small(struct corpus **corpus, const struct scene *scene)
{
	struct error err;

	write_small(scene);
	assert_int_equal(corpus_open(corpus, scene->path, &err), 0);
}

static size_t
find(const struct corpus *corpus, const char *content, size_t *first)
{
	char blob[DIGEST_HEX_MAX];

	digest_git_blob(bytes_of_text(content), blob);
	return corpus_find(corpus, blob, first);
}

static void
bytes_are_found_with_the_first_version_of_each_project(void **state)
{
	cleanup_corpus struct corpus *corpus = NULL;
	struct corpus_entry entry;
	size_t first;

	open_small(&corpus, *state);
	assert_int_equal(corpus_entry_count(corpus), 4);
	assert_int_equal(find(corpus, "second\n", &first), 1);
	entry = corpus_entry_at(corpus, first);
	assert_string_equal(entry.project.name, "gettext");
	assert_string_equal(entry.version, "2");
	assert_string_equal(entry.path, "m4/a.m4");
	assert_int_equal(find(corpus, "first\n", &first), 3);
	entry = corpus_entry_at(corpus, first);
	assert_string_equal(entry.project.name, "gettext");
	assert_string_equal(entry.version, "1");
	assert_int_equal(find(corpus, "third\n", &first), 0);
	assert_int_equal(corpus_find(corpus, "first", &first), 0);
}

static void
contents_stand_under_their_name(void **state)
{
	cleanup_corpus struct corpus *corpus = NULL;
	cleanup_buffer struct buffer all = BUFFER_INIT(LIMIT);
	struct decoding decoding = { .memory = WINDOW, .out = &all };
	struct corpus_entry entry;
	size_t first, unpacked;
	int64_t name;
	struct error err;

	open_small(&corpus, *state);
	name = corpus_name_find(corpus, "a.m4");
	assert_true(name >= 0);
	assert_int_equal(corpus_name_find(corpus, "c.m4"), -1);
	decoding.encoded = corpus_name_frame(corpus, (size_t)name, &unpacked);
	assert_int_equal(decode_zstd(&decoding, &err), 0);
	assert_int_equal(all.size, unpacked);
	assert_true(bytes_equal_text(buffer_bytes(&all), "first\nsecond\n"));
	assert_int_equal(find(corpus, "second\n", &first), 1);
	entry = corpus_entry_at(corpus, first);
	assert_int_equal(entry.name, name);
	assert_int_equal(entry.offset, 6);
	assert_int_equal(entry.size, 7);
}

static void
only_a_history_makes_whole_and_a_person_vouches(void **state)
{
	cleanup_corpus struct corpus *corpus = NULL;

	open_small(&corpus, *state);
	assert_int_equal(corpus_project_count(corpus), 2);
	assert_false(corpus_project_at(corpus, 0).whole);
	assert_true(corpus_project_at(corpus, 1).whole);
	assert_int_equal(corpus_project_at(corpus, 1).newest, 1704067200);
	assert_true(corpus_project_at(corpus, 1).vouched);
	assert_false(corpus_project_at(corpus, 0).vouched);
	corpus_trust(corpus);
	assert_false(corpus_project_at(corpus, 0).whole);
	assert_true(corpus_project_at(corpus, 0).vouched);
}

static void
the_same_draft_gives_the_same_file(void **state)
{
	const struct scene *scene = *state;
	cleanup_buffer struct buffer first = BUFFER_INIT(LIMIT),
				     second = BUFFER_INIT(LIMIT);
	struct error err;

	write_small(scene);
	assert_int_equal(file_read(scene->path, &first, &err), 0);
	write_small(scene);
	assert_int_equal(file_read(scene->path, &second, &err), 0);
	assert_true(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
}

static int
open_bytes(const struct scene *scene, struct bytes bytes, struct error *err)
{
	cleanup_corpus struct corpus *corpus = NULL;
	cleanup_buffer struct buffer out = BUFFER_INIT(LIMIT);
	struct error ignored;

	assert_int_equal(file_write(scene->path, bytes, 0644, &ignored), 0);
	if (corpus_open(&corpus, scene->path, err) < 0)
		return -1;
	/* What is opened can be read to its last number. */
	corpus_to_text(corpus, &out);
	for (size_t i = 0; i < corpus_entry_count(corpus); i++)
		(void)corpus_entry_at(corpus, i);
	return 0;
}

static void
a_cut_corpus_is_refused(void **state)
{
	const struct scene *scene = *state;
	cleanup_buffer struct buffer whole = BUFFER_INIT(LIMIT);
	struct error err = { 0 };

	write_small(scene);
	assert_int_equal(file_read(scene->path, &whole, &err), 0);
	for (size_t size = 0; size < whole.size; size++) {
		assert_int_equal(open_bytes(scene,
					    bytes_slice(buffer_bytes(&whole), 0, size),
					    &err),
				 -1);
		assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

/* Whatever a byte becomes, the corpus is refused, or read without leaving it. */
static void
a_changed_byte_leads_nowhere(void **state)
{
	const struct scene *scene = *state;
	cleanup_buffer struct buffer whole = BUFFER_INIT(LIMIT);
	struct error err = { 0 };

	write_small(scene);
	assert_int_equal(file_read(scene->path, &whole, &err), 0);
	for (size_t i = 0; i < whole.size; i++) {
		static const uint8_t others[] = { 0, 0x7f, 0xff };
		uint8_t byte = whole.data[i];

		for (size_t j = 0; j < sizeof(others); j++) {
			whole.data[i] = others[j];
			(void)open_bytes(scene, buffer_bytes(&whole), &err);
		}
		whole.data[i] = byte;
	}
}

static void
a_draft_without_files_is_no_corpus(void **state)
{
	const struct scene *scene = *state;
	cleanup_corpus_draft struct corpus_draft *draft = NULL;
	struct error err;

	assert_int_equal(corpus_draft_open(&draft, &scene->session, &err), 0);
	assert_int_equal(corpus_draft_write(draft, scene->path, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
}

static void
what_others_copy_is_wanted_by_name_and_folder(void **state)
{
	(void)state;
	assert_true(corpus_wants("m4/", "po.m4"));
	assert_true(corpus_wants("lib/", "install-sh"));
	assert_true(corpus_wants("x/build-aux/", "anything"));
	assert_true(corpus_wants("build-aux/", "anything"));
	assert_false(corpus_wants("my-build-aux/", "anything"));
	assert_false(corpus_wants("lib/", "main.c"));
}

#define CORPUS_TEST(test) cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CORPUS_TEST(bytes_are_found_with_the_first_version_of_each_project),
		CORPUS_TEST(contents_stand_under_their_name),
		CORPUS_TEST(only_a_history_makes_whole_and_a_person_vouches),
		CORPUS_TEST(the_same_draft_gives_the_same_file),
		CORPUS_TEST(a_cut_corpus_is_refused),
		CORPUS_TEST(a_changed_byte_leads_nowhere),
		CORPUS_TEST(a_draft_without_files_is_no_corpus),
		CORPUS_TEST(what_others_copy_is_wanted_by_name_and_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

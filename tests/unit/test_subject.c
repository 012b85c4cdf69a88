/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folders: what of them is compared, and what cannot be. */
#include "compare/subject.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/unit/archives.h"

/* Two folders in a scratch one. */
struct scene {
	char *scratch, *ours, *theirs;
};

static int
set_up(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	struct error err;

	*state = scene;
	if (folder_make_scratch(&scene->scratch, ".", "subject", &err) < 0)
		return -1;
	scene->ours = path_join(scene->scratch, "ours");
	scene->theirs = path_join(scene->scratch, "theirs");
	return folder_make(scene->ours, &err) < 0 ? -1 : folder_make(scene->theirs, &err);
}

static int
tear_down(void **state)
{
	struct scene *scene = *state;
	struct error err;

	(void)tree_remove(scene->scratch, &err);
	free(scene->scratch);
	free(scene->ours);
	free(scene->theirs);
	free(scene);
	return 0;
}

static void
put(const char *folder, const char *name, const char *content, mode_t mode)
{
	cleanup_free char *path = path_join(folder, name);
	struct error err;

	assert_int_equal(file_write(path, bytes_of_text(content), 0644, &err), 0);
	assert_int_equal(chmod(path, mode), 0);
}

static void
link_to(const char *folder, const char *target, const char *name)
{
	cleanup_free char *path = path_join(folder, name);

	assert_int_equal(symlink(target, path), 0);
}

static void
give_name(const char *folder, const char *old, const char *new)
{
	cleanup_free char *from = path_join(folder, old), *to = path_join(folder, new);

	assert_int_equal(link(from, to), 0);
}

static void
compare_with(struct comparison *out, const struct scene *scene,
	     struct comparison_options *options)
{
	struct subject *ours = NULL, *theirs = NULL;
	struct error err;

	assert_int_equal(subject_open(&ours, scene->ours, &err), 0);
	assert_int_equal(subject_open(&theirs, scene->theirs, &err), 0);
	comparison_release(out);
	assert_int_equal(comparison_run(out, ours, theirs, options, &err), 0);
	subject_close(ours);
	subject_close(theirs);
}

static void
compare(struct comparison *out, const struct scene *scene)
{
	struct comparison_options options;

	comparison_options_init(&options);
	compare_with(out, scene, &options);
	assert_int_equal(out->accounting.differing, out->accounting.found +
							    out->accounting.normalized +
							    out->accounting.follows);
}

static void
assert_finding(const struct comparison *comparison, const char *path, const char *key,
	       enum severity severity)
{
	for (size_t i = 0; i < comparison->finding_count; i++) {
		const struct finding *finding = &comparison->findings[i];

		if (strcmp(finding->path, path) != 0 || strcmp(finding->key, key) != 0)
			continue;
		assert_int_equal(finding->severity, severity);
		return;
	}
	fail_msg("nothing found at %s: %s", path, key);
}

static void
the_same_twice_is_identical(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };

	put(scene->ours, "a", "one\n", 0644);
	put(scene->theirs, "a", "one\n", 0644);
	link_to(scene->ours, "a", "b");
	link_to(scene->theirs, "a", "b");
	give_name(scene->ours, "a", "c");
	give_name(scene->theirs, "a", "c");
	compare(&comparison, scene);
	assert_int_equal(comparison.outcome, OUTCOME_IDENTICAL);
}

static void
a_file_that_becomes_setuid_is_an_alarm(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };

	put(scene->ours, "tool", "code", 04755);
	put(scene->theirs, "tool", "code", 0755);
	compare(&comparison, scene);
	assert_finding(&comparison, "ours//tool", "mode", SEVERITY_ALARM);
	assert_int_equal(comparison.finding_count, 1);
}

static void
an_executable_more_is_an_alarm_and_a_file_more_is_none(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };

	put(scene->ours, "tool", "code", 0755);
	put(scene->ours, "text", "words", 0644);
	compare(&comparison, scene);
	assert_finding(&comparison, "ours//tool", "member", SEVERITY_ALARM);
	assert_finding(&comparison, "ours//text", "member", SEVERITY_CHANGE);
}

static void
another_kind_of_file_and_another_target_are_alarms(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_free char *pipe = path_join(scene->ours, "pipe");

	assert_int_equal(mkfifo(pipe, 0644), 0);
	put(scene->theirs, "pipe", "", 0644);
	link_to(scene->ours, "/etc/passwd", "link");
	link_to(scene->theirs, "file", "link");
	link_to(scene->ours, "file", "was-a-file");
	put(scene->theirs, "was-a-file", "text", 0644);
	compare(&comparison, scene);
	assert_finding(&comparison, "ours//pipe", "type", SEVERITY_ALARM);
	assert_finding(&comparison, "ours//link", "linkpath", SEVERITY_ALARM);
	assert_finding(&comparison, "ours//was-a-file", "type", SEVERITY_ALARM);
}

/* What is written to one of them changes the other. */
static void
names_of_one_file_are_told_from_copies(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };

	put(scene->ours, "a", "one\n", 0644);
	put(scene->ours, "b", "one\n", 0644);
	give_name(scene->ours, "a", "z");
	put(scene->theirs, "a", "one\n", 0644);
	put(scene->theirs, "b", "one\n", 0644);
	give_name(scene->theirs, "b", "z");
	compare(&comparison, scene);
	assert_int_equal(comparison.finding_count, 1);
	assert_finding(&comparison, "ours//z", "linkpath", SEVERITY_ALARM);
	assert_string_equal(comparison.findings[0].published.value, "a");
	assert_string_equal(comparison.findings[0].rebuilt.value, "b");
}

/* A name outside of the folder is not of it: a store keeps a second one of each file. */
static void
a_name_elsewhere_says_nothing(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };

	put(scene->scratch, "store", "one\n", 0644);
	give_name(scene->scratch, "store", "ours/a");
	put(scene->theirs, "a", "one\n", 0644);
	compare(&comparison, scene);
	assert_int_equal(comparison.outcome, OUTCOME_IDENTICAL);
}

static void
an_extended_attribute_is_an_alarm(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_free char *path = path_join(scene->ours, "a");

	put(scene->ours, "a", "one\n", 0644);
	put(scene->theirs, "a", "one\n", 0644);
	if (setxattr(path, "user.tool", "x", 1, 0) < 0)
		return; /* this file system has none */
	compare(&comparison, scene);
	assert_finding(&comparison, "ours//a", "record:xattr.user.tool", SEVERITY_ALARM);
}

static void
owners_are_covered_by_a_rule_and_are_no_secret(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_free char *path = path_join(scene->ours, "a");
	struct comparison_options options;

	if (geteuid() != 0)
		return; /* nobody else may give a file away */
	comparison_options_init(&options);
	put(scene->ours, "a", "one\n", 0644);
	put(scene->theirs, "a", "one\n", 0644);
	assert_int_equal(chown(path, 1000, 1000), 0);
	compare_with(&comparison, scene, &options);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_string_equal(comparison.normalized[0].rule, "folder-owner/1");
	options.profile = "strict";
	compare_with(&comparison, scene, &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_finding(&comparison, "ours//a", "uid", SEVERITY_NOTE);
}

/* An owner is no excuse for what it may do. */
static void
a_rule_for_owners_covers_no_mode(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	comparison_options_init(&options);
	options.profile = "archive";
	put(scene->ours, "a", "one\n", 02755);
	put(scene->theirs, "a", "one\n", 0755);
	compare_with(&comparison, scene, &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(comparison.suspicious);
}

static void
what_cannot_be_read_makes_it_incomplete(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };

	if (geteuid() == 0)
		return; /* who may read everything */
	put(scene->ours, "a", "one\n", 0);
	put(scene->theirs, "a", "one\n", 0);
	put(scene->ours, "b", "one\n", 0644);
	put(scene->theirs, "b", "two\n", 0644);
	compare(&comparison, scene);
	assert_int_equal(comparison.outcome, OUTCOME_INCOMPLETE);
	assert_string_equal(comparison.limits.items[0],
			    "unreadable: a: Permission denied");
	assert_finding(&comparison, "ours//b", "content", SEVERITY_CHANGE);
}

/* The folder is what the archive holds, or it is told what is not. */
static void
compare_beside(struct comparison *out, const char *folder, struct bytes file)
{
	struct comparison_options options;
	struct subject *ours = NULL, *theirs = subject_of_bytes("x.tar", file);
	struct error err;

	comparison_options_init(&options);
	assert_int_equal(subject_open(&ours, folder, &err), 0);
	comparison_release(out);
	assert_int_equal(comparison_run(out, ours, theirs, &options, &err), 0);
	subject_close(ours);
	subject_close(theirs);
	assert_int_equal(out->outcome, OUTCOME_DIFFERENT);
	assert_int_equal(out->finding_count, 1);
	assert_string_equal(out->findings[0].key, "type");
}

static void
a_folder_is_held_against_an_archive_of_it(void **state)
{
	struct scene *scene = *state;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	put(scene->ours, "a", "one\n", 0755);
	archive_add(&tar, '5', "top/", "");
	archive_add(&tar, '0', "top/a", "one\n");
	archive_end(&tar);
	compare_beside(&comparison, scene->ours, buffer_bytes(&tar));
	assert_non_null(strstr(comparison.findings[0].message, "members: the same"));
	put(scene->ours, "a", "two\n", 04755);
	compare_beside(&comparison, scene->ours, buffer_bytes(&tar));
	assert_non_null(strstr(comparison.findings[0].diff, "~ a mode: alarm: "));
	assert_non_null(strstr(comparison.findings[0].diff, "    +two\n"));
	assert_true(comparison.suspicious);
	compare_beside(&comparison, scene->ours, bytes_of_text("no archive"));
	assert_non_null(strstr(comparison.findings[0].message, "cannot be shown"));
}

#define SCENE_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(the_same_twice_is_identical),
		SCENE_TEST(a_file_that_becomes_setuid_is_an_alarm),
		SCENE_TEST(an_executable_more_is_an_alarm_and_a_file_more_is_none),
		SCENE_TEST(another_kind_of_file_and_another_target_are_alarms),
		SCENE_TEST(names_of_one_file_are_told_from_copies),
		SCENE_TEST(a_name_elsewhere_says_nothing),
		SCENE_TEST(an_extended_attribute_is_an_alarm),
		SCENE_TEST(owners_are_covered_by_a_rule_and_are_no_secret),
		SCENE_TEST(a_rule_for_owners_covers_no_mode),
		SCENE_TEST(what_cannot_be_read_makes_it_incomplete),
		SCENE_TEST(a_folder_is_held_against_an_archive_of_it),
	};

	comparison_prepare();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

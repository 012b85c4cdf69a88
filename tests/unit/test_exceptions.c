/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exceptions: read strictly, applied to their places and up to their caps, always said.
 */
#include "rebuild/exceptions_read.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "tests/unit/archives.h"

static char folder[] = "/tmp/test-exceptions-XXXXXX";

static int
make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL ? -1 : 0;
}

static int
remove_folder(void **state)
{
	struct error err;

	(void)state;
	return tree_remove(folder, &err);
}

static int
read_text(struct exceptions *out, const char *text, struct error *err)
{
	cleanup_free char *path = path_join(folder, "cupel.yaml");

	if (file_write(path, bytes_of_text(text), 0644, err) < 0)
		fail_msg("%s", err->message);
	return exceptions_read(out, path, err);
}

#define HEAD "cupel-exceptions: 1\nexceptions:\n"

static void
assert_refused(const char *text, const char *why)
{
	cleanup_exceptions struct exceptions exceptions = { 0 };
	struct error err = { 0 };

	assert_int_equal(read_text(&exceptions, text, &err), -1);
	assert_non_null(strstr(err.message, why));
	assert_int_equal(exceptions.count, 0);
}

static void
what_is_not_whole_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_refused("exceptions: []\n", "cupel-exceptions: 1");
	assert_refused("cupel-exceptions: 1\n", "no list");
	assert_refused(HEAD "- {path: a, bytes: 1}\n", "line 3: an exception says why");
	assert_refused(HEAD "- {path: a, bytes: 1, reason: ''}\n", "reason has no text");
	assert_refused(HEAD "- {reason: b, bytes: 1}\n", "where it holds");
	assert_refused(HEAD "- {path: a, reason: b}\n", "how many bytes");
	assert_refused(HEAD "- {path: a, reason: b, bytes: -1}\n", "bytes is no number");
	assert_refused(HEAD "- {path: a, reason: b, bytes: 9999999999999999}\n",
		       "bytes is no number");
	assert_refused(HEAD "- {path: a, reason: b, bytes: 1, until: soon}\n", "until");
	assert_refused(HEAD "- {path: a, reason: b, bytes: 1, sence: c}\n", "\"sence\"");
	assert_refused(HEAD "- text\n", "line 3");
}

/* Two files differ, by four bytes each; the second is said to run. */
static void
compare(struct comparison *out, const struct exceptions *exceptions, const char *mode)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct comparison_options options;
	size_t header;

	comparison_options_init(&options);
	options.exceptions = exceptions;
	archive_add(&ours, '0', "dist/a.js", "zwei\n");
	archive_add(&theirs, '0', "dist/a.js", "four\n");
	header = archive_add(&ours, '0', "dist/deep/b.js", "same\n");
	archive_set(&ours, header, TAR_MODE, mode);
	header = archive_add(&theirs, '0', "dist/deep/b.js", "same\n");
	archive_set(&theirs, header, TAR_MODE, "0000644");
	archive_end(&ours);
	archive_end(&theirs);
	archives_compare(out, buffer_bytes(&ours), buffer_bytes(&theirs), &options);
	assert_int_equal(out->accounting.differing, out->accounting.found +
							    out->accounting.normalized +
							    out->accounting.follows);
}

static void
compare_with(struct comparison *out, const char *text, const char *mode)
{
	cleanup_exceptions struct exceptions exceptions = { 0 };
	struct error err;

	if (read_text(&exceptions, text, &err) < 0)
		fail_msg("%s", err.message);
	compare(out, &exceptions, mode);
}

static void
an_exception_excuses_its_place_and_is_said(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_with(&comparison,
		     HEAD
		     "- {path: 'dist/*.js', key: content, reason: stamped, bytes: 4, "
		     "until: 9999-12-31}\n",
		     "0000644");
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_int_equal(comparison.exception_count, 1);
	assert_int_equal(comparison.exceptions[0].state, EXCEPTION_APPLIED);
	assert_int_equal(comparison.exceptions[0].bytes, 4);
	assert_string_equal(comparison.normalized[comparison.normalized_count - 1].rule,
			    EXCEPTION_RULE);
}

static void
an_exception_does_not_reach_further_than_it_says(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_with(&comparison, HEAD "- {path: 'dist/*.js', reason: r, bytes: 3}\n",
		     "0000644");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.exceptions[0].state, EXCEPTION_EXCEEDED);
	compare_with(&comparison, HEAD "- {path: 'd*.js', reason: r, bytes: 30}\n",
		     "0000644");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.exceptions[0].state, EXCEPTION_UNUSED);
	compare_with(&comparison,
		     HEAD "- {path: 'dist/a.js', key: mode, reason: r, bytes: 30}\n",
		     "0000644");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	compare_with(&comparison,
		     HEAD
		     "- {path: dist/a.js, reason: r, bytes: 30, until: 2001-01-01}\n",
		     "0000644");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.exceptions[0].state, EXCEPTION_EXPIRED);
}

static void
an_alarm_is_excused_by_none(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_with(&comparison,
		     HEAD "- {path: 'dist/*.js', reason: r, bytes: 400}\n"
			  "- {path: 'dist/deep/*', reason: r, bytes: 400}\n",
		     "0000755");
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(comparison.suspicious);
	assert_int_equal(comparison.exceptions[0].state, EXCEPTION_APPLIED);
	assert_int_equal(comparison.exceptions[1].state, EXCEPTION_UNUSED);
}

static void
what_became_of_exceptions_survives_the_report(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 }, back = { 0 };
	cleanup_json struct json *json = NULL;
	struct error err;

	(void)state;
	compare_with(&comparison, HEAD "- {path: dist/a.js, reason: 'why', bytes: 4}\n",
		     "0000644");
	json = comparison_to_json(&comparison);
	assert_int_equal(comparison_from_json(&back, json, &err), 0);
	assert_int_equal(back.exception_count, 1);
	assert_string_equal(back.exceptions[0].reason, "why");
	assert_int_equal(back.exceptions[0].state, EXCEPTION_APPLIED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_whole_is_refused_with_its_line),
		cmocka_unit_test(an_exception_excuses_its_place_and_is_said),
		cmocka_unit_test(an_exception_does_not_reach_further_than_it_says),
		cmocka_unit_test(an_alarm_is_excused_by_none),
		cmocka_unit_test(what_became_of_exceptions_survives_the_report),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("exceptions", tests, make_folder,
					   remove_folder);
}

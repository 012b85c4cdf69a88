/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/corpus_build.h"
#include "rebuild/provenance.h"
#include "rebuild/provenance_claim.h"

/* What a project released as m4/host.m4, version 1 and 2. */
#define HEAD_1 "# host.m4\n# serial 1\ndnl Free for all.\n"
#define HEAD_2 "# host.m4\n# serial 2\ndnl Free for all.\n"
#define BODY_1 "AC_DEFUN([HOST], [\n  host=one\n])\n"
#define BODY_2 "AC_DEFUN([HOST], [\n  host=two\n  guest=none\n])\n"

/* A small ltversion.m4 of our own, in the form that libtool's has. */
#define LTVERSION(serial, version)                                                       \
	"# serial " serial " ltversion.m4\nm4_define([LT_PACKAGE_VERSION], [" version    \
	"])\nAC_DEFUN([LTVERSION_VERSION],\n[macro_version='" version "'\n])\n"

#define LTMAIN(version, line) "#! /bin/sh\n# made\nPROGRAM=x\nVERSION=" version "\n" line

#define MISSING(year, line)                                                              \
	"#! /bin/sh\n# Ours.\n\nme=missing\nscriptversion=2018-03-07.03; # UTC\n\n"      \
	"# Copyright " year " Nobody.\n\n" line "\n"

/* A macro of which two versions are known, and a third may be. */
#define GAP(serial, years, line)                                                         \
	"# gap.m4\n# serial " serial "\n# Copyright (C) " years " Nobody.\n" line "\n"

struct scene {
	struct session session;
	struct corpus *corpus;
};

static void
add_of(struct corpus_draft *draft, const char *project, const char *version,
       const char *path, const char *content)
{
	struct error err;

	assert_int_equal(corpus_draft_add(draft, project, version, path,
					  bytes_of_text(content), &err),
			 0);
}

static void
add(struct corpus_draft *draft, const char *version, const char *path,
    const char *content)
{
	add_of(draft, "toys", version, path, content);
}

static void
add_whole(struct corpus_draft *draft)
{
	add_of(draft, "dolls", "1", "m4/whole.m4", GAP("1", "2019", "one"));
	add_of(draft, "dolls", "3", "m4/whole.m4", GAP("3", "2019", "three"));
	corpus_draft_complete(draft, "dolls", 1700000000);
}

static void
fill(struct corpus_draft *draft)
{
	add_whole(draft);
	add(draft, "1", "m4/gap.m4", GAP("1", "2019", "one"));
	add(draft, "3", "m4/gap.m4", GAP("3", "2019", "three"));
	add(draft, "1", "m4/host.m4", HEAD_1 BODY_1);
	add(draft, "2", "m4/host.m4", HEAD_2 BODY_2);
	add(draft, "2", "m4/other.m4", "# other\n");
	add(draft, "2", "m4/ltversion.m4", LTVERSION("4000", "2.4"));
	add(draft, "2", "build-aux/ltmain.sh", LTMAIN("2.4.7", "echo one\n"));
	add(draft, "2", "build-aux/missing", MISSING("2020", "exit 0"));
	add(draft, "2", "build-aux/compile", MISSING("2020", "exit 0"));
	add_of(draft, "automake", "1.16", "lib/compile", MISSING("2020", "exit 0"));
	add(draft, "2", "ltmain.sh", LTMAIN("\"2.4.7 Debian-2.4.7-5\"", "echo one\n"));
}

static int
make_scene(void **state)
{
	struct scene *scene = xcalloc(1, sizeof(*scene));
	cleanup_corpus_draft struct corpus_draft *draft = NULL;
	cleanup_free char *path = NULL;
	struct error err;

	*state = scene;
	if (folder_make_scratch(&scene->session.scratch, "/tmp", "test-provenance",
				&err) < 0 ||
	    corpus_draft_open(&draft, &scene->session, &err) < 0)
		return -1;
	fill(draft);
	path = path_join(scene->session.scratch, "corpus");
	return corpus_draft_write(draft, path, &err) < 0
		       ? -1
		       : corpus_open(&scene->corpus, path, &err);
}

static int
drop_scene(void **state)
{
	struct scene *scene = *state;
	struct error err;
	int code = tree_remove(scene->session.scratch, &err);

	corpus_close(scene->corpus);
	session_release(&scene->session);
	free(scene);
	return code;
}

static void
look_up(struct provenance *out, const struct scene *scene, const char *name,
	const char *content)
{
	cleanup_free char *path = path_join(scene->session.scratch, name);
	char blob[DIGEST_HEX_MAX];
	struct error err = { 0 };

	assert_int_equal(file_write(path, bytes_of_text(content), 0644, &err), 0);
	digest_git_blob(bytes_of_text(content), blob);
	if (provenance_find(out, &scene->session, scene->corpus, path, blob, &err) < 0)
		fail_msg("%s", err.message);
}

static void
released_bytes_are_known(void **state)
{
	cleanup_provenance struct provenance found = { 0 };

	look_up(&found, *state, "host.m4", HEAD_2 BODY_2);
	assert_int_equal(found.state, PROVENANCE_KNOWN);
	assert_string_equal(found.from, "toys 2: m4/host.m4");
	assert_int_equal(provenance_severity(&found), SEVERITY_NOTE);
}

static void
the_same_bytes_under_another_name_are_not(void **state)
{
	cleanup_provenance struct provenance found = { 0 }, unknown = { 0 };

	look_up(&found, *state, "other.m4", HEAD_2 BODY_2);
	assert_int_equal(found.state, PROVENANCE_EDITED);
	look_up(&unknown, *state, "third.m4", HEAD_2 BODY_2);
	assert_int_equal(unknown.state, PROVENANCE_UNKNOWN);
}

/* The shape of xz 5.6: a higher serial, so that no honest tool replaces it. */
static void
an_edit_is_shown_against_the_nearest_version(void **state)
{
	struct scene *scene = *state;
	cleanup_provenance struct provenance found = { 0 };

	corpus_trust(scene->corpus);
	look_up(&found, scene, "host.m4",
		"# host.m4\n# serial 30\ndnl Free for all.\n"
		"AC_DEFUN([HOST], [\n  host=two\n  guest=evil\n])\n");
	assert_int_equal(found.state, PROVENANCE_EDITED);
	assert_string_equal(found.from, "toys 2: m4/host.m4");
	assert_string_equal(found.stated, "# serial 30");
	assert_int_equal(found.added, 2);
	assert_int_equal(found.removed, 2);
	assert_non_null(strstr(found.diff, "+  guest=evil"));
	assert_non_null(strstr(found.diff, "-  guest=none"));
	assert_int_equal(provenance_severity(&found), SEVERITY_ALARM);
}

static void
of_a_mere_sample_no_alarm_is_made(void **state)
{
	cleanup_provenance struct provenance found = { 0 };

	look_up(&found, *state, "host.m4", "# host.m4\n# serial 3\n" BODY_2);
	assert_int_equal(found.state, PROVENANCE_EDITED);
	assert_false(found.claims_known);
	assert_int_equal(provenance_severity(&found), SEVERITY_CHANGE);
}

static void
but_of_other_bytes_with_the_head_of_a_known_version(void **state)
{
	cleanup_provenance struct provenance found = { 0 };

	look_up(&found, *state, "host.m4", HEAD_2 BODY_1);
	assert_int_equal(found.state, PROVENANCE_EDITED);
	assert_true(found.claims_known);
	assert_int_equal(provenance_severity(&found), SEVERITY_ALARM);
}

/* automake's scripts: each January another year, and the same version. */
static void
years_of_a_copyright_are_no_edit(void **state)
{
	cleanup_provenance struct provenance year = { 0 }, body = { 0 };

	corpus_trust(((struct scene *)*state)->corpus);
	look_up(&year, *state, "compile", MISSING("2021", "exit 0"));
	assert_int_equal(year.state, PROVENANCE_EDITED);
	assert_int_equal(provenance_severity(&year), SEVERITY_CHANGE);
	look_up(&body, *state, "compile", MISSING("2020", "exit 1"));
	assert_int_equal(provenance_severity(&body), SEVERITY_ALARM);
	assert_string_equal(body.copied_by, "automake");
}

/* gnulib's depcomp: edited, with the version of automake's. */
static void
who_keeps_a_copy_does_not_say_what_a_version_is(void **state)
{
	cleanup_provenance struct provenance found = { 0 };

	corpus_trust(((struct scene *)*state)->corpus);
	look_up(&found, *state, "missing", MISSING("2020", "exit 1"));
	assert_int_equal(found.state, PROVENANCE_EDITED);
	assert_false(found.claims_known);
	assert_int_equal(provenance_severity(&found), SEVERITY_CHANGE);
	assert_true(provenance_is_of_unknown_version(&found));
}

/* Of packages alone no corpus has every version, whoever vouches for it. */
static void
an_honest_version_may_be_one_that_the_corpus_lacks(void **state)
{
	static const struct {
		const char *content;
		enum claim claim;
		enum severity severity;
	} rows[] = {
		{ GAP("2", "2019", "two"), CLAIM_OTHER, SEVERITY_CHANGE },
		{ GAP("0", "2019", "none"), CLAIM_OTHER, SEVERITY_CHANGE },
		{ GAP("3", "2019-2021, 2023", "three"), CLAIM_COMMENTS, SEVERITY_CHANGE },
		{ GAP("3", "2019", "three\n"), CLAIM_KNOWN, SEVERITY_ALARM },
		{ GAP("3", "2019 ])", "three"), CLAIM_KNOWN, SEVERITY_ALARM },
		{ GAP("3", "2019 \\", "three"), CLAIM_KNOWN, SEVERITY_ALARM },
		{ GAP("3", "2021", "evil"), CLAIM_KNOWN, SEVERITY_ALARM },
		{ GAP("1", "2019", "evil"), CLAIM_KNOWN, SEVERITY_ALARM },
		{ GAP("4", "2019", "evil"), CLAIM_HIGHER, SEVERITY_ALARM },
		{ GAP("30", "2019", "evil"), CLAIM_HIGHER, SEVERITY_ALARM },
		{ "# gap.m4\nevil\n", CLAIM_NONE, SEVERITY_ALARM },
		{ "# gap.m4 serial\nevil\n", CLAIM_NONE, SEVERITY_ALARM },
		{ "scriptversion=2018-03-07.03\nevil\n", CLAIM_NONE, SEVERITY_ALARM },
	};

	corpus_trust(((struct scene *)*state)->corpus);
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_provenance struct provenance found = { 0 };

		look_up(&found, *state, "gap.m4", rows[i].content);
		assert_int_equal(found.state, PROVENANCE_EDITED);
		assert_int_equal(found.claim, rows[i].claim);
		assert_int_equal(provenance_severity(&found), rows[i].severity);
		assert_int_equal(provenance_is_of_unknown_version(&found),
				 rows[i].severity == SEVERITY_CHANGE);
		assert_string_equal(found.copied_by, "toys");
		assert_non_null(found.diff);
	}
}

static void
a_whole_history_has_every_version(void **state)
{
	cleanup_provenance struct provenance between = { 0 }, years = { 0 };

	look_up(&between, *state, "whole.m4", GAP("2", "2019", "two"));
	assert_int_equal(provenance_severity(&between), SEVERITY_ALARM);
	assert_false(provenance_is_of_unknown_version(&between));
	look_up(&years, *state, "whole.m4", GAP("3", "2021", "three"));
	assert_int_equal(provenance_severity(&years), SEVERITY_ALARM);
}

static void
distributions_patch_libtool_and_keep_its_version(void **state)
{
	struct scene *scene = *state;
	cleanup_provenance struct provenance found = { 0 };

	corpus_trust(scene->corpus);
	look_up(&found, scene, "ltmain.sh", LTMAIN("2.4.7", "echo two\n"));
	assert_int_equal(found.state, PROVENANCE_EDITED);
	assert_true(found.of_libtool);
	assert_non_null(strstr(found.diff, "+echo two"));
	assert_int_equal(provenance_severity(&found), SEVERITY_CHANGE);
}

static void
a_revision_of_a_package_has_one_form(void **state)
{
	cleanup_provenance struct provenance same = { 0 }, other = { 0 };

	look_up(&same, *state, "ltmain.sh",
		LTMAIN("\"2.4.7 Debian-2.4.7-5\"", "echo two\n"));
	assert_int_equal(provenance_severity(&same), SEVERITY_ALARM);
	look_up(&other, *state, "ltmain.sh",
		LTMAIN("\"2.4.7 Debian-2.4.7-4\"", "echo two\n"));
	assert_int_equal(provenance_severity(&other), SEVERITY_CHANGE);
}

static void
the_version_in_ltversion_is_a_stamp(void **state)
{
	cleanup_provenance struct provenance found = { 0 }, edited = { 0 };

	look_up(&found, *state, "ltversion.m4", LTVERSION("4245", "2.4.7-dirty"));
	assert_int_equal(found.state, PROVENANCE_STAMPED);
	look_up(&edited, *state, "ltversion.m4",
		LTVERSION("4245", "2.4.7'\nls\nmacro_version='2"));
	assert_int_equal(edited.state, PROVENANCE_EDITED);
}

static void
versions_are_read_where_files_state_them(void **state)
{
	static const struct {
		const char *content, *stated;
	} rows[] = {
		{ "# a.m4 serial 7 (gettext-0.21)\nx\n",
		  "# a.m4 serial 7 (gettext-0.21)" },
		{ "dnl serial 7\n", "dnl serial 7" },
		{ "#!/bin/sh\nscriptversion=2018-03-07.15; # UTC\n",
		  "scriptversion=2018-03-07.15; # UTC" },
		{ "timestamp='2022-01-09'\n", "timestamp='2022-01-09'" },
		{ "AC_DEFUN([serial 7])\n", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		struct bytes stated = provenance_stated(bytes_of_text(rows[i].content));

		assert_true(bytes_equal_text(stated, rows[i].stated));
	}
}

#define PROVENANCE_TEST(test)                                                            \
	cmocka_unit_test_setup_teardown(test, make_scene, drop_scene)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PROVENANCE_TEST(released_bytes_are_known),
		PROVENANCE_TEST(the_same_bytes_under_another_name_are_not),
		PROVENANCE_TEST(an_edit_is_shown_against_the_nearest_version),
		PROVENANCE_TEST(of_a_mere_sample_no_alarm_is_made),
		PROVENANCE_TEST(but_of_other_bytes_with_the_head_of_a_known_version),
		PROVENANCE_TEST(years_of_a_copyright_are_no_edit),
		PROVENANCE_TEST(who_keeps_a_copy_does_not_say_what_a_version_is),
		PROVENANCE_TEST(an_honest_version_may_be_one_that_the_corpus_lacks),
		PROVENANCE_TEST(a_whole_history_has_every_version),
		PROVENANCE_TEST(distributions_patch_libtool_and_keep_its_version),
		PROVENANCE_TEST(a_revision_of_a_package_has_one_form),
		PROVENANCE_TEST(the_version_in_ltversion_is_a_stamp),
		cmocka_unit_test(versions_are_read_where_files_state_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jars: what a manifest claims of members, signatures, and members that run. */
#include "tests/unit/jars.h"

#define FIRST JAR_MANIFEST

#define MEMBER_A                                                                         \
	{                                                                                \
		"org/a.txt", "a\n"                                                       \
	}
#define MEMBER_B                                                                         \
	{                                                                                \
		"org/b.txt", "b\n"                                                       \
	}
#define CHANGED                                                                          \
	{                                                                                \
		"org/a.txt", "another\n"                                                 \
	}

static void
compare(struct comparison *comparison, const struct jar_plan *published,
	const struct jar_plan *rebuilt)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT;

	leaf_compare(comparison, jar_make(&left, published), jar_make(&right, rebuilt),
		     NULL);
}

static void
expect(const struct jar_plan *published, const struct jar_plan *rebuilt, const char *key,
       enum severity severity, const char *words)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT;

	leaf_expect(jar_make(&left, published), jar_make(&right, rebuilt), key, severity,
		    words);
}

static void
digests_that_are_right_follow_from_the_members(void **state)
{
	const struct jar_plan ours = { .members = { CHANGED, MEMBER_B }, .lists = true };
	const struct jar_plan theirs = { .members = { MEMBER_A, MEMBER_B },
					 .lists = true };
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare(&comparison, &ours, &theirs);
	assert_int_equal(comparison.finding_count, 1);
	leaf_says(comparison.findings[0].path, "org/a.txt");
	assert_true(comparison.accounting.follows > 0);
}

static void
a_digest_that_lies_is_an_alarm(void **state)
{
	const struct jar_plan ours = { .members = { CHANGED, MEMBER_B },
				       .lists = true,
				       .lies_about = "org/a.txt" };
	const struct jar_plan theirs = { .members = { MEMBER_A, MEMBER_B },
					 .lists = true };
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	expect(&ours, &theirs, "claim", SEVERITY_ALARM, "the package's own manifest");
	compare(&comparison, &ours, &theirs);
	leaf_find(&comparison, "SHA-256-Digest");
}

/* Digests of what is not in the archive follow from nothing. */
static void
a_digest_of_nothing_is_a_difference(void **state)
{
	const struct jar_plan ours = {
		.members = { MEMBER_A },
		.lists = true,
		.more_sections = "Name: x\r\nSHA-256-Digest: "
				 "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\r\n\r\n"
	};
	const struct jar_plan theirs = {
		.members = { MEMBER_A },
		.lists = true,
		.more_sections = "Name: x\r\nSHA-256-Digest: "
				 "zpeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\r\n\r\n"
	};

	(void)state;
	expect(&ours, &theirs, "SHA-256-Digest", SEVERITY_CHANGE, "differs");
}

static void
digests_without_a_signature_are_a_difference(void **state)
{
	const struct jar_plan ours = { .members = { MEMBER_A }, .lists = true };
	const struct jar_plan theirs = { .members = { MEMBER_A } };

	(void)state;
	expect(&ours, &theirs, "member", SEVERITY_CHANGE, "a section about this");
}

static bool
has_one_form(const struct jar_plan *ours, const struct jar_plan *theirs)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT;

	return leaf_has_one_form(jar_make(&left, ours), jar_make(&right, theirs), NULL);
}

static void
judge_signed(const struct jar_plan *ours, bool excused)
{
	const struct jar_plan theirs = { .members = { MEMBER_A, MEMBER_B } };
	cleanup_comparison struct comparison comparison = { 0 };

	compare(&comparison, ours, &theirs);
	assert_int_equal(has_one_form(ours, &theirs), excused);
	if (excused && comparison.outcome != OUTCOME_EQUIVALENT)
		fail_msg("%s: %s", comparison.findings[0].path,
			 comparison.findings[0].message);
	if (excused)
		return;
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_true(comparison.suspicious);
}

static void
a_signature_that_covers_all_is_excused(void **state)
{
	struct jar_plan plan = { .members = { MEMBER_A, MEMBER_B }, .is_signed = true };
	const struct jar_plan theirs = { .members = { MEMBER_A, MEMBER_B } };
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	judge_signed(&plan, true);
	plan.by_sections = true;
	judge_signed(&plan, true);
	/* The rebuilt side has no business being signed. */
	compare(&comparison, &theirs, &plan);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_false(comparison.suspicious);
}

/* It moves the folder of the manifest, and nothing else. */
static void
the_order_of_who_signs_is_excused(void **state)
{
	const struct jar_plan ours = { .members = { MEMBER_A, MEMBER_B },
				       .is_signed = true,
				       .folder = true };
	const struct jar_plan theirs = { .members = { MEMBER_A, MEMBER_B },
					 .folder = true };
	const struct jar_plan moved = { .members = { MEMBER_B, MEMBER_A },
					.folder = true };
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare(&comparison, &ours, &theirs);
	assert_int_equal(comparison.outcome, OUTCOME_EQUIVALENT);
	assert_true(has_one_form(&ours, &theirs));
	compare(&comparison, &ours, &moved);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	leaf_find(&comparison, "order");
}

static void
a_signature_that_does_not_is_an_alarm(void **state)
{
	static const struct jar_plan plans[] = {
		{ .signs = "something else" },
		{ .file_of = "Manifest-Version: 1.0\r\n\r\n\r\n" },
		{ .leaves_out = "org/b.txt" },
		{ .lies_about = "org/b.txt" },
		{ .leaves_out = "org/b.txt", .by_sections = true },
		{ .more_sections = "Name: org/b.txt\r\n\r\n" },
		{ .more_sections =
			  "Name: x\r\nSHA-256-Digest: "
			  "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=\r\n\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < array_length(plans); i++) {
		struct jar_plan plan = plans[i];

		plan.is_signed = true;
		plan.members[0] = (struct jar_member)MEMBER_A;
		plan.members[1] = (struct jar_member)MEMBER_B;
		judge_signed(&plan, false);
	}
}

static void
what_is_no_signature_is_an_alarm(void **state)
{
	static const char *const names[] = { "META-INF/X.RSA", "meta-inf/x.dsa",
					     "META-INF/X.EC", "META-INF/X.SF",
					     "META-INF/SIG-X" };
	const struct jar_plan theirs = { .members = { MEMBER_A } };
	const struct jar_plan folder = { .members = { MEMBER_A,
						      { "META-INF/a/X.RSA", "no" } } };
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		const struct jar_plan ours = { .members = { MEMBER_A,
							    { names[i], "no" } } };

		expect(&ours, &theirs, "member", SEVERITY_ALARM, "signature");
	}
	compare(&comparison, &folder, &theirs);
	assert_false(comparison.suspicious);
}

/* A member that the signature does not cover hides behind one that is right. */
static void
a_second_block_is_looked_at_too(void **state)
{
	const struct jar_plan ours = {
		.members = { MEMBER_A, MEMBER_B, { "META-INF/X.RSA", "no" } },
		.leaves_out = "META-INF/X.RSA",
		.is_signed = true
	};

	(void)state;
	judge_signed(&ours, false);
}

static void
members_that_run_by_themselves_are_an_alarm(void **state)
{
	static const char *const names[] = { "META-INF/services/org.example.Plugin",
					     "META-INF/versions/9/org/a.class",
					     "META-INF/INDEX.LIST" };
	const struct jar_plan theirs = { .members = { MEMBER_A } };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		const struct jar_plan ours = { .members = { MEMBER_A,
							    { names[i], "x\n" } } };

		expect(&ours, &theirs, "member", SEVERITY_ALARM, "only the published");
	}
}

/* The manifest names others with their digests, but not itself. */
static void
a_manifest_with_digests_has_a_canonical_form(void **state)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT;
	cleanup_buffer struct buffer manifest = LEAF_INIT, digest = LEAF_INIT;
	struct bytes ours, theirs;

	(void)state;
	jar_put_digest(&digest, "SHA-256-Digest", bytes_of_text("a\n"));
	buffer_printf(&manifest,
		      "Manifest-Version: 1.0\r\nBuilt-By: x\r\n\r\n"
		      "Name: a.txt\r\n%s\r\n",
		      buffer_text(&digest));
	ours = jar_of_manifest(&left, buffer_text(&manifest));
	buffer_clear(&manifest);
	buffer_printf(&manifest, "%sName: a.txt\r\n%s\r\n", JAR_MANIFEST,
		      buffer_text(&digest));
	theirs = jar_of_manifest(&right, buffer_text(&manifest));
	leaf_judge(ours, theirs, "jar-built-by/1");
}

/* A jar in a war has a manifest of its own. */
static void
a_jar_in_a_jar_is_one(void **state)
{
	cleanup_jar_writer struct jar_writer left = JAR_WRITER_INIT,
					     right = JAR_WRITER_INIT,
					     outer = JAR_WRITER_INIT,
					     other = JAR_WRITER_INIT;

	(void)state;
	jar_add(&outer, "lib/x.jar", jar_of_manifest(&left, FIRST));
	jar_add(&other, "lib/x.jar",
		jar_of_manifest(&right, "Manifest-Version: 1.0\r\nBuilt-By: a\r\n\r\n"));
	leaf_judge(jar_finish(&outer), jar_finish(&other), "jar-built-by/1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(digests_that_are_right_follow_from_the_members),
		cmocka_unit_test(a_digest_that_lies_is_an_alarm),
		cmocka_unit_test(a_digest_of_nothing_is_a_difference),
		cmocka_unit_test(digests_without_a_signature_are_a_difference),
		cmocka_unit_test(a_signature_that_covers_all_is_excused),
		cmocka_unit_test(the_order_of_who_signs_is_excused),
		cmocka_unit_test(a_signature_that_does_not_is_an_alarm),
		cmocka_unit_test(what_is_no_signature_is_an_alarm),
		cmocka_unit_test(a_second_block_is_looked_at_too),
		cmocka_unit_test(members_that_run_by_themselves_are_an_alarm),
		cmocka_unit_test(a_manifest_with_digests_has_a_canonical_form),
		cmocka_unit_test(a_jar_in_a_jar_is_one),
	};

	return cmocka_run_group_tests_name("jar", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What packages say of their own members, read and held against them. */
#include "compare/claims.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "tests/unit/archives.h"

static struct claims
about(void (*read)(struct claim_list *list, struct bytes text), const char *text)
{
	struct claims claims = { 0 };

	read(&claims.published, bytes_of_text(text));
	return claims;
}

static void
md5sums_name_files_after_two_spaces(void **state)
{
	cleanup_claims struct claims claims =
		about(claims_read_md5sums, "d3b07384d113edec49eaa6238ad5ff00  usr/bin/a\n"
					   "no digest  b\n"
					   "d3b07384d113edec49eaa6238ad5ff00\n");
	cleanup_free char *lie = NULL;

	(void)state;
	assert_int_equal(claims.published.count, 1);
	assert_string_equal(claims.published.at[0].name, "usr/bin/a");
	assert_null(
		claims_check(&claims.published, "./usr/bin/a", bytes_of_text("foo\n")));
	assert_null(
		claims_check(&claims.published, "./usr/bin/b", bytes_of_text("bar\n")));
	lie = claims_check(&claims.published, "usr/bin/a", bytes_of_text("bar\n"));
	assert_string_equal(lie, "says d3b07384d113edec49eaa6238ad5ff00, the content has "
				 "c157a79031e1c40f85931829bc5fc552");
}

static void
record_has_quotes_and_base64_for_urls(void **state)
{
	cleanup_claims struct claims claims =
		about(claims_read_record, "\"a,\"\"b\"\".py\",sha256=47DEQpj8HBSa-_TImW-"
					  "5JCeuQeRkm5NMpJWZG3hSuFU,0\n"
					  "x.dist-info/RECORD,,\n"
					  "c.py,rot13=abc,1\n");

	(void)state;
	assert_int_equal(claims.published.count, 1);
	assert_string_equal(claims.published.at[0].name, "a,\"b\".py");
	assert_null(claims_check(&claims.published, "a,\"b\".py", (struct bytes){ 0 }));
}

/* A gem in miniature: one member, and the list that names it. */
static void
add_gem(struct buffer *tar, const char *content, const char *digest, const char *comment)
{
	cleanup_free char *list =
		xasprintf("---\n%sSHA1:\n  metadata: %s\n", comment, digest);
	cleanup_buffer struct buffer compressed = BUFFER_INIT(1 << 16);

	archive_gzip(&compressed, bytes_of_text(list), &(struct gzip_header){ .os = 3 });
	archive_add(tar, '0', "metadata", content);
	tar_add_bytes(tar, '0', "checksums.yaml.gz", "", buffer_bytes(&compressed));
	archive_end(tar);
}

static const char sha1_of_one[] = "c7059bb19433cc3cabaa6236c83d56668a843dd2";
static const char sha1_of_two[] = "7bbef45b3bc70855010e02460717643125c3beca";

static const struct finding *
find(const struct comparison *comparison, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	return NULL;
}

static void
compare_gems(struct comparison *out, const char *published, const char *digest,
	     const char *comment)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct comparison_options options;

	comparison_options_init(&options);
	add_gem(&ours, published, digest, comment);
	add_gem(&theirs, "one\n", sha1_of_one, "");
	archives_compare(out, buffer_bytes(&ours), buffer_bytes(&theirs), &options);
}

static void
a_list_that_lies_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_gems(&comparison, "two\n", sha1_of_one, "");
	assert_non_null(find(&comparison, "claim"));
	assert_int_equal(find(&comparison, "claim")->severity, SEVERITY_ALARM);
	assert_true(text_ends_with(find(&comparison, "claim")->path, "//metadata"));
	assert_true(comparison.suspicious);
}

static void
a_list_that_is_right_on_both_sides_follows(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_gems(&comparison, "two\n", sha1_of_two, "");
	assert_null(find(&comparison, "claim"));
	assert_int_equal(comparison.finding_count, 1);
	assert_true(text_ends_with(comparison.findings[0].path, "//metadata"));
	assert_true(comparison.accounting.follows > 0);
}

static void
what_else_differs_in_a_list_does_not_follow(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_gems(&comparison, "two\n", sha1_of_two, "# more\n");
	assert_int_equal(comparison.finding_count, 2);
	compare_gems(&comparison, "one\n", sha1_of_one, "# more\n");
	assert_int_equal(comparison.finding_count, 1);
	assert_true(text_ends_with(comparison.findings[0].path, "//checksums.yaml.gz"));
}

static void
a_lie_about_equal_members_is_found_too(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare_gems(&comparison, "one\n", sha1_of_two, "");
	assert_non_null(find(&comparison, "claim"));
	assert_true(comparison.suspicious);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(md5sums_name_files_after_two_spaces),
		cmocka_unit_test(record_has_quotes_and_base64_for_urls),
		cmocka_unit_test(a_list_that_lies_is_an_alarm),
		cmocka_unit_test(a_list_that_is_right_on_both_sides_follows),
		cmocka_unit_test(what_else_differs_in_a_list_does_not_follow),
		cmocka_unit_test(a_lie_about_equal_members_is_found_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_causes.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/debian_clues.h"
#include "rebuild/debian_remarks.h"
#include "rebuild/debian_toolchain.h"
#include "tests/unit.h"
#include "tests/unit/constant.h"

enum { IN_2022 = 1672062600 }; /* 2022-12-26 */

static void
years_are_told_from_numbers(void **state)
{
	static const struct {
		const char *diff, *published, *rebuilt;
	} rows[] = {
		{ "-mov edx, 0x7ea\n+mov edx, 0x7e6\n", "2022", "2026" },
		{ " same\n-Copyright 2026 x\n+Copyright 2022 x", "2022", "2026" },
		{ "-mov edx, 0x10\n+mov edx, 0x11\n", NULL, NULL },
		{ "-of 2026\n+of 2010\n", NULL, NULL }, /* not built in that year */
		{ "-2026\n", NULL, NULL },
		{ NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *published = NULL, *rebuilt = NULL;
		bool is = debian_clue_year(rows[i].diff, IN_2022, &published, &rebuilt);

		if (is != (rows[i].published != NULL) ||
		    !text_is_same(published, rows[i].published) ||
		    !text_is_same(rebuilt, rows[i].rebuilt))
			fail_msg("%zu", i);
	}
}

static void
versions_of_tools_are_named(void **state)
{
	static const struct {
		const char *tool, *diff, *published, *rebuilt;
	} rows[] = {
		{ "dh_",
		  "-# Triggers added by dh_makeshlibs/13.11.4\n"
		  "+# Triggers added by dh_makeshlibs/13.9\n",
		  "13.9", "13.11.4" },
		{ "Doxygen ", "-<!-- Doxygen 1.9.4 -->\n+<!-- Doxygen 1.9.1. -->",
		  "1.9.1", "1.9.4" },
		{ "Stylesheets v", "-Stylesheets v1.79.2 <x>\n+Stylesheets v1.79.1 <x>",
		  "1.79.1", "1.79.2" },
		{ "dh_", "-dh_x/13.9\n+dh_x/13.9\n", NULL, NULL },
		{ "Doxygen ", "-Doxygen 1\n", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *published = NULL, *rebuilt = NULL;
		bool is = debian_clue_version(rows[i].diff, rows[i].tool, &published,
					      &rebuilt);

		if (is != (rows[i].published != NULL) ||
		    !text_is_same(published, rows[i].published) ||
		    !text_is_same(rebuilt, rows[i].rebuilt))
			fail_msg("%zu", i);
	}
}

static void
other_clues(void **state)
{
	cleanup_free char *published = NULL, *rebuilt = NULL;

	(void)state;
	assert_true(debian_clue_trimmed(
		"-# Older entries have been removed from this changelog.\n+x (1) sid"));
	assert_false(debian_clue_trimmed("-x\n+y\n"));
	assert_true(debian_clue_merged_usr("-DD=/usr/bin/dd\n+DD=/bin/dd\n"));
	assert_false(debian_clue_merged_usr("-DD=/usr/bin/dd\n+DD=/bin/cp\n"));
	assert_true(debian_clue_path("-x=/build/reproducible-path/x-1/a\n"
				     "+x=/build/x-Ab12Cd/x-1/a\n",
				     &published, &rebuilt));
	assert_string_equal(published, "/build/x-Ab12Cd/x-1/a");
	assert_string_equal(rebuilt, "/build/reproducible-path/x-1/a");
	assert_false(
		debian_clue_path("-/usr/build/x\n+/usr/build/y\n", &published, &rebuilt));
}

#define BIN "x.deb//data.tar.xz//./usr/bin/x"

static void
add(struct comparison *comparison, const char *path, enum severity severity,
    const char *cause, const char *diff)
{
	struct finding finding = {
		.path = xstrdup(path),
		.key = xstrdup(text_ends_with(path, "build-id") ? "build-id" : "content"),
		.severity = severity,
		.message = xstrdup("differs"),
		.cause = xstrdup_or_null(cause),
		.diff = xstrdup_or_null(diff),
	};

	array_append(comparison->findings, comparison->finding_count, finding);
}

static void
a_build_that_differs_in_its_names_alone(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_debian_causes struct debian_causes causes = { 0 };

	(void)state;
	add(&comparison, BIN "//.note.gnu.build-id", SEVERITY_NOTE,
	    "compiler-revision: x", NULL);
	debian_causes_find(&causes, &comparison, IN_2022, NULL);
	assert_true(causes.only_names);
	assert_int_equal(causes.count, 1);
	assert_int_equal(causes.names, 1);
	assert_int_equal(causes.unexplained, 0);
	assert_string_equal(causes.items[0].name, "compiler-revision");
}

static void
what_a_rule_excuses_has_a_cause_too(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_debian_causes struct debian_causes causes = { 0 };
	struct normalized line = { .rule = xstrdup("build-id/1"),
				   .path = xstrdup(BIN "//.note.gnu.build-id"),
				   .key = xstrdup("build-id"),
				   .count = 1 };

	(void)state;
	array_append(comparison.normalized, comparison.normalized_count, line);
	debian_causes_find(&causes, &comparison, IN_2022, NULL);
	assert_true(causes.only_names);
	assert_non_null(debian_causes_named(&causes, "compiler-revision"));
}

static void
other_code_explains_the_rest_of_its_file(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_debian_causes struct debian_causes causes = { 0 };

	(void)state;
	add(&comparison, BIN "//.rodata", SEVERITY_CHANGE, NULL, NULL);
	add(&comparison, BIN "//.text", SEVERITY_CHANGE, NULL, "-nop\n+ret\n");
	add(&comparison, BIN, SEVERITY_CHANGE, NULL, NULL);
	add(&comparison, BIN "y//.rodata", SEVERITY_CHANGE, NULL, NULL);
	debian_causes_find(&causes, &comparison, IN_2022, NULL);
	assert_false(causes.only_names);
	assert_int_equal(causes.unexplained, 1);
	assert_int_equal(causes.items[0].count, 3);
	assert_non_null(comparison.findings[0].cause);
	assert_non_null(comparison.findings[2].cause);
	assert_null(comparison.findings[3].cause);
	assert_null(debian_causes_named(&causes, "build-date"));
}

static void
a_year_in_code_is_no_other_compiler(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_debian_causes struct debian_causes causes = { 0 };

	(void)state;
	add(&comparison, BIN "//.text", SEVERITY_CHANGE, NULL,
	    "-mov edx, 0x7ea\n+mov edx, 0x7e6\n");
	debian_causes_find(&causes, &comparison, IN_2022, NULL);
	assert_null(debian_causes_named(&causes, "compiler-codegen"));
	assert_string_equal(debian_causes_named(&causes, "build-date")->published,
			    "2022");
}

#define PYTHON "https://docs.python.org/3/x.html"
#define LINKED                                                                           \
	"-see <code>str</code>.\n+see <a class=\"x\" href=\"" PYTHON                     \
	"\"><code>str</code></a>.\n"

static void
links_are_of_the_network_where_the_build_tried_to_reach_it(void **state)
{
	static const char tried[] = "intersphinx inventory '" PYTHON
				    "' not fetchable due to <class 'ConnectionError'>";
	static const char *const others[] = {
		"-see <code>str</code>.\n+see <a "
		"href=\"here.html\"><code>str</code></a>.\n",
		"-see str.\n+look at <a href=\"" PYTHON "\">str</a>.\n",
		"+<a href=\"" PYTHON "\">str</a>\n", "", NULL
	};
	const char *const logs[] = { NULL, tried };

	(void)state;
	for (size_t i = 0; i < array_length(logs); i++) {
		cleanup_comparison struct comparison comparison = { 0 };
		cleanup_debian_causes struct debian_causes causes = { 0 };

		add(&comparison, "x.deb//x.html", SEVERITY_CHANGE, NULL, LINKED);
		debian_causes_find(&causes, &comparison, IN_2022, logs[i]);
		assert_int_equal(debian_causes_named(&causes, "network") != NULL,
				 logs[i] != NULL);
	}
	for (size_t i = 0; i < array_length(others); i++)
		if (debian_clue_links(others[i]))
			fail_msg("%zu", i);
}

static void
a_log_tells_that_a_build_tried_the_network(void **state)
{
	static const char *const logs[] = {
		"building\nWARNING: failed to reach any of the inventories with\n",
		"curl: (6) Could not resolve host: a.invalid", "connect: ENETUNREACH\n"
	};

	(void)state;
	for (size_t i = 0; i < array_length(logs); i++) {
		cleanup_free char *line = debian_clue_network(bytes_of_text(logs[i]));

		assert_non_null(line);
		assert_null(strchr(line, '\n'));
	}
	assert_null(debian_clue_network(bytes_of_text("checking for network\nok\n")));
	assert_null(debian_clue_network((struct bytes){ NULL, 0 }));
}

static struct debian_tool
tool(const char *package, const char *then, const char *here)
{
	return (struct debian_tool){ .package = text(package),
				     .then = text(then),
				     .here = text(here) };
}

static bool
says(const struct remarks *remarks, const char *cause, const char *words)
{
	for (size_t i = 0; i < remarks->count; i++)
		if (text_is_same(remarks->items[i].cause, cause) &&
		    strstr(remarks->items[i].message, words) != NULL)
			return true;
	return false;
}

/* The remarks on a build-id, and other code where `code`, with that compiler then. */
static void
remark_on(struct remarks *out, bool code, const char *gcc)
{
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_debian_causes struct debian_causes causes = { 0 };
	struct debian_tool tools[] = { tool("gcc-12", gcc, "12.2.0-14"),
				       tool("libc6-dev", "2.36-7", "2.36-9") };
	const struct debian_toolchain toolchain = { .built = IN_2022,
						    .tools = tools,
						    .count = array_length(tools) };

	add(&comparison, BIN "//.note.gnu.build-id", SEVERITY_NOTE,
	    code ? NULL : "compiler-revision: x", NULL);
	if (code)
		add(&comparison, BIN "//.text", SEVERITY_CHANGE, NULL, "-nop\n+ret\n");
	debian_causes_find(&causes, &comparison, IN_2022, NULL);
	debian_remarks_add(out, &causes, &toolchain, "x.deb");
}

static void
headers_are_named_where_no_compiler_may_be_the_reason(void **state)
{
	struct remarks alone = { 0 }, beside = { 0 }, code = { 0 };

	(void)state;
	remark_on(&alone, false, "12.2.0-14");
	assert_true(says(&alone, "libc-headers", "--package libc6-dev=2.36-7"));
	remark_on(&beside, false, "12.2.0-10");
	assert_true(says(&beside, "compiler-revision", "gcc was 12.2.0-10"));
	assert_true(says(&beside, "compiler-revision", "possible as well: "));
	assert_false(says(&beside, "libc-headers", ""));
	remark_on(&code, true, "12.2.0-10");
	assert_true(says(&code, "compiler-codegen", "gcc was 12.2.0-10"));
	assert_false(says(&code, "libc-headers", ""));
	assert_false(says(&code, "compiler-revision", ""));
	remarks_release(&alone);
	remarks_release(&beside);
	remarks_release(&code);
}

static const char changelog[] = "gcc-12 (12.2.0-14) unstable; urgency=medium\n"
				" -- A B <a@b>  Sun, 08 Jan 2023 10:12:42 +0100\n"
				"gcc-12 (12.2.0-13) experimental; urgency=medium\n"
				" -- A B <a@b>  Sun, 25 Dec 2022 10:12:42 +0100\n"
				"gcc-12 (12.2.0-10) unstable; urgency=medium\n"
				" -- A B <a@b>  Sun, 11 Dec 2022 18:52:56 +0100\n";

static void
the_version_of_a_day_is_the_newest_before(void **state)
{
	const struct bytes all = bytes_of_text(changelog);
	cleanup_free char *then = debian_toolchain_version(all, IN_2022);
	cleanup_free char *later = debian_toolchain_version(all, IN_2022 + 100 * 86400);

	(void)state;
	assert_string_equal(then, "12.2.0-10");
	assert_string_equal(later, "12.2.0-14");
	assert_null(debian_toolchain_version(all, 0));
	for (size_t size = 0; size < all.size; size++)
		free(debian_toolchain_version(bytes_slice(all, 0, size), IN_2022));
}

static void
the_time_of_a_package_is_in_its_first_header(void **state)
{
	static const char deb[] =
		"!<arch>\n"
		"debian-binary   1672062600  0     0     100644  4         `\n";

	(void)state;
	assert_int_equal(debian_toolchain_time(bytes_of_text(deb)), 1672062600);
	for (size_t size = 0; size + 1 < sizeof(deb) - 1; size++)
		assert_int_equal(
			debian_toolchain_time(bytes_slice(bytes_of_text(deb), 0, size)),
			0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(years_are_told_from_numbers),
		cmocka_unit_test(versions_of_tools_are_named),
		cmocka_unit_test(other_clues),
		cmocka_unit_test(a_build_that_differs_in_its_names_alone),
		cmocka_unit_test(what_a_rule_excuses_has_a_cause_too),
		cmocka_unit_test(other_code_explains_the_rest_of_its_file),
		cmocka_unit_test(a_year_in_code_is_no_other_compiler),
		cmocka_unit_test(
			links_are_of_the_network_where_the_build_tried_to_reach_it),
		cmocka_unit_test(a_log_tells_that_a_build_tried_the_network),
		cmocka_unit_test(headers_are_named_where_no_compiler_may_be_the_reason),
		cmocka_unit_test(the_version_of_a_day_is_the_newest_before),
		cmocka_unit_test(the_time_of_a_package_is_in_its_first_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

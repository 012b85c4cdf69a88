/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wheels and sdists: what Python and pip act on, and RECORD. */
#include "compare/claims.h"
#include "compare/context.h"
#include "compare/relist.h"
#include "tests/unit/registries.h"

#define INFO  "tool-1.dist-info/"
#define WHEEL "Wheel-Version: 1.0\nGenerator: flit 3.9\nTag: py3-none-any\n"
#define OLDER "Wheel-Version: 1.0\nGenerator: flit 3.8\nTag: py3-none-any\n"
#define MODULE                                                                           \
	{                                                                                \
		"x/__init__.py", "pass\n"                                                \
	}

/* A wheel with one file more, or with none. */
static void
put_wheel(struct buffer *out, const char *name, const char *content)
{
	const struct text_file files[] = { MODULE,
					   { INFO "WHEEL", WHEEL },
					   { content == NULL ? NULL : name, content },
					   { NULL, NULL } };

	registries_put_wheel(out, files, NULL, false);
}

static void
find_in_wheel(const char *name, const char *published, const char *rebuilt,
	      const char *key, const char *words)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	put_wheel(&ours, name, published);
	put_wheel(&theirs, name, rebuilt);
	registries_find(buffer_bytes(&ours), buffer_bytes(&theirs), name, key, words);
}

static void
what_python_runs_when_it_starts_is_an_alarm(void **state)
{
	static const char *const names[] = { "evil.pth", "tool-1.data/purelib/evil.pth",
					     "tool-1.data/platlib/sitecustomize.py",
					     "usercustomize.py" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		find_in_wheel(names[i], "import os\n", NULL, "member", "starts");
		find_in_wheel(names[i], "import os\n", "import sys\n", "content",
			      "starts");
	}
}

static void
what_pip_puts_elsewhere_is_an_alarm(void **state)
{
	(void)state;
	find_in_wheel("tool-1.data/scripts/ls", "#!python\n", NULL, "member",
		      "on the path");
	find_in_wheel("tool-1.data/data/etc/x", "x\n", NULL, "member", "outside");
	find_in_wheel("conftest.py", "x\n", NULL, "member", "pytest");
	find_in_wheel("requests/__init__.py", "x\n", NULL, "member", "another module");
	find_in_wheel("six.py", "x\n", NULL, "member", "another module");
	find_in_wheel("x/a.so", "x\n", NULL, "member", "compiled");
	find_in_wheel(INFO "entry_points.txt", "[console_scripts]\nls = x:main\n", NULL,
		      "member", "console_scripts: ls = x:main");
	find_in_wheel(INFO "entry_points.txt", "[console_scripts]\na = evil:main\n",
		      "[console_scripts]\na = x:main\n", "content",
		      "console_scripts: a = evil:main");
	find_in_wheel(INFO "METADATA", "no metadata\n", "Metadata-Version: 2.1\n",
		      "content", "not what pip takes");
}

static void
a_file_more_within_the_package_is_a_change(void **state)
{
	static const char *const names[] = { "x/data.pth", "x/conftest.py", "x/y.py",
					     INFO "LICENSE" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

		put_wheel(&ours, names[i], "x\n");
		put_wheel(&theirs, names[i], NULL);
		assert_severity(buffer_bytes(&ours), buffer_bytes(&theirs), names[i],
				"member", SEVERITY_CHANGE);
	}
}

static void
put_files(struct buffer *out, const char *wheel, const char *more, bool backwards)
{
	const struct text_file files[] = { MODULE,
					   { "x/a.py", "pass\n" },
					   { INFO "WHEEL", wheel },
					   { more, "import os\n" },
					   { NULL, NULL } };

	registries_put_wheel(out, files, NULL, backwards);
}

static void
another_order_of_lines_is_excused(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	(void)state;
	put_files(&ours, WHEEL, NULL, true);
	put_files(&theirs, WHEEL, NULL, false);
	registries_judge(buffer_bytes(&ours), buffer_bytes(&theirs), "wheel-record/1");
	put_files(&ours, OLDER, NULL, true);
	registries_judge(buffer_bytes(&ours), buffer_bytes(&theirs), "wheel-record/1");
	assert_rule(buffer_bytes(&ours), buffer_bytes(&theirs), NULL,
		    "wheel-generator/1");
}

static void
what_hides_behind_another_order_is_found(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	(void)state;
	put_files(&ours, OLDER, "evil.pth", true);
	put_files(&theirs, WHEEL, NULL, false);
	registries_find(buffer_bytes(&ours), buffer_bytes(&theirs), "evil.pth", "member",
			"starts");
}

static void
say(const char *published, const char *rebuilt, enum severity severity, const char *path,
    const char *key)
{
	const struct text_file files[] = { MODULE,
					   { INFO "WHEEL", WHEEL },
					   { NULL, NULL } };
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	registries_put_wheel(&ours, files, published, false);
	registries_put_wheel(&theirs, files, rebuilt, false);
	assert_severity(buffer_bytes(&ours), buffer_bytes(&theirs), path, key, severity);
}

static void
a_line_more_or_another_is_not_excused(void **state)
{
	cleanup_buffer struct buffer right = ARCHIVE_INIT, more = ARCHIVE_INIT,
				     size = ARCHIVE_INIT;

	(void)state;
	registries_add_record_line(&right, "x/__init__.py", "pass\n");
	registries_add_record_line(&right, INFO "WHEEL", WHEEL);
	buffer_printf(&more, "/etc/passwd,,\n%s", buffer_text(&right));
	say(buffer_text(&more), buffer_text(&right), SEVERITY_CHANGE, "RECORD",
	    "content");
	buffer_clear(&more);
	buffer_append_text(&more, buffer_text(&right));
	more.data[--more.size] = '\0';
	say(buffer_text(&more), buffer_text(&right), SEVERITY_CHANGE, "RECORD",
	    "content");
	/* "...,5" becomes "...,6": the digest is right and the size is not. */
	buffer_append_text(&size, buffer_text(&right));
	*(uint8_t *)memchr(size.data, '\n', size.size) = '1';
	buffer_append_byte(&size, '\n');
	say(buffer_text(&size), buffer_text(&right), SEVERITY_ALARM, "x/__init__.py",
	    "claim");
}

static void
a_record_that_lies_is_not_put_right(void **state)
{
	const struct text_file files[] = { MODULE,
					   { INFO "WHEEL", WHEEL },
					   { NULL, NULL } };
	cleanup_buffer struct buffer wheel = ARCHIVE_INIT, out = ARCHIVE_INIT,
				     lie = ARCHIVE_INIT;

	(void)state;
	registries_add_record_line(&lie, "x/__init__.py", "pass\n");
	registries_add_record_line(&lie, INFO "WHEEL", OLDER);
	registries_put_wheel(&wheel, files, buffer_text(&lie), false);
	packages_normalize(&out, buffer_bytes(&wheel));
	assert_true(bytes_equal(buffer_bytes(&wheel), buffer_bytes(&out)));
}

static void
the_record_of_another_wheel_within_is_no_list(void **state)
{
	static const char inner[] = "x/_vendor/y-1.dist-info/RECORD";
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct text_file files[] = { { inner, "x/__init__.py,sha256=AAAA,1\n" },
				     MODULE,
				     { INFO "WHEEL", WHEEL },
				     { NULL, NULL } };

	(void)state;
	registries_put_wheel(&theirs, files, NULL, false);
	files[1].content = "other\n";
	registries_put_wheel(&ours, files, NULL, false);
	assert_severity(buffer_bytes(&ours), buffer_bytes(&theirs), "x/__init__.py",
			"content", SEVERITY_CHANGE);
	files[1].content = "pass\n";
	files[2].content = OLDER;
	registries_put_wheel(&ours, files, NULL, false);
	registries_judge(buffer_bytes(&ours), buffer_bytes(&theirs), "wheel-generator/1");
}

static void
without_the_rule_another_order_is_a_change(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	(void)state;
	put_files(&ours, WHEEL, NULL, true);
	put_files(&theirs, WHEEL, NULL, false);
	comparison_options_init(&options);
	options.rule_changes = "-wheel-record";
	archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
}

/* What an archive's writer does with a RECORD, without an archive. */
static void
write_record(struct buffer *out, const char *wheel, bool backwards)
{
	const struct text_file files[] = {
		MODULE, { "x/a.py", "pass\n" }, { INFO "WHEEL", wheel }, { NULL, NULL }
	};
	struct comparison_options options;
	struct normalizer normalizer = { .path = "" };
	cleanup_buffer struct buffer zip = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_relist struct relist list = { 0 };
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct error err = { 0 };

	comparison_options_init(&options);
	normalizer.ledger = &ledger;
	normalizer.budget.limits = &options.limits;
	assert_int_equal(rule_set_choose(&normalizer.rules, &options, &err), 0);
	registries_put_wheel(&zip, files, NULL, backwards);
	normalizer.budget.input = zip.size;
	assert_int_equal(normalize_tile(&normalizer, &format_zip, buffer_bytes(&zip),
					&tiling, &err),
			 0);
	assert_int_equal(relist_begin(&list, &normalizer, &format_zip, &tiling), 1);
	for (size_t i = 0; files[i].name != NULL; i++)
		assert_int_equal(relist_learn(&list, &normalizer, files[i].name,
					      bytes_of_text(files[i].content), &err),
				 0);
	normalizer.relist = &list;
	assert_int_equal(
		normalize_content(&normalizer, INFO "RECORD",
				  packages_need(&tiling, INFO "RECORD", "content")->bytes,
				  out, &err),
		0);
	budget_release(&normalizer.budget);
}

static void
a_canonical_record_is_of_the_canonical_members(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT,
				     wanted = ARCHIVE_INIT;

	(void)state;
	write_record(&ours, WHEEL, true);
	write_record(&theirs, OLDER, false);
	registries_add_record_line(&wanted, INFO "WHEEL",
				   "Wheel-Version: 1.0\nGenerator: flit\n"
				   "Tag: py3-none-any\n");
	registries_add_record_line(&wanted, "x/__init__.py", "pass\n");
	registries_add_record_line(&wanted, "x/a.py", "pass\n");
	assert_string_equal(buffer_text(&ours), buffer_text(&theirs));
	assert_true(text_starts_with(buffer_text(&ours), INFO "RECORD,,\n"));
	assert_string_equal(strchr(buffer_text(&ours), '\n') + 1, buffer_text(&wanted));
}

static void
find_in_sdist(const char *name, const char *published, const char *rebuilt,
	      const char *key, const char *words)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	const struct text_file left[] = { { "tool-1/PKG-INFO",
					    "Metadata-Version: 2.1\n" },
					  { published == NULL ? NULL : name, published },
					  { NULL, NULL } };
	const struct text_file right[] = { { "tool-1/PKG-INFO",
					     "Metadata-Version: 2.1\n" },
					   { rebuilt == NULL ? NULL : name, rebuilt },
					   { NULL, NULL } };

	registries_put_tar(&ours, left);
	registries_put_tar(&theirs, right);
	registries_find(buffer_bytes(&ours), buffer_bytes(&theirs), name, key, words);
}

static void
what_pip_runs_of_an_sdist_is_an_alarm(void **state)
{
	static const char before[] = "[build-system]\nrequires = [\n\"flit\",\n]\n";

	(void)state;
	find_in_sdist("tool-1/setup.py", "evil\n", NULL, "member", "pip runs it");
	find_in_sdist("tool-1/setup.py", "evil\n", "setup()\n", "content", "pip runs it");
	find_in_sdist("tool-1/pyproject.toml",
		      "[build-system]\nrequires = [\n\"flit\",\n\"evil\",\n]\n", before,
		      "content", "[build-system] \"evil\",");
	find_in_sdist(
		"tool-1/pyproject.toml",
		"[build-system]\nrequires = [\n\"flit\",\n]\nbackend-path = [\".\"]\n",
		before, "content", "backend-path");
	find_in_sdist("tool-1/pyproject.toml", before, NULL, "member", "flit");
}

/* Of a pyproject.toml that only the rebuilt one has. */
static bool
is_put_down_to_setuptools(const char *pyproject)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	const struct text_file files[] = { { "tool-1/PKG-INFO",
					     "Metadata-Version: 2.1\n" },
					   { "tool-1/pyproject.toml", pyproject },
					   { NULL, NULL } };
	const struct text_file fewer[] = { files[0], { NULL, NULL } };

	registries_put_tar(&ours, fewer);
	registries_put_tar(&theirs, files);
	packages_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs), NULL);
	return packages_find(&comparison, "tool-1/pyproject.toml", "member")->cause !=
	       NULL;
}

static void
old_setuptools_leave_pyproject_toml_out(void **state)
{
	(void)state;
	assert_true(is_put_down_to_setuptools("[tool.towncrier]\n"));
	assert_true(is_put_down_to_setuptools(
		"[build-system]\nbuild-backend = 'setuptools.build_meta'\n"));
	assert_false(is_put_down_to_setuptools(
		"[build-system]\nbuild-backend = 'hatchling.build'\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_python_runs_when_it_starts_is_an_alarm),
		cmocka_unit_test(what_pip_puts_elsewhere_is_an_alarm),
		cmocka_unit_test(a_file_more_within_the_package_is_a_change),
		cmocka_unit_test(another_order_of_lines_is_excused),
		cmocka_unit_test(what_hides_behind_another_order_is_found),
		cmocka_unit_test(a_line_more_or_another_is_not_excused),
		cmocka_unit_test(a_record_that_lies_is_not_put_right),
		cmocka_unit_test(the_record_of_another_wheel_within_is_no_list),
		cmocka_unit_test(without_the_rule_another_order_is_a_change),
		cmocka_unit_test(a_canonical_record_is_of_the_canonical_members),
		cmocka_unit_test(what_pip_runs_of_an_sdist_is_an_alarm),
		cmocka_unit_test(old_setuptools_leave_pyproject_toml_out),
	};

	return cmocka_run_group_tests_name("context_pypi", tests, NULL, NULL);
}

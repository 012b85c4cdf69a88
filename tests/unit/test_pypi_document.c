/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/pypi_document.h"
#include "rebuild/pypi_page.h"
#include "rebuild/python_release.h"
#include "rebuild/python_urls.h"

static void
files_are_what_their_names_say(void **state)
{
	static const struct {
		const char *file, *project;
		enum pypi_kind kind;
		const char *version;
	} rows[] = {
		{ "MarkupSafe-2.1.2.tar.gz", "markupsafe", PYPI_SDIST, "2.1.2" },
		{ "clamp-module-1.0.tar.gz", "clamp_module", PYPI_SDIST, "1.0" },
		{ "zope.interface-5.0.zip", "zope-interface", PYPI_SDIST, "5.0" },
		{ "a-b-1.0-1.tar.gz", "a-b", PYPI_SDIST, "1.0-1" },
		{ "six-1.16.0-py2.py3-none-any.whl", "six", PYPI_WHEEL, "1.16.0" },
		{ "x-1.0-2-py3-none-any.whl", "x", PYPI_WHEEL, "1.0" },
		{ "x-1.0-cp311-cp311-win32.whl", "x", PYPI_OTHER, "1.0" },
		{ "x-1.0-cp311-abi3-any.whl", "x", PYPI_OTHER, "1.0" },
		{ "x-1.0.linux-x86_64.tar.gz", "x", PYPI_OTHER, NULL },
		{ "other-1.0.tar.gz", "x", PYPI_OTHER, NULL },
		{ "x-1.0-py3.11.egg", "x", PYPI_OTHER, NULL },
		{ "x-1.0.exe", "x", PYPI_OTHER, NULL },
		{ "x.tar.gz", "x", PYPI_OTHER, NULL },
		{ ".whl", "x", PYPI_OTHER, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *version = NULL;
		enum pypi_kind kind =
			pypi_file_kind(rows[i].file, rows[i].project, &version);

		if (kind != rows[i].kind)
			fail_msg("%s is %d", rows[i].file, kind);
		if (rows[i].version != NULL)
			assert_string_equal(version, rows[i].version);
		else if (kind != PYPI_OTHER)
			assert_null(version);
	}
}

static void
the_newest_is_final_and_not_yanked(void **state)
{
	struct pypi_file files[] = {
		{ .version = (char[]){ "1.0" } },
		{ .version = (char[]){ "1.10" } },
		{ .version = (char[]){ "1.9" } },
		{ .version = (char[]){ "2.0rc1" } },
		{ .version = (char[]){ "1.11" }, .yanked = (char[]){ "" } },
		{ .version = NULL },
	};
	struct pypi_document document = { .files = files, .file_count = 6 };

	(void)state;
	assert_string_equal(pypi_document_newest(&document), "1.10");
	document.files = &files[3];
	document.file_count = 3;
	assert_string_equal(pypi_document_newest(&document), "2.0rc1");
	document.file_count = 0;
	assert_null(pypi_document_newest(&document));
}

static void
the_repository_is_found_among_the_urls(void **state)
{
	static const struct {
		const char *lines[4], *repository;
	} rows[] = {
		{ { "Source, https://github.com/pallets/markupsafe/" },
		  "https://github.com/pallets/markupsafe" },
		{ { "Homepage, https://x.example.invalid/",
		    "Source Code, https://github.com/a/b.git#readme" },
		  "https://github.com/a/b" },
		{ { "Homepage, https://github.com/other/site",
		    "Source-Code, https://www.github.com/a/b/tree/main/sub" },
		  "https://github.com/a/b" },
		{ { "Bug Tracker, https://github.com/a/b/issues" },
		  "https://github.com/a/b" },
		{ { "Repository, https://gitlab.com/group/sub/project/-/tree/main" },
		  "https://gitlab.com/group/sub/project" },
		{ { "Source, https://git.example.invalid/x.git" },
		  "https://git.example.invalid/x.git" },
		{ { "Source, git+https://git.example.invalid/x.git" },
		  "https://git.example.invalid/x.git" },
		{ { "Funding, https://github.com/sponsors/a",
		    "Homepage, https://github.com/a/b" },
		  "https://github.com/a/b" },
		{ { "Homepage, https://example.invalid/", "Docs, https://a.invalid/b/c" },
		  NULL },
		{ { "Source, https://github.com/only-owner" }, NULL },
		{ { "Source, https://user:word@github.com/a/b" }, NULL },
		{ { "Source, ext::sh -c x.git" }, NULL },
		{ { "no comma" }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_strings struct strings lines = { 0 };
		cleanup_free char *found = NULL;

		for (size_t k = 0; k < 4 && rows[i].lines[k] != NULL; k++)
			strings_add(&lines, rows[i].lines[k]);
		found = python_repository_among(&lines);
		if (!text_is_same(found, rows[i].repository))
			fail_msg("%s: %s", rows[i].lines[0], found ? found : "none");
	}
}

static void
headers_end_at_the_empty_line(void **state)
{
	static const char text[] = "Metadata-Version: 2.1\r\nname:  demo \nX: 1\nX: 2\n\n"
				   "Version: 3\n";
	static const struct {
		const char *field;
		size_t at;
		const char *value;
	} rows[] = {
		{ "Metadata-Version", 0, "2.1" },
		{ "Name", 0, "demo" },
		{ "X", 1, "2" },
		{ "X", 2, NULL },
		{ "Version", 0, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *value = python_header(text, rows[i].field, rows[i].at);

		assert_true(text_is_same(value, rows[i].value));
	}
}

static void
generators_name_their_package(void **state)
{
	static const char *const rows[][3] = {
		{ "bdist_wheel (0.38.4)", "wheel", "0.38.4" },
		{ "setuptools (75.6.0)", "setuptools", "75.6.0" },
		{ "flit 3.8.0", "flit_core", "3.8.0" },
		{ "hatchling 1.18.0", "hatchling", "1.18.0" },
		{ "poetry-core 1.6", "poetry-core", "1.6" },
		{ "something 1.0", NULL, "1.0" },
		{ "flit", "flit_core", NULL },
		{ "flit $(x)", "flit_core", NULL },
		{ "", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_free char *package = NULL, *version = NULL;

		python_generator(rows[i][0], &package, &version);
		if (!text_is_same(package, rows[i][1]) ||
		    !text_is_same(version, rows[i][2]))
			fail_msg("%s", rows[i][0]);
	}
}

static void
a_page_lists_its_anchors(void **state)
{
	static const char page[] =
		"<!DOCTYPE html><html><body><h1>Links</h1>\n"
		"<a href=\"../../x-1.0.tar.gz#sha256=ab12\">x-1.0.tar.gz</a><br/>\n"
		"<A data-yanked='it &lt;breaks&gt;' "
		"HREF='https://f.invalid/x-2.whl?a&amp;b'>\n"
		"  x-2.whl </A><abbr href=\"no\">no</abbr><a name=\"here\">none</a>"
		"<a href=\"cut.whl";
	cleanup_json struct json *json = NULL;
	const struct json *files, *first, *second;
	struct error err = { 0 };

	(void)state;
	assert_int_equal(pypi_page_read(&json, bytes_of_text(page), &err), 0);
	files = json_get(json, "files");
	assert_int_equal(json_count(files), 2);
	first = json_at(files, 0);
	assert_string_equal(json_get_text(first, "filename"), "x-1.0.tar.gz");
	assert_string_equal(json_get_text(first, "url"), "../../x-1.0.tar.gz");
	assert_string_equal(json_get_text(json_get(first, "hashes"), "sha256"), "ab12");
	assert_null(json_get(first, "yanked"));
	second = json_at(files, 1);
	assert_string_equal(json_get_text(second, "filename"), "x-2.whl");
	assert_string_equal(json_get_text(second, "url"),
			    "https://f.invalid/x-2.whl?a&b");
	assert_string_equal(json_get_text(second, "yanked"), "it <breaks>");
}

/* Cut anywhere, it is read to its end and no further. */
static void
a_page_that_is_cut_is_read_as_far_as_it_goes(void **state)
{
	static const char page[] = "<a href=\"u#sha256=1\" data-yanked=\"w\">n</a>";

	(void)state;
	for (size_t size = 0; size < sizeof(page); size++) {
		cleanup_json struct json *json = NULL;
		cleanup_free char *part = xstrndup(page, size);
		struct error err = { 0 };
		int code = pypi_page_read(&json, bytes_of_text(part), &err);

		assert_int_equal(code == 0, json != NULL);
		if (code < 0)
			assert_int_equal(err.kind, ERROR_MALFORMED);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_what_their_names_say),
		cmocka_unit_test(the_newest_is_final_and_not_yanked),
		cmocka_unit_test(the_repository_is_found_among_the_urls),
		cmocka_unit_test(headers_end_at_the_empty_line),
		cmocka_unit_test(generators_name_their_package),
		cmocka_unit_test(a_page_lists_its_anchors),
		cmocka_unit_test(a_page_that_is_cut_is_read_as_far_as_it_goes),
	};

	return cmocka_run_group_tests_name("pypi_document", tests, NULL, NULL);
}

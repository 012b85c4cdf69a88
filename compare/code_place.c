/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_place.h"

#include <fnmatch.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"

/* By custom these hold what is for people and for tests, or what tools leave behind. */
static const char *const apart[] = {
	"bench",       "benchmark",	 "benchmarks",	  "demo",	 "demos",
	"doc",	       "docs",		 "example",	  "examples",	 "sample",
	"samples",     "test",		 "tests",	  "testsuite",	 ".git",
	".hypothesis", ".mypy_cache",	 ".pytest_cache", ".ruff_cache", ".tox",
	"__pycache__", "autom4te.cache",
};

/* What builds read wherever it lies, and what runners of tests look for. */
static const char *const read[] = {
	"*.ac",	      "*.am",		"*.cmake",	  "*.in",     "*.m4",
	"*.mak",      "*.mk",		"*.sh",		  "*.t",      "*_test.go",
	"*_test.py",  "CMakeLists.txt", "Makefile*",	  "build.rs", "conftest.py",
	"configure*", "meson.build",	"pyproject.toml", "setup.py", "sitecustomize.py",
	"test*.py",   "*.pth",
};

static bool
is_apart(struct bytes folder)
{
	for (size_t i = 0; i < array_length(apart); i++)
		if (bytes_equal_text(folder, apart[i]))
			return true;
	return false;
}

static bool
is_read(const char *name)
{
	for (size_t i = 0; i < array_length(read); i++)
		if (fnmatch(read[i], name, 0) == 0)
			return true;
	return false;
}

bool
code_lies_apart(const char *path)
{
	bool found = false;
	const char *slash;

	for (; (slash = strchr(path, '/')) != NULL; path = slash + 1)
		found = found || is_apart((struct bytes){ (const uint8_t *)path,
							  (size_t)(slash - path) });
	return found && !is_read(path);
}

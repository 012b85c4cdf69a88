/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packages of PyPI: a wheel, which is a zip archive that pip unpacks into the folder of
 * all packages, and an sdist, a tar archive whose code pip runs to make a wheel.
 *
 * What stands at the top of a wheel, or at the top of NAME.data/purelib or platlib in it,
 * stands beside every other package then: a line "import ..." in a .pth runs whenever
 * Python starts, and so do sitecustomize and usercustomize; a module of any name takes
 * the place of another.
 */
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/code_alarms.h"
#include "compare/code_place.h"
#include "compare/context.h"
#include "compare/fields.h"
#include "compare/pypi_lines.h"

static bool
is_like(const char *member, const char *pattern)
{
	return fnmatch(pattern, member, FNM_PATHNAME) == 0;
}

/* The end of a name is looked at first: there may be a million of them. */
static bool
marks_package(const char *name)
{
	return (text_ends_with(name, ".dist-info/WHEEL") &&
		is_like(name, "*.dist-info/WHEEL")) ||
	       (text_ends_with(name, "/PKG-INFO") && is_like(name, "*-[0-9]*/PKG-INFO"));
}

static bool
holds(const struct tiling *artifact)
{
	for (size_t i = 0; i < artifact->member_count; i++)
		if (artifact->members[i].type == 'f' &&
		    marks_package(artifact->members[i].name))
			return true;
	return false;
}

/* Where a member of a wheel goes in the folder of all packages; NULL: elsewhere. */
static const char *
name_installed(const char *member)
{
	static const char *const parts[] = { "*.data/purelib/*", "*.data/platlib/*" };

	for (size_t i = 0; i < array_length(parts); i++)
		if (fnmatch(parts[i], member, 0) == 0) {
			const char *part = strstr(member, ".data/");

			return part + strlen(".data/platlib/");
		}
	return strstr(member, ".data/") != NULL ? NULL : member;
}

/* A file in the folder of an sdist: "tool-1.2.3/setup.py"; NULL for others. */
static const char *
name_in_sdist(const char *member)
{
	return is_like(member, "*-[0-9]*/*") && !is_like(member, "*.dist-info/*") &&
			       !is_like(member, "*.data/*")
		       ? strchr(member, '/') + 1
		       : NULL;
}

/* At any depth; what a wheel holds is installed, whatever its folder is called. */
static bool
lies_apart_in_sdist(const char *member)
{
	const char *slash = strchr(member, '/');
	cleanup_free char *top =
		slash != NULL ? xstrndup(member, (size_t)(slash - member)) : NULL;

	return top != NULL && is_like(top, "*-[0-9]*") && !is_like(top, "*.dist-info") &&
	       !is_like(top, "*.data") && code_lies_apart(slash + 1);
}

/* What Python or pip does with a file that is added or changed; NULL for others. */
static const struct acted_on {
	const char *pattern, *means;
	bool when_changed; /* or only where it is new */
} acted_on_installed[] = {
	{ "*.pth", "Python runs its lines \"import ...\" whenever it starts", true },
	{ "sitecustomize.py", "Python runs it whenever it starts", true },
	{ "usercustomize.py", "Python runs it whenever it starts", true },
	{ "sitecustomize/__init__.py", "Python runs it whenever it starts", true },
	{ "usercustomize/__init__.py", "Python runs it whenever it starts", true },
	{ "conftest.py", "pytest runs it for every project", false },
	{ "*.egg-link", "it makes Python load a package from elsewhere", true },
}, acted_on_in_sdist[] = {
	{ "setup.py", "pip runs it when it installs from this", true },
	{ "conftest.py", "pytest runs it", false },
	{ "build.py", "build backends run it", false },
	{ "hatch_build.py", "hatchling runs it", false },
	{ "_custom_build.py", "build backends run it", false },
}, acted_on_in_data[] = {
	{ "*.data/scripts/*", "pip puts it on the path", true },
	{ "*.data/data/*", "pip puts it outside of the folder of packages", false },
};

static void
judge_acted_on(struct finding *finding, const char *name, const struct acted_on *table,
	       size_t count)
{
	bool is_new = finding->kind == FINDING_ADDED || finding->kind == FINDING_RENAMED;

	if (name == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		if (fnmatch(table[i].pattern, name,
			    table == acted_on_in_data ? 0 : FNM_PATHNAME) == 0 &&
		    (is_new || table[i].when_changed)) {
			code_alarm(finding, "%s", table[i].means);
			return;
		}
}

/* The names of a package and of its modules are one but for these bytes. */
static bool
is_named_after(const char *module, size_t size, const char *package)
{
	size_t at = 0;

	for (size_t i = 0; i < size; i++) {
		if (package[at] == '\0')
			return false;
		if (strchr("-_.", module[i]) != NULL &&
		    strchr("-_.", package[at]) != NULL) {
			at++;
			continue;
		}
		if (strncasecmp(&module[i], &package[at], 1) != 0)
			return false;
		at++;
	}
	return package[at] == '\0' || package[at] == '-';
}

/* A module at the top that is not called as the package is. */
static void
judge_module(struct finding *finding, const char *name, const char *artifact)
{
	size_t size;

	if (finding->kind != FINDING_ADDED || name == NULL || artifact == NULL)
		return;
	if (is_like(name, "*.py"))
		size = strlen(name) - strlen(".py");
	else if (is_like(name, "*/__init__.py"))
		size = strcspn(name, "/");
	else
		return;
	if (!is_named_after(name, size, artifact))
		code_alarm(
			finding,
			"it is another module than the package's, and takes the place of "
			"any other of that name");
}

/* Files that pip reads. */
static void
judge_lists(struct finding *finding, const char *member, struct bytes published,
	    struct bytes rebuilt)
{
	cleanup_buffer struct buffer added = BUFFER_INIT(1 << 16);
	const char *in_sdist = name_in_sdist(member);

	if (is_like(member, "*.dist-info/entry_points.txt")) {
		pypi_say_entry_points(&added, published, rebuilt);
		if (added.size > 0)
			code_alarm(
				finding,
				"pip makes commands of these, and programs load them: %s",
				buffer_text(&added));
	} else if (in_sdist != NULL && strcmp(in_sdist, "pyproject.toml") == 0) {
		pypi_say_build_system(&added, published, rebuilt);
		if (added.size > 0)
			code_alarm(finding, "pip builds with other packages or code: %s",
				   buffer_text(&added));
	}
}

/* The metadata must be read to be judged. */
static void
judge_metadata(struct finding *finding, const char *member, struct bytes published)
{
	const struct format *seen = format_recognize(published);

	if ((is_like(member, "*.dist-info/METADATA") && seen != &format_pkginfo) ||
	    (is_like(member, "*.dist-info/WHEEL") && seen != &format_wheelinfo))
		code_alarm(finding, "it is not what pip takes for metadata");
}

/* setuptools takes it along since version 43; other backends, which it must name then,
 * have done so from the first. */
static void
explain_absence(struct finding *finding, const char *in_sdist, struct bytes rebuilt)
{
	static const char backend[] = "build-backend", own[] = "setuptools.build_meta";

	if (in_sdist == NULL || strcmp(in_sdist, "pyproject.toml") != 0 ||
	    (memmem(rebuilt.data, rebuilt.size, backend, strlen(backend)) != NULL &&
	     memmem(rebuilt.data, rebuilt.size, own, strlen(own)) == NULL))
		return;
	finding_set_cause(finding,
			  "build-backend-version: setuptools before 43 leaves it out",
			  "build with such a version");
}

static void
judge(struct report *report, const struct place *place, const struct bytes *published,
      const struct bytes *rebuilt)
{
	struct bytes other = rebuilt != NULL ? *rebuilt : (struct bytes){ 0 };
	struct finding *last = report_last(report);
	const char *member = place->member, *sdist, *installed;

	if (last == NULL || member == NULL)
		return;
	sdist = name_in_sdist(member);
	if (published == NULL) {
		explain_absence(last, sdist, other);
		return;
	}
	installed = sdist == NULL ? name_installed(member) : NULL;
	judge_acted_on(last, installed, acted_on_installed,
		       array_length(acted_on_installed));
	judge_acted_on(last, sdist, acted_on_in_sdist, array_length(acted_on_in_sdist));
	judge_acted_on(last, sdist == NULL ? member : NULL, acted_on_in_data,
		       array_length(acted_on_in_data));
	judge_module(last, installed, place->artifact);
	if (rebuilt == NULL && code_is_compiled(member, *published))
		code_alarm(last, "compiled code that the source does not make");
	judge_lists(last, member, *published, other);
	judge_metadata(last, member, *published);
	if (rebuilt != NULL || !lies_apart_in_sdist(member))
		code_alarm_of_shape(last, member, *published, other);
}

const struct context context_pypi = {
	.name = "pypi",
	.holds = holds,
	.judge = judge,
};

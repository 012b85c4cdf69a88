/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/python_examine.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/code_place.h"
#include "rebuild/python_release.h"
#include "rebuild/python_version.h"

struct examination {
	struct check *check;		 /* borrowed, these two */
	const struct inventory *rebuilt; /* NULL: nothing was built */
	const char *folder; /* borrowed: of the package, in the source's tree */
};

static const struct inventory_entry *
find(const struct inventory *inventory, const char *path, bool wheel)
{
	for (size_t i = 0; inventory != NULL && i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (entry->type == 'f' &&
		    inventory_is_of_zip(inventory, entry) == wheel &&
		    strcmp(entry->path, path) == 0)
			return entry;
	}
	return NULL;
}

/* Modules lie at the top of the source, or in src/. */
static bool
stands_in_source(const struct examination *examination,
		 const struct inventory_entry *entry)
{
	cleanup_free char *below = path_join(examination->folder, "src");

	return inventory_entry_stands_in(entry, examination->folder) ||
	       inventory_entry_stands_in(entry, below);
}

static bool
has_any(const struct inventory *inventory, bool wheel)
{
	for (size_t i = 0; inventory != NULL && i < inventory->count; i++)
		if (inventory_is_of_zip(inventory, &inventory->entries[i]) == wheel)
			return true;
	return false;
}

/* Whether it lies in a package that programs can import. */
static bool
is_in_package(const struct inventory *published, const char *path, bool wheel)
{
	const char *slash = strrchr(path, '/');
	cleanup_free char *mark =
		slash == NULL ? NULL
			      : xasprintf("%.*s/__init__.py", (int)(slash - path), path);

	return mark != NULL && find(published, mark, wheel) != NULL;
}

/* Whether `path` is that of a package's file in the source or in an sdist, whatever
 * folder its packages lie in there: "src/clamp/order.py" is clamp/order.py. */
static bool
installs_as(const char *path, const char *installed)
{
	size_t size = strlen(path), tail = strlen(installed);

	return text_ends_with(path, installed) &&
	       (size == tail || path[size - tail - 1] == '/');
}

/* Modules of a wheel are made from those of the sdist, where they are judged: they stand
 * in the source, or are an alarm there. */
static bool
is_judged_in_sdist(const struct examination *examination,
		   const struct inventory_entry *entry)
{
	const struct inventory *published = &examination->check->inventory;

	for (size_t i = 0; i < published->count; i++) {
		const struct inventory_entry *other = &published->entries[i];

		if (strcmp(other->blob, entry->blob) == 0 &&
		    !inventory_is_of_zip(published, other) &&
		    installs_as(other->path, entry->path) &&
		    !code_lies_apart(other->path) &&
		    (inventory_entry_stands_in(other, examination->folder) ||
		     is_in_package(published, other->path, false)))
			return true;
	}
	return false;
}

/* The build copies the source's module, and what was published is another. */
static void
judge_module(const struct examination *examination, const struct inventory_entry *entry,
	     bool wheel)
{
	const struct inventory *published = &examination->check->inventory;
	const struct inventory_entry *rebuilt =
		find(examination->rebuilt, entry->path, wheel);

	if (rebuilt == NULL || strcmp(rebuilt->blob, entry->blob) == 0 ||
	    !stands_in_source(examination, rebuilt) ||
	    stands_in_source(examination, entry))
		return;
	if (wheel ? is_judged_in_sdist(examination, entry)
		  : !is_in_package(published, entry->path, false) ||
			    code_lies_apart(entry->path))
		return;
	remarks_add(&examination->check->remarks, SEVERITY_ALARM, entry->path,
		    "module-edited",
		    "the build copies this module from the source, and the %s has "
		    "another",
		    wheel ? "wheel" : "sdist");
}

/* Code that the build could have packed, were it in the source; git may ignore it there,
 * which is how it could lie in the publisher's folder. */
static void
judge_added(const struct examination *examination, const struct inventory_entry *entry,
	    bool wheel)
{
	const struct inventory *published = &examination->check->inventory;
	cleanup_free char *path = path_join(examination->folder, entry->path);

	if (!has_any(examination->rebuilt, wheel) || file_exists(path) ||
	    find(examination->rebuilt, entry->path, wheel) != NULL ||
	    (wheel && is_judged_in_sdist(examination, entry)))
		return;
	if (!wheel && code_lies_apart(entry->path))
		remarks_add(&examination->check->remarks, SEVERITY_CHANGE, entry->path,
			    "extra-apart",
			    "code that neither the source nor the build has; it lies "
			    "where nothing is installed, imported or tested by itself");
	else if (is_in_package(published, entry->path, wheel))
		remarks_add(&examination->check->remarks, SEVERITY_ALARM, entry->path,
			    "module-added",
			    "programs can import this module, and neither the source nor "
			    "the build has it");
}

/* What pip runs or goes by when it installs from an sdist.  Where something was built the
 * comparison has judged it: a release step may write a version into pyproject.toml. */
static void
judge_steering(const struct examination *examination, const struct inventory_entry *entry)
{
	static const char *const names[] = { "setup.py", "pyproject.toml" };
	cleanup_free char *path = path_join(examination->folder, entry->path);

	if (examination->rebuilt != NULL)
		return;
	for (size_t i = 0; i < array_length(names); i++)
		if (strcmp(entry->path, names[i]) == 0 && file_exists(path) &&
		    !stands_in_source(examination, entry))
			remarks_add(
				&examination->check->remarks, SEVERITY_ALARM, entry->path,
				"build-edited",
				"pip builds by this file, and it is not the one in the "
				"source");
}

/* What Python's tools and editors leave behind where they have run. */
static const char *const leftovers[] = {
	"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache",
	".hypothesis", ".tox",		".nox",	       ".coverage",
	"htmlcov",     ".DS_Store",	".idea",       ".vscode",
};

static bool
has_part(const char *path, const char *part)
{
	size_t size = strlen(part);

	for (const char *at = path; at != NULL; at = strchr(at, '/')) {
		at += *at == '/';
		if (strncmp(at, part, size) == 0 && (at[size] == '/' || at[size] == '\0'))
			return true;
	}
	return false;
}

/* One remark for each kind: there may be thousands of files. */
static void
name_leftovers(const struct examination *examination)
{
	const struct inventory *published = &examination->check->inventory;

	for (size_t k = 0; k < array_length(leftovers); k++)
		for (size_t i = 0; i < published->count; i++) {
			const char *path = published->entries[i].path;

			if (!has_part(path, leftovers[k]) ||
			    find(examination->rebuilt, path,
				 inventory_is_of_zip(published,
						     &published->entries[i])) != NULL)
				continue;
			remarks_add(&examination->check->remarks, SEVERITY_NOTE, path,
				    "leaked", "%s was left in the publisher's own folder",
				    leftovers[k]);
			break;
		}
}

static void
judge_files(const struct examination *examination)
{
	const struct inventory *published = &examination->check->inventory;

	for (size_t i = 0; i < published->count; i++) {
		const struct inventory_entry *entry = &published->entries[i];
		bool wheel = inventory_is_of_zip(published, entry);

		if (entry->type != 'f')
			continue;
		if (text_ends_with(entry->path, ".py")) {
			judge_added(examination, entry, wheel);
			judge_module(examination, entry, wheel);
		}
		if (!wheel)
			judge_steering(examination, entry);
	}
}

static void
compare_generators(const struct examination *examination)
{
	const char *published =
		inventory_text(&examination->check->inventory, "*.dist-info/WHEEL");
	const char *rebuilt = inventory_text(examination->rebuilt, "*.dist-info/WHEEL");
	cleanup_free char *theirs =
		published != NULL ? python_header(published, "Generator", 0) : NULL;
	cleanup_free char *ours =
		rebuilt != NULL ? python_header(rebuilt, "Generator", 0) : NULL;

	if (theirs == NULL || ours == NULL || strcmp(theirs, ours) == 0)
		return;
	remarks_add(&examination->check->remarks, SEVERITY_NOTE, NULL,
		    "generator-version",
		    "the wheel was made by %.100s, and here by %.100s", theirs, ours);
}

/* Fields that the backend's version decides on, not the source: whether they are there.
 */
static const char *const by_version[] = {
	"Description",	"Platform",	      "Dynamic",
	"License-File", "License-Expression", "Requires-Dist"
};

/* What is unlike in them, in words; NULL for nothing.  The caller frees. */
static char *
unlike_metadata(const char *published, const char *rebuilt)
{
	cleanup_free char *theirs = python_header(published, "Metadata-Version", 0);
	cleanup_free char *ours = python_header(rebuilt, "Metadata-Version", 0);

	if (theirs != NULL && ours != NULL && strcmp(theirs, ours) != 0)
		return xasprintf("Metadata-Version is %.20s, and here %.20s", theirs,
				 ours);
	for (size_t i = 0; i < array_length(by_version); i++) {
		cleanup_free char *one = python_header(published, by_version[i], 0);
		cleanup_free char *other = python_header(rebuilt, by_version[i], 0);

		if ((one == NULL) != (other == NULL))
			return xasprintf("it has %s%s, and here %s",
					 one == NULL ? "no " : "", by_version[i],
					 one == NULL ? "it has" : "none");
	}
	return NULL;
}

static void
compare_metadata(const struct examination *examination)
{
	const char *published =
		inventory_text(&examination->check->inventory, "PKG-INFO");
	const char *rebuilt = inventory_text(examination->rebuilt, "PKG-INFO");
	cleanup_free char *unlike = published != NULL && rebuilt != NULL
					    ? unlike_metadata(published, rebuilt)
					    : NULL;

	if (unlike != NULL)
		remarks_add(&examination->check->remarks, SEVERITY_NOTE, "PKG-INFO",
			    "generator-version",
			    "another version of the build backend wrote it: %s", unlike);
}

void
python_examine(struct check *check)
{
	cleanup_free char *folder = source_folder(&check->source);
	struct examination examination = { .check = check, .folder = folder };

	if (folder == NULL)
		return;
	if (check->rebuilt.count > 0) {
		examination.rebuilt = &check->rebuilt;
		compare_generators(&examination);
		compare_metadata(&examination);
	}
	judge_files(&examination);
	name_leftovers(&examination);
}

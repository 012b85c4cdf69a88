/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Metadata of a Python package: METADATA in NAME.dist-info of a wheel, PKG-INFO in an
 * sdist (Core metadata specifications of the Python packaging user guide; PEP 241, 314,
 * 345, 566, 643, 639).
 *
 * Fields as in mail, lines that start with white space continue one, names are the same
 * in any case; a blank line, and the description.  Requires-Dist, Classifier and some
 * others stand once for each value; pip reads Requires-Dist, and installs what it names.
 * Of another field that stands twice some readers take the first and some the last.
 *
 * Between builds vary: Metadata-Version, Dynamic and License-File, which come with the
 * version of the build backend, and the order of the fields.
 */
#include "compare/format.h"

#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/fields.h"
#include "compare/pypi_fields.h"

enum { SURE = 60 };

static int
recognize(struct bytes content)
{
	return pypi_fields_have(content, "Metadata-Version") ? SURE : 0;
}

static int
pkginfo_tile(struct tiler *tiler, struct error *err)
{
	static const char *const repeated[] = {
		"Requires-Dist",
		"Provides-Dist",
		"Obsoletes-Dist",
		"Requires-External",
		"Classifier",
		"Platform",
		"Supported-Platform",
		"Project-URL",
		"Provides-Extra",
		"License-File",
		"Dynamic",
		"Requires",
		"Provides",
		"Obsoletes",
		"Import-Name",
		"Import-Namespace",
		NULL,
	};

	return pypi_fields_tile(tiler, repeated, err);
}

static const char *
value_of(const struct tile *tile)
{
	return tile == NULL || tile->value == NULL ? "" : tile->value;
}

/* 'x; extra == "test"': installed only for who asks for the extra.  A marker that says
 * more may be true for everybody. */
static bool
is_extra(const char *requirement)
{
	const char *marker = strchr(requirement, ';');

	if (marker == NULL)
		return false;
	marker += 1 + strspn(marker + 1, " \t");
	if (!text_starts_with(marker, "extra"))
		return false;
	marker += strlen("extra");
	marker += strspn(marker, " \t=");
	return (*marker == '\'' || *marker == '"') &&
	       strcspn(marker + 1, "'\"") + 2 == strlen(marker);
}

/* "name @ https://..." */
static bool
is_from_elsewhere(const char *requirement)
{
	const char *at = strchr(requirement, '@'), *marker = strchr(requirement, ';');

	return at != NULL && (marker == NULL || at < marker);
}

static void
judge_requirement(struct finding *finding, const struct difference *difference)
{
	const char *published = value_of(difference->published);
	const char *rebuilt = value_of(difference->rebuilt);

	if (difference->published == NULL) {
		finding_set_message(finding,
				    "only the rebuilt one asks for this package");
	} else if (is_from_elsewhere(published)) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "pip installs this package with it, from an "
					     "address and not from the index");
	} else if (is_extra(published)) {
		finding_set_message(finding, "another package, or version, for who asks "
					     "for an extra");
	} else if (difference->rebuilt == NULL || is_extra(rebuilt)) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "pip installs this package with it; the "
					     "rebuilt one does not ask for it");
	} else {
		finding_set_message(finding, "another version of this package, or under "
					     "another condition");
	}
}

/* What an added or changed field means. */
static const struct {
	const char *key, *means;
	bool alarming;
} meanings[] = {
	{ "Name", "it says that it is another package", true },
	{ "Provides-Dist/", "it says that it is this package, too", true },
	{ "Obsoletes-Dist/", "it says that it replaces this package", true },
	{ "Version", "it says that it is another version", false },
	{ "Requires-Python", "other versions of Python install it", false },
};

static const char *const from_backend[] = { "Metadata-Version", "Dynamic/",
					    "License-File/", "License-Expression",
					    "Platform/UNKNOWN" };

static bool
is_key(const char *key, const char *wanted)
{
	return text_ends_with(wanted, "/") ? text_starts_with(key, wanted)
					   : strcasecmp(key, wanted) == 0;
}

static void
judge_meaning(struct finding *finding, const struct difference *difference)
{
	for (size_t i = 0; i < array_length(meanings); i++)
		if (is_key(difference->key, meanings[i].key)) {
			if (meanings[i].alarming && difference->published != NULL)
				finding_raise(finding, SEVERITY_ALARM);
			finding_set_message(finding, "%s differs: %s", difference->key,
					    meanings[i].means);
		}
	for (size_t i = 0; i < array_length(from_backend); i++)
		if (is_key(difference->key, from_backend[i]))
			finding_set_cause(finding,
					  "build-backend-version: which fields there are "
					  "depends on the version of the build backend",
					  "build with that version of it");
}

static void
pkginfo_judge(struct finding *finding, const struct difference *difference)
{
	if (fields_are_spellings(difference))
		finding_set_message(finding, "the same value, written otherwise");
	else if (text_starts_with(difference->key, "Requires-Dist/"))
		judge_requirement(finding, difference);
	else
		judge_meaning(finding, difference);
}

const struct format format_pkginfo = {
	.name = "pkginfo",
	.said = "metadata of a Python package",
	.is_text = true,
	.recognize = recognize,
	.tile = pkginfo_tile,
	.judge = pkginfo_judge,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packages of npm: one folder with package.json at its top, which npm reads and acts on
 * when the package is installed.
 */
#include <string.h>

#include "compare/context.h"
#include "compare/npm_manifest.h"

/* The name of a file that stands right in the package's folder; NULL for others. */
static const char *
name_at_top(const char *member)
{
	const char *slash = strchr(member, '/');

	return slash == NULL || strchr(slash + 1, '/') != NULL ? NULL : slash + 1;
}

static bool
is_manifest(const char *member)
{
	const char *name = name_at_top(member);

	return name != NULL && strcmp(name, "package.json") == 0;
}

static const char *
excuse(const char *member, struct bytes published, struct bytes rebuilt)
{
	return is_manifest(member) && npm_manifest_is_same(published, rebuilt)
		       ? "npm-package-json"
		       : NULL;
}

const struct context context_npm = {
	.name = "npm",
	.excuse = excuse,
};

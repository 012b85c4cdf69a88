/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rebuild/version.h"

void
manifest_release(struct manifest *manifest)
{
	free(manifest->name);
	free(manifest->version);
	free(manifest->shared_version);
	*manifest = (struct manifest){ 0 };
}

static bool
same_name(const struct manifest_kind *kind, const char *a, const char *b)
{
	return kind->same_name != NULL ? kind->same_name(a, b) : strcmp(a, b) == 0;
}

/* As the ecosystem has it: 2024.01.02 is 2024.1.2. */
static bool
same_version(const char *stated, const struct spec *spec)
{
	const char *wanted = spec->version;

	if (stated == NULL || wanted == NULL)
		return false;
	if (strcmp(stated, wanted) == 0)
		return true;
	return strchr(stated, '+') == NULL && strchr(wanted, '+') == NULL &&
	       version_order(version_scheme_of(spec->ecosystem), stated, wanted) == 0;
}

enum manifest_state
manifest_judge(const struct manifest_kind *kind, const struct manifest *manifest,
	       const struct spec *spec)
{
	if (manifest->unreadable)
		return MANIFEST_UNREADABLE;
	if (manifest->name == NULL && !kind->may_be_nameless)
		return MANIFEST_OTHER_NAME;
	if (manifest->name != NULL && !same_name(kind, manifest->name, spec->name))
		return MANIFEST_OTHER_NAME;
	if (same_version(manifest->version, spec))
		return MANIFEST_RIGHT;
	if (kind->is_placeholder != NULL && kind->is_placeholder(manifest->version))
		return MANIFEST_PLACEHOLDER;
	return MANIFEST_OTHER_VERSION;
}

bool
manifest_folder_above(char **above, const char *directory)
{
	const char *slash = strrchr(directory, '/');

	*above = NULL;
	if (*directory == '\0')
		return false;
	*above = xstrndup(directory, slash != NULL ? (size_t)(slash - directory) : 0);
	return true;
}

char *
manifest_describe(const char *file, enum manifest_state state, const char *version)
{
	switch (state) {
	case MANIFEST_RIGHT:
		return xasprintf("%s states this name and version", file);
	case MANIFEST_PLACEHOLDER:
		return xasprintf("%s states %s%s: the release step sets the version",
				 file, version != NULL ? "version " : "no version",
				 version != NULL ? version : "");
	case MANIFEST_OTHER_VERSION:
		return xasprintf("%s states %s%s", file,
				 version != NULL ? "version " : "no version",
				 version != NULL ? version : "");
	case MANIFEST_OTHER_NAME:
		return xasprintf("%s is that of another package", file);
	case MANIFEST_UNREADABLE:
		return xasprintf("%s cannot be read", file);
	case MANIFEST_MISSING:
		break;
	}
	return xasprintf("no %s of this package", file);
}

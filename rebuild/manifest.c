/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

void
manifest_release(struct manifest *manifest)
{
	free(manifest->name);
	free(manifest->version);
	*manifest = (struct manifest){ 0 };
}

static bool
same_name(const struct manifest_kind *kind, const char *a, const char *b)
{
	return kind->same_name != NULL ? kind->same_name(a, b) : strcmp(a, b) == 0;
}

static enum manifest_state
judge(const struct manifest_kind *kind, const struct manifest *manifest,
      const struct spec *spec)
{
	if (manifest->name == NULL || !same_name(kind, manifest->name, spec->name))
		return MANIFEST_OTHER_NAME;
	if (manifest->version != NULL && spec->version != NULL &&
	    strcmp(manifest->version, spec->version) == 0)
		return MANIFEST_RIGHT;
	if (kind->is_placeholder != NULL && kind->is_placeholder(manifest->version))
		return MANIFEST_PLACEHOLDER;
	return MANIFEST_OTHER_VERSION;
}

enum manifest_state
manifest_judge(const struct manifest_kind *kind, struct bytes text,
	       const struct spec *spec, char **version)
{
	cleanup_manifest struct manifest manifest = { 0 };

	if (version != NULL)
		*version = NULL;
	if (kind->read(&manifest, text) < 0)
		return MANIFEST_UNREADABLE;
	if (version != NULL)
		*version = xstrdup_or_null(manifest.version);
	return judge(kind, &manifest, spec);
}

char *
manifest_describe(const struct manifest_kind *kind, enum manifest_state state,
		  const char *version)
{
	const char *file = kind->file;

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

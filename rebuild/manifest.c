/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/manifest.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

/* semantic-release and its kin leave 0.0.0, or 0.0.0-something, in the source. */
static bool
is_placeholder(const char *version)
{
	return strncmp(version, "0.0.0", 5) == 0 && (version[5] == '\0' || version[5] == '-');
}

enum manifest_state
manifest_judge(struct bytes text, const struct spec *spec, char **version)
{
	cleanup_json struct json *manifest = NULL;
	const char *stated_name, *stated_version;
	struct error ignored;

	if (version != NULL)
		*version = NULL;
	if (json_parse_lenient(&manifest, text, &ignored) < 0)
		return MANIFEST_UNREADABLE;
	stated_name = json_get_text(manifest, "name");
	stated_version = json_get_text(manifest, "version");
	if (version != NULL)
		*version = xstrdup_or_null(stated_version);
	if (stated_name == NULL || strcmp(stated_name, spec->name) != 0)
		return MANIFEST_OTHER_NAME;
	if (stated_version != NULL && spec->version != NULL &&
	    strcmp(stated_version, spec->version) == 0)
		return MANIFEST_RIGHT;
	if (stated_version == NULL || is_placeholder(stated_version))
		return MANIFEST_PLACEHOLDER;
	return MANIFEST_OTHER_VERSION;
}

char *
manifest_describe(enum manifest_state state, const char *version)
{
	switch (state) {
	case MANIFEST_RIGHT:
		return xstrdup("package.json states this name and version");
	case MANIFEST_PLACEHOLDER:
		return xasprintf("package.json states %s%s: the release step sets the version",
				 version != NULL ? "version " : "no version",
				 version != NULL ? version : "");
	case MANIFEST_OTHER_VERSION:
		return xasprintf("package.json states version %s", version);
	case MANIFEST_OTHER_NAME:
		return xstrdup("package.json is that of another package");
	case MANIFEST_UNREADABLE:
		return xstrdup("package.json cannot be read");
	case MANIFEST_MISSING:
		break;
	}
	return xstrdup("no package.json of this package");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/npm_steps.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/toolchain.h"

/* npm 7 turned the order round. */
static const char *const scripts_before_7[] = { "build", "prepublish", "prepare",
						"prepublishOnly", "prepack" };
static const char *const scripts_since_7[] = { "build", "prepublishOnly", "prepack",
					       "prepare" };

const char *const *
npm_publish_scripts(const struct workshop *workshop, size_t *count)
{
	const char *npm = toolchain_named(&workshop->packer.tools, "npm");

	if (npm != NULL && strtol(npm, NULL, 10) < 7) {
		*count = array_length(scripts_before_7);
		return scripts_before_7;
	}
	*count = array_length(scripts_since_7);
	return scripts_since_7;
}

static const char *
published_version(const struct workshop *workshop)
{
	const char *stated = json_get_text(workshop->inventory->manifest, "version");

	return stated != NULL ? stated : workshop->release->spec.version;
}

static const char *
packed_version(const struct workshop *workshop)
{
	return workshop->source->version_differs
		       ? published_version(workshop)
		       : json_get_text(workshop->npm.manifest, "version");
}

int
npm_add_version(struct recipe *recipe, const struct workshop *workshop, struct error *err)
{
	const char *version = published_version(workshop);

	if (!workshop->source->version_differs)
		return 0;
	if (version == NULL || !npm_text_is_plain(version))
		return error_set(err, ERROR_MALFORMED, "the release states no usable version");
	strings_add_format(&recipe->build,
			   "npm version %s --no-git-tag-version --allow-same-version "
			   "--ignore-scripts",
			   version);
	strings_add_format(&recipe->notes,
			   "the source states version %s; %s is written as a release tool would",
			   json_get_text(workshop->npm.manifest, "version"), version);
	return 0;
}

/* Whether some npm would run a script of the package while it packs. */
static bool
packing_runs_scripts(const struct npm_source *npm)
{
	static const char *const names[] = { "prepublish", "prepare", "prepack", "postpack" };

	for (size_t i = 0; i < array_length(names); i++)
		if (npm_source_script(npm, names[i]) != NULL)
			return true;
	return false;
}

int
npm_add_pack(struct recipe *recipe, const struct workshop *workshop, bool aside,
	     struct error *err)
{
	const char *name = json_get_text(workshop->npm.manifest, "name");
	const char *version = packed_version(workshop);
	cleanup_free char *output = NULL, *step = NULL;

	if (version == NULL || !npm_text_is_plain(version))
		return error_set(err, ERROR_MALFORMED,
				 "the source's package.json states no usable version");
	output = packer_output(name, version);
	step = packer_step(&workshop->packer, output, aside,
			   packing_runs_scripts(&workshop->npm));
	strings_add(&recipe->build, step);
	strings_add(&recipe->outputs, output);
	strings_add(&recipe->notes, workshop->packer.said);
	return 0;
}

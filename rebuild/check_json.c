/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cupel-check/1: the verdict, each stop of the road as an object (null where it was not
 * reached), and the artifacts, each with the members of a cupel-report/1 once it has been
 * compared.  No time and no path of this machine is in it: equal inputs, equal bytes.
 */
#include <string.h>

#include "rebuild/check.h"

static struct json *
origins_to_json(const struct origins *origins)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < origins->count; i++) {
		const struct file_origin *file = &origins->files[i];
		struct json *object = json_new_object();

		json_set(object, "path", json_new_bytes(bytes_of_text(file->path)));
		json_set_text(object, "origin", origin_name(file->origin));
		if (file->detail != NULL)
			json_set_text(object, "blob", file->detail);
		if (file->how != NULL)
			json_set(object, "how", json_new_bytes(bytes_of_text(file->how)));
		json_append(array, object);
	}
	return array;
}

/* The members of the report that the artifact does not state itself. */
static void
add_report(struct json *artifact, const struct comparison *comparison)
{
	static const char *const stated[] = { "format", "verdict", "suspicious", "tool" };
	cleanup_json struct json *report = comparison_to_json(comparison);

	for (size_t i = 0; i < sizeof(stated) / sizeof(*stated); i++)
		json_remove(report, stated[i]);
	for (const struct json_member *at = json_first(report); at != NULL;
	     at = json_next(report, at))
		json_set(artifact, json_key(at), json_clone(json_value(at)));
}

static struct json *
artifact_to_json(const struct check *check)
{
	struct json *artifact = json_new_object();

	json_set_text(artifact, "name", check->release.artifact_name);
	json_set_text(artifact, "purl", check->release.purl);
	json_set_text(artifact, "verdict", outcome_name(check->outcome));
	json_set_bool(artifact, "suspicious", check->suspicious);
	json_set(artifact, "origins", origins_to_json(&check->origins));
	if (check->compared)
		add_report(artifact, &check->comparison);
	return artifact;
}

static void
add_verdict(struct json *document, const struct check *check)
{
	json_set_text(document, "verdict",
		      check->decided ? outcome_name(check->outcome) : NULL);
	json_set_bool(document, "suspicious", check->suspicious);
	json_set_bool(document, "assisted", check_is_assisted(check));
	json_set(document, "reasons", json_new_strings(&check->reasons));
	json_set(document, "remarks", remarks_to_json(&check->remarks));
}

/* A stop tells whether it was reached by what it holds: a road that a limit ended has not
 * filled in its last stop. */
static void
add_stops(struct json *document, const struct check *check)
{
	bool released = check->release.artifact_path != NULL;
	bool searched = check->source.location != NULL ||
			check->source.candidate_count > 0 ||
			check->source.state != SOURCE_FOUND;
	bool planned = check->recipe.build.count > 0;
	bool built = check->build.step_count > 0 || check->build.phase != NULL;

	json_set(document, "release",
		 released ? release_to_json(&check->release) : json_new_null());
	json_set(document, "source",
		 searched ? source_to_json(&check->source) : json_new_null());
	json_set(document, "recipe",
		 planned ? recipe_to_json(&check->recipe) : json_new_null());
	json_set(document, "build",
		 built ? build_to_json(&check->build) : json_new_null());
	json_set(document, "second_build", flaky_to_json(&check->flaky));
}

static struct json *
tool_to_json(void)
{
	struct json *tool = json_new_object();

	json_set_text(tool, "name", PACKAGE_NAME);
	json_set_text(tool, "version", PACKAGE_VERSION);
	return tool;
}

struct json *
check_to_json(const struct check *check)
{
	struct json *document = json_new_object(), *artifacts = json_new_array();

	json_set_text(document, "format", CHECK_FORMAT);
	add_verdict(document, check);
	add_stops(document, check);
	if (check->decided)
		json_append(artifacts, artifact_to_json(check));
	json_set(document, "artifacts", artifacts);
	json_set(document, "tool", tool_to_json());
	return document;
}

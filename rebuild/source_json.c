/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/source.h"

static struct json *
candidate_to_json(const struct candidate *candidate)
{
	static const char *const origins[] = {
		[CANDIDATE_GIVEN] = "given",	 [CANDIDATE_HINT] = "hint",
		[CANDIDATE_TAG] = "tag",	 [CANDIDATE_MANIFEST] = "manifest",
		[CANDIDATE_CONTENT] = "content", [CANDIDATE_PROVENANCE] = "provenance",
	};
	struct json *json = json_new_object();

	json_set_text(json, "origin", origins[candidate->origin]);
	json_set_text(json, "commit", candidate->commit);
	json_set_text(json, "ref", candidate->ref);
	json_set_text(json, "directory", candidate->directory);
	json_set_text(json, "reason", candidate->reason);
	json_set_bool(json, "valid", candidate->valid);
	json_set_bool(json, "taken", candidate->taken);
	json_set_bool(json, "attested", candidate->attested);
	json_set_number(json, "matching", candidate->matching);
	json_set_number(json, "others", candidate->others);
	json_set_number(json, "files", candidate->files);
	return json;
}

struct json *
source_to_json(const struct source *source)
{
	static const char *const states[] = { [SOURCE_FOUND] = "found",
					      [SOURCE_NONE] = "none",
					      [SOURCE_AMBIGUOUS] = "ambiguous" };
	static const char *const kinds[] = { [SOURCE_GIT] = "git",
					     [SOURCE_FOLDER] = "folder",
					     [SOURCE_TARBALL] = "tarball",
					     [SOURCE_DSC] = "dsc" };
	struct json *json = json_new_object(), *candidates = json_new_array();

	json_set_text(json, "state", states[source->state]);
	json_set_text(json, "kind", kinds[source->kind]);
	json_set_text(json, "location", source->location);
	json_set_text(json, "commit", source->commit);
	json_set_text(json, "ref", source->ref);
	json_set_text(json, "directory", source->directory);
	json_set_number(json, "time", source->time);
	json_set_bool(json, "orphan", source->orphan);
	json_set_bool(json, "assisted", source->assisted);
	json_set_bool(json, "version_differs", source->version_differs);
	for (size_t i = 0; i < source->candidate_count; i++)
		json_append(candidates, candidate_to_json(&source->candidates[i]));
	json_set(json, "candidates", candidates);
	json_set(json, "notes", json_new_strings(&source->notes));
	return json;
}

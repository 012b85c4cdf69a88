/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/release.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/attestation.h"
#include "rebuild/crate.h"
#include "rebuild/debian_release.h"
#include "rebuild/fetch.h"
#include "rebuild/inventory.h"
#include "rebuild/python_release.h"
#include "rebuild/registry.h"

void
release_release(struct release *release)
{
	spec_release(&release->spec);
	free(release->purl);
	free(release->artifact_url);
	free(release->artifact_name);
	free(release->artifact_path);
	free(release->integrity);
	free(release->shasum);
	free(release->repository);
	free(release->directory);
	free(release->commit_hint);
	free(release->npm_version);
	free(release->node_version);
	free(release->published_at);
	attestation_free(release->attestation);
	crate_free(release->crate);
	debian_release_free(release->debian);
	python_release_free(release->python);
	remarks_release(&release->remarks);
	strings_release(&release->notes);
	*release = (struct release){ 0 };
}

struct json *
release_to_json(const struct release *release)
{
	struct json *json = json_new_object();

	json_set_text(json, "purl", release->purl);
	json_set_text(json, "name", release->spec.name);
	json_set_text(json, "version", release->spec.version);
	json_set_text(json, "artifact_url", release->artifact_url);
	json_set_text(json, "artifact_name", release->artifact_name);
	json_set_text(json, "integrity", release->integrity);
	json_set_text(json, "shasum", release->shasum);
	json_set_text(json, "repository", release->repository);
	json_set_text(json, "directory", release->directory);
	json_set_text(json, "commit_hint", release->commit_hint);
	json_set_text(json, "npm_version", release->npm_version);
	json_set_text(json, "node_version", release->node_version);
	json_set_text(json, "published_at", release->published_at);
	if (release->attestation != NULL)
		json_set(json, "provenance", attestation_to_json(release->attestation));
	if (release->python != NULL)
		json_set(json, "python", python_release_to_json(release->python));
	if (release->debian != NULL)
		json_set(json, "debian", debian_release_to_json(release->debian));
	json_set(json, "notes", json_new_strings(&release->notes));
	return json;
}

static void
tell_notes(const struct session *session, const struct release *release)
{
	for (size_t i = 0; i < release->notes.count; i++)
		progress_note(session->progress, "%s", release->notes.items[i]);
}

int
release_lookup(struct release *out, const struct session *session,
	       const struct spec *spec, struct error *err)
{
	const struct registry *registry = registry_find(spec->ecosystem);

	*out = (struct release){ 0 };
	spec_copy(&out->spec, spec);
	if (registry == NULL)
		return error_set(err, ERROR_USAGE, "there is no registry for \"%s\"",
				 spec->ecosystem);
	if (registry->lookup(out, session, err) < 0)
		return -1;
	out->purl = spec_purl(&out->spec);
	tell_notes(session, out);
	return 0;
}

static void
list_examples(struct strings *examples)
{
	cleanup_strings struct strings names = { 0 };

	registry_list(&names);
	for (size_t i = 0; i < names.count; i++)
		strings_add(examples, registry_find(names.items[i])->example);
}

int
release_identify(struct release *out, const struct session *session,
		 const struct inventory *inventory, struct error *err)
{
	cleanup_strings struct strings names = { 0 }, examples = { 0 };
	cleanup_free char *list = NULL;

	registry_list(&names);
	for (size_t i = 0; i < names.count; i++) {
		const struct registry *registry = registry_find(names.items[i]);
		bool yes = false;

		if (registry->identify == NULL)
			continue;
		if (registry->identify(out, session, inventory, &yes, err) < 0)
			return -1;
		if (!yes)
			continue;
		if (out->spec.ecosystem == NULL)
			out->spec.ecosystem = xstrdup(registry->ecosystem);
		out->purl = spec_purl(&out->spec);
		tell_notes(session, out);
		return 0;
	}
	list_examples(&examples);
	list = strings_join(&examples, ", ");
	return error_set(
		err, ERROR_UNSUPPORTED,
		"%s: not an artifact that cupel knows the package of; a package is "
		"named such as %s",
		out->artifact_name, list);
}

int
release_of_artifact(struct release *out, const struct session *session,
		    const char *path_or_url, struct error *err)
{
	struct fetch_request request = { .url = path_or_url,
					 .limit = UINT64_C(2) << 30,
					 .reusable = true };

	*out = (struct release){ .artifact_name = xstrdup(path_name(path_or_url)) };
	if (strstr(path_or_url, "://") != NULL) {
		out->artifact_url = xstrdup(path_or_url);
		return fetch_file(&out->artifact_path, session, &request, err);
	}
	/* The sandbox is given it by its absolute path. */
	out->artifact_path = realpath(path_or_url, NULL);
	if (out->artifact_path == NULL)
		return error_set(err, ERROR_NOT_FOUND, "%s: no such file", path_or_url);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"
#include "rebuild/crate.h"
#include "rebuild/crate_examine.h"
#include "rebuild/fetch.h"
#include "rebuild/registry.h"

static const uint64_t crate_limit = UINT64_C(1) << 30;

static int
check_name(const char *name, struct error *err)
{
	return cargo_name_is_plain(name)
		       ? 0
		       : error_set(err, ERROR_USAGE,
				   "\"%s\" cannot be the name of a crate", name);
}

static int
check_version(const char *version, struct error *err)
{
	return cargo_version_is_plain(version)
		       ? 0
		       : error_set(
				 err, ERROR_USAGE,
				 "\"%s\" is no version such as 1.2.3; a range cannot be "
				 "checked",
				 version);
}

static int
choose_version(struct release *out, const struct json *versions, struct error *err)
{
	const char *newest = cargo_index_newest(versions);

	if (out->spec.version == NULL && newest == NULL)
		return error_set(err, ERROR_NOT_FOUND, "%s: every version was yanked",
				 out->spec.name);
	if (out->spec.version == NULL) {
		out->spec.version = xstrdup(newest);
		strings_add_format(&out->notes, "no version given: %s is the newest",
				   newest);
	}
	if (cargo_index_version(versions, out->spec.version) != NULL)
		return 0;
	return error_set(err, ERROR_NOT_FOUND,
			 "the index has no version %s of %s; the newest is %s",
			 out->spec.version, out->spec.name,
			 newest != NULL ? newest : "yanked");
}

static int
fetch_crate(struct release *out, const struct session *session,
	    const struct json *version, struct error *err)
{
	const char *checksum = json_get_text(version, "cksum");
	struct fetch_request request = { .limit = crate_limit,
					 .stated = true,
					 .reusable = true };

	if (checksum == NULL)
		return error_set(err, ERROR_MALFORMED, "%s: the index states no checksum",
				 out->spec.name);
	if (fetch_integrity(&out->integrity, checksum, err) < 0 ||
	    cargo_index_download(&out->artifact_url, session, version, err) < 0)
		return -1;
	request.url = out->artifact_url;
	request.integrity = out->integrity;
	return fetch_file(&out->artifact_path, session, &request, err);
}

/* What the crate itself says of its source. */
static void
take_facts(struct release *out)
{
	const struct crate *crate = out->crate;

	out->repository = xstrdup_or_null(crate->repository);
	out->commit_hint = xstrdup_or_null(crate->commit);
	if (crate->path_in_vcs != NULL)
		out->directory = xstrdup(crate->path_in_vcs);
	if (crate->dirty)
		strings_add(&out->notes, "it was packed from files that no commit has "
					 "(--allow-dirty)");
	if (crate->commit == NULL)
		strings_add(&out->notes, "it names no commit: it was packed outside of "
					 "git, or with --allow-dirty");
}

static int
read_inside(struct release *out, const struct session *session, struct error *err)
{
	cleanup_inventory struct inventory inventory = { 0 };

	if (inventory_read(&inventory, session, out->artifact_path, err) < 0 ||
	    crate_read(&out->crate, session, &inventory, err) < 0)
		return -1;
	if (out->crate == NULL)
		return error_set(err, ERROR_MALFORMED,
				 "%s: no Cargo.toml with a name and a version inside",
				 out->artifact_name);
	take_facts(out);
	if (strcmp(out->crate->name, out->spec.name) != 0 ||
	    strcmp(out->crate->version, out->spec.version) != 0)
		return error_set(err, ERROR_MALFORMED,
				 "%s: the Cargo.toml inside is that of %s %s",
				 out->artifact_name, out->crate->name,
				 out->crate->version);
	return 0;
}

static int
lookup(struct release *out, const struct session *session, struct error *err)
{
	cleanup_json struct json *versions = NULL;
	const struct json *version;
	const char *stated;

	if (cargo_index_fetch(&versions, session, out->spec.name, err) < 0 ||
	    choose_version(out, versions, err) < 0)
		return -1;
	version = cargo_index_version(versions, out->spec.version);
	stated = json_get_text(version, "name");
	if (stated != NULL && cargo_name_is_plain(stated))
		replace_text(&out->spec.name, xstrdup(stated));
	replace_text(&out->spec.version, xstrdup(json_get_text(version, "vers")));
	if (json_truth(json_get(version, "yanked")))
		strings_add(&out->notes, "this version was yanked");
	out->artifact_name = xasprintf("%s-%s.crate", out->spec.name, out->spec.version);
	if (fetch_crate(out, session, version, err) < 0)
		return -1;
	return read_inside(out, session, err);
}

static int
list(struct strings *out, const struct session *session, const char *name,
     struct error *err)
{
	cleanup_json struct json *versions = NULL;

	if (cargo_index_fetch(&versions, session, name, err) < 0)
		return -1;
	for (size_t i = 0; i < json_count(versions); i++) {
		const char *version = json_get_text(json_at(versions, i), "vers");

		if (version != NULL && cargo_version_is_plain(version))
			strings_add(out, version);
	}
	return 0;
}

static int
identify(struct release *out, const struct session *session,
	 const struct inventory *inventory, bool *yes, struct error *err)
{
	*yes = false;
	if (!crate_is_one(inventory))
		return 0;
	if (crate_read(&out->crate, session, inventory, err) < 0)
		return -1;
	if (out->crate == NULL)
		return 0;
	*yes = true;
	out->spec.name = xstrdup(out->crate->name);
	out->spec.version = xstrdup(out->crate->version);
	take_facts(out);
	return 0;
}

const struct registry registry_cargo = {
	.ecosystem = "cargo",
	.example = "cargo:serde@1.0.217",
	.artifact_names_commit = true,
	.context = "cargo",
	.manifest = &manifest_cargo,
	.check_name = check_name,
	.check_version = check_version,
	.lookup = lookup,
	.list = list,
	.identify = identify,
	.examine = crate_examine,
};

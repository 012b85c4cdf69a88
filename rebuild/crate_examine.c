/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/crate_examine.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/finding.h"
#include "compare/lines.h"
#include "rebuild/crate.h"
#include "rebuild/crate_manifests.h"
#include "rebuild/repository.h"

enum { TEXT_MOST = 4 << 20, DIFF_LINES = 200, DIFF_MOST = 1 << 16, CAUSES_TOLD = 3 };

static const char manifest_name[] = "Cargo.toml";
static const char original_name[] = "Cargo.toml.orig";

/* What is looked at, and what was found in the source and in the rebuilt crate. */
struct look {
	struct check *check;
	const struct crate *crate; /* borrowed */
	char *folder;		   /* owned: of the package, in the source's tree */
	struct toml_batch toml;	   /* of the rebuilt Cargo.toml, and the source's */
	struct buffer source_text; /* the source's Cargo.toml */
};

enum { TOML_REBUILT, TOML_SOURCE, TOMLS };

static void
look_release(struct look *look)
{
	free(look->folder);
	toml_batch_release(&look->toml);
	buffer_release(&look->source_text);
}

/* A link in a hostile tree may lead anywhere, so that only a file counts. */
static void
read_source_manifest(struct look *look)
{
	cleanup_free char *path = path_join(look->folder, manifest_name);
	cleanup_free char *real = realpath(path, NULL);
	struct error ignored;

	if (real != NULL && text_starts_with(real, look->check->source.tree) &&
	    file_exists(real))
		(void)file_read(real, &look->source_text, &ignored);
}

static int
look_open(struct look *look, const struct session *session, struct error *err)
{
	struct bytes texts[TOMLS] = { 0 };
	const char *rebuilt;

	look->source_text = BUFFER_INIT(TEXT_MOST);
	look->folder = source_folder(&look->check->source);
	read_source_manifest(look);
	rebuilt = inventory_text(&look->check->rebuilt, manifest_name);
	texts[TOML_REBUILT] = bytes_of_text(rebuilt != NULL ? rebuilt : "");
	texts[TOML_SOURCE] = buffer_bytes(&look->source_text);
	return toml_read(&look->toml, session, texts, TOMLS, err);
}

/* Whether the source has the published file `path` as `name`. */
static bool
stands_in_source(const struct look *look, const char *path, const char *name)
{
	const struct inventory_entry *entry =
		inventory_find(&look->check->inventory, path);
	cleanup_free char *other = xstrdup(name);
	struct inventory_entry as;

	if (entry == NULL)
		return false;
	as = *entry;
	as.path = other;
	return inventory_entry_stands_in(&as, look->folder);
}

/* Whether two manifests are one but for the version that a release step writes. */
static bool
differs_in_version_only(const struct json *a, const struct json *b)
{
	cleanup_json struct json *left = json_clone(a), *right = json_clone(b);
	struct json *sides[] = { left, right };

	for (size_t i = 0; i < array_length(sides); i++) {
		struct json *package = json_clone(json_get(sides[i], "package"));

		json_remove(package, "version");
		json_set(sides[i], "package", package);
	}
	return json_same(left, right);
}

static void
add_diff(struct remark *remark, struct bytes source, const char *published)
{
	cleanup_buffer struct buffer diff = BUFFER_INIT(DIFF_MOST);
	struct line_counts counts;

	if (lines_diff(source, bytes_of_text(published), DIFF_LINES, &diff, &counts) == 0)
		replace_text(&remark->diff, buffer_steal_text(&diff));
}

static void
set_origin(struct check *check, const char *path, enum origin origin)
{
	for (size_t i = 0; i < check->origins.count; i++)
		if (strcmp(check->origins.files[i].path, path) == 0)
			check->origins.files[i].origin = origin;
}

static void
examine_original(struct look *look)
{
	struct check *check = look->check;
	const char *text = inventory_text(&check->inventory, original_name);
	const struct json *source = toml_table(&look->toml, TOML_SOURCE);
	struct remark *remark;

	if (text == NULL)
		return;
	if (stands_in_source(look, original_name, manifest_name)) {
		set_origin(check, original_name, ORIGIN_SOURCE);
		return;
	}
	if (json_count(source) > 0 &&
	    differs_in_version_only(source, crate_original(look->crate)))
		remark = remarks_add(&check->remarks, SEVERITY_CHANGE, original_name,
				     "version-set-at-release",
				     "the source's Cargo.toml states another version");
	else
		remark = remarks_add(&check->remarks, SEVERITY_ALARM, original_name,
				     "original-not-in-source",
				     "it is not the Cargo.toml of the source");
	add_diff(remark, buffer_bytes(&look->source_text), text);
}

static void
tell_edits(struct look *look, const struct crate_manifests *manifests)
{
	struct remarks *remarks = &look->check->remarks;

	for (size_t i = 0; i < manifests->edited.count; i++)
		remarks_add(remarks, SEVERITY_ALARM, manifest_name, "manifest-edited",
			    "it does not follow from Cargo.toml.orig: %s",
			    manifests->edited.items[i]);
}

/* The finding about a file of the crate; NULL when there is none. */
static struct finding *
find_finding(struct check *check, const char *name)
{
	cleanup_free char *path =
		path_join(check->inventory.top != NULL ? check->inventory.top : "", name);

	for (size_t i = 0; i < check->comparison.finding_count; i++)
		if (text_ends_with(check->comparison.findings[i].path, path))
			return &check->comparison.findings[i];
	return NULL;
}

/* An alarm of the comparison reads lines; the values have been looked at by now. */
static void
explain_by_age(struct look *look, const char *name, const char *why)
{
	struct comparison *comparison = &look->check->comparison;
	struct finding *finding = find_finding(look->check, name);
	cleanup_free char *cause = xasprintf("cargo-version: %s", why);

	if (finding == NULL)
		return;
	if (finding->severity == SEVERITY_ALARM)
		finding->severity = SEVERITY_CHANGE;
	finding_set_cause(finding, cause,
			  "another cargo packed it; this one is not at hand");
	comparison->suspicious = false;
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (comparison->findings[i].severity == SEVERITY_ALARM)
			comparison->suspicious = true;
}

static void
explain_manifest(struct look *look, const struct crate_manifests *manifests)
{
	cleanup_strings struct strings told = { 0 };
	cleanup_free char *list = NULL, *why = NULL;

	strings_add_all(&told, &manifests->aged);
	if (told.count > CAUSES_TOLD)
		strings_cut(&told, CAUSES_TOLD);
	list = strings_join(&told, "; ");
	if (manifests->aged.count == 0)
		why = xstrdup("the same values, written otherwise");
	else
		why = xasprintf("%s%s", list,
				manifests->aged.count > CAUSES_TOLD ? "; ..." : "");
	explain_by_age(look, manifest_name, why);
}

static void
examine_manifest(struct look *look)
{
	cleanup_crate_manifests struct crate_manifests manifests = { 0 };
	const struct json *published = crate_manifest(look->crate);
	const struct json *rebuilt = toml_table(&look->toml, TOML_REBUILT);

	if (json_count(rebuilt) == 0) {
		crate_manifests_compare_original(&manifests, published,
						 crate_original(look->crate));
		tell_edits(look, &manifests);
		return;
	}
	crate_manifests_compare(&manifests, published, rebuilt, &look->check->inventory);
	tell_edits(look, &manifests);
	if (manifests.edited.count == 0)
		explain_manifest(look, &manifests);
}

/* Cargo finds build.rs by its name where nothing is said. */
static void
examine_build_script(struct look *look)
{
	const struct json *build =
		json_get(json_get(crate_manifest(look->crate), "package"), "build");
	const char *name = json_text(build) != NULL ? json_text(build) : "build.rs";

	if (build != NULL && json_text(build) == NULL)
		return;
	if (inventory_find(&look->check->inventory, name) == NULL ||
	    stands_in_source(look, name, name))
		return;
	remarks_add(&look->check->remarks, SEVERITY_ALARM, name,
		    "build-script-not-in-source",
		    "cargo runs it when the crate is built, and the source does not have "
		    "it so");
}

/* That the repository does not have it, or that another is nearer, is said where the
 * source is found. */
static int
examine_named_commit(struct look *look, struct error *err)
{
	struct check *check = look->check;
	const char *commit = look->crate->commit;
	cleanup_repository struct repository *repository = NULL;
	char resolved[COMMIT_SIZE];
	struct error ignored;

	if (repository_open(&repository, check->source.repository, err) < 0)
		return -1;
	if (check->source.orphan ||
	    repository_resolve(resolved, repository, commit, &ignored) < 0 ||
	    repository_reaches(repository, commit))
		return 0;
	remarks_add(
		&check->remarks, SEVERITY_ALARM, ".cargo_vcs_info.json", "orphan-commit",
		"the crate names commit %.12s, which no branch or tag reaches", commit);
	return 0;
}

static int
examine_commit(struct look *look, struct error *err)
{
	struct check *check = look->check;
	const struct crate *crate = look->crate;

	if (crate->odd_commit)
		remarks_add(&check->remarks, SEVERITY_ALARM, ".cargo_vcs_info.json",
			    "commit-malformed", "cargo does not write it so");
	if (crate->dirty)
		remarks_add(&check->remarks, SEVERITY_CHANGE, ".cargo_vcs_info.json",
			    "dirty",
			    "the crate was packed with changes that no commit "
			    "has");
	if (crate->commit == NULL)
		return 0;
	if (check->source.repository != NULL)
		return examine_named_commit(look, err);
	remarks_add(&check->remarks, SEVERITY_NOTE, ".cargo_vcs_info.json",
		    "commit-not-checked",
		    "the crate names commit %.12s; the source is no repository to look "
		    "for it in",
		    crate->commit);
	return 0;
}

static void
explain_lock(struct look *look)
{
	struct finding *finding = find_finding(look->check, "Cargo.lock");

	if (finding != NULL && finding->kind == FINDING_REMOVED)
		explain_by_age(look, "Cargo.lock",
			       "cargo adds Cargo.lock to every crate since 1.84");
}

/* Cargos until 1.49 wrote the type of a file (S_IFREG) beside its permissions. */
static void
explain_modes(struct look *look)
{
	enum { OCTAL = 8, PERMISSIONS = 07777 };
	struct comparison *comparison = &look->check->comparison;

	for (size_t i = 0; i < comparison->finding_count; i++) {
		struct finding *finding = &comparison->findings[i];
		const char *ours = finding->published.value;
		const char *theirs = finding->rebuilt.value;

		if (strcmp(finding->key, "mode") == 0 && ours != NULL && theirs != NULL &&
		    (strtoul(ours, NULL, OCTAL) & PERMISSIONS) ==
			    (strtoul(theirs, NULL, OCTAL) & PERMISSIONS))
			finding_set_cause(finding,
					  "cargo-version: cargos until 1.49 write the "
					  "type of a file into its mode",
					  "another cargo packed it; this one is not at "
					  "hand");
	}
}

int
crate_examine(struct check *check, const struct session *session, struct error *err)
{
	__attribute__((cleanup(look_release))) struct look look = {
		.check = check,
		.crate = check->release.crate,
	};

	if (check->source.tree == NULL || look.crate == NULL)
		return 0;
	if (look_open(&look, session, err) < 0)
		return -1;
	examine_original(&look);
	examine_manifest(&look);
	examine_build_script(&look);
	explain_lock(&look);
	explain_modes(&look);
	if (examine_commit(&look, err) < 0)
		return -1;
	return crate_examine_lock(check, session, err);
}

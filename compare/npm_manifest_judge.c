/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs between two package.json, one finding for each thing, and which of it an
 * attacker would want: a script that runs when the package is installed, a package more
 * that comes with it, a command more on the path.  Read leniently, as npm does: that a
 * key stands twice is an alarm elsewhere.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/npm_manifest_inside.h"

static void
judge_facts(const struct manifests *manifests, const struct value *value)
{
	npm_state_fact(manifests, value);
}

static void
judge_entry(const struct manifests *manifests, const struct value *value)
{
	struct finding *finding = npm_state_fact(manifests, value);

	if (finding != NULL && finding->cause == NULL)
		finding_set_cause(
			finding,
			"package-json-rewritten: some build tools set the entry "
			"points when they publish",
			"see whether a script of the release does");
}

/* What npm runs by itself: of the registry's packages the first three, of others and in
 * its older versions the rest. */
static bool
runs_by_itself(const char *script, bool *when_installed)
{
	static const char *const scripts[] = {
		"preinstall",	"install",   "postinstall",   "prepublish",
		"preprepare",	"prepare",   "postprepare",   "dependencies",
		"preuninstall", "uninstall", "postuninstall",
	};
	enum { WHEN_INSTALLED = 3 };

	for (size_t i = 0; i < array_length(scripts); i++)
		if (strcmp(scripts[i], script) == 0) {
			*when_installed = i < WHEN_INSTALLED;
			return true;
		}
	return false;
}

static void
judge_script(const struct manifests *manifests, const struct value *value)
{
	cleanup_free char *published = npm_value_shown(value->published, NPM_VALUE_SHOWN);
	cleanup_free char *rebuilt = npm_value_shown(value->rebuilt, NPM_VALUE_SHOWN);
	bool when_installed;

	if (published == NULL || !runs_by_itself(value->name, &when_installed))
		npm_state_fact(manifests, value);
	else
		npm_state(manifests, value, SEVERITY_ALARM,
			  "%s runs \"%s\" %s; the source %s%s%s", value->name, published,
			  when_installed ? "when the package is installed"
					 : "by itself in some ways of installing",
			  rebuilt == NULL ? "has no such script" : "says \"",
			  rebuilt == NULL ? "" : rebuilt, rebuilt == NULL ? "" : "\"");
}

static void
judge_scripts(const struct manifests *manifests, const struct value *value)
{
	npm_judge_object(manifests, value, judge_script);
}

/* Ranges that mean something in the repository only; npm cannot install them. */
static bool
is_of_a_workspace(const struct json *range)
{
	const char *text = json_text(range);

	return text != NULL && (text_starts_with(text, "workspace:") ||
				text_starts_with(text, "catalog:"));
}

/* A range of versions has neither colon nor slash; an alias, an address, a path and
 * "owner/repository" have. */
static bool
is_from_elsewhere(const struct json *range)
{
	const char *text = json_text(range);

	return text != NULL && strpbrk(text, ":/") != NULL && !is_of_a_workspace(range);
}

static bool
is_for_the_repository(const struct json *range)
{
	const char *text = json_text(range);

	return is_of_a_workspace(range) ||
	       (text != NULL &&
		(text_starts_with(text, "link:") || text_starts_with(text, "file:")));
}

static bool
is_installed_anyway(const struct json *manifest, const char *name)
{
	static const char *const sections[] = { "dependencies", "optionalDependencies",
						"peerDependencies" };

	for (size_t i = 0; i < array_length(sections); i++)
		if (json_get(json_get(manifest, sections[i]), name) != NULL)
			return true;
	return false;
}

static void
judge_dependency(const struct manifests *manifests, const struct value *value)
{
	cleanup_free char *name = npm_name_shown(value->name);
	cleanup_free char *range = npm_value_shown(value->published, NPM_VALUE_SHOWN);
	cleanup_free char *before = npm_value_shown(value->rebuilt, NPM_VALUE_SHOWN);
	struct finding *finding;

	if (value->published == NULL) {
		npm_state_fact(manifests, value);
	} else if (value->rebuilt == NULL &&
		   !is_installed_anyway(manifests->rebuilt, value->name)) {
		npm_state(
			manifests, value, SEVERITY_ALARM,
			"npm installs %s \"%s\" with the package; the source has no such "
			"dependency",
			name, range);
	} else if (is_from_elsewhere(value->published)) {
		npm_state(manifests, value, SEVERITY_ALARM,
			  "npm installs %s from \"%s\" with the package; the source says "
			  "\"%s\"",
			  name, range,
			  before != NULL ? before : "another kind of dependency");
	} else {
		finding = npm_state_fact(manifests, value);
		if (finding != NULL && is_for_the_repository(value->rebuilt))
			finding_set_cause(
				finding,
				"package-json-rewritten: publishing from a "
				"workspace puts versions in the place of such "
				"ranges",
				"rebuild with the package manager that published "
				"it");
	}
}

static void
judge_dependencies(const struct manifests *manifests, const struct value *value)
{
	npm_judge_object(manifests, value, judge_dependency);
}

static void
judge_bundle(const struct manifests *manifests, const struct value *value)
{
	if (json_count(value->published) > 0 || json_truth(value->published))
		npm_state(manifests, value, SEVERITY_ALARM,
			  "the package brings its own copies of these dependencies, and "
			  "npm "
			  "takes them instead of the registry's");
	else
		npm_state_fact(manifests, value);
}

static void
judge_command(const struct manifests *manifests, const struct value *value)
{
	cleanup_free char *target = npm_value_shown(value->published, NPM_VALUE_SHOWN);

	if (value->published == NULL)
		npm_state_fact(manifests, value);
	else
		npm_state(
			manifests, value, SEVERITY_ALARM,
			"npm puts a command on the path that runs \"%s\"; the source %s",
			target,
			value->rebuilt == NULL ? "has no such command"
					       : "has it run something else");
}

static void
judge_bin(const struct manifests *manifests, const struct value *value)
{
	if (npm_is_object_or_absent(value->published) &&
	    npm_is_object_or_absent(value->rebuilt))
		npm_judge_members(manifests, value, judge_command);
	else
		judge_command(manifests, value);
}

static void
judge_directory(const struct manifests *manifests, const struct value *value)
{
	if (strcmp(value->name, "bin") == 0)
		judge_command(manifests, value);
	else
		npm_state_fact(manifests, value);
}

static void
judge_directories(const struct manifests *manifests, const struct value *value)
{
	npm_judge_object(manifests, value, judge_directory);
}

static void
judge_gypfile(const struct manifests *manifests, const struct value *value)
{
	if (value->published == NULL)
		npm_state_fact(manifests, value);
	else
		npm_state(manifests, value, SEVERITY_ALARM,
			  "whether npm runs node-gyp when the package is installed is "
			  "not what "
			  "the source says");
}

static void
judge_version(const struct manifests *manifests, const struct value *value)
{
	struct finding *finding = npm_state_fact(manifests, value);
	const char *rebuilt = json_text(value->rebuilt);

	if (finding != NULL && rebuilt != NULL && text_starts_with(rebuilt, "0.0.0"))
		finding_set_cause(finding,
				  "version-set-by-release-tool: the repository holds "
				  "0.0.0, and a tool sets the version when it publishes",
				  "set the version in the recipe before packing");
}

static void
judge_git_head(const struct manifests *manifests, const struct value *value)
{
	struct finding *finding = npm_state_fact(manifests, value);

	if (finding == NULL)
		return;
	finding->severity = SEVERITY_NOTE;
	finding_set_cause(
		finding,
		"githead-added-by-lerna: it writes the commit there when it publishes",
		NULL);
}

/* A key at the top. */
static void
judge_key(const struct manifests *manifests, const struct value *value)
{
	static const struct {
		const char *key;
		judge_function *judge;
	} keys[] = {
#define KEY(key, name) { key, judge_##name },
#include "compare/npm_manifest_keys.def"
#undef KEY
	};
	struct value whole = { .section = value->name,
			       .published = value->published,
			       .rebuilt = value->rebuilt };

	for (size_t i = 0; i < array_length(keys); i++)
		if (strcmp(keys[i].key, whole.section) == 0) {
			keys[i].judge(manifests, &whole);
			return;
		}
	npm_state_fact(manifests, &whole);
}

void
npm_manifest_judge(struct report *report, const struct place *place,
		   struct bytes published, struct bytes rebuilt)
{
	cleanup_json struct json *left = NULL, *right = NULL;
	struct manifests manifests = { .report = report, .place = place };
	struct error ignored;

	if (published.size > NPM_MANIFEST_MAX || rebuilt.size > NPM_MANIFEST_MAX ||
	    json_parse_lenient(&left, published, &ignored) < 0)
		return;
	if (json_parse_lenient(&right, rebuilt, &ignored) < 0)
		right = json_new_object();
	manifests.published = left;
	manifests.rebuilt = right;
	npm_judge_members(&manifests,
			  &(struct value){ .published = left, .rebuilt = right },
			  judge_key);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packages of npm: one folder with package.json at its top, which npm reads and acts on
 * when the package is installed.
 */
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/code_alarms.h"
#include "compare/context.h"
#include "compare/npm_manifest.h"

static const char rule[] = "npm-package-json";

/* The name of a file that stands right in the package's folder; NULL for others. */
static const char *
name_at_top(const char *member)
{
	const char *slash = strchr(member, '/');

	return slash == NULL || strchr(slash + 1, '/') != NULL ? NULL : slash + 1;
}

static bool
is_manifest(const char *member)
{
	const char *name = name_at_top(member);

	return name != NULL && strcmp(name, "package.json") == 0;
}

static const char *
excuse(const char *member, struct bytes published, struct bytes rebuilt)
{
	return is_manifest(member) && npm_manifest_is_same(published, rebuilt) ? rule
									       : NULL;
}

/* A file at the top that npm acts on; NULL for others. */
static const char *
what_npm_does_with(const char *member)
{
	const char *name = name_at_top(member);

	if (name == NULL)
		return NULL;
	if (strcmp(name, "binding.gyp") == 0)
		return "an implicit install script, only in the published one: npm runs "
		       "node-gyp when binding.gyp is there";
	if (strcmp(name, "npm-shrinkwrap.json") == 0)
		return "only in the published one: npm takes the dependencies that "
		       "npm-shrinkwrap.json names, and no others";
	return NULL;
}

/* The last finding says already that only the published side has the file. */
static void
judge_added(struct finding *finding, const char *member, struct bytes content)
{
	const char *alarm = what_npm_does_with(member);

	if (alarm == NULL && code_is_compiled(member, content))
		alarm = "a compiled binary that the source does not make";
	if (alarm != NULL) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "%s", alarm);
	} else if (finding->kind == FINDING_ADDED && finding->cause == NULL) {
		finding_set_cause(
			finding,
			"untracked-files-published: the source does not make this "
			"file; a publisher's folder holds files that git does not "
			"track",
			"look into it: what an attacker adds looks the same");
	}
}

static void
judge(struct report *report, const struct place *place, const struct bytes *published,
      const struct bytes *rebuilt)
{
	struct bytes other = rebuilt != NULL ? *rebuilt : (struct bytes){ 0 };
	struct finding *last = report_last(report);

	if (published == NULL || place->member == NULL)
		return;
	if (rebuilt == NULL && last != NULL)
		judge_added(last, place->member, *published);
	if (last != NULL)
		code_alarm_of_shape(last, place->member, *published, other);
	if (last != NULL && rebuilt != NULL)
		code_alarm_of_reach(last, place->member, *published, other);
	if (is_manifest(place->member))
		npm_manifest_judge(report, place, *published, other);
}

static bool
write_canonical(struct normalizer *normalizer, struct bytes content, struct buffer *out)
{
	static const char *const rules[] = { rule };
	cleanup_strings struct strings dropped = { NULL, 0 };
	size_t before = out->size;

	if (!is_manifest(normalizer->path) ||
	    !normalize_wants(normalizer, rules, array_length(rules)) ||
	    npm_manifest_write(content, &dropped, out) < 0)
		return false;
	for (size_t i = 0; i < dropped.count; i++)
		normalize_note(normalizer,
			       &(struct normalize_change){ rule, dropped.items[i],
							   "present", NULL });
	if (!bytes_equal(bytes_slice(buffer_bytes(out), before, out->size), content))
		normalize_note(normalizer,
			       &(struct normalize_change){ rule, "layout", "as published",
							   "canonical" });
	return true;
}

const struct context context_npm = {
	.name = "npm",
	.excuse = excuse,
	.judge = judge,
	.normalize = write_canonical,
};

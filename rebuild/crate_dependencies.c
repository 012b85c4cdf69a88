/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/crate_dependencies.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"

/* Both spellings were taken until the 2024 edition. */
static const char *const tables[] = { "dependencies", "dev-dependencies",
				      "dev_dependencies", "build-dependencies",
				      "build_dependencies" };

void
crate_dependencies_release(struct crate_dependencies *dependencies)
{
	for (size_t i = 0; i < dependencies->count; i++) {
		free(dependencies->items[i].table);
		free(dependencies->items[i].key);
		free(dependencies->items[i].package);
		free(dependencies->items[i].requirement);
		strings_release(&dependencies->items[i].features);
	}
	free(dependencies->items);
	*dependencies = (struct crate_dependencies){ 0 };
}

static void
add_one(struct crate_dependencies *out, const char *table, const char *key,
	const struct json *value)
{
	const char *package = json_get_text(value, "package");
	const char *requirement = json_text(value) != NULL
					  ? json_text(value)
					  : json_get_text(value, "version");
	const struct json *features = json_get(value, "features");
	struct crate_dependency dependency = { 0 };

	if (package == NULL)
		package = key;
	if (!cargo_name_is_plain(package))
		return;
	dependency.table = xstrdup(table);
	dependency.key = xstrdup(key);
	dependency.package = xstrdup(package);
	dependency.requirement = xstrdup(requirement != NULL ? requirement : "*");
	for (size_t i = 0; i < json_count(features); i++) {
		const char *name = json_text(json_at(features, i));

		if (name != NULL)
			strings_add(&dependency.features, name);
	}
	array_append(out->items, out->count, dependency);
}

static void
add_tables(struct crate_dependencies *out, const char *before, const struct json *of)
{
	for (size_t i = 0; i < array_length(tables); i++) {
		const struct json *table = json_get(of, tables[i]);
		cleanup_free char *name = xasprintf("%s%s", before, tables[i]);

		for (const struct json_member *at = json_first(table); at != NULL;
		     at = json_next(table, at))
			add_one(out, name, json_key(at), json_value(at));
	}
}

/* "name/feature" or "name?/feature", as features of the crate itself ask for. */
static void
add_feature(struct crate_dependencies *out, const char *text)
{
	const char *slash = strchr(text, '/');
	size_t size;

	if (slash == NULL)
		return;
	size = (size_t)(slash - text) - (slash > text && slash[-1] == '?');
	for (size_t i = 0; i < out->count; i++)
		if (strlen(out->items[i].key) == size &&
		    strncmp(out->items[i].key, text, size) == 0)
			strings_add(&out->items[i].features, slash + 1);
}

static void
add_features(struct crate_dependencies *out, const struct json *features)
{
	for (const struct json_member *at = json_first(features); at != NULL;
	     at = json_next(features, at)) {
		const struct json *list = json_value(at);

		for (size_t i = 0; i < json_count(list); i++) {
			const char *text = json_text(json_at(list, i));

			if (text != NULL)
				add_feature(out, text);
		}
	}
}

void
crate_dependencies_find(struct crate_dependencies *out, const struct json *manifest)
{
	const struct json *targets = json_get(manifest, "target");

	*out = (struct crate_dependencies){ 0 };
	add_tables(out, "", manifest);
	for (const struct json_member *at = json_first(targets); at != NULL;
	     at = json_next(targets, at)) {
		cleanup_free char *before = xasprintf("target.%s.", json_key(at));

		add_tables(out, before, json_value(at));
	}
	add_features(out, json_get(manifest, "features"));
}

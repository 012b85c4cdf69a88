/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/crate_manifests.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/crate_dependencies.h"

enum { DEPTH_MOST = 8, SHOWN_MOST = 100 };

struct comparing {
	struct crate_manifests *out;
	const struct inventory *inventory; /* borrowed */
};

void
crate_manifests_release(struct crate_manifests *manifests)
{
	strings_release(&manifests->aged);
	strings_release(&manifests->edited);
}

static bool
is_one_of(const char *text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(text, *list) == 0)
			return true;
	return false;
}

static bool
is_false(const struct json *value)
{
	return json_kind(value) == JSON_KIND_BOOL && !json_truth(value);
}

static void
append_value(struct buffer *out, const struct json *value)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 20);

	if (value == NULL) {
		buffer_append_text(out, "nothing");
		return;
	}
	json_write(value, JSON_STYLE_COMPACT, &text);
	buffer_append_escaped(out, bytes_slice(buffer_bytes(&text), 0, SHOWN_MOST));
	if (text.size > SHOWN_MOST)
		buffer_append_text(out, "...");
}

static void
note(struct strings *list, const char *path, const struct json *published,
     const struct json *rebuilt)
{
	cleanup_buffer struct buffer line = BUFFER_INIT(1 << 12);

	buffer_append_escaped(&line, bytes_of_text(path));
	buffer_append_text(&line, ": ");
	append_value(&line, published);
	buffer_append_text(&line, " published, ");
	append_value(&line, rebuilt);
	buffer_append_text(&line, " rebuilt");
	strings_add(list, buffer_text(&line));
}

/* What one side says and the other leaves to be found. */
static bool
is_said_by_some(const char *path, const struct json *value)
{
	static const char *const switches[] = { "package.autolib",
						"package.autobins",
						"package.autoexamples",
						"package.autotests",
						"package.autobenches",
						"lib.doc-scrape-examples",
						NULL };
	static const char *const texts[] = { "package.readme", "lib.name", "lib.path",
					     "package.resolver", NULL };

	if (is_one_of(path, switches))
		return is_false(value);
	if (strcmp(path, "package.build") == 0)
		return is_false(value) || text_is_same(json_text(value), "build.rs");
	if (is_one_of(path, texts))
		return is_false(value) || json_text(value) != NULL;
	return strcmp(path, "lints") == 0; /* since 1.74; of who develops it */
}

/* A key of a target, or a target, that one side leaves out. */
static bool
is_plain_target(const struct comparing *comparing, const struct json *target,
		bool published)
{
	static const char *const keys[] = { "name", "path", "doc-scrape-examples", NULL };
	const char *path = json_get_text(target, "path");

	for (const struct json_member *at = json_first(target); at != NULL;
	     at = json_next(target, at))
		if (!is_one_of(json_key(at), keys))
			return false;
	if (!published || path == NULL)
		return true;
	return inventory_find(comparing->inventory, path) != NULL;
}

static const struct json *
find_target(const struct json *targets, const char *name)
{
	for (size_t i = 0; i < json_count(targets); i++)
		if (text_is_same(json_get_text(json_at(targets, i), "name"), name))
			return json_at(targets, i);
	return NULL;
}

static bool
is_same_target(const struct json *a, const struct json *b)
{
	static const char *const optional[] = { "path", "doc-scrape-examples" };
	cleanup_json struct json *left = json_clone(a), *right = json_clone(b);

	for (size_t i = 0; i < array_length(optional); i++)
		if (json_get(left, optional[i]) == NULL ||
		    json_get(right, optional[i]) == NULL) {
			json_remove(left, optional[i]);
			json_remove(right, optional[i]);
		}
	return json_same(left, right);
}

static bool
are_targets_of(const struct comparing *comparing, const struct json *targets,
	       const struct json *others, bool published)
{
	for (size_t i = 0; i < json_count(targets); i++) {
		const struct json *target = json_at(targets, i);
		const struct json *other =
			find_target(others, json_get_text(target, "name"));

		if (other != NULL ? !is_same_target(target, other)
				  : !is_plain_target(comparing, target, published))
			return false;
	}
	return true;
}

/* How much debug data: a truth, a number or a word (The Cargo Book, Profiles). */
static int64_t
debug_level(const struct json *value)
{
	const char *word = json_text(value);

	if (json_kind(value) == JSON_KIND_BOOL)
		return json_truth(value) ? 2 : 0;
	if (word != NULL && strcmp(word, "full") == 0)
		return 2;
	return word != NULL && strcmp(word, "none") == 0 ? 0 : json_number(value, -1);
}

static bool
is_same_debug(const char *path, const struct json *published, const struct json *rebuilt)
{
	return text_starts_with(path, "profile.") && text_ends_with(path, ".debug") &&
	       debug_level(published) >= 0 &&
	       debug_level(published) == debug_level(rebuilt);
}

static bool
is_of_age(const struct comparing *comparing, const char *path,
	  const struct json *published, const struct json *rebuilt)
{
	static const char *const lists[] = { "bin", "example", "test", "bench", NULL };
	bool lone = published == NULL || rebuilt == NULL;
	const struct json *value = published != NULL ? published : rebuilt;

	if (is_one_of(path, lists))
		return are_targets_of(comparing, published, rebuilt, true) &&
		       are_targets_of(comparing, rebuilt, published, false);
	if (is_same_debug(path, published, rebuilt))
		return true;
	if (lone && strcmp(path, "lib") == 0)
		return is_plain_target(comparing, value, published != NULL);
	return lone && is_said_by_some(path, value);
}

static void compare(struct comparing *comparing, const char *path,
		    const struct json *published, const struct json *rebuilt, int depth);

static void
compare_members(struct comparing *comparing, const char *path,
		const struct json *published, const struct json *rebuilt, int depth)
{
	const char *dot = *path != '\0' ? "." : "";

	for (const struct json_member *at = json_first(published); at != NULL;
	     at = json_next(published, at)) {
		cleanup_free char *below = xasprintf("%s%s%s", path, dot, json_key(at));

		compare(comparing, below, json_value(at), json_get(rebuilt, json_key(at)),
			depth + 1);
	}
	for (const struct json_member *at = json_first(rebuilt); at != NULL;
	     at = json_next(rebuilt, at)) {
		cleanup_free char *below = xasprintf("%s%s%s", path, dot, json_key(at));

		if (json_get(published, json_key(at)) == NULL)
			compare(comparing, below, NULL, json_value(at), depth + 1);
	}
}

static void
compare(struct comparing *comparing, const char *path, const struct json *published,
	const struct json *rebuilt, int depth)
{
	if (published != NULL && rebuilt != NULL && json_same(published, rebuilt))
		return;
	if (is_of_age(comparing, path, published, rebuilt))
		note(&comparing->out->aged, path, published, rebuilt);
	else if (depth < DEPTH_MOST && json_kind(published) == JSON_KIND_OBJECT &&
		 json_kind(rebuilt) == JSON_KIND_OBJECT)
		compare_members(comparing, path, published, rebuilt, depth);
	else
		note(&comparing->out->edited, path, published, rebuilt);
}

void
crate_manifests_compare(struct crate_manifests *out, const struct json *published,
			const struct json *rebuilt, const struct inventory *inventory)
{
	struct comparing comparing = { .out = out, .inventory = inventory };

	*out = (struct crate_manifests){ 0 };
	compare(&comparing, "", published, rebuilt, 0);
}

static bool
has_dependency(const struct crate_dependencies *list, const char *key)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].key, key) == 0)
			return true;
	return false;
}

void
crate_manifests_compare_original(struct crate_manifests *out,
				 const struct json *published,
				 const struct json *original)
{
	cleanup_crate_dependencies struct crate_dependencies ours = { 0 }, theirs = { 0 };

	*out = (struct crate_manifests){ 0 };
	crate_dependencies_find(&ours, published);
	crate_dependencies_find(&theirs, original);
	for (size_t i = 0; i < ours.count; i++)
		if (!has_dependency(&theirs, ours.items[i].key))
			strings_add_format(&out->edited, "%s.%s: not in Cargo.toml.orig",
					   ours.items[i].table, ours.items[i].key);
}

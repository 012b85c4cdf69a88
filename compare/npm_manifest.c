/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/npm_manifest_inside.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/strings.h"

/* npm's own keys begin with one underscore; "__proto__" is somebody else's. */
static bool
is_added_by_publishing(const char *key)
{
	return strcmp(key, "gitHead") == 0 || (key[0] == '_' && key[1] != '_');
}

/* An object without the keys that publishing adds; -1 when it is none. */
static int
read_without_added_keys(struct json **out, struct bytes content, struct strings *dropped)
{
	size_t first = dropped->count;
	struct error ignored;

	if (content.size > NPM_MANIFEST_MAX || json_parse(out, content, &ignored) < 0 ||
	    json_kind(*out) != JSON_KIND_OBJECT)
		return -1;
	for (const struct json_member *at = json_first(*out); at != NULL;
	     at = json_next(*out, at))
		if (is_added_by_publishing(json_key(at)))
			strings_add(dropped, json_key(at));
	for (size_t i = first; i < dropped->count; i++)
		json_remove(*out, dropped->items[i]);
	return 0;
}

static bool
are_same_arrays(const struct json *a, const struct json *b)
{
	for (size_t i = 0; i < json_count(a); i++)
		if (!npm_values_are_same(json_at(a, i), json_at(b, i)))
			return false;
	return true;
}

static bool
are_same_objects(const struct json *a, const struct json *b)
{
	const struct json_member *left = json_first(a), *right = json_first(b);

	for (; left != NULL; left = json_next(a, left), right = json_next(b, right))
		if (strcmp(json_key(left), json_key(right)) != 0 ||
		    !npm_values_are_same(json_value(left), json_value(right)))
			return false;
	return true;
}

/* The parser has limited how deep this goes. */
bool
npm_values_are_same(const struct json *a, const struct json *b)
{
	if (json_kind(a) != json_kind(b) || json_count(a) != json_count(b))
		return false;
	switch (json_kind(a)) {
	case JSON_KIND_OBJECT:
		return are_same_objects(a, b);
	case JSON_KIND_ARRAY:
		return are_same_arrays(a, b);
	default:
		return json_same(a, b);
	}
}

bool
npm_manifest_is_same(struct bytes published, struct bytes rebuilt)
{
	cleanup_json struct json *left = NULL, *right = NULL;
	cleanup_strings struct strings dropped = { NULL, 0 };

	if (read_without_added_keys(&left, published, &dropped) < 0 ||
	    read_without_added_keys(&right, rebuilt, &dropped) < 0 ||
	    json_count(left) != json_count(right))
		return false;
	for (const struct json_member *at = json_first(left); at != NULL;
	     at = json_next(left, at))
		if (!npm_values_are_same(json_value(at), json_get(right, json_key(at))))
			return false;
	return true;
}

/* The same members, by their keys. */
static struct json *
sorted_at_top(const struct json *manifest)
{
	cleanup_strings struct strings keys = { NULL, 0 };
	struct json *sorted = json_new_object();

	for (const struct json_member *at = json_first(manifest); at != NULL;
	     at = json_next(manifest, at))
		strings_add(&keys, json_key(at));
	strings_sort(&keys);
	for (size_t i = 0; i < keys.count; i++)
		json_set(sorted, keys.items[i],
			 json_clone(json_get(manifest, keys.items[i])));
	return sorted;
}

static void
add_shown(struct strings *shown, const struct strings *names)
{
	for (size_t i = 0; i < names->count; i++) {
		cleanup_free char *name = npm_name_shown(names->items[i]);

		strings_add(shown, name);
	}
}

int
npm_manifest_write(struct bytes content, struct strings *dropped, struct buffer *out)
{
	cleanup_json struct json *manifest = NULL, *sorted = NULL, *again = NULL;
	cleanup_strings struct strings names = { NULL, 0 };
	size_t before = out->size;
	struct error ignored;

	if (read_without_added_keys(&manifest, content, &names) < 0)
		return -1;
	sorted = sorted_at_top(manifest);
	json_write(sorted, JSON_STYLE_PRETTY, out);
	/* A writer that had no memory ends in the middle and does not say so. */
	if (json_parse(&again, bytes_slice(buffer_bytes(out), before, out->size),
		       &ignored) < 0 ||
	    !json_same(again, sorted)) {
		out->size = before;
		return -1;
	}
	add_shown(dropped, &names);
	return 0;
}

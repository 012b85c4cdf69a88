/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/npm_manifest_inside.h"

#include <string.h>

#include "base/strings.h"

/* npm's own keys begin with one underscore; "__proto__" is somebody else's. */
static bool
is_added_by_publishing(const char *key)
{
	return strcmp(key, "gitHead") == 0 || (key[0] == '_' && key[1] != '_');
}

static const char *
first_added_key(const struct json *manifest)
{
	for (const struct json_member *at = json_first(manifest); at != NULL;
	     at = json_next(manifest, at))
		if (is_added_by_publishing(json_key(at)))
			return json_key(at);
	return NULL;
}

/* An object without the keys that publishing adds; -1 when it is none. */
static int
read_without_added_keys(struct json **out, struct bytes content)
{
	struct error ignored;
	const char *key;

	if (content.size > NPM_MANIFEST_MAX || json_parse(out, content, &ignored) < 0 ||
	    json_kind(*out) != JSON_KIND_OBJECT)
		return -1;
	while ((key = first_added_key(*out)) != NULL) {
		cleanup_buffer struct buffer name = BUFFER_INIT(NPM_MANIFEST_MAX);

		buffer_append_text(&name, key); /* the key goes with its member */
		json_remove(*out, buffer_text(&name));
	}
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

	if (read_without_added_keys(&left, published) < 0 ||
	    read_without_added_keys(&right, rebuilt) < 0 ||
	    json_count(left) != json_count(right))
		return false;
	for (const struct json_member *at = json_first(left); at != NULL;
	     at = json_next(left, at))
		if (!npm_values_are_same(json_value(at), json_get(right, json_key(at))))
			return false;
	return true;
}

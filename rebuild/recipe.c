/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cupel-recipe/1: one table says where each part of a recipe stands in the document, for
 * reading and writing alike.
 *
 *     cupel-recipe: 1
 *     source: {location: git+https://..., commit: 98e8..., directory: .}
 *     strategy: {name: npm-pack, reason: ...}
 *     environment: {name: host, tools: {node: 20.20.2}}    or {name: debian:bookworm,
 *                                                   digest: cbc2..., packages: [...]}
 *     path: /build/source       where the source lies while it is built
 *     fetch: []                 steps with network
 *     build: [npm pack ...]     steps without
 *     outputs: [is-number-7.0.0.tgz]
 *     set: {SOURCE_DATE_EPOCH: 1530000000, umask: "022"}
 *     notes: [...]
 */
#include "rebuild/recipe.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/yaml.h"

enum { RECIPE_MAX = 1 << 20 };

static const char version_key[] = "cupel-recipe";
enum { FORMAT_VERSION = 1 };

enum part_kind { PART_TEXT, PART_LIST, PART_PAIRS };

struct part {
	const char *section; /* NULL: the document itself */
	const char *key;
	enum part_kind kind;
	bool required;
	size_t offset; /* of a char * or a struct strings in struct recipe */
};

#define PART(section, key, kind, required, member)                                       \
	{                                                                                \
		section, key, kind, required, offsetof(struct recipe, member)            \
	}

static const struct part parts[] = {
	PART("source", "location", PART_TEXT, true, location),
	PART("source", "commit", PART_TEXT, false, commit),
	PART("source", "directory", PART_TEXT, false, directory),
	PART("source", "history", PART_TEXT, false, history),
	PART("strategy", "name", PART_TEXT, false, strategy),
	PART("strategy", "reason", PART_TEXT, false, reason),
	PART("environment", "name", PART_TEXT, true, environment),
	PART("environment", "digest", PART_TEXT, false, environment_digest),
	PART("environment", "packages", PART_LIST, false, packages),
	PART("environment", "versions", PART_LIST, false, versions),
	PART("environment", "tools", PART_PAIRS, false, tools),
	PART(NULL, "path", PART_TEXT, false, path),
	PART(NULL, "fetch", PART_LIST, false, fetch),
	PART(NULL, "build", PART_LIST, true, build),
	PART(NULL, "outputs", PART_LIST, true, outputs),
	PART(NULL, "set", PART_PAIRS, false, settings),
	PART(NULL, "notes", PART_LIST, false, notes),
};

static char **
text_of(struct recipe *recipe, const struct part *part)
{
	return (char **)(void *)((char *)recipe + part->offset);
}

static struct strings *
strings_of(struct recipe *recipe, const struct part *part)
{
	return (struct strings *)(void *)((char *)recipe + part->offset);
}

void
recipe_release(struct recipe *recipe)
{
	for (size_t i = 0; i < array_length(parts); i++)
		if (parts[i].kind == PART_TEXT)
			replace_text(text_of(recipe, &parts[i]), NULL);
		else
			strings_release(strings_of(recipe, &parts[i]));
	replace_text(&recipe->assisted, NULL);
}

void
recipe_copy(struct recipe *out, const struct recipe *from)
{
	struct recipe *own = (struct recipe *)(uintptr_t)from;

	*out = (struct recipe){ 0 };
	for (size_t i = 0; i < array_length(parts); i++)
		if (parts[i].kind == PART_TEXT)
			replace_text(text_of(out, &parts[i]),
				     xstrdup_or_null(*text_of(own, &parts[i])));
		else
			strings_add_all(strings_of(out, &parts[i]),
					strings_of(own, &parts[i]));
}

/* A count of seconds or a major version is written as the number it is. */
static struct json *
value_to_json(const char *text)
{
	bool number = *text != '\0' && strspn(text, "0123456789") == strlen(text) &&
		      strlen(text) <= 18 && (*text != '0' || text[1] == '\0');

	return number ? json_new_number(strtoll(text, NULL, 10)) : json_new_text(text);
}

static struct json *
pairs_to_json(const struct strings *pairs)
{
	struct json *object = json_new_object();

	for (size_t i = 0; i < pairs->count; i++) {
		size_t size = strcspn(pairs->items[i], "=");
		cleanup_free char *name = xstrndup(pairs->items[i], size);

		json_set(object, name, value_to_json(pairs->items[i] + size + 1));
	}
	return object;
}

/* NULL for what an optional part leaves out. */
static struct json *
part_to_json(struct recipe *recipe, const struct part *part)
{
	if (part->kind == PART_TEXT) {
		const char *text = *text_of(recipe, part);

		return text == NULL ? NULL : json_new_text(text);
	}
	if (strings_of(recipe, part)->count == 0 &&
	    (strcmp(part->key, "notes") == 0 || strcmp(part->key, "packages") == 0 ||
	     strcmp(part->key, "versions") == 0))
		return NULL;
	if (part->kind == PART_PAIRS)
		return pairs_to_json(strings_of(recipe, part));
	return json_new_strings(strings_of(recipe, part));
}

struct json *
recipe_to_json(const struct recipe *recipe)
{
	struct json *document = json_new_object(), *at = document;
	const char *section = NULL;

	json_set_number(document, version_key, FORMAT_VERSION);
	for (size_t i = 0; i < array_length(parts); i++) {
		struct json *value =
			part_to_json((struct recipe *)(uintptr_t)recipe, &parts[i]);

		if (value == NULL)
			continue;
		if (parts[i].section == NULL) {
			at = document;
		} else if (section == NULL || strcmp(section, parts[i].section) != 0) {
			at = json_new_object();
			json_set(document, parts[i].section, at);
		}
		section = parts[i].section;
		json_set(at, parts[i].key, value);
	}
	return document;
}

void
recipe_write(const struct recipe *recipe, struct buffer *out)
{
	cleanup_json struct json *document = recipe_to_json(recipe);

	yaml_write(document, out);
}

static int wrong(const struct yaml_value *value, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static int
wrong(const struct yaml_value *value, struct error *err, const char *fmt, ...)
{
	va_list args;
	cleanup_free char *text = NULL;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	return error_set(err, ERROR_MALFORMED, "line %u: %s", value->line, text);
}

static int
expect_kind(const struct yaml_value *value, enum yaml_kind kind, struct error *err)
{
	static const char *const names[] = {
		[YAML_TEXT] = "text", [YAML_LIST] = "a list", [YAML_MAP] = "a map"
	};

	if (value->kind == kind)
		return 0;
	return wrong(value, err, "%s must be %s, not %s",
		     value->key != NULL ? value->key : "each of these", names[kind],
		     names[value->kind]);
}

static int
read_list(struct strings *out, const struct yaml_value *value, struct error *err)
{
	if (expect_kind(value, YAML_LIST, err) < 0)
		return -1;
	for (size_t i = 0; i < value->count; i++) {
		if (expect_kind(&value->items[i], YAML_TEXT, err) < 0)
			return -1;
		strings_add(out, value->items[i].text);
	}
	return 0;
}

static int
read_pairs(struct strings *out, const struct yaml_value *value, struct error *err)
{
	if (expect_kind(value, YAML_MAP, err) < 0)
		return -1;
	for (size_t i = 0; i < value->count; i++) {
		const struct yaml_value *item = &value->items[i];

		if (expect_kind(item, YAML_TEXT, err) < 0)
			return -1;
		if (*item->key == '\0' || strchr(item->key, '=') != NULL)
			return wrong(item, err, "'%s' is no name", item->key);
		strings_add_format(out, "%s=%s", item->key, item->text);
	}
	return 0;
}

static int
read_part(struct recipe *out, const struct part *part, const struct yaml_value *value,
	  struct error *err)
{
	switch (part->kind) {
	case PART_LIST:
		return read_list(strings_of(out, part), value, err);
	case PART_PAIRS:
		return read_pairs(strings_of(out, part), value, err);
	case PART_TEXT:
		break;
	}
	if (expect_kind(value, YAML_TEXT, err) < 0)
		return -1;
	replace_text(text_of(out, part), xstrdup(value->text));
	return 0;
}

static int read_section(struct recipe *out, const char *section,
			const struct yaml_value *map, struct error *err);

/* A key of `section` is a part, or in the document itself the name of a section. */
static int
read_member(struct recipe *out, const char *section, const struct yaml_value *value,
	    struct error *err)
{
	for (size_t i = 0; i < array_length(parts); i++) {
		const struct part *part = &parts[i];

		if (text_is_same(part->section, section) &&
		    strcmp(part->key, value->key) == 0)
			return read_part(out, part, value, err);
		if (section == NULL && text_is_same(part->section, value->key))
			return read_section(out, part->section, value, err);
	}
	if (section == NULL && strcmp(value->key, version_key) == 0)
		return 0; /* looked at before all others */
	return wrong(value, err, "unknown key '%s'", value->key);
}

static int
read_section(struct recipe *out, const char *section, const struct yaml_value *map,
	     struct error *err)
{
	if (expect_kind(map, YAML_MAP, err) < 0)
		return -1;
	for (size_t i = 0; i < map->count; i++)
		if (read_member(out, section, &map->items[i], err) < 0)
			return -1;
	return 0;
}

static int
check_version(const struct yaml_value *document, struct error *err)
{
	const struct yaml_value *value = yaml_get(document, version_key);

	if (value == NULL)
		return wrong(document, err, "no recipe: it does not say %s: %d",
			     version_key, FORMAT_VERSION);
	if (expect_kind(value, YAML_TEXT, err) < 0)
		return -1;
	if (strtol(value->text, NULL, 10) == FORMAT_VERSION && strlen(value->text) == 1)
		return 0;
	return error_set(err, ERROR_UNSUPPORTED,
			 "line %u: %s %s is not known here, only %d", value->line,
			 version_key, value->text, FORMAT_VERSION);
}

/* Its folder is laid over by one of the build's own, and must hide nothing. */
bool
recipe_uses_npm(const struct recipe *recipe)
{
	return recipe->strategy == NULL || text_starts_with(recipe->strategy, "npm-");
}

bool
recipe_path_is_possible(const char *path)
{
	static const char *const system[] = { "/",    "/usr",  "/etc",	"/proc", "/sys",
					      "/dev", "/bin",  "/sbin", "/lib",	 "/lib64",
					      "/tmp", "/root", "/run",	"/var" };
	const char *slash = strrchr(path, '/');
	size_t size = slash != NULL ? (size_t)(slash - path) : 0;

	if (strpbrk(path, "'\n") != NULL) /* it stands in a shell's line */
		return false;
	if (path[0] != '/' || size == 0 || slash[1] == '\0' || !path_is_inside(path + 1))
		return false;
	for (size_t i = 0; i < array_length(system); i++)
		if (strlen(system[i]) == size && strncmp(path, system[i], size) == 0)
			return false;
	return true;
}

static int
check_parts(struct recipe *recipe, const struct yaml_value *document, struct error *err)
{
	for (size_t i = 0; i < array_length(parts); i++) {
		const struct part *part = &parts[i];
		bool absent = part->kind == PART_TEXT
				      ? *text_of(recipe, part) == NULL
				      : strings_of(recipe, part)->count == 0;

		if (part->required && absent)
			return wrong(document, err, "%s%s%s is missing",
				     part->section != NULL ? part->section : "",
				     part->section != NULL ? "." : "", part->key);
	}
	if (recipe->directory != NULL && !path_is_inside(recipe->directory))
		return wrong(document, err, "source.directory leaves the source");
	if (recipe->path != NULL && !recipe_path_is_possible(recipe->path))
		return wrong(
			document, err,
			"path '%s' is no folder that a source can lie in: it takes an "
			"absolute path of two folders at least, none of the system's",
			recipe->path);
	for (size_t i = 0; i < recipe->outputs.count; i++)
		if (!path_is_inside(recipe->outputs.items[i]))
			return wrong(document, err, "output '%s' leaves the source",
				     recipe->outputs.items[i]);
	return 0;
}

static int
read_document(struct recipe *out, const struct yaml_value *document, struct error *err)
{
	if (expect_kind(document, YAML_MAP, err) < 0 ||
	    check_version(document, err) < 0 ||
	    read_section(out, NULL, document, err) < 0)
		return -1;
	return check_parts(out, document, err);
}

int
recipe_read(struct recipe *out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(RECIPE_MAX);
	cleanup_yaml struct yaml_value document = { 0 };

	*out = (struct recipe){ 0 };
	if (file_read(path, &text, err) < 0)
		return -1;
	if (yaml_read(&document, buffer_bytes(&text), err) < 0 ||
	    read_document(out, &document, err) < 0) {
		recipe_release(out);
		return error_wrap(err, "%s", path);
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/npm_source.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { MANIFEST_MAX = 1 << 22, WORKSPACE_DEPTH_MAX = 8, BERRY_HEAD = 4096 };

/* In the order in which npm itself looks. */
static const struct {
	const char *name;
	enum npm_lock lock;
} locks[] = {
	{ "npm-shrinkwrap.json", LOCK_NPM },
	{ "package-lock.json", LOCK_NPM },
	{ "yarn.lock", LOCK_YARN },
	{ "pnpm-lock.yaml", LOCK_PNPM },
};

void
npm_source_release(struct npm_source *npm)
{
	free(npm->folder);
	json_free(npm->manifest);
	strings_release(&npm->absent);
	free(npm->lock_name);
	free(npm->lock_folder);
	*npm = (struct npm_source){ 0 };
}

const char *
npm_source_script(const struct npm_source *npm, const char *name)
{
	const char *script = json_get_text(json_get(npm->manifest, "scripts"), name);

	return script != NULL && *script != '\0' ? script : NULL;
}

bool
npm_script_publishes(const char *script)
{
	static const char *const words[] = { "git push",     "git tag",	  "npm publish",
					     "npm version",  "yarn publish", "pnpm publish",
					     "lerna publish", "release-it",  "semantic-release" };

	for (size_t i = 0; i < array_length(words); i++)
		if (strstr(script, words[i]) != NULL)
			return true;
	return false;
}

bool
npm_text_is_plain(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789@/._~+-";

	return *text != '\0' && *text != '-' && *text != '.' &&
	       strspn(text, allowed) == strlen(text) && strstr(text, "..") == NULL;
}

static int
read_manifest(struct npm_source *out, struct error *err)
{
	cleanup_free char *path = path_join(out->folder, "package.json");
	cleanup_buffer struct buffer text = BUFFER_INIT(MANIFEST_MAX);
	const char *name;

	if (file_read(path, &text, err) < 0) {
		if (err->kind == ERROR_NOT_FOUND)
			return error_set(err, ERROR_MALFORMED, "the source has no package.json");
		return error_wrap(err, "the source's package.json");
	}
	if (json_parse_lenient(&out->manifest, buffer_bytes(&text), err) < 0)
		return error_wrap(err, "the source's package.json");
	name = json_get_text(out->manifest, "name");
	if (name == NULL || !npm_text_is_plain(name))
		return error_set(err, ERROR_MALFORMED,
				 "the source's package.json names no package");
	return 0;
}

/* package.json itself is left out: some packers rewrite it. */
static void
find_absent(struct npm_source *out, const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (entry->type != 'f' || strcmp(entry->path, "package.json") == 0)
			continue;
		out->published++;
		if (!inventory_entry_stands_in(entry, out->folder))
			strings_add(&out->absent, entry->path);
	}
}

/* yarn 2 and later mark their lock file with "__metadata:" at its head. */
static bool
is_berry(const char *path)
{
	cleanup_mapping struct mapping mapping = { 0 };
	struct error ignored = { 0 };
	static const char mark[] = "__metadata:";

	if (mapping_open(&mapping, path, &ignored) < 0 || mapping.bytes.size == 0)
		return false;
	return memmem(mapping.bytes.data,
		      mapping.bytes.size < BERRY_HEAD ? mapping.bytes.size : BERRY_HEAD, mark,
		      strlen(mark)) != NULL;
}

static bool
find_lock_in(struct npm_source *out, const char *folder)
{
	for (size_t i = 0; i < array_length(locks); i++) {
		cleanup_free char *path = path_join(folder, locks[i].name);

		if (!file_exists(path))
			continue;
		out->lock = locks[i].lock;
		if (out->lock == LOCK_YARN && is_berry(path))
			out->lock = LOCK_BERRY;
		replace_text(&out->lock_name, xstrdup(locks[i].name));
		return true;
	}
	return false;
}

/* A workspace is installed from the folder above that holds the lock file. */
static void
find_lock(struct npm_source *out, const char *directory)
{
	cleanup_free char *folder = xstrdup(out->folder);
	cleanup_free char *seen = xstrdup(".");
	const char *left = strcmp(directory, ".") == 0 ? "" : directory;
	bool found = find_lock_in(out, folder);

	for (int depth = 0; !found && *left != '\0' && depth < WORKSPACE_DEPTH_MAX; depth++) {
		left += strcspn(left, "/");
		left += strspn(left, "/");
		replace_text(&seen, depth == 0 ? xstrdup("..") : xasprintf("../%s", seen));
		replace_text(&folder, path_join(folder, ".."));
		found = find_lock_in(out, folder);
	}
	if (found)
		out->lock_folder = steal_pointer(&seen);
}

int
npm_source_read(struct npm_source *out, const struct source *source,
		const struct inventory *inventory, struct error *err)
{
	const char *directory = source->directory == NULL ? "" : source->directory;

	*out = (struct npm_source){ 0 };
	if (source->tree == NULL)
		return error_set(err, ERROR_USAGE, "there is no source to build");
	out->folder = source_folder(source);
	if (read_manifest(out, err) < 0) {
		npm_source_release(out);
		return -1;
	}
	find_absent(out, inventory);
	find_lock(out, directory);
	return 0;
}

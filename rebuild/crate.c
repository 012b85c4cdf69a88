/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/crate.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"
#include "rebuild/npm_document.h"

enum { SHA1_DIGITS = 40 };

enum crate_text { TEXT_MANIFEST, TEXT_ORIGINAL, TEXT_LOCK, TEXTS };

static const char *const names[TEXTS] = {
	[TEXT_MANIFEST] = "Cargo.toml",
	[TEXT_ORIGINAL] = "Cargo.toml.orig",
	[TEXT_LOCK] = "Cargo.lock",
};

static const char info_name[] = ".cargo_vcs_info.json";

void
crate_free(struct crate *crate)
{
	if (crate == NULL)
		return;
	free(crate->name);
	free(crate->version);
	free(crate->repository);
	free(crate->commit);
	free(crate->path_in_vcs);
	toml_batch_release(&crate->toml);
	free(crate);
}

void
crate_free_at(struct crate **at)
{
	crate_free(*at);
}

bool
crate_is_one(const struct inventory *inventory)
{
	return inventory_text(inventory, names[TEXT_MANIFEST]) != NULL &&
	       (inventory_text(inventory, names[TEXT_ORIGINAL]) != NULL ||
		inventory_text(inventory, info_name) != NULL);
}

static int
read_toml(struct crate *crate, const struct session *session,
	  const struct inventory *inventory, struct error *err)
{
	struct bytes texts[TEXTS];

	for (size_t i = 0; i < TEXTS; i++) {
		const char *text = inventory_text(inventory, names[i]);

		texts[i] = bytes_of_text(text != NULL ? text : "");
	}
	return toml_read(&crate->toml, session, texts, TEXTS, err);
}

/* Hosts show a folder of a repository at such an address. */
char *
crate_repository_url(const char *text)
{
	static const char *const inside[] = { "/-/tree/", "/tree/", "/blob/", "/src/" };
	char *url = npm_repository_url(text);
	size_t size;

	if (url == NULL)
		return NULL;
	for (size_t i = 0; i < array_length(inside); i++) {
		char *at = strstr(url, inside[i]);

		if (at != NULL)
			*at = '\0';
	}
	size = strlen(url);
	while (size > 0 && url[size - 1] == '/')
		url[--size] = '\0';
	return url;
}

static bool
is_sha1(const char *text)
{
	return text != NULL && strlen(text) == SHA1_DIGITS &&
	       strspn(text, "0123456789abcdef") == SHA1_DIGITS;
}

static void
take_commit(struct crate *crate, const char *info)
{
	cleanup_json struct json *json = NULL;
	const struct json *git;
	const char *path;
	struct error ignored;

	if (info == NULL)
		return;
	if (json_parse(&json, bytes_of_text(info), &ignored) < 0) {
		crate->odd_commit = true;
		return;
	}
	git = json_get(json, "git");
	path = json_get_text(json, "path_in_vcs");
	crate->dirty = json_truth(json_get(git, "dirty"));
	if (is_sha1(json_get_text(git, "sha1")))
		crate->commit = xstrdup(json_get_text(git, "sha1"));
	if (path != NULL && (*path == '\0' || path_is_inside(path)))
		crate->path_in_vcs = xstrdup(path);
	crate->odd_commit =
		crate->commit == NULL || (path != NULL && crate->path_in_vcs == NULL);
}

static void
take_package(struct crate *crate)
{
	const struct json *package = json_get(crate_manifest(crate), "package");
	const char *url = json_get_text(package, "repository");

	if (package == NULL) /* as it was called before Rust 1.0 */
		package = json_get(crate_manifest(crate), "project");
	crate->name = xstrdup_or_null(json_get_text(package, "name"));
	crate->version = xstrdup_or_null(json_get_text(package, "version"));
	if (url == NULL)
		url = json_get_text(package, "homepage");
	if (url != NULL)
		crate->repository = crate_repository_url(url);
}

int
crate_read(struct crate **out, const struct session *session,
	   const struct inventory *inventory, struct error *err)
{
	cleanup_crate struct crate *crate = xcalloc(1, sizeof(*crate));

	*out = NULL;
	if (read_toml(crate, session, inventory, err) < 0)
		return error_wrap(err, "Cargo.toml");
	take_package(crate);
	take_commit(crate, inventory_text(inventory, info_name));
	if (crate->name != NULL && cargo_name_is_plain(crate->name) &&
	    crate->version != NULL && cargo_version_is_plain(crate->version))
		*out = steal_pointer(&crate);
	return 0;
}

static const struct json *
table_of(const struct crate *crate, enum crate_text which)
{
	const struct json *table = toml_table(&crate->toml, which);

	return json_count(table) > 0 ? table : NULL;
}

const struct json *
crate_manifest(const struct crate *crate)
{
	return table_of(crate, TEXT_MANIFEST);
}

const struct json *
crate_original(const struct crate *crate)
{
	return table_of(crate, TEXT_ORIGINAL);
}

const struct json *
crate_lock(const struct crate *crate)
{
	return table_of(crate, TEXT_LOCK);
}

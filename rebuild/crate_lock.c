/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/crate_lock.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"

void
crate_lock_release(struct crate_lock *lock)
{
	for (size_t i = 0; i < lock->count; i++) {
		free(lock->items[i].name);
		free(lock->items[i].version);
		free(lock->items[i].checksum);
		strings_release(&lock->items[i].dependencies);
	}
	free(lock->items);
	*lock = (struct crate_lock){ 0 };
}

static bool
is_crates_io(const char *source)
{
	static const char *const sources[] = {
		"registry+https://github.com/rust-lang/crates.io-index",
		"registry+https://index.crates.io/",
		"sparse+https://index.crates.io/",
	};

	for (size_t i = 0; i < array_length(sources); i++)
		if (strcmp(source, sources[i]) == 0)
			return true;
	return false;
}

/* The first version of the format has checksums at its end, by whole names. */
static const char *
old_checksum(const struct json *table, const char *name, const char *version,
	     const char *source)
{
	cleanup_free char *key = xasprintf("checksum %s %s (%s)", name, version, source);

	return json_get_text(json_get(table, "metadata"), key);
}

static int
read_package(struct locked_package *out, const struct json *table,
	     const struct json *package, struct error *err)
{
	const char *name = json_get_text(package, "name");
	const char *version = json_get_text(package, "version");
	const char *source = json_get_text(package, "source");
	const char *checksum = json_get_text(package, "checksum");
	const struct json *dependencies = json_get(package, "dependencies");

	if (name == NULL || version == NULL || !cargo_name_is_plain(name) ||
	    !cargo_version_is_plain(version))
		return error_set(err, ERROR_MALFORMED,
				 "Cargo.lock has a package without a usable name or "
				 "version");
	out->name = xstrdup(name);
	out->version = xstrdup(version);
	out->from_registry = source != NULL && (text_starts_with(source, "registry+") ||
						text_starts_with(source, "sparse+"));
	out->from_crates_io = source != NULL && is_crates_io(source);
	if (checksum == NULL && source != NULL)
		checksum = old_checksum(table, name, version, source);
	out->checksum = xstrdup_or_null(checksum);
	for (size_t i = 0; i < json_count(dependencies); i++) {
		const char *text = json_text(json_at(dependencies, i));

		if (text != NULL)
			strings_add(&out->dependencies, text);
	}
	return 0;
}

int
crate_lock_read(struct crate_lock *out, const struct json *table, struct error *err)
{
	const struct json *packages = json_get(table, "package");

	*out = (struct crate_lock){ 0 };
	for (size_t i = 0; i < json_count(packages); i++) {
		array_append(out->items, out->count, ((struct locked_package){ 0 }));
		if (read_package(&out->items[i], table, json_at(packages, i), err) < 0) {
			crate_lock_release(out);
			return -1;
		}
	}
	return 0;
}

const struct locked_package *
crate_lock_find(const struct crate_lock *lock, const char *text)
{
	size_t size = strcspn(text, " ");
	const char *version = text[size] == ' ' ? text + size + 1 : NULL;
	size_t version_size = version != NULL ? strcspn(version, " ") : 0;

	for (size_t i = 0; i < lock->count; i++) {
		const struct locked_package *each = &lock->items[i];

		if (strlen(each->name) != size || strncmp(each->name, text, size) != 0)
			continue;
		if (version == NULL ||
		    (strlen(each->version) == version_size &&
		     strncmp(each->version, version, version_size) == 0))
			return each;
	}
	return NULL;
}

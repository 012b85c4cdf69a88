/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/history_edition.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/location.h"

void
edition_release(struct edition *edition)
{
	release_release(&edition->release);
	inventory_release(&edition->inventory);
	repository_close(edition->repository);
}

/* A source that is no repository, or that is gone by now, explains nothing. */
static void
open_source(struct edition *edition, const struct session *session)
{
	const struct json *source = json_get(edition->report, "source");
	const char *location = json_get_text(source, "location");
	cleanup_location struct location place = { 0 };
	struct error ignored;
	int code;

	edition->commit = json_get_text(source, "commit");
	edition->directory = json_get_text(source, "directory");
	if (edition->directory == NULL)
		edition->directory = "";
	if (location == NULL || edition->commit == NULL ||
	    location_parse(&place, location, &ignored) < 0 || place.kind != SOURCE_GIT)
		return;
	code = place.remote
		       ? repository_fetch(&edition->repository, session, place.place,
					  &ignored)
		       : repository_open(&edition->repository, place.place, &ignored);
	if (code < 0)
		edition->repository = NULL;
}

int
edition_open(struct edition *out, const struct session *session,
	     const struct checked *checked, struct error *err)
{
	*out = (struct edition){ .report = checked->report };
	if (release_lookup(&out->release, session, &checked->entry->spec, err) < 0 ||
	    inventory_read(&out->inventory, session, out->release.artifact_path, err) < 0)
		return -1;
	open_source(out, session);
	return 0;
}

const struct inventory_entry *
edition_file(const struct edition *edition, const char *path, bool zip)
{
	const struct inventory *inventory = &edition->inventory;

	for (size_t i = inventory->count; i > 0; i--) {
		const struct inventory_entry *entry = &inventory->entries[i - 1];

		if (entry->type != 'd' && strcmp(entry->path, path) == 0 &&
		    inventory_is_of_zip(inventory, entry) == zip)
			return entry;
	}
	return NULL;
}

/* "clamp-1.0.dist-info/RECORD" from its ending on, which follows the version; NULL for
 * what lies in no such folder. */
static const char *
after_version(const char *path)
{
	static const char *const ends[] = { ".dist-info/", ".data/" };
	size_t size = strcspn(path, "/") + 1;

	for (size_t i = 0; i < array_length(ends); i++) {
		size_t end = strlen(ends[i]);

		if (size > end && strncmp(path + size - end, ends[i], end) == 0)
			return path + size - end;
	}
	return NULL;
}

static bool
is_same_but_for_version(const char *path, const char *other)
{
	const char *rest = after_version(path), *more = after_version(other);
	size_t name = strcspn(path, "-");

	return rest != NULL && more != NULL && strcmp(rest, more) == 0 &&
	       strcspn(other, "-") == name && strncmp(path, other, name) == 0;
}

const struct inventory_entry *
edition_counterpart(const struct edition *edition, const char *path, bool zip)
{
	const struct inventory *inventory = &edition->inventory;
	const struct inventory_entry *found = edition_file(edition, path, zip);
	bool has_kind = false;

	for (size_t i = 0; i < inventory->count && found == NULL; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (inventory_is_of_zip(inventory, entry) != zip)
			continue;
		has_kind = true;
		if (entry->type != 'd' && is_same_but_for_version(path, entry->path))
			found = entry;
	}
	return found != NULL || has_kind ? found : edition_file(edition, path, !zip);
}

static bool
find_blob(char *blob, const struct edition *edition, const char *folder, const char *path)
{
	cleanup_free char *whole =
		*folder != '\0' ? path_join(folder, path) : xstrdup(path);

	return repository_blob(blob, edition->repository, edition->commit, whole);
}

/* What a wheel installs may lie in src/. */
void
edition_source_blob(char *blob, const struct edition *edition, const char *path, bool zip)
{
	cleanup_free char *src = *edition->directory != '\0'
					 ? path_join(edition->directory, "src")
					 : xstrdup("src");

	if (!find_blob(blob, edition, edition->directory, path) &&
	    !(zip && find_blob(blob, edition, src, path)))
		blob[0] = '\0';
}

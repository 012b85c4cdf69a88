/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_index.h"
#include "rebuild/debian_version.h"
#include "rebuild/environment_bootstrap.h"

enum { FOUND_LIMIT = 64 << 20, SHA256_HEX = 64 };

void
debian_catalog_release(struct debian_catalog *catalog)
{
	apt_sources_release(&catalog->sources);
	free(catalog->architecture);
	for (size_t i = 0; i < catalog->archive_count; i++)
		debian_archive_release(&catalog->archives[i]);
	free(catalog->archives);
	for (size_t i = 0; i < catalog->entry_count; i++) {
		free(catalog->entries[i].name);
		free(catalog->entries[i].version);
	}
	free(catalog->entries);
	for (size_t i = 0; i < catalog->binary_count; i++) {
		free(catalog->binaries[i].source);
		free(catalog->binaries[i].source_version);
		debian_binary_release(&catalog->binaries[i].binary);
	}
	free(catalog->binaries);
	for (size_t i = 0; i < catalog->text_count; i++)
		buffer_release(&catalog->texts[i]);
	free(catalog->texts);
	strings_release(&catalog->notes);
	*catalog = (struct debian_catalog){ 0 };
}

/* "Debian" and "Debian Backports" are. */
static bool
is_debian(const struct debian_archive *archive)
{
	static const char name[] = "Debian";

	return text_starts_with(archive->origin, name) &&
	       (archive->origin[strlen(name)] == '\0' ||
		archive->origin[strlen(name)] == ' ');
}

static void
leave_out(struct debian_catalog *catalog, struct debian_archive *archive)
{
	strings_add_format(&catalog->notes,
			   "left out: %s %s, which is not Debian's but %s's",
			   archive->uri, archive->suite,
			   *archive->origin != '\0' ? archive->origin : "nobody");
	debian_archive_release(archive);
	catalog->archive_count--;
}

static int
open_archives(struct debian_catalog *catalog, const struct session *session,
	      struct error *err)
{
	const struct apt_sources *sources = &catalog->sources;

	/* Entries point into it, so that it may not move. */
	free(catalog->archives);
	catalog->archives = xcalloc(sources->count + 1, sizeof(*catalog->archives));
	for (size_t i = 0; i < sources->count; i++) {
		struct debian_archive *archive =
			&catalog->archives[catalog->archive_count++];

		if (debian_archive_open(archive, session, sources, &sources->items[i],
					err) < 0)
			return -1;
		if (!is_debian(archive))
			leave_out(catalog, archive);
	}
	return 0;
}

/* On a machine that is not Debian, apt has other archives. */
static int
open_usual(struct debian_catalog *catalog, const struct session *session,
	   const char *suite, struct error *err)
{
	strings_release(&catalog->notes);
	for (size_t i = 0; i < catalog->sources.count; i++)
		apt_source_release(&catalog->sources.items[i]);
	catalog->sources.count = 0;
	apt_sources_add_usual(&catalog->sources, suite != NULL ? suite : "stable");
	return open_archives(catalog, session, err);
}

int
debian_catalog_open(struct debian_catalog *out, const struct session *session,
		    const char *suite, const char *architecture, struct error *err)
{
	*out = (struct debian_catalog){ 0 };
	if (apt_sources_of_suite(&out->sources, session, suite, err) < 0)
		return -1;
	if (architecture == NULL)
		architecture = out->sources.architecture;
	if (architecture != NULL)
		out->architecture = xstrdup(architecture);
	else if (environment_native(&out->architecture, session, err) < 0)
		return -1;
	if (open_archives(out, session, err) < 0)
		return -1;
	if (out->archive_count > 0)
		return 0;
	return open_usual(out, session, suite, err);
}

/* A fresh one at the end, which is kept for the paragraphs that point into it. */
static struct buffer *
add_text(struct debian_catalog *catalog)
{
	array_append(catalog->texts, catalog->text_count, BUFFER_INIT(FOUND_LIMIT));
	return &catalog->texts[catalog->text_count - 1];
}

static void
add_source(struct debian_catalog *catalog, const struct debian_source_entry *found)
{
	struct debian_source_entry entry = *found;

	entry.name = debian_field_text(entry.paragraph, "Package");
	entry.version = debian_field_text(entry.paragraph, "Version");
	if (entry.name != NULL && entry.version != NULL) {
		array_append(catalog->entries, catalog->entry_count, entry);
		return;
	}
	free(entry.name);
	free(entry.version);
}

static void
add_sources(struct debian_catalog *catalog, const struct debian_archive *archive,
	    const char *component, struct bytes text)
{
	struct debian_source_entry entry = { .archive = archive, .component = component };

	while (debian_paragraph_next(&text, &entry.paragraph))
		add_source(catalog, &entry);
}

/* What is not said is as of the package and its version. */
static void
read_source(struct debian_binary_entry *entry, struct bytes paragraph)
{
	debian_source_of(&entry->source, &entry->source_version, paragraph);
	if (entry->source == NULL)
		entry->source = xstrdup(entry->binary.package);
	if (entry->source_version == NULL)
		entry->source_version = xstrdup(entry->binary.version);
}

/* False for a paragraph that lacks something. */
static bool
read_binary(struct debian_binary *binary, const struct debian_archive *archive,
	    struct bytes paragraph)
{
	cleanup_free char *path = debian_field_text(paragraph, "Filename");
	int64_t size = debian_number(debian_field(paragraph, "Size"));
	struct error ignored; /* such a paragraph is passed over */

	binary->package = debian_field_text(paragraph, "Package");
	binary->version = debian_field_text(paragraph, "Version");
	binary->architecture = debian_field_text(paragraph, "Architecture");
	binary->sha256 = debian_field_text(paragraph, "SHA256");
	if (binary->package == NULL || binary->version == NULL ||
	    binary->architecture == NULL || binary->sha256 == NULL || path == NULL ||
	    size < 0 || strlen(binary->sha256) != SHA256_HEX || !path_is_inside(path))
		return false;
	binary->size = (uint64_t)size;
	binary->url = xasprintf("%s/%s", archive->uri, path);
	binary->published_name = xstrdup(path_name(path));
	binary->built_name = debian_built_name(binary, binary->published_name);
	return debian_is_name(binary->package) &&
	       debian_is_architecture(binary->architecture) &&
	       debian_version_check(binary->version, &ignored) == 0;
}

static void
add_binary(struct debian_catalog *catalog, const struct debian_archive *archive,
	   struct bytes paragraph)
{
	struct debian_binary_entry entry = { .archive = archive };

	if (!read_binary(&entry.binary, archive, paragraph)) {
		debian_binary_release(&entry.binary);
		return;
	}
	read_source(&entry, paragraph);
	array_append(catalog->binaries, catalog->binary_count, entry);
}

static void
add_binaries(struct debian_catalog *catalog, const struct debian_archive *archive,
	     struct bytes text)
{
	struct bytes paragraph;

	while (debian_paragraph_next(&text, &paragraph))
		add_binary(catalog, archive, paragraph);
}

static int
find_sources(struct debian_catalog *catalog, const struct session *session,
	     const char *name, struct error *err)
{
	for (size_t i = 0; i < catalog->archive_count; i++) {
		const struct debian_archive *archive = &catalog->archives[i];

		for (size_t j = 0; j < archive->components.count; j++) {
			struct debian_query query = {
				.archive = archive,
				.index = DEBIAN_SOURCES,
				.component = archive->components.items[j],
				.name = name,
			};
			struct buffer *text = add_text(catalog);

			if (debian_index_search(text, session, &query, err) < 0)
				return -1;
			add_sources(catalog, archive, query.component,
				    buffer_bytes(text));
		}
	}
	return 0;
}

static int
find_in(struct debian_catalog *catalog, const struct session *session,
	const struct debian_source_entry *entry, const char *component, struct error *err)
{
	struct debian_query query = { .archive = entry->archive,
				      .index = DEBIAN_PACKAGES,
				      .component = component,
				      .architecture = catalog->architecture,
				      .name = entry->name };
	struct buffer *text = add_text(catalog);

	if (debian_index_search(text, session, &query, err) < 0)
		return -1;
	add_binaries(catalog, entry->archive, buffer_bytes(text));
	return 0;
}

/* What the installer takes (.udeb) has an index of its own. */
static bool
has_installer_packages(const struct debian_source_entry *entry)
{
	struct bytes list = debian_field(entry->paragraph, "Package-List");
	static const char kind[] = " udeb ";

	return list.size == 0 || memmem(list.data, list.size, kind, strlen(kind)) != NULL;
}

/* There are mirrors whose indexes for the installer are missing or of another day; what
 * is compared is not listed there. */
static int
find_installer(struct debian_catalog *catalog, const struct session *session,
	       const struct debian_source_entry *entry, const char *component,
	       struct error *err)
{
	cleanup_free char *within = xasprintf("%s/debian-installer", component);

	if (find_in(catalog, session, entry, within, err) == 0)
		return 0;
	if (err->kind != ERROR_NOT_FOUND && err->kind != ERROR_MALFORMED)
		return -1;
	strings_add_format(&catalog->notes,
			   "not compared: what %s has for the installer: %s", component,
			   err->message);
	return 0;
}

/* A source of main may build packages of contrib. */
static int
find_binaries(struct debian_catalog *catalog, const struct session *session,
	      const struct debian_source_entry *entry, struct error *err)
{
	const struct strings *components = &entry->archive->components;
	bool installer = has_installer_packages(entry);

	for (size_t i = 0; i < components->count; i++) {
		const char *component = components->items[i];

		if (find_in(catalog, session, entry, component, err) < 0 ||
		    (installer &&
		     find_installer(catalog, session, entry, component, err) < 0))
			return -1;
	}
	return 0;
}

/* Whether an entry before it has had the same archive searched for the same name. */
static bool
was_searched(const struct debian_catalog *catalog, size_t index)
{
	const struct debian_source_entry *entry = &catalog->entries[index];

	for (size_t i = 0; i < index; i++)
		if (catalog->entries[i].archive == entry->archive &&
		    strcmp(catalog->entries[i].name, entry->name) == 0)
			return true;
	return false;
}

/* Where a source package is called so, one that merely builds a package of that name is
 * not what was meant. */
static void
prefer_sources(struct debian_catalog *catalog, const char *name)
{
	size_t kept = 0;
	bool named = false;

	for (size_t i = 0; i < catalog->entry_count; i++)
		named = named || strcmp(catalog->entries[i].name, name) == 0;
	for (size_t i = 0; i < catalog->entry_count; i++) {
		struct debian_source_entry *entry = &catalog->entries[i];

		if (!named || strcmp(entry->name, name) == 0) {
			catalog->entries[kept++] = *entry;
		} else {
			free(entry->name);
			free(entry->version);
		}
	}
	catalog->entry_count = kept;
}

int
debian_catalog_find(struct debian_catalog *catalog, const struct session *session,
		    const char *name, struct error *err)
{
	if (find_sources(catalog, session, name, err) < 0)
		return -1;
	prefer_sources(catalog, name);
	for (size_t i = 0; i < catalog->entry_count; i++)
		if (!was_searched(catalog, i) &&
		    find_binaries(catalog, session, &catalog->entries[i], err) < 0)
			return -1;
	return 0;
}

char *
debian_catalog_names(const struct debian_catalog *catalog)
{
	cleanup_strings struct strings names = { 0 };

	for (size_t i = 0; i < catalog->archive_count; i++)
		if (!strings_contain(&names, catalog->archives[i].suite))
			strings_add(&names, catalog->archives[i].suite);
	return strings_join(&names, ", ");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One binary package decides: the newest that fits what was asked for.  With it are
 * chosen its source, in that version, and all else that was built of the same.
 */
#include "rebuild/debian_lookup.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_catalog.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_version.h"

static bool
names_source(const struct debian_catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->entry_count; i++)
		if (strcmp(catalog->entries[i].name, name) == 0)
			return true;
	return false;
}

static bool
fits(const struct debian_binary_entry *entry, const struct debian_wanted *wanted,
     bool by_source)
{
	const char *name = by_source ? entry->source : entry->binary.package;

	return strcmp(name, wanted->name) == 0 &&
	       (wanted->version == NULL ||
		strcmp(entry->source_version, wanted->version) == 0 ||
		strcmp(entry->binary.version, wanted->version) == 0);
}

static const char *
version_of(const struct debian_binary_entry *entry, bool by_source)
{
	return by_source ? entry->source_version : entry->binary.version;
}

/* NULL when nothing fits.  Of equals the first, which is apt's order of archives. */
static const struct debian_binary_entry *
choose(const struct debian_catalog *catalog, const struct debian_wanted *wanted)
{
	bool by_source = names_source(catalog, wanted->name);
	const struct debian_binary_entry *best = NULL;

	for (size_t i = 0; i < catalog->binary_count; i++) {
		const struct debian_binary_entry *entry = &catalog->binaries[i];

		if (fits(entry, wanted, by_source) &&
		    (best == NULL ||
		     debian_version_order(version_of(entry, by_source),
					  version_of(best, by_source)) > 0))
			best = entry;
	}
	return best;
}

static void
list_versions(struct strings *versions, const struct debian_catalog *catalog)
{
	for (size_t i = 0; i < catalog->entry_count; i++)
		if (!strings_contain(versions, catalog->entries[i].version))
			strings_add(versions, catalog->entries[i].version);
}

static int
explain_missing(const struct debian_catalog *catalog, const struct debian_wanted *wanted,
		struct error *err)
{
	cleanup_free char *suites = debian_catalog_names(catalog), *list = NULL;
	cleanup_strings struct strings versions = { 0 };

	if (catalog->entry_count == 0)
		return error_set(err, ERROR_NOT_FOUND,
				 "%.200s has no source or binary package \"%.200s\"",
				 suites, wanted->name);
	list_versions(&versions, catalog);
	list = strings_join(&versions, ", ");
	if (wanted->version == NULL || strings_contain(&versions, wanted->version))
		return error_set(
			err, ERROR_NOT_FOUND,
			"%.200s has %.100s %.200s, but no package of it for %.40s",
			suites, catalog->entries[0].name, list, catalog->architecture);
	return error_set(err, ERROR_NOT_FOUND,
			 "%.200s has no version %.100s of %.100s, but %.200s; an archive "
			 "that keeps "
			 "all versions: --mirror "
			 "%.100s=http://snapshot.debian.org/archive/debian/TIME",
			 suites, wanted->version, wanted->name, list,
			 catalog->archives[0].uri);
}

/* The same package in another build of the same source: the newer one, unless the other
 * is what was asked for. */
static bool
is_better(const struct debian_binary *a, const struct debian_binary *b,
	  const char *wanted)
{
	if (wanted != NULL && strcmp(b->version, wanted) == 0)
		return false;
	if (wanted != NULL && strcmp(a->version, wanted) == 0)
		return true;
	return debian_version_order(a->version, b->version) > 0;
}

static struct debian_binary
copy_of(const struct debian_binary *binary)
{
	return (struct debian_binary){
		.package = xstrdup(binary->package),
		.version = xstrdup(binary->version),
		.architecture = xstrdup(binary->architecture),
		.published_name = xstrdup(binary->published_name),
		.built_name = xstrdup(binary->built_name),
		.url = xstrdup(binary->url),
		.sha256 = xstrdup(binary->sha256),
		.size = binary->size,
	};
}

static void
take_binary(struct debian_release *out, const struct debian_binary *binary,
	    const char *wanted)
{
	for (size_t i = 0; i < out->binary_count; i++) {
		struct debian_binary *other = &out->binaries[i];

		if (strcmp(other->package, binary->package) != 0 ||
		    strcmp(other->architecture, binary->architecture) != 0)
			continue;
		if (is_better(binary, other, wanted)) {
			debian_binary_release(other);
			*other = copy_of(binary);
		}
		return;
	}
	array_append(out->binaries, out->binary_count, copy_of(binary));
}

static void
take_binaries(struct debian_release *out, const struct debian_catalog *catalog,
	      const struct debian_binary_entry *chosen, const char *wanted)
{
	for (size_t i = 0; i < catalog->binary_count; i++) {
		const struct debian_binary_entry *entry = &catalog->binaries[i];

		if (strcmp(entry->source, chosen->source) == 0 &&
		    strcmp(entry->source_version, chosen->source_version) == 0)
			take_binary(out, &entry->binary, wanted);
	}
	debian_release_settle(out);
}

static const struct debian_source_entry *
find_entry(const struct debian_catalog *catalog, const struct debian_binary_entry *chosen)
{
	for (size_t i = 0; i < catalog->entry_count; i++)
		if (strcmp(catalog->entries[i].name, chosen->source) == 0 &&
		    strcmp(catalog->entries[i].version, chosen->source_version) == 0)
			return &catalog->entries[i];
	return NULL;
}

/* Moves the .dsc out of the list of all files. */
static int
take_dsc(struct debian_release *out, struct error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->file_count; i++) {
		if (strchr(out->files[i].name, '/') != NULL)
			return error_set(err, ERROR_MALFORMED,
					 "%s: a source file with a path", out->source);
		if (out->dsc.name == NULL && text_ends_with(out->files[i].name, ".dsc"))
			out->dsc = out->files[i];
		else
			out->files[kept++] = out->files[i];
	}
	out->file_count = kept;
	return out->dsc.name != NULL
		       ? 0
		       : error_set(err, ERROR_MALFORMED, "%s: the archive names no .dsc",
				   out->source);
}

static int
take_source(struct debian_release *out, const struct debian_source_entry *entry,
	    struct error *err)
{
	cleanup_free char *folder = debian_field_text(entry->paragraph, "Directory");

	if (folder == NULL || (strcmp(folder, ".") != 0 && !path_is_inside(folder)))
		return error_set(err, ERROR_MALFORMED, "%s: the archive names no folder",
				 entry->name);
	if (debian_checksums_read(&out->files, &out->file_count,
				  debian_field(entry->paragraph, "Checksums-Sha256"),
				  err) < 0)
		return error_wrap(err, "%s", entry->name);
	for (size_t i = 0; i < out->file_count; i++)
		out->files[i].url = xasprintf("%s/%s/%s", entry->archive->uri, folder,
					      out->files[i].name);
	debian_list(&out->packages, debian_field(entry->paragraph, "Binary"));
	out->component = xstrdup(entry->component);
	return take_dsc(out, err);
}

/* "bookworm" of "bookworm-security". */
static char *
base_of(const char *codename)
{
	return xstrndup(codename, strcspn(codename, "-/"));
}

static void
take_facts(struct debian_release *out, const struct debian_catalog *catalog,
	   const struct debian_binary_entry *chosen)
{
	const struct debian_archive *archive = chosen->archive;

	out->source = xstrdup(chosen->source);
	out->source_version = xstrdup(chosen->source_version);
	out->architecture = xstrdup(catalog->architecture);
	out->suite =
		xstrdup(archive->codename != NULL ? archive->codename : archive->suite);
	out->codename = base_of(out->suite);
}

static void
say_choice(struct strings *notes, const struct debian_catalog *catalog,
	   const struct debian_wanted *wanted, const struct debian_release *release)
{
	cleanup_free char *suites = debian_catalog_names(catalog);

	strings_add_all(notes, &catalog->notes);
	if (strcmp(wanted->name, release->source) != 0)
		strings_add_format(notes,
				   "%s is built from the source package %s, of which all "
				   "packages are checked",
				   wanted->name, release->source);
	if (wanted->version == NULL)
		strings_add_format(notes,
				   "no version given: %s in %s is the newest of %s",
				   release->source_version, release->suite, suites);
}

/* A version whose source is there before its packages are. */
static void
say_newer(struct strings *notes, const struct debian_catalog *catalog,
	  const struct debian_release *release)
{
	for (size_t i = 0; i < catalog->entry_count; i++) {
		const struct debian_source_entry *entry = &catalog->entries[i];

		if (strcmp(entry->name, release->source) != 0 ||
		    debian_version_order(entry->version, release->source_version) <= 0)
			continue;
		strings_add_format(notes, "%s %s has no packages for %s yet", entry->name,
				   entry->version, release->architecture);
		return;
	}
}

/* Of a word "arch=any", "arch=amd64,arm64", "arch=all". */
static bool
has_architecture(struct bytes word, const char *architecture)
{
	static const char mark[] = "arch=";
	const char *const kinds[] = { "any", "linux-any", "all", architecture };
	struct bytes rest = bytes_slice(word, strlen(mark), SIZE_MAX);

	while (bytes_start_with(word, bytes_of_text(mark)) && rest.size > 0) {
		struct bytes kind = bytes_before(rest, ',');

		for (size_t i = 0; i < array_length(kinds); i++)
			if (bytes_equal_text(kind, kinds[i]))
				return true;
		rest = bytes_slice(rest, kind.size + 1, SIZE_MAX);
	}
	return false;
}

static bool
has_binary(const struct debian_release *release, struct bytes package)
{
	for (size_t i = 0; i < release->binary_count; i++)
		if (bytes_equal_text(package, release->binaries[i].package))
			return true;
	return false;
}

/* Whether a line of Package-List (dsc(5)), "NAME TYPE SECTION PRIORITY arch=...", is of a
 * package that is built here, and not only in a profile of its own. */
static bool
is_built_here(struct bytes line, const char *architecture)
{
	static const char profile[] = "profile=", without[] = "profile=!";
	bool here = false;

	for (struct bytes word = debian_word_next(&line); word.size > 0;
	     word = debian_word_next(&line)) {
		if (bytes_start_with(word, bytes_of_text(profile)) &&
		    !bytes_start_with(word, bytes_of_text(without)))
			return false;
		here = here || has_architecture(word, architecture);
	}
	return here;
}

/* What the source builds as well, and the archives do not list. */
static void
say_uncompared(struct strings *notes, const struct debian_catalog *catalog,
	       const struct debian_release *release,
	       const struct debian_source_entry *entry)
{
	struct cursor cursor = cursor_on(debian_field(entry->paragraph, "Package-List"));
	cleanup_free char *suites = debian_catalog_names(catalog);

	while (cursor.rest.size > 0) {
		struct bytes line = cursor_take_line(&cursor), rest = line;
		struct bytes name = debian_word_next(&rest);
		struct bytes kind = debian_word_next(&rest);

		if (kind.size == 0 || has_binary(release, name) ||
		    !is_built_here(rest, catalog->architecture))
			continue;
		strings_add_format(
			notes,
			"not compared: %.*s (%.*s), which the source builds and "
			"%s does not list for %s",
			(int)name.size, (const char *)name.data, (int)kind.size,
			(const char *)kind.data, suites, catalog->architecture);
	}
}

int
debian_lookup(struct debian_release *out, struct strings *notes,
	      const struct session *session, const struct debian_wanted *wanted,
	      struct error *err)
{
	cleanup_debian_catalog struct debian_catalog catalog = { 0 };
	const struct debian_binary_entry *chosen;
	const struct debian_source_entry *entry;

	if (debian_catalog_open(&catalog, session, wanted->suite, wanted->architecture,
				err) < 0 ||
	    debian_catalog_find(&catalog, session, wanted->name, err) < 0)
		return -1;
	chosen = choose(&catalog, wanted);
	if (chosen == NULL)
		return explain_missing(&catalog, wanted, err);
	entry = find_entry(&catalog, chosen);
	if (entry == NULL)
		return error_set(
			err, ERROR_NOT_FOUND,
			"the archive has packages of %s %s, but its source no more",
			chosen->source, chosen->source_version);
	take_facts(out, &catalog, chosen);
	take_binaries(out, &catalog, chosen, wanted->version);
	say_choice(notes, &catalog, wanted, out);
	say_uncompared(notes, &catalog, out, entry);
	if (wanted->version == NULL)
		say_newer(notes, &catalog, out);
	return take_source(out, entry, err);
}

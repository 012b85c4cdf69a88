/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_given.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_dsc.h"
#include "rebuild/debian_files.h"
#include "rebuild/debian_lookup.h"
#include "rebuild/environment_bootstrap.h"
#include "rebuild/fetch.h"

enum { DSC_LIMIT = 16 << 20 };

struct giving {
	struct debian_release *out;
	struct strings *notes;
	const struct session *session;
	char *folder;			/* owned: where the file that was given lies */
	struct debian_release *archive; /* owned: the same source in an archive; zeros: in
					 * none */
};

static void
giving_release(struct giving *giving)
{
	debian_release_free(giving->archive);
	free(giving->folder);
}

#define cleanup_giving __attribute__((cleanup(giving_release)))

bool
debian_given_is(const char *path, const char *name)
{
	static const char *const endings[] = { ".deb", ".udeb", ".dsc", ".changes",
					       ".buildinfo" };
	cleanup_strings struct strings packages = { 0 };
	struct error ignored;

	for (size_t i = 0; i < array_length(endings); i++)
		if (text_ends_with(name, endings[i]) && !folder_exists(path))
			return true;
	return folder_exists(path) && debian_files_list(&packages, path, &ignored) == 0 &&
	       packages.count > 0;
}

static int
take_packages(struct giving *giving, const char *path, const char *name,
	      struct error *err)
{
	cleanup_strings struct strings paths = { 0 };

	if (!folder_exists(path))
		return debian_files_add_package(giving->out, giving->session, path, name,
						err);
	if (debian_files_list(&paths, path, err) < 0)
		return -1;
	for (size_t i = 0; i < paths.count; i++)
		if (debian_files_add_package(giving->out, giving->session, paths.items[i],
					     path_name(paths.items[i]), err) < 0)
			return -1;
	return 0;
}

/* 1 when the file lies beside and is right, 0 when there is none; *path is the caller's.
 */
static int
find_beside(char **path, const struct giving *giving, const struct debian_file *file,
	    struct error *err)
{
	*path = path_join(giving->folder, file->name);
	if (!file_exists(*path))
		return 0;
	return debian_checksums_verify(file, *path, err) < 0 ? -1 : 1;
}

static struct debian_binary
steal_binary(struct debian_binary *from)
{
	struct debian_binary stolen = *from;

	*from = (struct debian_binary){ 0 };
	return stolen;
}

static bool
take_from_archive(struct giving *giving, const struct debian_file *file)
{
	for (size_t i = 0; i < giving->archive->binary_count; i++) {
		struct debian_binary *binary = &giving->archive->binaries[i];

		if (binary->sha256 == NULL || strcmp(binary->sha256, file->sha256) != 0)
			continue;
		array_append(giving->out->binaries, giving->out->binary_count,
			     steal_binary(binary));
		return true;
	}
	return false;
}

/* One that a .changes or .buildinfo lists, from beside it or by its digest. */
static int
take_listed(struct giving *giving, const struct debian_file *file, struct error *err)
{
	cleanup_free char *path = NULL;
	int beside = find_beside(&path, giving, file, err);

	if (beside < 0)
		return -1;
	if (beside > 0 && debian_is_package_file(file->name))
		return debian_files_add_package(giving->out, giving->session, path,
						file->name, err);
	if (beside > 0 && text_ends_with(file->name, ".dsc"))
		return debian_files_add_dsc(giving->out, path, file->name, err);
	if (beside > 0 && text_ends_with(file->name, ".buildinfo"))
		return debian_buildinfo_read(&giving->out->buildinfo, path, err);
	if (debian_is_package_file(file->name) && !take_from_archive(giving, file))
		strings_add_format(
			giving->notes,
			"left out: %s is neither beside its list nor, with this "
			"digest, in an archive that apt is set up for",
			file->name);
	return 0;
}

/* What the archives have of it.  That they have nothing is no error here. */
static int
look_up(struct giving *giving, struct error *err)
{
	struct debian_release *out = giving->out;
	struct debian_wanted wanted = { .name = out->source,
					.version = out->source_version,
					.architecture = out->architecture };
	cleanup_strings struct strings notes = { 0 };
	struct error reason = { 0 };

	if (debian_lookup(giving->archive, &notes, giving->session, &wanted, &reason) ==
	    0)
		return 0;
	if (reason.kind == ERROR_NOT_FOUND) {
		strings_add(giving->notes, reason.message);
		return 0;
	}
	*err = reason;
	return -1;
}

/* What the archive says of the source, when nothing was given. */
static void
adopt_source(struct debian_release *out, struct debian_release *archive)
{
	out->dsc = archive->dsc;
	archive->dsc = (struct debian_file){ 0 };
	out->files = steal_pointer(&archive->files);
	out->file_count = archive->file_count;
	archive->file_count = 0;
	strings_add_all(&out->packages, &archive->packages);
}

/* Where the files that the .dsc names can be had. */
static void
adopt_urls(struct debian_release *out, const struct debian_release *archive)
{
	for (size_t i = 0; i < out->file_count; i++) {
		const struct debian_file *same = debian_checksums_find(
			archive->files, archive->file_count, out->files[i].name);

		if (same != NULL && strcmp(same->sha256, out->files[i].sha256) == 0)
			replace_text(&out->files[i].url, xstrdup(same->url));
	}
}

static void
adopt(struct giving *giving)
{
	struct debian_release *out = giving->out, *archive = giving->archive;

	if (archive->source == NULL)
		return;
	out->suite = steal_pointer(&archive->suite);
	out->codename = steal_pointer(&archive->codename);
	out->component = steal_pointer(&archive->component);
	if (out->dsc.name == NULL) {
		adopt_source(out, archive);
		return;
	}
	adopt_urls(out, archive);
	if (strcmp(out->dsc.sha256, archive->dsc.sha256) == 0)
		out->dsc.url = xstrdup(archive->dsc.url);
	else
		strings_add_format(giving->notes, "%s is not the one that %s has",
				   out->dsc.name, out->suite);
}

static const struct debian_binary *
find_same(const struct debian_release *archive, const struct debian_binary *binary)
{
	for (size_t i = 0; i < archive->binary_count; i++) {
		const struct debian_binary *other = &archive->binaries[i];

		if (text_is_same(other->package, binary->package) &&
		    text_is_same(other->version, binary->version) &&
		    text_is_same(other->architecture, binary->architecture))
			return other;
	}
	return NULL;
}

/* A package of that name and version that the archive does not have is worth a word. */
static void
say_differences(struct giving *giving)
{
	for (size_t i = 0; i < giving->out->binary_count; i++) {
		const struct debian_binary *binary = &giving->out->binaries[i];
		const struct debian_binary *other = find_same(giving->archive, binary);

		if (other != NULL && strcmp(other->sha256, binary->sha256) != 0)
			strings_add_format(giving->notes,
					   "%s is not what %s has under that name and "
					   "version",
					   binary->published_name, giving->out->suite);
	}
}

static int
give_packages(struct giving *giving, const char *path, const char *name,
	      struct error *err)
{
	if (take_packages(giving, path, name, err) < 0 || look_up(giving, err) < 0)
		return -1;
	adopt(giving);
	say_differences(giving);
	return 0;
}

static int
give_dsc(struct giving *giving, const char *path, const char *name, struct error *err)
{
	struct debian_release *archive = giving->archive;

	if (debian_files_add_dsc(giving->out, path, name, err) < 0 ||
	    look_up(giving, err) < 0)
		return -1;
	adopt(giving);
	for (size_t i = 0; i < archive->binary_count; i++)
		array_append(giving->out->binaries, giving->out->binary_count,
			     steal_binary(&archive->binaries[i]));
	giving->out->architecture = steal_pointer(&archive->architecture);
	return 0;
}

/* "amd64" of a list of architectures that may hold "source" and "all" as well. */
static void
take_architecture(struct debian_release *out, const struct strings *architectures)
{
	for (size_t i = 0; i < architectures->count && out->architecture == NULL; i++)
		if (strcmp(architectures->items[i], "source") != 0 &&
		    strcmp(architectures->items[i], "all") != 0 &&
		    debian_is_architecture(architectures->items[i]))
			out->architecture = xstrdup(architectures->items[i]);
}

static int
give_list(struct giving *giving, const char *path, const char *name, struct error *err)
{
	struct debian_release *out = giving->out;
	cleanup_debian_dsc struct debian_dsc list = { 0 };

	if (debian_dsc_read(&list, path, err) < 0 ||
	    debian_files_name(out, list.source, list.version, err) < 0)
		return -1;
	take_architecture(out, &list.architectures);
	if (text_ends_with(name, ".buildinfo") &&
	    debian_buildinfo_read(&out->buildinfo, path, err) < 0)
		return -1;
	if (look_up(giving, err) < 0)
		return -1;
	for (size_t i = 0; i < list.file_count; i++)
		if (take_listed(giving, &list.files[i], err) < 0)
			return -1;
	adopt(giving);
	return 0;
}

static int
give(struct giving *giving, const char *path, const char *name, struct error *err)
{
	if (text_ends_with(name, ".dsc"))
		return give_dsc(giving, path, name, err);
	if (text_ends_with(name, ".changes") || text_ends_with(name, ".buildinfo"))
		return give_list(giving, path, name, err);
	return give_packages(giving, path, name, err);
}

int
debian_given(struct debian_release *out, struct strings *notes,
	     const struct session *session, const struct debian_gift *gift,
	     struct error *err)
{
	const char *path = gift->path;
	cleanup_giving struct giving giving = {
		.out = out,
		.notes = notes,
		.session = session,
		.folder = xstrndup(path, (size_t)(path_name(path) - path)),
		.archive = xcalloc(1, sizeof(*giving.archive)),
	};

	if (give(&giving, path, gift->name, err) < 0)
		return -1;
	if (out->binary_count == 0)
		return error_set(
			err, ERROR_NOT_FOUND,
			"%.200s: no published package of %.100s %.100s to compare "
			"with; name a .deb, or a .changes with packages beside it",
			gift->name, out->source, out->source_version);
	if (out->architecture == NULL &&
	    environment_native(&out->architecture, session, err) < 0)
		return -1;
	debian_release_settle(out);
	return 0;
}

static int
fetch_dsc(char **path, const struct session *session, const char *url, struct error *err)
{
	struct fetch_request request = { .url = url,
					 .limit = DSC_LIMIT,
					 .reusable = true };

	return fetch_file(path, session, &request, err);
}

/* What a .dsc from a URL names lies beside it there. */
static void
take_urls(struct debian_release *out, const char *url)
{
	int folder = (int)(path_name(url) - url);

	out->dsc.url = xstrdup(url);
	for (size_t i = 0; i < out->file_count; i++)
		out->files[i].url = xasprintf("%.*s%s", folder, url, out->files[i].name);
}

int
debian_given_source(struct debian_release *out, const struct session *session,
		    const char *place, struct error *err)
{
	bool remote = strstr(place, "://") != NULL;
	cleanup_free char *path = NULL;

	if (!text_ends_with(place, ".dsc"))
		return error_set(err, ERROR_USAGE,
				 "%.300s: a package of Debian is built from its .dsc",
				 place);
	if (!remote)
		path = xstrdup(place);
	else if (fetch_dsc(&path, session, place, err) < 0)
		return -1;
	if (debian_files_add_dsc(out, path, path_name(place), err) < 0)
		return -1;
	if (remote)
		take_urls(out, place);
	return 0;
}

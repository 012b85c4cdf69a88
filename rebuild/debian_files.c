/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/memory.h"
#include "rebuild/debian_deb.h"
#include "rebuild/debian_dsc.h"

enum { PACKAGES_MAX = 10000 };

int
debian_files_list(struct strings *paths, const char *folder, struct error *err)
{
	static const struct folder_order order = { .kind = ORDER_SORTED };
	cleanup_strings struct strings names = { 0 };
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || folder_list(&names, fd, &order) < 0)
		return error_set_errno(err, "%s", folder);
	for (size_t i = 0; i < names.count && paths->count < PACKAGES_MAX; i++) {
		cleanup_free char *path = path_join(folder, names.items[i]);

		if (debian_is_package_file(path))
			strings_add(paths, path);
	}
	return 0;
}

static int
link_into(const char *folder, const char *path, struct error *err)
{
	cleanup_free char *target = realpath(path, NULL);
	cleanup_free char *link = path_join(folder, path_name(path));

	if (target == NULL)
		return error_set(err, ERROR_NOT_FOUND, "%s: no such file", path);
	if (symlink(target, link) == 0)
		return 0;
	if (errno == EEXIST)
		return error_set(err, ERROR_USAGE, "two files are called %s",
				 path_name(path));
	return error_set_errno(err, "%s", link);
}

int
debian_files_gather(char **folder, const struct session *session, char *const *paths,
		    size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (!debian_is_package_file(paths[i]))
			return error_set(
				err, ERROR_USAGE,
				"several targets are one only where all are .deb "
				"files of one source: %s is none",
				paths[i]);
	if (folder_make_scratch(folder, session->scratch, "given", err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (link_into(*folder, paths[i], err) < 0)
			return -1;
	return 0;
}

/* The first one says of which source they all are. */
int
debian_files_name(struct debian_release *out, const char *source, const char *version,
		  struct error *err)
{
	if (out->source == NULL) {
		out->source = xstrdup(source);
		out->source_version = xstrdup(version);
		return 0;
	}
	if (strcmp(out->source, source) == 0 && strcmp(out->source_version, version) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "packages of two sources: %.100s %.100s and %.100s %.100s",
			 out->source, out->source_version, source, version);
}

int
debian_files_add_package(struct debian_release *out, const struct session *session,
			 const char *path, const char *name, struct error *err)
{
	cleanup_debian_deb struct debian_deb deb = { 0 };

	if (debian_deb_read(&deb, session, path, err) < 0 ||
	    debian_files_name(out, deb.source, deb.source_version, err) < 0)
		return -1;
	if (out->architecture == NULL && strcmp(deb.binary.architecture, "all") != 0)
		out->architecture = xstrdup(deb.binary.architecture);
	deb.binary.published_name = xstrdup(name);
	deb.binary.built_name = debian_built_name(&deb.binary, name);
	array_append(out->binaries, out->binary_count, deb.binary);
	deb.binary = (struct debian_binary){ 0 };
	return 0;
}

/* Copies what is there; what is not is fetched, or missed, later. */
static int
copy_beside(const struct debian_release *out, const char *folder, const char *name,
	    struct error *err)
{
	cleanup_free char *from = path_join(folder, name);
	cleanup_free char *to = path_join(out->source_folder, name);

	return file_exists(from) ? file_copy(from, to, err) : 0;
}

static char *
folder_of(const char *path)
{
	size_t size = (size_t)(path_name(path) - path);

	return size == 0 ? xstrdup(".") : xstrndup(path, size);
}

static void
forget_source(struct debian_release *out)
{
	debian_file_release(&out->dsc);
	for (size_t i = 0; i < out->file_count; i++)
		debian_file_release(&out->files[i]);
	free(out->files);
	out->files = NULL;
	out->file_count = 0;
	strings_release(&out->packages);
}

int
debian_files_add_dsc(struct debian_release *out, const char *path, const char *name,
		     struct error *err)
{
	cleanup_debian_dsc struct debian_dsc dsc = { 0 };
	cleanup_free char *to = path_join(out->source_folder, name);
	cleanup_free char *folder = folder_of(path);
	cleanup_mapping struct mapping mapping = { 0 };
	char hex[DIGEST_HEX_MAX];

	if (debian_dsc_read(&dsc, path, err) < 0 ||
	    debian_files_name(out, dsc.source, dsc.version, err) < 0 ||
	    mapping_open(&mapping, path, err) < 0 || file_copy(path, to, err) < 0)
		return -1;
	forget_source(out);
	digest_hex_of(DIGEST_SHA256, mapping.bytes, hex);
	out->dsc = (struct debian_file){ .name = xstrdup(name),
					 .sha256 = xstrdup(hex),
					 .size = mapping.bytes.size };
	out->files = steal_pointer(&dsc.files);
	out->file_count = dsc.file_count;
	dsc.file_count = 0;
	strings_add_all(&out->packages, &dsc.packages);
	for (size_t i = 0; i < out->file_count; i++)
		if (copy_beside(out, folder, out->files[i].name, err) < 0)
			return -1;
	return 0;
}

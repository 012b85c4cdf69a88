/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_release.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rebuild/debian_version.h"

void
debian_file_release(struct debian_file *file)
{
	free(file->name);
	free(file->url);
	free(file->sha256);
	*file = (struct debian_file){ 0 };
}

void
debian_binary_release(struct debian_binary *binary)
{
	free(binary->package);
	free(binary->version);
	free(binary->architecture);
	free(binary->published_name);
	free(binary->built_name);
	free(binary->path);
	free(binary->url);
	free(binary->sha256);
	*binary = (struct debian_binary){ 0 };
}

void
debian_buildinfo_free(struct debian_buildinfo *buildinfo)
{
	if (buildinfo == NULL)
		return;
	free(buildinfo->build_path);
	free(buildinfo->build_architecture);
	free(buildinfo->build_origin);
	free(buildinfo->build_date);
	strings_release(&buildinfo->environment);
	for (size_t i = 0; i < buildinfo->installed_count; i++) {
		free(buildinfo->installed[i].package);
		free(buildinfo->installed[i].version);
		free(buildinfo->installed[i].architecture);
	}
	free(buildinfo->installed);
	free(buildinfo);
}

void
debian_release_free(struct debian_release *release)
{
	if (release == NULL)
		return;
	free(release->suite);
	free(release->codename);
	free(release->component);
	free(release->source);
	free(release->source_version);
	free(release->architecture);
	free(release->source_folder);
	debian_file_release(&release->dsc);
	for (size_t i = 0; i < release->file_count; i++)
		debian_file_release(&release->files[i]);
	free(release->files);
	strings_release(&release->packages);
	free(release->binary_folder);
	for (size_t i = 0; i < release->binary_count; i++)
		debian_binary_release(&release->binaries[i]);
	free(release->binaries);
	debian_buildinfo_free(release->buildinfo);
	free(release);
}

void
debian_release_free_at(struct debian_release **at)
{
	debian_release_free(*at);
}

static bool
is_for_all(const struct debian_binary *binary)
{
	return strcmp(binary->architecture, "all") == 0;
}

bool
debian_release_has_any(const struct debian_release *release)
{
	for (size_t i = 0; i < release->binary_count; i++)
		if (!is_for_all(&release->binaries[i]))
			return true;
	return false;
}

bool
debian_release_has_all(const struct debian_release *release)
{
	for (size_t i = 0; i < release->binary_count; i++)
		if (is_for_all(&release->binaries[i]))
			return true;
	return false;
}

static int
order_binaries(const void *a, const void *b)
{
	const struct debian_binary *left = a, *right = b;
	int order = strcmp(left->package, right->package);

	return order != 0 ? order : strcmp(left->architecture, right->architecture);
}

void
debian_release_settle(struct debian_release *release)
{
	if (release->binary_count > 0)
		qsort(release->binaries, release->binary_count,
		      sizeof(*release->binaries), order_binaries);
	release->binnmu = 0;
	for (size_t i = 0; i < release->binary_count; i++)
		if (!is_for_all(&release->binaries[i]))
			release->binnmu =
				debian_version_binnmu(release->binaries[i].version);
}

bool
debian_is_name(const char *text)
{
	static const char inside[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";
	size_t size = strlen(text);

	return size >= 2 && strspn(text, inside) == size && strchr("+-.", *text) == NULL;
}

bool
debian_is_architecture(const char *text)
{
	static const char inside[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

	return strspn(text, inside) == strlen(text) && *text >= 'a' && *text <= 'z';
}

static const char installer_end[] = ".udeb";

bool
debian_is_package_file(const char *name)
{
	return text_ends_with(name, ".deb") || text_ends_with(name, installer_end);
}

char *
debian_built_name(const struct debian_binary *binary, const char *published)
{
	return xasprintf(
		"%s_%s_%s%s", binary->package,
		debian_version_without_epoch(binary->version), binary->architecture,
		text_ends_with(published, installer_end) ? installer_end : ".deb");
}

static struct json *
file_to_json(const struct debian_file *file)
{
	struct json *json = json_new_object();

	json_set_text(json, "name", file->name);
	json_set_text(json, "url", file->url);
	json_set_text(json, "sha256", file->sha256);
	json_set_number(json, "size", (int64_t)file->size);
	return json;
}

static struct json *
binary_to_json(const struct debian_binary *binary)
{
	struct json *json = json_new_object();

	json_set_text(json, "package", binary->package);
	json_set_text(json, "version", binary->version);
	json_set_text(json, "architecture", binary->architecture);
	json_set_text(json, "published_name", binary->published_name);
	json_set_text(json, "built_name", binary->built_name);
	json_set_text(json, "url", binary->url);
	json_set_text(json, "sha256", binary->sha256);
	json_set_number(json, "size", (int64_t)binary->size);
	return json;
}

static struct json *
buildinfo_to_json(const struct debian_buildinfo *buildinfo)
{
	struct json *json, *installed;

	if (buildinfo == NULL)
		return json_new_null();
	json = json_new_object();
	installed = json_new_array();
	json_set_text(json, "build_path", buildinfo->build_path);
	json_set_text(json, "build_architecture", buildinfo->build_architecture);
	json_set_text(json, "build_origin", buildinfo->build_origin);
	json_set_text(json, "build_date", buildinfo->build_date);
	json_set(json, "environment", json_new_strings(&buildinfo->environment));
	for (size_t i = 0; i < buildinfo->installed_count; i++) {
		const struct debian_installed *item = &buildinfo->installed[i];
		struct json *object = json_new_object();

		json_set_text(object, "package", item->package);
		json_set_text(object, "version", item->version);
		json_set_text(object, "architecture", item->architecture);
		json_append(installed, object);
	}
	json_set(json, "installed", installed);
	return json;
}

struct json *
debian_release_to_json(const struct debian_release *release)
{
	struct json *json = json_new_object(), *files = json_new_array();
	struct json *binaries = json_new_array();

	json_set_text(json, "suite", release->suite);
	json_set_text(json, "codename", release->codename);
	json_set_text(json, "component", release->component);
	json_set_text(json, "source", release->source);
	json_set_text(json, "source_version", release->source_version);
	json_set_number(json, "binnmu", release->binnmu);
	json_set_text(json, "architecture", release->architecture);
	json_set(json, "dsc", file_to_json(&release->dsc));
	for (size_t i = 0; i < release->file_count; i++)
		json_append(files, file_to_json(&release->files[i]));
	json_set(json, "files", files);
	json_set(json, "packages", json_new_strings(&release->packages));
	for (size_t i = 0; i < release->binary_count; i++)
		json_append(binaries, binary_to_json(&release->binaries[i]));
	json_set(json, "binaries", binaries);
	json_set(json, "buildinfo", buildinfo_to_json(release->buildinfo));
	json_set_number(json, "changelog_time", release->changelog_time);
	return json;
}

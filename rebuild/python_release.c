/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/python_release.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/python_version.h"

enum { URLS_MOST = 64 };

void
python_release_free(struct python_release *release)
{
	if (release == NULL)
		return;
	free(release->name);
	free(release->version);
	free(release->sdist);
	free(release->wheel);
	free(release->metadata_version);
	free(release->generator);
	free(release->pyproject);
	strings_release(&release->urls);
	free(release);
}

struct json *
python_release_to_json(const struct python_release *release)
{
	struct json *json = json_new_object();

	json_set_text(json, "sdist", release->sdist);
	json_set_text(json, "wheel", release->wheel);
	json_set_text(json, "generator", release->generator);
	json_set_text(json, "metadata_version", release->metadata_version);
	json_set(json, "urls", json_new_strings(&release->urls));
	return json;
}

/* Headers end at the first empty line; what is folded over lines is not asked for. */
char *
python_header(const char *text, const char *field, size_t at)
{
	size_t size = strlen(field);

	while (*text != '\0' && *text != '\n' && *text != '\r') {
		size_t line = strcspn(text, "\n");

		if (strncasecmp(text, field, size) == 0 && text[size] == ':' &&
		    at-- == 0) {
			const char *value = text + size + 1;
			size_t left = line - size - 1;

			for (; left > 0 && isspace((unsigned char)*value); left--)
				value++;
			while (left > 0 && isspace((unsigned char)value[left - 1]))
				left--;
			return xstrndup(value, left);
		}
		text += line + (text[line] == '\n');
	}
	return NULL;
}

/* The time of all files, where it is one.  flit leaves what it makes up itself without
 * any; that the compressor has it too tells SOURCE_DATE_EPOCH from files of one second.
 */
static int64_t
time_of_all(const struct inventory *inventory)
{
	bool lacking = false;
	int64_t time = 0;

	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (entry->type != 'f')
			continue;
		lacking = lacking || entry->mtime == 0;
		if (time != 0 && entry->mtime != 0 && entry->mtime != time)
			return 0;
		if (entry->mtime != 0)
			time = entry->mtime;
	}
	return lacking && inventory->gzip_mtime != time ? 0 : time;
}

/* No backend takes them along unless it asks git what belongs to the project. */
static bool
holds_git_files(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const char *path = inventory->entries[i].path;

		if (strcmp(path, ".gitignore") == 0 ||
		    text_starts_with(path, ".github/") ||
		    strcmp(path, ".gitattributes") == 0)
			return true;
	}
	return false;
}

static void
take_urls(struct python_release *release, const char *text)
{
	cleanup_free char *home = python_header(text, "Home-page", 0);

	for (size_t i = 0; i < URLS_MOST; i++) {
		cleanup_free char *url = python_header(text, "Project-URL", i);

		if (url == NULL)
			break;
		if (!strings_contain(&release->urls, url))
			strings_add(&release->urls, url);
	}
	if (home != NULL)
		strings_add_format(&release->urls, "Homepage, %s", home);
}

/* false for what is no core metadata of the package that is known by now. */
static bool
take_metadata(struct python_release *release, const char *text)
{
	cleanup_free char *metadata = python_header(text, "Metadata-Version", 0);
	cleanup_free char *name = python_header(text, "Name", 0);
	cleanup_free char *version = python_header(text, "Version", 0);

	if (metadata == NULL || name == NULL || version == NULL ||
	    !python_name_is_one(name) || *version == '\0')
		return false;
	if (release->name != NULL && (!python_name_is_same(release->name, name) ||
				      !python_version_is_same(release->version, version)))
		return false;
	if (release->name == NULL) {
		release->name = steal_pointer(&name);
		release->version = steal_pointer(&version);
	}
	replace_text(&release->metadata_version, steal_pointer(&metadata));
	take_urls(release, text);
	return true;
}

/* NAME-VERSION-TAGS.whl; a file may have any name of its own. */
static char *
wheel_name(const struct python_release *release, const char *wheel, const char *name)
{
	cleanup_free char *tag = python_header(wheel, "Tag", 0);
	cleanup_free char *more = python_header(wheel, "Tag", 1);
	cleanup_free char *stem = python_name_normalize(release->name);

	if (text_ends_with(name, ".whl") || tag == NULL || strchr(tag, '/') != NULL)
		return xstrdup(name);
	for (char *at = stem; *at != '\0'; at++)
		if (*at == '-')
			*at = '_';
	if (more != NULL && strcmp(tag, "py2-none-any") == 0)
		replace_text(&tag, xstrdup("py2.py3-none-any"));
	return xasprintf("%s-%s-%s.whl", stem, release->version, tag);
}

static bool
add_wheel(struct python_release *release, const struct inventory *inventory,
	  const char *name)
{
	const char *metadata = inventory_text(inventory, "*.dist-info/METADATA");
	const char *wheel = inventory_text(inventory, "*.dist-info/WHEEL");

	if (metadata == NULL || wheel == NULL || !take_metadata(release, metadata))
		return false;
	replace_text(&release->wheel, wheel_name(release, wheel, name));
	replace_text(&release->generator, python_header(wheel, "Generator", 0));
	release->wheel_time = time_of_all(inventory);
	return true;
}

static bool
has_header(const char *text, const char *field)
{
	cleanup_free char *value = python_header(text, field, 0);

	return value != NULL;
}

/* All of it lies in NAME-VERSION/, and the file is called so as well. */
static bool
add_sdist(struct python_release *release, const struct inventory *inventory,
	  const char *name)
{
	const char *metadata = inventory_text(inventory, "PKG-INFO");
	bool zip = text_ends_with(name, ".zip");

	if (metadata == NULL || inventory->top == NULL ||
	    !take_metadata(release, metadata))
		return false;
	replace_text(&release->sdist,
		     xasprintf("%s%s", inventory->top, zip ? ".zip" : ".tar.gz"));
	replace_text(&release->pyproject,
		     xstrdup_or_null(inventory_text(inventory, "pyproject.toml")));
	release->is_old = has_header(metadata, "Description");
	release->is_new =
		has_header(metadata, "Requires-Dist") || has_header(metadata, "Dynamic");
	release->sdist_time = time_of_all(inventory);
	release->own_manifest = holds_git_files(inventory);
	return true;
}

bool
python_release_add(struct python_release *release, const struct inventory *inventory,
		   const char *name)
{
	return add_wheel(release, inventory, name) || add_sdist(release, inventory, name);
}

/* What each backend calls itself, up to its version. */
static const struct {
	const char *generator, *package;
} generators[] = {
	{ "bdist_wheel", "wheel" },	  { "setuptools", "setuptools" },
	{ "flit", "flit_core" },	  { "hatchling", "hatchling" },
	{ "poetry-core", "poetry-core" }, { "poetry", "poetry-core" },
	{ "pdm-backend", "pdm-backend" }, { "pdm-pep517", "pdm-pep517" },
	{ "maturin", "maturin" },	  { "scikit-build-core", "scikit-build-core" },
	{ "meson", "meson-python" },	  { "uv", "uv-build" },
};

void
python_generator(const char *generator, char **package, char **version)
{
	size_t size = strcspn(generator, " (");
	const char *stated = generator + size;

	*package = *version = NULL;
	for (size_t i = 0; i < array_length(generators); i++)
		if (strlen(generators[i].generator) == size &&
		    strncmp(generator, generators[i].generator, size) == 0)
			*package = xstrdup(generators[i].package);
	stated += strspn(stated, " (");
	size = strcspn(stated, " )");
	if (size > 0)
		*version = xstrndup(stated, size);
	if (*version != NULL && !python_version_is_one(*version)) {
		free(*version);
		*version = NULL;
	}
}

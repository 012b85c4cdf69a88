/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/python_source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/python_requirement.h"

enum { TEXT_LIMIT = 4 << 20, REQUIRES_MOST = 200 };

/* PEP 517, "Source trees": what is taken where [build-system] names none. */
static const char usual_backend[] = "setuptools.build_meta:__legacy__";

static const struct {
	const char *module, *package;
} backends[] = {
	{ "setuptools", "setuptools" },
	{ "flit_core", "flit_core" },
	{ "hatchling", "hatchling" },
	{ "poetry.core", "poetry-core" },
	{ "poetry.masonry", "poetry" },
	{ "flit.buildapi", "flit" },
	{ "pdm.backend", "pdm-backend" },
	{ "pdm.pep517", "pdm-pep517" },
	{ "mesonpy", "meson-python" },
	{ "maturin", "maturin" },
	{ "flit_scm", "flit-scm" },
	{ "pbr.build", "pbr" },
	{ "uv_build", "uv-build" },
	{ "scikit_build_core", "scikit-build-core" },
	{ "jupyter_packaging", "jupyter-packaging" },
};

/* What makes a backend ask git. */
static const char *const askers[] = { "setuptools-scm", "hatch-vcs",
				      "setuptools-git", "setuptools-git-versioning",
				      "flit-scm",	"pbr",
				      "versioningit",	"setuptools-git-ls-files",
				      "versioneer",	"poetry-dynamic-versioning" };

/* Before pyproject.toml a build named its tools in setup.py or setup.cfg: these words are
 * keywords of setuptools that the package gives it. */
static const struct {
	const char *word, *package;
} keywords[] = {
	{ "use_scm_version", "setuptools-scm" },
	{ "cffi_modules", "cffi" },
	{ "rust_extensions", "setuptools-rust" },
	{ "use_incremental", "incremental" },
	{ "pbr=True", "pbr" },
	{ "pbr = True", "pbr" },
};

void
python_source_release(struct python_source *python)
{
	free(python->folder);
	toml_batch_release(&python->toml);
	free(python->backend);
	free(python->backend_path);
	strings_release(&python->requires);
	*python = (struct python_source){ 0 };
}

const char *
python_backend_package(const char *backend)
{
	for (size_t i = 0; i < array_length(backends); i++) {
		size_t size = strlen(backends[i].module);

		if (strncmp(backend, backends[i].module, size) == 0 &&
		    (backend[size] == '\0' || strchr(".:", backend[size]) != NULL))
			return backends[i].package;
	}
	return NULL;
}

static bool
has(const char *folder, const char *name)
{
	cleanup_free char *path = path_join(folder, name);

	return file_exists(path);
}

bool
python_source_is_one(const struct source *source)
{
	static const char *const names[] = { "pyproject.toml", "setup.py", "setup.cfg" };
	cleanup_free char *folder = NULL;

	if (source->tree == NULL)
		return false;
	folder = source_folder(source);
	for (size_t i = 0; i < array_length(names); i++)
		if (has(folder, names[i]))
			return true;
	return false;
}

static int
read_pyproject(struct python_source *out, const struct session *session,
	       struct error *err)
{
	cleanup_free char *path = path_join(out->folder, "pyproject.toml");
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);
	struct bytes bytes;

	if (!file_exists(path))
		return 0;
	if (file_read(path, &text, err) < 0)
		return error_wrap(err, "the source's pyproject.toml");
	bytes = buffer_bytes(&text);
	if (toml_read(&out->toml, session, &bytes, 1, err) < 0)
		return -1;
	out->pyproject = toml_table(&out->toml, 0);
	return out->pyproject != NULL
		       ? 0
		       : error_set(err, ERROR_MALFORMED,
				   "the source's pyproject.toml cannot be read: %.200s",
				   toml_trouble(&out->toml, 0));
}

/* A module's dotted name, and after a colon an object in it. */
static bool
is_backend(const char *text)
{
	for (const char *at = text; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr("_.:", *at) == NULL)
			return false;
	return *text != '\0' && !isdigit((unsigned char)*text);
}

static bool
is_plain_path(const char *path)
{
	for (const char *at = path; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr("_./-", *at) == NULL)
			return false;
	return path_is_inside(path) || strcmp(path, ".") == 0;
}

static int
take_backend(struct python_source *out, const struct json *system, struct error *err)
{
	const char *backend = json_get_text(system, "build-backend");
	const char *path = json_text(json_at(json_get(system, "backend-path"), 0));

	out->backend = xstrdup(backend != NULL ? backend : usual_backend);
	if (!is_backend(out->backend))
		return error_set(
			err, ERROR_MALFORMED,
			"the source's pyproject.toml names no build backend that "
			"could be");
	if (path != NULL && !is_plain_path(path))
		return error_set(
			err, ERROR_MALFORMED,
			"the source's pyproject.toml has a backend-path that leads "
			"elsewhere");
	out->backend_path = xstrdup_or_null(path);
	return 0;
}

/* Where none are stated, what pip takes to build with. */
static void
take_requires(struct python_source *out, const struct json *system)
{
	const struct json *requires = json_get(system, "requires");

	for (size_t i = 0; i < json_count(requires) && i < REQUIRES_MOST; i++) {
		const char *text = json_text(json_at(requires, i));

		if (text != NULL)
			strings_add(&out->requires, text);
	}
	if (json_kind(requires) == JSON_KIND_ARRAY)
		return;
	strings_add(&out->requires, "setuptools");
	strings_add(&out->requires, "wheel");
}

static bool
names_one(const struct strings *requires, const char *package)
{
	for (size_t i = 0; i < requires->count; i++)
		if (python_requirement_names(requires->items[i], package))
			return true;
	return false;
}

static void
take_keywords(struct python_source *out, const char *file)
{
	cleanup_free char *path = path_join(out->folder, file);
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);
	struct error ignored;

	if (!file_exists(path) || file_read(path, &text, &ignored) < 0)
		return;
	for (size_t i = 0; i < array_length(keywords); i++)
		if (strstr(buffer_text(&text), keywords[i].word) != NULL &&
		    !names_one(&out->requires, keywords[i].package))
			strings_add(&out->requires, keywords[i].package);
}

/* A backend that is built with itself needs what it needs to run. */
static void
take_dependencies(struct python_source *out)
{
	const struct json *dependencies =
		json_get(json_get(out->pyproject, "project"), "dependencies");

	for (size_t i = 0; i < json_count(dependencies) && i < REQUIRES_MOST; i++) {
		const char *text = json_text(json_at(dependencies, i));

		/* What is for other Pythons alone has a marker. */
		if (text != NULL && strchr(text, ';') == NULL)
			strings_add(&out->requires, text);
	}
}

/* versioneer lies in the source itself. */
static bool
asks_git(const struct python_source *python)
{
	for (size_t i = 0; i < array_length(askers); i++)
		if (names_one(&python->requires, askers[i]))
			return true;
	return has(python->folder, "versioneer.py");
}

int
python_source_read(struct python_source *out, const struct session *session,
		   const struct source *source, struct error *err)
{
	const struct json *system;

	*out = (struct python_source){ 0 };
	if (source->tree == NULL)
		return error_set(err, ERROR_USAGE, "there is no source to build");
	out->folder = source_folder(source);
	out->has_setup = has(out->folder, "setup.py") || has(out->folder, "setup.cfg");
	if (read_pyproject(out, session, err) < 0) {
		python_source_release(out);
		return -1;
	}
	system = json_get(out->pyproject, "build-system");
	if (take_backend(out, system, err) < 0) {
		python_source_release(out);
		return -1;
	}
	take_requires(out, system);
	take_keywords(out, "setup.py");
	take_keywords(out, "setup.cfg");
	if (out->backend_path != NULL)
		take_dependencies(out);
	out->asks_git = asks_git(out);
	return 0;
}

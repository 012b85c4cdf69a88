/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_dsc.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_version.h"

enum { TEXT_LIMIT = 16 << 20, INSTALLED_MAX = 100000 };

void
debian_dsc_release(struct debian_dsc *dsc)
{
	free(dsc->source);
	free(dsc->version);
	free(dsc->built_version);
	strings_release(&dsc->architectures);
	strings_release(&dsc->packages);
	debian_checksums_free(dsc->files, dsc->file_count);
	*dsc = (struct debian_dsc){ 0 };
}

/* Of a binNMU, "Source: sl (5.02-1)". */
static void
read_source(struct debian_dsc *out, struct bytes paragraph)
{
	debian_source_of(&out->source, &out->version, paragraph);
	out->built_version = debian_field_text(paragraph, "Version");
	if (out->version == NULL && out->built_version != NULL)
		out->version = xstrdup(out->built_version);
}

static int
check_names(const struct debian_dsc *dsc, struct error *err)
{
	for (size_t i = 0; i < dsc->file_count; i++)
		if (strchr(dsc->files[i].name, '/') != NULL)
			return error_set(err, ERROR_MALFORMED,
					 "it names a file with a path: %.200s",
					 dsc->files[i].name);
	return 0;
}

int
debian_dsc_parse(struct debian_dsc *out, struct bytes text, struct error *err)
{
	struct bytes paragraph = debian_paragraph_first(debian_cleartext(text));

	*out = (struct debian_dsc){ 0 };
	read_source(out, paragraph);
	if (out->source == NULL || !debian_is_name(out->source) || out->version == NULL)
		return error_set(err, ERROR_MALFORMED, "it names no source and version");
	if (out->built_version == NULL || debian_version_check(out->version, err) < 0 ||
	    debian_version_check(out->built_version, err) < 0)
		return error_set(err, ERROR_MALFORMED, "its version is none");
	debian_words(&out->architectures, debian_field(paragraph, "Architecture"));
	debian_list(&out->packages, debian_field(paragraph, "Binary"));
	if (debian_checksums_read(&out->files, &out->file_count,
				  debian_field(paragraph, "Checksums-Sha256"), err) < 0)
		return -1;
	if (out->file_count == 0)
		return error_set(err, ERROR_MALFORMED, "it lists no files by SHA-256");
	return check_names(out, err);
}

int
debian_dsc_read(struct debian_dsc *out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);

	*out = (struct debian_dsc){ 0 };
	if (file_read(path, &text, err) < 0 || buffer_check(&text, err) < 0)
		return -1;
	if (debian_dsc_parse(out, buffer_bytes(&text), err) == 0)
		return 0;
	debian_dsc_release(out);
	return error_wrap(err, "%s", path_name(path));
}

/* "libc6-dev (= 2.36-9)", "libc6:i386 (= 2.36-9)" */
static bool
read_installed(struct debian_installed *out, struct bytes item)
{
	struct bytes name = debian_word_next(&item), version, package;

	if (!bytes_equal_text(debian_word_next(&item), "(="))
		return false;
	version = debian_word_next(&item);
	if (name.size == 0 || version.size < 2 || version.data[version.size - 1] != ')')
		return false;
	package = bytes_before(name, ':');
	out->package = debian_text(package);
	out->version = debian_text(bytes_slice(version, 0, version.size - 1));
	out->architecture = NULL;
	if (package.size < name.size)
		out->architecture =
			debian_text(bytes_slice(name, package.size + 1, SIZE_MAX));
	return true;
}

static int
read_all_installed(struct debian_buildinfo *out, struct bytes value, struct error *err)
{
	while (value.size > 0) {
		struct bytes item = bytes_before(value, ','), rest = item;
		struct debian_installed installed;

		value = bytes_slice(value, item.size + 1, SIZE_MAX);
		if (debian_word_next(&rest).size == 0)
			continue;
		if (out->installed_count >= INSTALLED_MAX ||
		    !read_installed(&installed, item))
			return error_set(err, ERROR_MALFORMED,
					 "its Installed-Build-Depends are no list of "
					 "NAME (= VERSION)");
		array_append(out->installed, out->installed_count, installed);
	}
	return 0;
}

/* A line NAME="value", with \ before a quote or a \ (deb-buildinfo(5)). */
static void
read_variable(struct strings *environment, struct bytes line)
{
	struct bytes word = debian_word_next(&line), rest = line;
	struct bytes name = bytes_before(word, '=');
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);
	size_t end;

	if (name.size + 1 >= word.size || name.size == 0 ||
	    word.data[name.size + 1] != '"')
		return;
	/* From the quote to the end of the line, which may hold spaces. */
	end = word.size + rest.size;
	for (size_t i = name.size + 2; i < end; i++) {
		if (word.data[i] == '"')
			break;
		if (word.data[i] == '\\' && i + 1 < end)
			i++;
		buffer_append_byte(&text, word.data[i]);
	}
	strings_add_format(environment, "%.*s=%s", (int)name.size,
			   (const char *)name.data, buffer_text(&text));
}

static void
read_environment(struct strings *environment, struct bytes value)
{
	struct cursor at = cursor_on(value);

	while (at.rest.size > 0)
		read_variable(environment, cursor_take_line(&at));
}

int
debian_buildinfo_parse(struct debian_buildinfo **out, struct bytes text,
		       struct error *err)
{
	struct bytes paragraph = debian_paragraph_first(debian_cleartext(text));
	struct debian_buildinfo *info = xcalloc(1, sizeof(*info));
	int64_t time = debian_time(debian_field(paragraph, "Build-Date"));

	*out = NULL;
	info->build_path = debian_field_text(paragraph, "Build-Path");
	info->build_architecture = debian_field_text(paragraph, "Build-Architecture");
	info->build_origin = debian_field_text(paragraph, "Build-Origin");
	info->build_date = debian_field_text(paragraph, "Build-Date");
	info->build_time = time < 0 ? 0 : time;
	read_environment(&info->environment, debian_field(paragraph, "Environment"));
	if (read_all_installed(info, debian_field(paragraph, "Installed-Build-Depends"),
			       err) < 0) {
		debian_buildinfo_free(info);
		return -1;
	}
	*out = info;
	return 0;
}

int
debian_buildinfo_read(struct debian_buildinfo **out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);

	*out = NULL;
	if (file_read(path, &text, err) < 0 || buffer_check(&text, err) < 0)
		return -1;
	if (debian_buildinfo_parse(out, buffer_bytes(&text), err) == 0)
		return 0;
	return error_wrap(err, "%s", path_name(path));
}

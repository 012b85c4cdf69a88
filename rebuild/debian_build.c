/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_build.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_version.h"
#include "rebuild/variation.h"

enum { PATH_MAX_SIZE = 1024, FOLDERS_MIN = 2 };

/* Beside the source while it is built. */
#define FILES_AT "../.dsc"

bool
debian_build_path_is_plain(const char *path)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+.-_~/";
	size_t folders = 0;

	for (const char *at = path; *at != '\0'; at++)
		folders += *at == '/' && at[1] != '\0' && at[1] != '/';
	return *path == '/' && strlen(path) < PATH_MAX_SIZE && folders >= FOLDERS_MIN &&
	       strspn(path, letters) == strlen(path) && path_is_inside(path + 1);
}

char *
debian_build_path(const struct debian_release *release, const char *shown)
{
	const struct debian_buildinfo *buildinfo = release->buildinfo;
	cleanup_free char *upstream = debian_version_upstream(release->source_version);

	if (buildinfo != NULL && buildinfo->build_path != NULL &&
	    debian_build_path_is_plain(buildinfo->build_path))
		return xstrdup(buildinfo->build_path);
	if (shown != NULL && debian_build_path_is_plain(shown))
		return xstrdup(shown);
	return xasprintf(DEBIAN_BUILD_ABOVE "/%s-%s", release->source, upstream);
}

/* White space folded to one space: fields go over several lines. */
static char *
folded(struct bytes text)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(SIZE_MAX);

	for (struct bytes word = debian_word_next(&text); word.size > 0;
	     word = debian_word_next(&text)) {
		if (out.size > 0)
			buffer_append_text(&out, " ");
		buffer_append(&out, word);
	}
	return buffer_steal_text(&out);
}

static void
add_field(struct strings *out, struct bytes paragraph, const char *name, const char *mark)
{
	struct bytes value = debian_field(paragraph, name);

	while (value.size > 0) {
		struct bytes item = bytes_before(value, ',');
		cleanup_free char *text = folded(item);

		value = bytes_slice(value, item.size + 1, SIZE_MAX);
		if (*text != '\0')
			strings_add_format(out, "%s%s", mark, text);
	}
}

void
debian_build_depends(struct strings *out, struct bytes dsc, bool any, bool all)
{
	struct bytes paragraph = debian_paragraph_first(debian_cleartext(dsc));

	strings_add(out, "build-essential");
	strings_add(out, "fakeroot");
	add_field(out, paragraph, "Build-Depends", "");
	add_field(out, paragraph, "Build-Conflicts", "!");
	if (any) {
		add_field(out, paragraph, "Build-Depends-Arch", "");
		add_field(out, paragraph, "Build-Conflicts-Arch", "!");
	}
	if (all) {
		add_field(out, paragraph, "Build-Depends-Indep", "");
		add_field(out, paragraph, "Build-Conflicts-Indep", "!");
	}
}

static void
add_option(struct strings *out, struct bytes word)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=,.+_-";
	cleanup_free char *option = xstrndup((const char *)word.data, word.size);

	if (strspn(option, letters) == word.size &&
	    !text_starts_with(option, "parallel=") && !strings_contain(out, option))
		strings_add(out, option);
}

void
debian_build_options(struct strings *out, const struct debian_buildinfo *buildinfo)
{
	static const char name[] = "DEB_BUILD_OPTIONS=";
	const struct strings *environment = &buildinfo->environment;

	for (size_t i = 0; i < environment->count; i++) {
		struct bytes rest;

		if (!text_starts_with(environment->items[i], name))
			continue;
		rest = bytes_of_text(environment->items[i] + strlen(name));
		for (struct bytes word = debian_word_next(&rest); word.size > 0;
		     word = debian_word_next(&rest))
			add_option(out, word);
	}
}

void
debian_build_versions(struct strings *out, const struct debian_buildinfo *buildinfo)
{
	for (size_t i = 0; i < buildinfo->installed_count; i++)
		strings_add_format(out, "%s=%s", buildinfo->installed[i].package,
				   buildinfo->installed[i].version);
}

static void
add_unpacking(struct strings *steps, const struct debian_steps *of, bool again)
{
	cleanup_free char *folder = text_shell_word(path_name(of->path));
	cleanup_free char *dsc = text_shell_word(of->release->dsc.name);

	if (again)
		strings_add_format(
			steps,
			"cd .. && rm -rf %s && dpkg-source --no-copy -x .dsc/%s %s",
			folder, dsc, folder);
	else
		strings_add_format(
			steps,
			"mkdir " FILES_AT " && mv ./* " FILES_AT
			" && cd .. && rmdir %s && dpkg-source --no-copy -x .dsc/%s %s",
			folder, dsc, folder);
}

/* The variables that a person set, over ours. */
static void
add_variables(struct buffer *line, const struct strings *names)
{
	for (size_t i = 0; names != NULL && i < names->count; i++)
		buffer_printf(line, " ${%s+%s=\"$%s\"}", names->items[i], names->items[i],
			      names->items[i]);
}

/* What a build sees is what the builders' saw: the sandbox's own values count where they
 * are other ones than usual, which a second build's are, and a person's. */
static void
add_building(struct strings *steps, const struct debian_steps *of, const char *kind)
{
	cleanup_free char *options = text_shell_word(of->options);
	cleanup_buffer struct buffer line = BUFFER_INIT(SIZE_MAX);

	buffer_printf(
		&line,
		"[ \"$TZ\" != %s ] || unset TZ; [ \"$HOME\" != %s ] || "
		"HOME=/nonexistent; "
		"env -i ${FAKETIME:+LD_PRELOAD=$LD_PRELOAD FAKETIME=$FAKETIME "
		"FAKETIME_FMT=$FAKETIME_FMT FAKETIME_DONT_FAKE_MONOTONIC=1 FAKE_UTIME=1} "
		"${NO_FAKE_STAT:+NO_FAKE_STAT=1} ${TZ:+TZ=\"$TZ\"} "
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=\"$LC_ALL\" "
		"HOME=\"$HOME\" DEB_BUILD_OPTIONS=%s",
		variation_find("zone")->usual, variation_find("home")->usual, options);
	add_variables(&line, of->variables);
	buffer_printf(
		&line,
		" dpkg-buildpackage -us -uc -r'env FAKEROOTDONTTRYCHOWN=1 fakeroot' %s",
		kind);
	strings_add(steps, buffer_text(&line));
}

static void
add_entry(struct strings *steps, const char *entry)
{
	cleanup_free char *word = text_shell_word(entry);

	strings_add_format(steps,
			   "printf '%%s\\n\\n' %s | cat - debian/changelog >" FILES_AT
			   "/changelog && cp " FILES_AT "/changelog debian/changelog",
			   word);
}

static void
add_outputs(struct strings *outputs, const struct debian_release *release)
{
	for (size_t i = 0; i < release->binary_count; i++)
		strings_add(outputs, release->binaries[i].built_name);
}

static void
add_taking(struct strings *steps, const struct strings *outputs)
{
	cleanup_buffer struct buffer line = BUFFER_INIT(SIZE_MAX);

	buffer_append_text(&line, "mv");
	for (size_t i = 0; i < outputs->count; i++) {
		cleanup_free char *name = xasprintf("../%s", outputs->items[i]);
		cleanup_free char *word = text_shell_word(name);

		buffer_printf(&line, " %s", word);
	}
	buffer_append_text(&line, " .");
	strings_add(steps, buffer_text(&line));
}

void
debian_build_steps(struct strings *steps, struct strings *outputs,
		   const struct debian_steps *of)
{
	bool any = debian_release_has_any(of->release);
	bool all = debian_release_has_all(of->release);

	add_unpacking(steps, of, false);
	if (any) {
		if (of->entry != NULL)
			add_entry(steps, of->entry);
		add_building(steps, of, "-B");
	}
	if (any && all)
		add_unpacking(steps, of, true);
	if (all)
		add_building(steps, of, "-A");
	add_outputs(outputs, of->release);
	add_taking(steps, outputs);
}

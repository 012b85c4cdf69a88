/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_steps.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { PATH_LIMIT = 4096 };

/* Where scripts that make configure are called in, in the order in which they are asked.
 */
static const char *const bootstraps[] = { "autogen.sh",	      "autogen",
					  "buildconf",	      "bootstrap",
					  "bootstrap.sh",     "buildconf.sh",
					  "build/autogen.sh", NULL };

static const char *const packages[] = { "autoconf", "automake",	  "autopoint", "gettext",
					"git",	    "gcc",	  "libc6-dev", "libtool",
					"make",	    "pkg-config", "xz-utils",  "bzip2" };

void
dist_add_output(struct recipe *recipe, const struct dist_source *dist, const char *folder)
{
	strings_add_format(&recipe->outputs, "%s%s%s.%s", folder,
			   *folder != '\0' ? "/" : "", dist->top, dist->packing->suffix);
	if (dist->git)
		recipe->history = xstrdup("git");
	for (size_t i = 0; i < array_length(packages); i++)
		strings_add(&recipe->packages, packages[i]);
	for (size_t i = 0; i < dist->packages.count; i++)
		if (!strings_contain(&recipe->packages, dist->packages.items[i]))
			strings_add(&recipe->packages, dist->packages.items[i]);
	for (size_t i = 0; dist->kind.marks.wide && i < recipe->settings.count; i++)
		if (text_starts_with(recipe->settings.items[i], "umask="))
			replace_text(&recipe->settings.items[i], xstrdup("umask=002"));
}

/* Beside the source, which steps start in or beneath: it is not packed there. */
char *
dist_beside(const struct dist_source *dist, const char *name)
{
	cleanup_buffer struct buffer up = BUFFER_INIT(PATH_LIMIT);

	for (size_t i = 0; i <= dist->depth; i++)
		buffer_append_text(&up, "../");
	return xasprintf("%s%s", buffer_text(&up), name);
}

char *
dist_add_clock(struct recipe *recipe, const struct dist_source *dist)
{
	cleanup_free char *folder = dist_beside(dist, "clock");

	if (dist->kind.marks.newest <= 0)
		return xstrdup("");
	strings_add_format(
		&recipe->build,
		"mkdir %s && printf '#!/bin/sh\\n%%s\\n%%s\\n' "
		"'case \" $*\" in *\" -\"[drfs]*|*\" -u\"[drfs]*|*\" --\"[drfs]*) "
		"exec /bin/date \"$@\";; esac' "
		"'exec /bin/date -d @%" PRId64 " \"$@\"' >%s/date && "
		"chmod +x %s/date",
		folder, dist->kind.marks.newest, folder, folder);
	strings_add(&recipe->notes,
		    "date(1) says the newest time in the published archive");
	return xasprintf("PATH=$PWD/%s:$PATH ", folder);
}

void
dist_add_index(struct recipe *recipe, const struct dist_source *dist)
{
	if (dist->git)
		strings_add(
			&recipe->build,
			"git read-tree HEAD && { git update-index -q --refresh || :; }");
}

/* As a command of the shell; a script need not be executable. */
static void
add_bootstrap(struct recipe *recipe, const struct dist_source *dist, const char *script,
	      const char *before)
{
	(void)dist;
	strings_add_format(&recipe->build,
			   "%sNOCONFIGURE=1 $(test -x %s || echo sh) ./%s", before,
			   script, script);
}

void
dist_add_configure(struct recipe *recipe, const struct dist_source *dist, bool usual,
		   const char *before)
{
	const char *script = usual ? NULL : dist_source_first(dist, bootstraps);
	cleanup_free char *options = NULL;

	if (script != NULL)
		add_bootstrap(recipe, dist, script, before);
	else if (!dist_source_has(dist, "configure") || usual)
		strings_add_format(&recipe->build, "%sautoreconf --force --install",
				   before);
	options = strings_join(&dist->options, " ");
	strings_add_format(&recipe->build, "%s./configure%s%s", before,
			   *options != '\0' ? " " : "", options);
}

/* zlib's own command is Python's, and no release is packed by hand with it. */
static int
choose_compressor(const char **command, const struct workshop *workshop,
		  struct error *err)
{
	const struct dist_source *dist = &workshop->dist;

	if (archive_kind_compressor(command, workshop->session, &dist->kind,
				    workshop->release->artifact_path, err) < 0)
		return -1;
	if (*command == NULL || text_starts_with(*command, "zlib"))
		*command = dist->packing->command;
	return 0;
}

/* A pipe hides how its first half ended. */
int
dist_add_packed(struct recipe *recipe, const struct workshop *workshop,
		const char *command, struct error *err)
{
	const char *compressor;

	if (choose_compressor(&compressor, workshop, err) < 0)
		return -1;
	strings_add_format(
		&recipe->build,
		"%s >/tmp/tar && %s%s </tmp/tar >/tmp/packed && mv /tmp/packed %s",
		command, compressor, text_starts_with(compressor, "gzip") ? " -n" : "",
		recipe->outputs.items[0]);
	return 0;
}

/* git's own tar is 0664 and 0775 unless it is told otherwise (git-archive(1), tar.umask);
 * its header with the commit takes two blocks. */
int
dist_add_commit(struct recipe *recipe, const struct workshop *workshop, struct error *err)
{
	enum { HEADER = 2 * TAR_BLOCK_SIZE };
	const struct dist_source *dist = &workshop->dist;
	bool named = dist->kind.marks.commit[0] != '\0';
	cleanup_free char *command =
		xasprintf("git %sarchive --format=tar --prefix=%s/ %s",
			  dist->kind.marks.wide ? "" : "-c tar.umask=022 ", dist->top,
			  workshop->source->commit);
	cleanup_free char *cut = xasprintf("%s >/tmp/whole && tail -c +%d /tmp/whole",
					   command, HEADER + 1);

	return dist_add_packed(recipe, workshop, named ? command : cut, err);
}

void
dist_add_repacked(struct recipe *recipe, const struct dist_source *dist)
{
	if (strcmp(dist->packing->suffix, "tar.gz") != 0 &&
	    dist->packing->command != NULL)
		strings_add_format(&recipe->build,
				   "test -e %s.%s || { gzip -dc %s.tar.gz >/tmp/tar && "
				   "%s </tmp/tar >%s.%s; }",
				   dist->top, dist->packing->suffix, dist->top,
				   dist->packing->command, dist->top,
				   dist->packing->suffix);
}

char *
dist_describe_files(const struct dist_source *dist)
{
	size_t absent = dist->absent.count, modified = dist->modified.count;

	if (absent == 0 && modified == 0)
		return xasprintf("all %zu published files are in the source as they are",
				 dist->published);
	return xasprintf(
		"of %zu published files %zu are not in the source%s%s%s, and %zu are "
		"there otherwise%s%s%s",
		dist->published, absent, absent > 0 ? " (" : "",
		absent > 0 ? dist->absent.items[0] : "", absent > 0 ? ")" : "", modified,
		modified > 0 ? " (" : "", modified > 0 ? dist->modified.items[0] : "",
		modified > 0 ? ")" : "");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mach-O: programs, libraries and objects of Apple's systems, 32 and 64 bits, both byte
 * orders (Apple's mach-o/loader.h and mach-o/nlist.h).
 *
 * A header is followed by load commands, each a number, a size and what the number calls
 * for: segments with their sections, libraries to load, paths to look for them in, the
 * entry, tables for the dynamic linker in "__LINKEDIT", an id, versions of tools, and
 * where the code signature stands, which is the last part of the file.
 *
 * Between builds vary the id (LC_UUID, in general a hash of the file), times and paths in
 * debug symbols.  To hide something there are: one library or one path to look in more, a
 * function that is called before the entry, rights that a signature gives, bytes that
 * belong to no section, segments that may be written and run.
 */
#include "compare/format.h"

#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/code_signature.h"
#include "compare/explain.h"
#include "compare/macho_normalize.h"
#include "compare/macho_tiles.h"

static int
macho_recognize(struct bytes content)
{
	struct macho macho;
	struct error err;

	return macho_open(&macho, content, &err) == 0 ? 95 : 0;
}

/* What none of the commands knows. */
static void
take_overlay(struct macho_tiles *tiles)
{
	if (tiles->end >= tiles->macho.content.size)
		return;
	tile_seek(tiles->tiler, tiles->end);
	tile_content(tiles->tiler, SIZE_MAX, "overlay");
}

static int
macho_tile(struct tiler *tiler, struct error *err)
{
	struct macho_tiles tiles = { .tiler = tiler,
				     .sections = MACHO_SECTIONS_MAX,
				     .facts = MACHO_FACTS_MAX,
				     .directories = CODE_DIRECTORIES_MAX,
				     .text = BUFFER_INIT(SIZE_MAX),
				     .key = BUFFER_INIT(SIZE_MAX),
				     .layout = BUFFER_INIT(SIZE_MAX) };

	if (macho_open(&tiles.macho, tiler->content, err) < 0)
		return -1;
	tiler->zero_gaps = true;
	tiler->gap_complaint = "bytes that belong to no section";
	buffer_append_text(&tiles.layout, "in memory and in the file");
	macho_tile_header(&tiles);
	macho_tile_commands(&tiles);
	take_overlay(&tiles);
	buffer_release(&tiles.text);
	buffer_release(&tiles.key);
	buffer_release(&tiles.layout);
	return 0;
}

/* What the loader does because of a command that only the published file has. */
static const struct {
	const char *start, *message;
} alarms[] = {
	{ "load-dylib:", "only the published file loads this library" },
	{ "load-weak-dylib:", "only the published file loads this library" },
	{ "reexport-dylib:", "only the published file loads this library" },
	{ "lazy-load-dylib:", "only the published file loads this library" },
	{ "load-upward-dylib:", "only the published file loads this library" },
	{ "rpath:", "only the published file looks for libraries there" },
	{ "dyld-environment:", "only the published file sets this for its linker" },
	{ "load-dylinker:", "only the published file has this linker" },
	{ "routines", "only the published file calls this before its entry" },
	{ "import:", "only the published file uses this symbol of another" },
	{ "overlay", "data after the end of the Mach-O file" },
};

static bool
is_executable(const struct tile *tile)
{
	enum { EXECUTE = 4 };

	return tile != NULL && tile->number != NOT_A_NUMBER &&
	       (tile->number & EXECUTE) != 0;
}

static bool
is_writable(const struct tile *tile)
{
	enum { WRITE = 2 };

	return tile != NULL && tile->number != NOT_A_NUMBER &&
	       (tile->number & WRITE) != 0;
}

static void
judge_member(struct finding *finding, const char *name)
{
	if (text_ends_with(name, ",__mod_init_func") ||
	    text_ends_with(name, ",__init_offsets")) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "only the published file runs code before its entry");
	} else if (text_starts_with(name, "entitlements")) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "only the published file has been given rights");
	}
}

static void
judge_added(struct finding *finding, const struct difference *difference)
{
	for (size_t i = 0; i < array_length(alarms); i++)
		if (text_starts_with(difference->key, alarms[i].start)) {
			finding_raise(finding, SEVERITY_ALARM);
			finding_set_message(finding, "%s", alarms[i].message);
		}
	if (strcmp(difference->key, "member") == 0)
		judge_member(finding, difference->member);
}

static void
judge_flags(struct finding *finding, const struct difference *difference)
{
	enum { STACK_EXECUTION = 0x20000, POSITION_INDEPENDENT = 0x200000 };
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (published == NULL || rebuilt == NULL || strcmp(difference->key, "flags") != 0)
		return;
	if ((published->number & ~rebuilt->number & STACK_EXECUTION) != 0 ||
	    (rebuilt->number & ~published->number & POSITION_INDEPENDENT) != 0) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "the published file has given up protections");
	}
}

static void
macho_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (rebuilt == NULL && published != NULL)
		judge_added(finding, difference);
	judge_flags(finding, difference);
	if (text_ends_with(key, "protection") &&
	    ((is_executable(published) && !is_executable(rebuilt)) ||
	     (is_executable(published) && is_writable(published) &&
	      !is_writable(rebuilt)))) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "the published segment may be written or run, "
				    "the rebuilt one not");
	}
	if (strcmp(key, "uuid") == 0)
		finding_set_cause(finding, "macho-uuid: an id of the build",
				  "ld -no_uuid");
	if (strcmp(key, "entry") == 0)
		finding_set_message(finding, "the program begins elsewhere");
}

/* What is behind the end is an alarm in any case. */
static bool
macho_explain_part(struct finding *finding, const struct difference *difference,
		   const struct limits *limits)
{
	if (strcmp(difference->key, "overlay") != 0 || difference->published == NULL ||
	    difference->rebuilt == NULL)
		return false;
	explain_bytes(finding, difference->published->bytes, difference->rebuilt->bytes,
		      limits);
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "data after the end of the Mach-O file differs");
	return true;
}

const struct format format_macho = {
	.name = "macho",
	.said = "a Mach-O file",
	.recognize = macho_recognize,
	.tile = macho_tile,
	.explain_part = macho_explain_part,
	.judge = macho_judge,
	.normalize = macho_normalize,
};

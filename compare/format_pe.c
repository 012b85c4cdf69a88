/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PE: programs and libraries of Windows and EFI, 32 and 64 bits ("PE Format", Microsoft).
 *
 * A program for DOS comes first, whose header says where "PE\0\0" stands.  There follow
 * the COFF header, the optional header, which every program has, and a table of sections,
 * each with a place in the file and an address.  The optional header ends in a list of
 * addresses of what the loader looks for: imports, exports, resources, debug data. Behind
 * the sections may stand symbols and the signatures; and what an installer adds.
 *
 * Between builds vary times, in the COFF header and in most directories (or they are all
 * one hash of the content), the GUID of the debug data, its path.  A signature is added
 * after the build.  To hide something there are: data behind the end, data that fills a
 * section up, a section or an import more, a callback before the entry, an entry that
 * points elsewhere, data within the table of signatures.
 */
#include "compare/format.h"

#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/strings.h"
#include "compare/authenticode.h"
#include "compare/explain.h"
#include "compare/pe_normalize.h"
#include "compare/pe_tiles.h"

static int
pe_recognize(struct bytes content)
{
	struct pe pe;
	struct error err;

	return pe_open(&pe, content, &err) == 0 ? 95 : 0;
}

static void
take_certificates(struct pe_tiles *tiles, struct bytes table)
{
	struct bytes rest = table;

	tile_seek(tiles->tiler, pe_offset(&tiles->pe, table));
	while (rest.size > 0) {
		struct bytes entry = authenticode_entry(rest);
		const char *wrong;

		if (entry.size == 0) {
			tile_opaque(tiles->tiler, rest.size, "certificates",
				    "is no certificate");
			return;
		}
		buffer_clear(&tiles->text);
		wrong = authenticode_check(&tiles->pe, entry, &tiles->text);
		tile_field(tiles->tiler, entry.size, "signature", "%s",
			   wrong != NULL ? "no signature" : buffer_text(&tiles->text));
		tile_complain(tiles->tiler, wrong);
		rest = bytes_slice(rest, entry.size, SIZE_MAX);
	}
}

/* Zeros in front of the certificates, which begin at a multiple of eight, are nobody's.
 */
static void
take_overlay(struct pe_tiles *tiles, size_t begin, size_t end)
{
	struct bytes data = bytes_slice(tiles->pe.content, begin, end - begin);

	if (begin >= end || (data.size < AUTHENTICODE_ALIGN && bytes_are_all(data, 0) &&
			     end < tiles->pe.content.size))
		return;
	tile_seek(tiles->tiler, begin);
	tile_content(tiles->tiler, data.size, "overlay");
}

void
pe_tile_end(struct pe_tiles *tiles)
{
	const struct pe *pe = &tiles->pe;
	struct bytes table = authenticode_table(pe);
	size_t end = pe_end(pe), size = pe->content.size;

	if (pe_symbols(pe).size > 0) {
		tile_seek(tiles->tiler, pe->symbols);
		tile_content(tiles->tiler, pe_symbols(pe).size, "symbols");
		if (pe_strings(pe).size > 0)
			tile_content(tiles->tiler, pe_strings(pe).size, "strings");
	}
	if (table.size == 0 || pe_offset(pe, table) < end) {
		take_overlay(tiles, end, size);
		return;
	}
	take_certificates(tiles, table);
	take_overlay(tiles, end, pe_offset(pe, table));
	take_overlay(tiles, pe_offset(pe, table) + table.size, size);
}

static void
take_bound_imports(struct pe_tiles *tiles)
{
	struct pe_directory place = pe_directory(&tiles->pe, PE_BOUND_IMPORT);
	struct bytes bound = bytes_slice(pe_at(&tiles->pe, place.address), 0, place.size);

	if (bound.size == 0 || place.address >= tiles->pe.headers_size)
		return;
	tile_seek(tiles->tiler, pe_offset(&tiles->pe, bound));
	tile_content(tiles->tiler, bound.size, "bound-imports");
}

static int
pe_tile(struct tiler *tiler, struct error *err)
{
	struct pe_tiles tiles = { .tiler = tiler,
				  .facts = PE_FACTS_MAX,
				  .text = BUFFER_INIT(SIZE_MAX) };

	if (pe_open(&tiles.pe, tiler->content, err) < 0)
		return -1;
	tiles.hashed = pe_is_hashed(&tiles.pe);
	tiler->zero_gaps = true;
	tiler->gap_complaint = "bytes that belong to no part of the file";
	pe_tile_headers(&tiles);
	take_bound_imports(&tiles);
	pe_note_debug(&tiles);
	pe_note_exports(&tiles);
	pe_note_resources(&tiles);
	pe_note_imports(&tiles);
	pe_note_callbacks(&tiles);
	pe_tile_sections(&tiles);
	pe_tile_end(&tiles);
	free(tiles.spans);
	buffer_release(&tiles.text);
	return 0;
}

/* Whether a set of bits gained some of these on the published side, or lost them. */
static bool
has_gained(const struct difference *difference, int64_t bits)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	return published != NULL && rebuilt != NULL &&
	       (published->number & ~rebuilt->number & bits) != 0;
}

static bool
has_lost(const struct difference *difference, int64_t bits)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	return published != NULL && rebuilt != NULL &&
	       (~published->number & rebuilt->number & bits) != 0;
}

enum {
	SECTION_EXECUTE = 0x20000000,
	SECTION_WRITE_SHIFT = 31,
	/* High entropy, dynamic base, integrity, no execution of data, control flow. */
	PROTECTIONS = 0x0020 | 0x0040 | 0x0080 | 0x0100 | 0x4000,
};

static void
judge_flags(struct finding *finding, const struct difference *difference)
{
	const int64_t loose = SECTION_EXECUTE | INT64_C(1) << SECTION_WRITE_SHIFT;

	if (strcmp(difference->key, "dll-characteristics") == 0 &&
	    has_lost(difference, PROTECTIONS)) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "the published file has given up protections");
	}
	if (strcmp(difference->key, "header/characteristics") == 0 &&
	    has_gained(difference, loose)) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "the published section may be written or run, "
				    "the rebuilt one not");
	}
}

/* A section more is worth an alarm when it may run. */
static void
judge_section(struct finding *finding, const struct difference *difference)
{
	struct error ignored;
	struct pe pe;

	if (pe_open(&pe, difference->published_file, &ignored) < 0)
		return;
	for (unsigned i = 0; i < MIN(pe.section_count, (unsigned)PE_LOOKED_THROUGH);
	     i++) {
		struct pe_section section = pe_section(&pe, i);

		if (difference->published->offset - section.raw < section.raw_size &&
		    (section.flags & SECTION_EXECUTE) != 0) {
			finding_raise(finding, SEVERITY_ALARM);
			finding_set_message(finding, "only the published file has this "
						     "section, and may run it");
		}
	}
}

/* What the loader does because of it. */
static void
judge_added(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key, *colon = strchr(key, ':');

	if (text_starts_with(key, "import:") || text_starts_with(key, "delay-import:")) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "only the published file imports %s",
				    colon + 1);
	} else if (text_starts_with(key, "export:")) {
		finding_set_message(finding, "only the published file exports %s",
				    colon + 1);
	} else if (strcmp(key, "tls-callback") == 0) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "the published file runs code before its entry");
	} else if (strcmp(key, "overlay") == 0) {
		finding_set_message(finding, "data after the end of the PE file");
	} else if (strcmp(key, "member") == 0) {
		judge_section(finding, difference);
	}
}

static void
pe_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (difference->rebuilt == NULL && difference->published != NULL)
		judge_added(finding, difference);
	judge_flags(finding, difference);
	if (text_ends_with(key, "timestamp"))
		finding_set_cause(finding, "pe-timestamp: the time of linking",
				  "link /Brepro, or ld --no-insert-timestamp");
	if (strcmp(key, "debug/path") == 0)
		finding_set_cause(finding, "the path of the debug data",
				  "link /PDBALTPATH:%_PDB%");
	if (strcmp(key, "entry") == 0)
		finding_set_message(finding, "the program begins elsewhere");
}

/* What is behind the end is an alarm in any case. */
static bool
pe_explain_part(struct finding *finding, const struct difference *difference,
		const struct limits *limits)
{
	if (strcmp(difference->key, "overlay") != 0 || difference->published == NULL ||
	    difference->rebuilt == NULL)
		return false;
	explain_bytes(finding, difference->published->bytes, difference->rebuilt->bytes,
		      limits);
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "data after the end of the PE file differs");
	return true;
}

const struct format format_pe = {
	.name = "pe",
	.said = "a PE file",
	.recognize = pe_recognize,
	.tile = pe_tile,
	.explain_part = pe_explain_part,
	.judge = pe_judge,
	.normalize = pe_normalize,
};

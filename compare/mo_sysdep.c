/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Strings that depend on the system, in catalogues of minor revision 1 (gettext's
 * gmo.h): messages with PRIu64 and its kin.  Behind the header stand five numbers: how
 * many segments there are and where their table is; how many strings, and where the
 * tables of the originals and of the translations are.  A segment is a name ("PRIu64")
 * that a reader replaces.  A string is a record: the offset of its fixed parts, which
 * stand one behind the other, and pairs of the length of a part and the number of the
 * segment that follows it, or all ones in the last pair.
 */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/mo.h"

enum { HEADER_SIZE = 28, ENTRY_SIZE = 8, PAIR_SIZE = 8 };

struct sysdep {
	uint32_t segments, segment_table, strings, originals, translations;
};

static int
take_segment(struct mo *mo, const struct sysdep *sysdep, uint32_t number,
	     struct error *err)
{
	uint64_t entry = sysdep->segment_table + (uint64_t)number * ENTRY_SIZE;
	uint32_t size = mo_number(mo, entry), offset = mo_number(mo, entry + 4);
	cleanup_free char *key = xasprintf("segment:%u", number);
	cleanup_free char *place = xasprintf("at:%s", key);

	if (mo_claim(mo, offset, size, err) < 0)
		return -1;
	tile_seek(mo->tiler, (size_t)entry);
	tile_derived(mo->tiler, ENTRY_SIZE, place, true);
	tile_seek(mo->tiler, offset);
	tile_text(mo->tiler, size, key);
	return 0;
}

/* The pairs of a record; how many bytes its fixed parts have. */
static int
take_pairs(struct mo *mo, uint64_t offset, const char *key, uint64_t *parts,
	   struct error *err)
{
	uint64_t at = offset;
	bool is_last = false;

	for (*parts = 0; !is_last; at += PAIR_SIZE) {
		if (mo_claim(mo, at, PAIR_SIZE, err) < 0)
			return -1;
		*parts += mo_number(mo, at);
		is_last = mo_number(mo, at + 4) == UINT32_MAX;
	}
	tile_seek(mo->tiler, (size_t)offset);
	tile_text(mo->tiler, (size_t)(at - offset), key);
	return 0;
}

static int
take_string(struct mo *mo, uint32_t table, uint32_t number, const char *what,
	    struct error *err)
{
	cleanup_free char *record_place = xasprintf("at:record:%s:%u", what, number);
	cleanup_free char *parts_place = xasprintf("at:%s:%u", what, number);
	cleanup_free char *pairs = xasprintf("record:%s:%u", what, number);
	cleanup_free char *key = xasprintf("%s:%u", what, number);
	uint32_t record = mo_take_number(mo, table + (uint64_t)number * 4, record_place);
	uint32_t offset;
	uint64_t parts;

	if (mo_claim(mo, record, 4, err) < 0)
		return -1;
	offset = mo_take_number(mo, record, parts_place);
	if (take_pairs(mo, (uint64_t)record + 4, pairs, &parts, err) < 0 ||
	    mo_claim(mo, offset, parts, err) < 0)
		return -1;
	tile_seek(mo->tiler, offset);
	tile_text(mo->tiler, (size_t)parts, key);
	return 0;
}

static int
take_header(struct mo *mo, struct sysdep *sysdep, struct error *err)
{
	uint64_t size = mo->tiler->content.size;

	sysdep->segments = mo_take_number(mo, HEADER_SIZE, "segments");
	sysdep->segment_table = mo_take_number(mo, HEADER_SIZE + 4, "at:segments");
	sysdep->strings = mo_take_number(mo, HEADER_SIZE + 8, "system-strings");
	sysdep->originals = mo_take_number(mo, HEADER_SIZE + 12, "at:system-originals");
	sysdep->translations =
		mo_take_number(mo, HEADER_SIZE + 16, "at:system-translations");
	if (sysdep->segment_table + (uint64_t)sysdep->segments * ENTRY_SIZE > size ||
	    sysdep->originals + (uint64_t)sysdep->strings * 4 > size ||
	    sysdep->translations + (uint64_t)sysdep->strings * 4 > size)
		return error_set(err, ERROR_MALFORMED,
				 "a table lies outside of the file");
	return 0;
}

int
mo_take_sysdep(struct mo *mo, struct error *err)
{
	struct sysdep sysdep;

	if (take_header(mo, &sysdep, err) < 0)
		return -1;
	for (uint32_t i = 0; i < sysdep.segments; i++)
		if (take_segment(mo, &sysdep, i, err) < 0)
			return -1;
	for (uint32_t i = 0; i < sysdep.strings; i++)
		if (take_string(mo, sysdep.originals, i, "system-msgid", err) < 0 ||
		    take_string(mo, sysdep.translations, i, "system-msgstr", err) < 0)
			return -1;
	return 0;
}

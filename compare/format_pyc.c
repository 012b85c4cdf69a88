/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Compiled Python (CPython's Lib/importlib/_bootstrap_external.py, PEP 552, PEP 3147).
 *
 * A header: two bytes that number the version of the bytecode and a carriage return and
 * newline; from Python 3.7 on four bytes of flags; then either the time and the size of
 * the source (flags 0, and before 3.7) or a hash of it (bit 0; bit 1: it is to be
 * checked). The rest is one marshalled code object (marshal.h), in whose constants the
 * functions' code objects stand.  What follows it, no Python reads.
 *
 * Between builds vary: the time of the source, its path in each code object, the order of
 * sets with PYTHONHASHSEED, and which objects are written as references.  The code is a
 * stream that unfolds to the same bytes whichever references it was written with.
 */
#include "compare/format.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/marshal.h"
#include "compare/normalize.h"

enum { HEADER_36 = 12, HEADER = 16, BY_HASH = 1, CHECKED = 2 };

/* Numbers of bytecode, as Python counts them up; the last ones leave room for what is not
 * out yet, which may parse or not. */
static const struct version {
	uint16_t first, last;
	const char *said;
	unsigned layout;
	bool flags;
} versions[] = {
	{ 3360, 3379, "3.6", 0, false }, { 3390, 3399, "3.7", 0, true },
	{ 3400, 3419, "3.8", 1, true },	 { 3420, 3429, "3.9", 1, true },
	{ 3430, 3449, "3.10", 1, true }, { 3450, 3499, "3.11", 2, true },
	{ 3500, 3549, "3.12", 2, true }, { 3550, 3599, "3.13", 2, true },
	{ 3600, 3649, "3.14", 2, true },
};

static const struct version *
find_version(struct bytes content)
{
	struct cursor at = cursor_on(content);
	uint16_t number = cursor_u16le(&at);

	if (cursor_u16le(&at) != ('\r' | '\n' << 8) || at.overrun)
		return NULL;
	for (size_t i = 0; i < array_length(versions); i++)
		if (number >= versions[i].first && number <= versions[i].last)
			return &versions[i];
	return NULL;
}

static int
pyc_recognize(struct bytes content)
{
	const struct version *version = find_version(content);

	return version != NULL && content.size > (version->flags ? HEADER : HEADER_36)
		       ? 90
		       : 0;
}

static void
take_source(struct tiler *tiler, uint32_t flags)
{
	struct cursor at = cursor_on(tiler_rest(tiler));

	if (flags & BY_HASH) {
		tile_field(tiler, 8, "source-hash", "%016llx",
			   (unsigned long long)cursor_u64be(&at));
		return;
	}
	tile_number(tiler, 4, "mtime", cursor_u32le(&at));
	tile_number(tiler, 4, "source-size", cursor_u32le(&at));
}

static void
take_header(struct tiler *tiler, const struct version *version)
{
	struct cursor at = cursor_on(tiler->content);
	uint16_t number = cursor_u16le(&at);
	uint32_t flags = 0;

	cursor_u16le(&at);
	tile_field(tiler, 4, "magic", "%u, Python %s", number, version->said);
	if (version->flags) {
		flags = cursor_u32le(&at);
		tile_number(tiler, 4, "flags", flags);
		if (flags > (BY_HASH | CHECKED) || flags == CHECKED)
			tile_complain(tiler, "are none that Python knows");
	}
	take_source(tiler, flags);
}

/* The code object; what cannot be unfolded is opaque. */
static void
take_code(struct tiler *tiler, unsigned layout)
{
	enum { ROOM = 1 << 20, RATIO = 16 };
	struct bytes rest = tiler_rest(tiler);
	cleanup_buffer struct buffer unfolded = budget_buffer(tiler->budget);
	struct error err = { .kind = ERROR_NONE };
	size_t used;

	if (unfolded.limit > ROOM + RATIO * rest.size)
		unfolded.limit = ROOM + RATIO * rest.size;
	buffer_append_byte(&unfolded, (uint8_t)layout);
	if (marshal_unfold(rest, marshal_layout_at(layout), &used, &unfolded, &err) < 0) {
		tile_opaque(tiler, SIZE_MAX, "code",
			    err.kind == ERROR_MALFORMED ? err.message : NULL);
		return;
	}
	tile_stream(tiler, used, "code", &unfolded);
	tile_set_format(tiler, &format_pycode);
}

static int
pyc_tile(struct tiler *tiler, struct error *err)
{
	const struct version *version = find_version(tiler->content);

	if (version == NULL)
		return error_set(err, ERROR_MALFORMED, "no compiled Python");
	take_header(tiler, version);
	take_code(tiler, version->layout);
	if (tiler_rest(tiler).size > 0)
		tile_opaque(tiler, SIZE_MAX, "trailing",
			    "data after the end of the code");
	return 0;
}

static void
pyc_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (strcmp(key, "mtime") == 0)
		finding_set_cause(finding, "pyc-mtime: the time of the source",
				  "SOURCE_DATE_EPOCH, or python -m compileall "
				  "--invalidation-mode unchecked-hash");
	if (strcmp(key, "source-size") == 0 || strcmp(key, "source-hash") == 0)
		finding_set_cause(finding, "it was compiled from another source", NULL);
	if (strcmp(key, "code") != 0 || finding->kind != FINDING_CONTENT)
		return;
	finding_set_message(finding, "the same code: only which objects are written as "
				     "references differs");
	finding_set_cause(
		finding,
		"marshal-references: Python writes an object that something "
		"else refers to at that moment with a mark",
		"compile each file in a fresh process: python -m compileall -j 1");
}

static int
pyc_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	static const uint8_t zeros[4];
	cleanup_tiling struct tiling tiling = { 0 };
	const struct tile *mtime;

	if (normalize_tile(normalizer, &format_pyc, content, &tiling, err) < 0)
		return -1;
	mtime = normalize_find(&tiling, "mtime");
	if (mtime == NULL || rule_on(&normalizer->rules, "pyc-mtime") == NULL)
		return normalize_keep(out, content, err);
	normalize_note(normalizer, &(struct normalize_change){ "pyc-mtime", "mtime",
							       mtime->value, "0" });
	buffer_append(out, bytes_slice(content, 0, (size_t)mtime->offset));
	buffer_append(out, BYTES_OF(zeros));
	buffer_append(out, bytes_slice(content, (size_t)mtime->offset + sizeof(zeros),
				       SIZE_MAX));
	return buffer_check(out, err);
}

const struct format format_pyc = {
	.name = "pyc",
	.said = "compiled Python",
	.recognize = pyc_recognize,
	.tile = pyc_tile,
	.judge = pyc_judge,
	.normalize = pyc_normalize,
};

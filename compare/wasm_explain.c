/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which functions of two WebAssembly modules differ.  Functions have numbers, the
 * imported ones first; their bodies stand in the section "code" one after the other, each
 * with its size (Core Specification section 5.5.13).  Names come from what is exported,
 * else from the custom section "name" (its appendix 7.4.1), as a debugger would show
 * them.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/explain.h"
#include "compare/leb128.h"
#include "compare/wasm.h"

/* How many sections are looked through for one: files may have a million. */
enum { KIND_FUNC = 0, NAMES_OF_FUNCTIONS = 1, LOOKED_THROUGH = 1000 };

/* The content of the first section of a number (and, of custom ones, of a name). */
static struct bytes
find_section(struct bytes file, uint8_t id, const char *name)
{
	struct bytes rest = bytes_slice(file, WASM_HEADER, SIZE_MAX);
	struct wasm_section section;

	for (int i = 0; i < LOOKED_THROUGH && wasm_section_read(rest, &section); i++) {
		if (section.id == id && bytes_equal_text(section.name, name))
			return bytes_slice(section.content, section.name_size, SIZE_MAX);
		rest = bytes_slice(rest, section.header + section.content.size, SIZE_MAX);
	}
	return (struct bytes){ 0 };
}

static uint64_t
count_imported(struct bytes file)
{
	struct cursor at = cursor_on(find_section(file, WASM_IMPORT, ""));
	uint64_t count = leb128_take(&at), functions = 0;

	for (uint64_t i = 0; i < count && !at.overrun; i++) {
		uint64_t type;
		uint8_t kind;

		wasm_take_name(&at);
		wasm_take_name(&at);
		kind = cursor_u8(&at);
		wasm_skip_import(&at, kind, &type);
		functions += kind == KIND_FUNC && !at.overrun;
	}
	return functions;
}

static bool
find_exported(struct bytes file, uint64_t function, struct bytes *name)
{
	struct cursor at = cursor_on(find_section(file, WASM_EXPORT, ""));
	uint64_t count = leb128_take(&at);

	for (uint64_t i = 0; i < count && !at.overrun; i++) {
		uint8_t kind;

		*name = wasm_take_name(&at);
		kind = cursor_u8(&at);
		if (leb128_take(&at) == function && kind == KIND_FUNC && !at.overrun)
			return true;
	}
	return false;
}

static bool
find_named(struct bytes file, uint64_t function, struct bytes *name)
{
	struct cursor at = cursor_on(find_section(file, WASM_CUSTOM, "name"));

	while (at.rest.size > 0 && !at.overrun) {
		uint8_t id = cursor_u8(&at);
		struct cursor inside = cursor_on(wasm_take_name(&at));
		uint64_t count = leb128_take(&inside);

		for (uint64_t i = 0; id == NAMES_OF_FUNCTIONS && i < count; i++) {
			uint64_t index = leb128_take(&inside);

			*name = wasm_take_name(&inside);
			if (inside.overrun)
				return false;
			if (index == function)
				return true;
		}
	}
	return false;
}

/* The bodies, one by one. */
struct bodies {
	struct cursor at;
	uint64_t count;
};

static struct bodies
open_bodies(const struct tile *tile)
{
	struct bodies bodies = { .at = cursor_on(tile->bytes) };

	bodies.count = leb128_take(&bodies.at);
	return bodies;
}

struct changed {
	uint64_t count, first;
	size_t offset; /* of the first byte that differs, within the first */
};

/* false when a section is not made of bodies. */
static bool
find_changed(struct changed *changed, struct bodies *published, struct bodies *rebuilt)
{
	uint64_t both =
		published->count < rebuilt->count ? published->count : rebuilt->count;

	for (uint64_t i = 0; i < both; i++) {
		struct bytes ours = wasm_take_name(&published->at);
		struct bytes theirs = wasm_take_name(&rebuilt->at);

		if (published->at.overrun || rebuilt->at.overrun)
			return false;
		if (bytes_equal(ours, theirs))
			continue;
		if (changed->count == 0) {
			changed->first = i;
			changed->offset = bytes_common(ours, theirs);
		}
		changed->count++;
	}
	return changed->count > 0;
}

static void
append_name(struct buffer *text, struct bytes file, uint64_t function)
{
	enum { SHOWN = 200 };
	struct bytes name;

	if (!find_exported(file, function, &name) && !find_named(file, function, &name))
		return;
	buffer_append_text(text, " (");
	buffer_append_escaped(text, bytes_slice(name, 0, SHOWN));
	buffer_append_text(text, ")");
}

bool
wasm_explain_code(struct finding *finding, const struct difference *difference,
		  const struct limits *limits)
{
	const struct tile *ours = difference->published, *theirs = difference->rebuilt;
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);
	struct bodies published, rebuilt;
	struct changed changed = { 0 };
	uint64_t function;

	if (difference->member == NULL || strcmp(difference->member, "code") != 0 ||
	    ours == NULL || theirs == NULL)
		return false;
	published = open_bodies(ours);
	rebuilt = open_bodies(theirs);
	if (!find_changed(&changed, &published, &rebuilt))
		return false;
	explain_bytes(finding, ours->bytes, theirs->bytes, limits);
	function = count_imported(difference->published_file) + changed.first;
	buffer_printf(
		&text, "%llu of %llu functions differ: %sfunction %llu",
		(unsigned long long)changed.count, (unsigned long long)published.count,
		changed.count > 1 ? "the first is " : "", (unsigned long long)function);
	append_name(&text, difference->published_file, function);
	buffer_printf(&text, " at byte %zu", changed.offset);
	if (published.count != rebuilt.count)
		buffer_printf(&text, "; the rebuilt one has %llu functions",
			      (unsigned long long)rebuilt.count);
	finding_set_message(finding, "%s", buffer_text(&text));
	return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WebAssembly modules (WebAssembly Core Specification 2.0, section 5.5).
 *
 * Eight bytes (magic, version; the two high bytes of the version are the layer, which is
 * 1 for components), then sections up to the end of the file: one byte says which, a
 * LEB128 number how long.  Those with a number other than 0 stand in a fixed order and
 * once each; custom sections (0) begin with a name, stand anywhere, and engines pass over
 * them: debug data, names of functions, the tools that were used, and any payload.
 *
 * Between builds vary custom sections: "producers" with versions of compilers, "name" and
 * the DWARF ones with paths, "build_id".  Numbers may be written longer than they need to
 * be, which linkers do to fill them in later.  What a module can do to its host is what
 * it imports; what runs without being called is "start".
 */
#include "compare/format.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/leb128.h"
#include "compare/wasm.h"

static const char *const names[] = { "custom",	   "type",    "import", "function",
				     "table",	   "memory",  "global", "export",
				     "start",	   "element", "code",	"data",
				     "data-count", "tag" };

/* The order in which the sections of a module stand, by their number. */
static const uint8_t places[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 13, 11, 6 };

_Static_assert(array_length(names) == array_length(places), "each has its place");

static int
wasm_recognize(struct bytes content)
{
	static const uint8_t magic[] = { 0, 'a', 's', 'm' };

	return bytes_start_with(content, BYTES_OF(magic)) && content.size >= WASM_HEADER
		       ? 95
		       : 0;
}

struct bytes
wasm_take_name(struct cursor *at)
{
	uint64_t size = leb128_take(at);

	return cursor_take(at, size > SIZE_MAX ? SIZE_MAX : (size_t)size);
}

bool
wasm_section_read(struct bytes rest, struct wasm_section *section)
{
	struct cursor at = cursor_on(rest), name;

	*section = (struct wasm_section){ .id = cursor_u8(&at) };
	section->said = leb128_take(&at);
	if (at.overrun)
		return false;
	section->header = rest.size - at.rest.size;
	section->content = bytes_slice(
		at.rest, 0, section->said > SIZE_MAX ? SIZE_MAX : (size_t)section->said);
	if (section->id != WASM_CUSTOM)
		return true;
	name = cursor_on(section->content);
	section->name = wasm_take_name(&name);
	section->name_size = section->content.size - name.rest.size;
	return !name.overrun;
}

/* "code", "custom:producers", "section:99". */
static bool
begin_member(struct tiler *tiler, const struct wasm_section *section, bool module)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);

	if (section->id == WASM_CUSTOM)
		buffer_append_text(&name, "custom:");
	if (section->id == WASM_CUSTOM)
		buffer_append(&name, section->name);
	else if (module && section->id < array_length(names))
		buffer_append_text(&name, names[section->id]);
	else
		buffer_printf(&name, "section:%u", section->id);
	return tiler_member(tiler, buffer_bytes(&name), 's');
}

/* Engines refuse sections that stand in another order, or twice. */
static void
take_id(struct tiler *tiler, const struct wasm_section *section, uint8_t *last)
{
	uint8_t place = section->id < array_length(places) ? places[section->id] : 0;

	tile_field(tiler, 1, "id", "%u", section->id);
	if (section->id == WASM_CUSTOM || last == NULL)
		return;
	if (place == 0)
		tile_complain(tiler, "no section of the format");
	else if (place <= *last)
		tile_complain(tiler, "stands behind a section that it comes before, or "
				     "stands twice");
	else
		*last = place;
}

static void
take_size(struct tiler *tiler, const struct wasm_section *section)
{
	char size[32];

	snprintf(size, sizeof(size), "%llu", (unsigned long long)section->said);
	tile_derived(tiler, section->header - 1, "size", true);
	tile_set_value(tiler, bytes_of_text(size));
	if (section->content.size < section->said)
		tile_complain(tiler, "reaches past the end of the file");
}

static void
take_content(struct tiler *tiler, const struct wasm_section *section, bool module)
{
	size_t end = tiler->at + section->content.size, begin;
	struct bytes content =
		bytes_slice(section->content, section->name_size, SIZE_MAX);

	if (section->id == WASM_CUSTOM) {
		tile_text(tiler, section->name_size, "name");
		tile_set_value(tiler, section->name);
	}
	begin = tiler->at;
	if (module && section->id == WASM_IMPORT)
		wasm_tile_imports(tiler, content);
	else if (module && section->id == WASM_EXPORT)
		wasm_tile_exports(tiler, content);
	else if (bytes_equal_text(section->name, "producers"))
		wasm_tile_producers(tiler, content);
	if (tiler->at > begin && tiler->at == end)
		return;
	tile_content(tiler, end - tiler->at, "content");
	if (section->id != WASM_CUSTOM)
		tile_set_format(tiler, &format_raw);
}

static int
wasm_tile(struct tiler *tiler, struct error *err)
{
	struct cursor at = cursor_on(bytes_slice(tiler->content, 4, 4));
	uint16_t version = cursor_u16le(&at), layer = cursor_u16le(&at);
	struct wasm_section section;
	uint8_t last = 0;

	tile_text(tiler, 4, "magic");
	tile_number(tiler, 2, "version", version);
	tile_number(tiler, 2, "layer", layer);
	while (tiler_rest(tiler).size > 0) {
		if (!wasm_section_read(tiler_rest(tiler), &section))
			return error_set(err, ERROR_MALFORMED, "no section of a module");
		if (!begin_member(tiler, &section, layer == 0))
			return 0;
		take_id(tiler, &section, layer == 0 ? &last : NULL);
		take_size(tiler, &section);
		take_content(tiler, &section, layer == 0);
		tiler_end_member(tiler);
	}
	return 0;
}

static void
wasm_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key, *import = "import:";
	bool added = difference->rebuilt == NULL;

	if (added && text_starts_with(key, import)) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "only the published module imports %s",
				    key + strlen(import));
	}
	if (added && strcmp(key, "member") == 0 &&
	    strcmp(difference->member, "start") == 0) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "only the published module runs code when it "
				    "is loaded");
	}
	if (text_starts_with(key, "processed-by:") ||
	    text_starts_with(key, "language:") || text_starts_with(key, "sdk:"))
		finding_set_cause(finding, "another version of a tool made the module",
				  "build with the same tools, or wasm-strip");
}

const struct format format_wasm = {
	.name = "wasm",
	.said = "a WebAssembly module",
	.recognize = wasm_recognize,
	.tile = wasm_tile,
	.explain_part = wasm_explain_code,
	.judge = wasm_judge,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sections of a WebAssembly module that are cut into their entries: what is imported and
 * exported (Core Specification sections 5.5.5 and 5.5.10), and which tools were at work
 * (the "producers" section of the tool conventions).
 *
 * Each begins with a count, which follows from the entries.  An import is the name of a
 * module, the name of a thing in it, and of which kind and type that is; an export is a
 * name, a kind and a number.
 */
#include <stdio.h>

#include "base/memory.h"
#include "compare/leb128.h"
#include "compare/wasm.h"

enum { ENTRIES_MAX = 65536, NAME_MAX_SIZE = 4096 };

enum { KIND_FUNC, KIND_TABLE, KIND_MEMORY, KIND_GLOBAL, KIND_TAG };

const char *
wasm_kind_name(uint8_t kind)
{
	static const char *const kinds[] = { "func", "table", "memory", "global", "tag" };

	return kind < array_length(kinds) ? kinds[kind] : NULL;
}

static void
skip_limits(struct cursor *at)
{
	enum { HAS_MAXIMUM = 1, KNOWN = 7 };
	uint8_t flags = cursor_u8(at);

	leb128_take(at);
	if (flags & HAS_MAXIMUM)
		leb128_take(at);
	if (flags > KNOWN)
		cursor_take(at, SIZE_MAX);
}

void
wasm_skip_import(struct cursor *at, uint8_t kind, uint64_t *type)
{
	switch (kind) {
	case KIND_TAG:
		cursor_u8(at);
		__attribute__((fallthrough));
	case KIND_FUNC:
		*type = leb128_take(at);
		break;
	case KIND_TABLE:
		cursor_u8(at);
		__attribute__((fallthrough));
	case KIND_MEMORY:
		skip_limits(at);
		break;
	case KIND_GLOBAL:
		cursor_take(at, 2);
		break;
	default:
		cursor_take(at, SIZE_MAX);
	}
}

/* What an entry is called: a word, and its names with a point between them. */
static void
make_key(struct buffer *key, const char *word, struct bytes first, struct bytes second)
{
	buffer_clear(key);
	buffer_printf(key, "%s:", word);
	buffer_append_escaped(key, bytes_slice(first, 0, NAME_MAX_SIZE));
	if (second.data == NULL)
		return;
	buffer_append_text(key, ".");
	buffer_append_escaped(key, bytes_slice(second, 0, NAME_MAX_SIZE));
}

/* A count follows from what it counts; written longer than it needs to be it does not. */
static uint64_t
take_count(struct tiler *tiler, struct cursor *at, const char *key)
{
	size_t before = at->rest.size;
	uint64_t count = leb128_take(at);
	char said[32];

	if (at->overrun)
		return 0;
	snprintf(said, sizeof(said), "%llu", (unsigned long long)count);
	tile_derived(tiler, before - at->rest.size, key, true);
	tile_set_value(tiler, bytes_of_text(said));
	return count;
}

/* One entry of a list: takes it when all of it is there and known. */
typedef bool take_entry(struct tiler *tiler, struct cursor *at, struct buffer *key);

static void
take_entries(struct tiler *tiler, struct bytes content, take_entry *take)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
	struct cursor at = cursor_on(content);
	uint64_t count = take_count(tiler, &at, "count");

	for (uint64_t i = 0; i < count && i < ENTRIES_MAX; i++)
		if (!take(tiler, &at, &key))
			return;
	if (count <= ENTRIES_MAX && at.rest.size > 0)
		tile_opaque(tiler, at.rest.size, "rest",
			    "data behind the last entry of the section");
}

/* "func of type 3", "memory 00 01". */
static void
describe_import(struct buffer *text, uint8_t kind, uint64_t type, struct bytes described)
{
	buffer_clear(text);
	buffer_append_text(text, wasm_kind_name(kind));
	if (kind == KIND_FUNC || kind == KIND_TAG)
		buffer_printf(text, " of type %llu", (unsigned long long)type);
	else
		for (size_t i = 0; i < described.size; i++)
			buffer_printf(text, " %02x", described.data[i]);
}

static bool
take_import(struct tiler *tiler, struct cursor *at, struct buffer *key)
{
	size_t before = at->rest.size;
	struct bytes module = wasm_take_name(at), name = wasm_take_name(at);
	uint8_t kind = cursor_u8(at);
	struct bytes described = at->rest;
	uint64_t type = 0;

	wasm_skip_import(at, kind, &type);
	if (at->overrun)
		return false;
	make_key(key, "import", module, name);
	tile_text(tiler, before - at->rest.size, buffer_text(key));
	described.size -= at->rest.size;
	describe_import(key, kind, type, described);
	tile_set_value(tiler, buffer_bytes(key));
	return true;
}

void
wasm_tile_imports(struct tiler *tiler, struct bytes content)
{
	take_entries(tiler, content, take_import);
}

static bool
take_export(struct tiler *tiler, struct cursor *at, struct buffer *key)
{
	size_t before = at->rest.size;
	struct bytes name = wasm_take_name(at);
	const char *kind = wasm_kind_name(cursor_u8(at));
	uint64_t index = leb128_take(at);

	if (at->overrun || kind == NULL)
		return false;
	make_key(key, "export", name, (struct bytes){ 0 });
	tile_field(tiler, before - at->rest.size, buffer_text(key), "%s %llu", kind,
		   (unsigned long long)index);
	return true;
}

void
wasm_tile_exports(struct tiler *tiler, struct bytes content)
{
	take_entries(tiler, content, take_export);
}

/* "processed-by:clang" = "14.0.6". */
static bool
take_tool(struct tiler *tiler, struct cursor *at, struct bytes role, struct buffer *key)
{
	size_t before = at->rest.size;
	struct bytes name = wasm_take_name(at), version = wasm_take_name(at);

	if (at->overrun)
		return false;
	buffer_clear(key);
	buffer_append_escaped(key, bytes_slice(role, 0, NAME_MAX_SIZE));
	buffer_append_text(key, ":");
	buffer_append_escaped(key, bytes_slice(name, 0, NAME_MAX_SIZE));
	tile_text(tiler, before - at->rest.size, buffer_text(key));
	tile_set_value(tiler, bytes_slice(version, 0, NAME_MAX_SIZE));
	return true;
}

static bool
take_role(struct tiler *tiler, struct cursor *at, struct buffer *key)
{
	size_t before = at->rest.size;
	struct bytes role = wasm_take_name(at);
	uint64_t count;

	if (at->overrun)
		return false;
	make_key(key, "role", role, (struct bytes){ 0 });
	tile_text(tiler, before - at->rest.size, buffer_text(key));
	tile_set_value(tiler, bytes_slice(role, 0, NAME_MAX_SIZE));
	count = take_count(tiler, at, "tools");
	for (uint64_t i = 0; i < count && i < ENTRIES_MAX; i++)
		if (!take_tool(tiler, at, role, key))
			return false;
	return !at->overrun && count <= ENTRIES_MAX;
}

void
wasm_tile_producers(struct tiler *tiler, struct bytes content)
{
	take_entries(tiler, content, take_role);
}

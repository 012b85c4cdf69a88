/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tiles of a Mach-O file's header and load commands, apart from segments, symbols and
 * the signature.
 *
 * Every command begins with its number and its size.  A command that says one thing is
 * one field, whose key has what it is about where there may be several
 * ("load-dylib:PATH"). Numbers that only say where something stands follow, and one
 * field, "layout", says them all.  Commands that we do not know are contents.
 */
#include <stdio.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/macho_tiles.h"
#include "compare/macho_words.h"

enum { LONG = 4, HEAD = 8, UUID = 16 };

void
macho_take_text(struct macho_tiles *tiles, size_t size, const char *key)
{
	tile_field(tiles->tiler, size, key, "%s", buffer_text(&tiles->text));
	buffer_clear(&tiles->text);
}

void
macho_tile_header(struct macho_tiles *tiles)
{
	const struct macho *macho = &tiles->macho;
	struct tiler *tiler = tiles->tiler;

	tile_field(tiler, LONG, "magic", "%d bits, %s-endian", macho->wide ? 64 : 32,
		   macho->big ? "big" : "little");
	macho_append_cpu(macho->cpu, macho->cpu_kind, &tiles->text);
	macho_take_text(tiles, 2 * LONG, "cpu");
	macho_append_word(MACHO_TYPES, macho->type, &tiles->text);
	macho_take_text(tiles, LONG, "type");
	tile_derived(tiler, LONG, "command-count",
		     macho->command_count == macho->said_count);
	tile_derived(tiler, LONG, "commands-size", true);
	macho_append_flags(macho->flags, &tiles->text);
	macho_take_text(tiles, LONG, "flags");
	tile_set_number(tiler, macho->flags);
	if (macho->wide)
		tile_text(tiler, LONG, "reserved");
}

/* A text at the end of a command is filled with zeros up to the next command. */
static void
take_named(struct macho_tiles *tiles, const struct macho_command *command,
	   const char *word, struct bytes text)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
	size_t begin = macho_u32(&tiles->macho, command->bytes, HEAD);
	struct bytes behind = bytes_slice(command->bytes, begin + text.size, SIZE_MAX);

	buffer_printf(&key, "%s:", word);
	buffer_append_escaped(&key, text);
	macho_take_text(tiles, command->bytes.size, buffer_text(&key));
	if (!bytes_are_all(behind, 0))
		tile_complain(tiles->tiler, "holds data behind its text");
}

static void
append_versions(struct macho_tiles *tiles, const struct macho_command *command)
{
	enum { TIME = 12, CURRENT = 16, COMPATIBLE = 20 };
	const struct macho *macho = &tiles->macho;

	buffer_append_text(&tiles->text, "version ");
	macho_append_version(macho_u32(macho, command->bytes, CURRENT), &tiles->text);
	buffer_append_text(&tiles->text, ", compatible with ");
	macho_append_version(macho_u32(macho, command->bytes, COMPATIBLE), &tiles->text);
	buffer_printf(&tiles->text, ", time %u", macho_u32(macho, command->bytes, TIME));
}

static void
take_dylib(struct macho_tiles *tiles, const struct macho_command *command,
	   const char *word)
{
	append_versions(tiles, command);
	take_named(tiles, command, word, macho_text(&tiles->macho, command, HEAD));
}

/* What the library calls itself. */
static void
take_id(struct macho_tiles *tiles, const struct macho_command *command, const char *word)
{
	buffer_append_escaped(&tiles->text, macho_text(&tiles->macho, command, HEAD));
	buffer_append_text(&tiles->text, ", ");
	append_versions(tiles, command);
	macho_take_text(tiles, command->bytes.size, word);
}

bool
macho_may_take(struct macho_tiles *tiles, size_t size)
{
	uint64_t most = 2 * (uint64_t)tiles->macho.content.size;

	if (tiles->content > most || size > most - tiles->content)
		return false;
	tiles->content += size;
	return true;
}

void
macho_tile_part(struct macho_tiles *tiles, const char *name, uint64_t offset,
		uint64_t size)
{
	struct bytes part = macho_part(&tiles->macho, offset, size);
	size_t back = tiles->tiler->at;

	buffer_printf(&tiles->layout, "; %s 0x%llx+0x%llx", name,
		      (unsigned long long)offset, (unsigned long long)size);
	if (size == 0 || !tiler_member(tiles->tiler, bytes_of_text(name), 's'))
		return;
	if (part.size < size || !macho_may_take(tiles, part.size)) {
		tile_opaque(tiles->tiler, 0, "content",
			    "reaches past the end of the file, or lies on others");
	} else {
		tile_seek(tiles->tiler, (size_t)offset);
		tile_content(tiles->tiler, part.size, "content");
		if (tiles->tiler->at > tiles->end)
			tiles->end = tiles->tiler->at;
	}
	tiler_end_member(tiles->tiler);
	tile_seek(tiles->tiler, back);
}

/* Places and sizes, one after the other. */
static void
take_parts(struct macho_tiles *tiles, const struct macho_command *command,
	   const char *const *names, size_t count)
{
	const struct macho *macho = &tiles->macho;
	char key[MACHO_KEY_MAX];

	for (size_t i = 0; i < count; i++) {
		size_t at = HEAD + 2 * LONG * i;

		snprintf(key, sizeof(key), "%s/place", names[i]);
		if (at + 2 * LONG > command->bytes.size)
			return;
		tile_derived(tiles->tiler, i == 0 ? HEAD + 2 * LONG : 2 * LONG, key,
			     true);
		macho_tile_part(tiles, names[i], macho_u32(macho, command->bytes, at),
				macho_u32(macho, command->bytes, at + LONG));
	}
}

/* How many symbols are local, defined, undefined; and where tables stand that are about
 * them. */
static void
take_indexes(struct macho_tiles *tiles, const struct macho_command *command,
	     const char *word)
{
	enum { COUNTS = 6, WORDS = 18, INDIRECT = 56 };
	const struct macho *macho = &tiles->macho;

	for (size_t i = 0; i < COUNTS; i++)
		buffer_printf(&tiles->text, "%s%u", i == 0 ? "symbols " : " ",
			      macho_u32(macho, command->bytes, HEAD + LONG * i));
	for (size_t i = COUNTS; i < WORDS; i++)
		buffer_printf(&tiles->layout, "%s%u", i == COUNTS ? "; tables " : " ",
			      macho_u32(macho, command->bytes, HEAD + LONG * i));
	macho_take_text(tiles, HEAD + LONG * WORDS, word);
	tile_set_symbolic(tiles->tiler);
	macho_tile_part(
		tiles, "indirect-symbols", macho_u32(macho, command->bytes, INDIRECT),
		(uint64_t)LONG * macho_u32(macho, command->bytes, INDIRECT + LONG));
}

static void
take_main(struct macho_tiles *tiles, const struct macho_command *command,
	  const char *word)
{
	struct cursor at = cursor_on(bytes_slice(command->bytes, HEAD, SIZE_MAX));
	uint64_t entry = macho_take(&tiles->macho, &at, sizeof(uint64_t));
	uint64_t stack = macho_take(&tiles->macho, &at, sizeof(uint64_t));

	(void)word;
	macho_name_offset(&tiles->macho, entry, &tiles->text);
	macho_take_text(tiles, HEAD + sizeof(uint64_t), "entry");
	tile_set_symbolic(tiles->tiler);
	tile_field(tiles->tiler, sizeof(uint64_t), "stack-size", "%llu",
		   (unsigned long long)stack);
}

static void
take_build(struct macho_tiles *tiles, const struct macho_command *command,
	   const char *word)
{
	enum { TOOL = 8, TOOLS = 24, PLATFORM = 8, MINIMUM = 12, SDK = 16 };
	const struct macho *macho = &tiles->macho;

	macho_append_word(MACHO_PLATFORMS, macho_u32(macho, command->bytes, PLATFORM),
			  &tiles->text);
	buffer_append_text(&tiles->text, " ");
	macho_append_version(macho_u32(macho, command->bytes, MINIMUM), &tiles->text);
	buffer_append_text(&tiles->text, ", SDK ");
	macho_append_version(macho_u32(macho, command->bytes, SDK), &tiles->text);
	for (size_t at = TOOLS; at + TOOL <= command->bytes.size; at += TOOL) {
		buffer_append_text(&tiles->text, ", ");
		macho_append_word(MACHO_TOOLS, macho_u32(macho, command->bytes, at),
				  &tiles->text);
		buffer_append_text(&tiles->text, " ");
		macho_append_version(macho_u32(macho, command->bytes, at + LONG),
				     &tiles->text);
	}
	macho_take_text(tiles, command->bytes.size, word);
}

static void
take_minimum(struct macho_tiles *tiles, const struct macho_command *command,
	     const char *word)
{
	macho_append_version(macho_u32(&tiles->macho, command->bytes, HEAD),
			     &tiles->text);
	buffer_append_text(&tiles->text, ", SDK ");
	macho_append_version(macho_u32(&tiles->macho, command->bytes, HEAD + LONG),
			     &tiles->text);
	macho_take_text(tiles, command->bytes.size, word);
}

/* Five numbers of 24, 10, 10, 10 and 10 bits. */
static void
take_source(struct macho_tiles *tiles, const struct macho_command *command,
	    const char *word)
{
	enum { PARTS = 4, BITS = 10, MASK = 0x3ff };
	struct cursor at = cursor_on(bytes_slice(command->bytes, HEAD, SIZE_MAX));
	uint64_t version = macho_take(&tiles->macho, &at, sizeof(uint64_t));

	buffer_printf(&tiles->text, "%llu",
		      (unsigned long long)(version >> (PARTS * BITS)));
	for (unsigned i = PARTS; i > 0; i--)
		buffer_printf(&tiles->text, ".%llu",
			      (unsigned long long)(version >> ((i - 1) * BITS) & MASK));
	macho_take_text(tiles, command->bytes.size, word);
}

static void
take_hex(struct macho_tiles *tiles, const struct macho_command *command, const char *word)
{
	for (size_t at = HEAD; at + LONG <= command->bytes.size; at += LONG)
		buffer_printf(&tiles->text, "%s%x", at == HEAD ? "" : " ",
			      macho_u32(&tiles->macho, command->bytes, at));
	macho_take_text(tiles, command->bytes.size, word);
}

static void
take_uuid(struct macho_tiles *tiles, const struct macho_command *command,
	  const char *word)
{
	struct bytes id = bytes_slice(command->bytes, HEAD, UUID);

	tile_derived(tiles->tiler, HEAD, "uuid/command",
		     command->bytes.size == HEAD + UUID);
	for (size_t i = 0; i < id.size; i++)
		buffer_printf(&tiles->text, "%02x", id.data[i]);
	macho_take_text(tiles, id.size, word);
}

static void
take_text(struct macho_tiles *tiles, const struct macho_command *command,
	  const char *word)
{
	buffer_append_text(&tiles->text, "named");
	take_named(tiles, command, word, macho_text(&tiles->macho, command, HEAD));
}

static void
take_part(struct macho_tiles *tiles, const struct macho_command *command,
	  const char *word)
{
	take_parts(tiles, command, &word, 1);
}

static void
take_info(struct macho_tiles *tiles, const struct macho_command *command,
	  const char *word)
{
	static const char *const names[] = { "rebase-info", "bind-info", "weak-bind-info",
					     "lazy-bind-info", "export-info" };

	(void)word;
	take_parts(tiles, command, names, array_length(names));
}

static const struct command_kind {
	uint32_t number;
	const char *word;
	/* Takes all of the command, which begins at tiler->at. */
	void (*take)(struct macho_tiles *tiles, const struct macho_command *command,
		     const char *word);
} kinds[] = {
	{ 0x1, "segment", macho_tile_segment },
	{ 0x19, "segment", macho_tile_segment },
	{ 0x2, "symtab", macho_tile_symbols },
	{ 0xb, "dysymtab", take_indexes },
	{ 0x4, "thread", take_hex },
	{ 0x5, "unixthread", take_hex },
	{ 0x11, "routines", take_hex },
	{ 0x1a, "routines", take_hex },
	{ 0xc, "load-dylib", take_dylib },
	{ 0xd, "id-dylib", take_id },
	{ 0x80000018, "load-weak-dylib", take_dylib },
	{ 0x8000001f, "reexport-dylib", take_dylib },
	{ 0x20, "lazy-load-dylib", take_dylib },
	{ 0x80000023, "load-upward-dylib", take_dylib },
	{ 0xe, "load-dylinker", take_text },
	{ 0xf, "id-dylinker", take_text },
	{ 0x12, "sub-framework", take_text },
	{ 0x13, "sub-umbrella", take_text },
	{ 0x14, "sub-client", take_text },
	{ 0x15, "sub-library", take_text },
	{ 0x8000001c, "rpath", take_text },
	{ 0x27, "dyld-environment", take_text },
	{ 0x1b, "uuid", take_uuid },
	{ 0x1d, "code-signature", macho_tile_signature },
	{ 0x1e, "segment-split-info", take_part },
	{ 0x26, "function-starts", take_part },
	{ 0x29, "data-in-code", take_part },
	{ 0x2b, "library-requirements", take_part },
	{ 0x2e, "optimization-hints", take_part },
	{ 0x80000033, "exports-trie", take_part },
	{ 0x80000034, "chained-fixups", take_part },
	{ 0x22, "dyld-info", take_info },
	{ 0x80000022, "dyld-info", take_info },
	{ 0x80000028, "main", take_main },
	{ 0x32, "build-version", take_build },
	{ 0x24, "version-min:macOS", take_minimum },
	{ 0x25, "version-min:iOS", take_minimum },
	{ 0x2f, "version-min:tvOS", take_minimum },
	{ 0x30, "version-min:watchOS", take_minimum },
	{ 0x2a, "source-version", take_source },
	{ 0x21, "encryption-info", take_hex },
	{ 0x2c, "encryption-info", take_hex },
};

/* What is left of a command, or all of one that we do not know. */
static void
take_rest(struct macho_tiles *tiles, const struct macho_command *command,
	  const char *word)
{
	size_t end = command->offset + command->bytes.size, at = tiles->tiler->at;
	char key[MACHO_KEY_MAX];

	if (at >= end)
		return;
	if (at == command->offset)
		snprintf(key, sizeof(key), "command:0x%x", command->number);
	else
		snprintf(key, sizeof(key), "%s/rest", word);
	tile_text(tiles->tiler, end - at, key);
}

static void
take_command(struct macho_tiles *tiles, const struct macho_command *command)
{
	size_t i = 0;

	while (i < array_length(kinds) && kinds[i].number != command->number)
		i++;
	tile_seek(tiles->tiler, command->offset);
	if (i < array_length(kinds))
		kinds[i].take(tiles, command, kinds[i].word);
	take_rest(tiles, command, i < array_length(kinds) ? kinds[i].word : "command");
}

void
macho_tile_commands(struct macho_tiles *tiles)
{
	const struct macho *macho = &tiles->macho;
	struct macho_command command = { 0 };
	size_t end = macho->header_size;

	for (unsigned i = 0; i < macho->command_count; i++) {
		if (!macho_next(macho, &command))
			break;
		take_command(tiles, &command);
		end = command.offset + command.bytes.size;
	}
	tile_seek(tiles->tiler, end);
	if (end < macho->header_size + macho->commands.size)
		tile_opaque(tiles->tiler, macho->header_size + macho->commands.size - end,
			    "commands-rest", "data behind the last load command");
	if (tiles->tiler->at > tiles->end)
		tiles->end = tiles->tiler->at;
	tile_seek(tiles->tiler, 0);
	tile_field(tiles->tiler, 0, "layout", "%s", buffer_text(&tiles->layout));
}

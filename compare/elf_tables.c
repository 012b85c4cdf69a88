/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of an ELF file by what they mean: symbols by name, relocations by what they
 * refer to, versions by library.  Where something stands is left out: it changes with the
 * size of all that is before it.
 */
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/elf_sets.h"
#include "compare/elf_symbols.h"
#include "compare/elf_targets.h"

enum { LINES_SIZE_MAX = 32 << 20, ENTRIES_MAX = 200000 };

static void
append_section(const struct elf *elf, const struct elf_symbol *symbol, struct buffer *out)
{
	if (symbol->section == SHN_UNDEF)
		buffer_append_text(out, "undefined");
	else if (symbol->section == SHN_ABS)
		buffer_append_text(out, "absolute");
	else if (symbol->section == SHN_COMMON)
		buffer_append_text(out, "common");
	else
		elf_name_section(elf, symbol->section, out);
}

static const char *
word_of(unsigned number, const char *const *words, size_t count)
{
	return number < count && words[number] != NULL ? words[number] : "?";
}

static void
append_symbol(const struct elf *elf, const struct elf_symbol *symbol, struct buffer *out)
{
	static const char *const bindings[] = { "local", "global",
						"weak", [STB_GNU_UNIQUE] = "unique" };
	static const char *const types[] = {
		"",	"object", "function", "section",
		"file", "common", "tls",      [STT_GNU_IFUNC] = "indirect function"
	};
	static const char *const visibilities[] = { "", ", internal", ", hidden",
						    ", protected" };

	buffer_append_escaped(out, symbol->name);
	buffer_printf(out, " (%s %s",
		      word_of(symbol->binding, bindings, array_length(bindings)),
		      word_of(symbol->type, types, array_length(types)));
	buffer_append_text(out, word_of(symbol->visibility, visibilities,
					array_length(visibilities)));
	buffer_append_text(out, ", ");
	append_section(elf, symbol, out);
	/* The size of a function is that of its code. */
	if (symbol->type == STT_OBJECT && symbol->section != SHN_UNDEF)
		buffer_printf(out, ", %llu bytes", (unsigned long long)symbol->size);
	buffer_append_text(out, ")\n");
}

static void
list_symbols(const struct elf_part *part, struct elf_set *set, struct buffer *lines)
{
	struct elf_symbols symbols = elf_symbols(&part->elf, part->index);

	for (size_t i = 0; i < MIN(symbols.count, (size_t)ENTRIES_MAX + 1); i++) {
		struct elf_symbol symbol = elf_symbol(&symbols, i);

		append_symbol(&part->elf, &symbol, lines);
	}
	elf_set_add_lines(set, buffer_bytes(lines));
	set->full = set->full || lines->overflow;
}

/* Where a relocation without a symbol refers to. */
static void
append_addend(const struct elf_part *part, const struct elf_places *places,
	      uint64_t addend, struct buffer *out)
{
	const struct elf_place *place = elf_place_at(places, addend);

	if (place != NULL)
		elf_name_section(&part->elf, place->section, out);
	else
		buffer_printf(out, "0x%llx", (unsigned long long)addend);
}

static void
append_relocation(const struct elf_part *part, const struct elf_symbols *symbols,
		  const struct elf_places *places, struct cursor *at, struct buffer *out)
{
	const struct elf *elf = &part->elf;
	uint64_t info, addend = 0;
	size_t index;

	elf_take_address(elf, at);
	info = elf_take_address(elf, at);
	if (part->section.type == SHT_RELA)
		addend = elf_take_address(elf, at);
	index = (size_t)(elf->wide ? ELF64_R_SYM(info) : ELF32_R_SYM(info));
	buffer_printf(out, "type %u ",
		      (unsigned)(elf->wide ? ELF64_R_TYPE(info) : ELF32_R_TYPE(info)));
	if (index == 0) {
		append_addend(part, places, addend, out);
	} else {
		buffer_append_escaped(out, elf_symbol(symbols, index).name);
		if (addend != 0)
			buffer_printf(out, "+0x%llx", (unsigned long long)addend);
	}
	buffer_append_byte(out, '\n');
}

static void
list_relocations(const struct elf_part *part, struct elf_set *set, struct buffer *lines)
{
	size_t fields = part->section.type == SHT_RELA ? 3 : 2;
	size_t size = fields * elf_address_size(&part->elf);
	struct elf_symbols symbols = elf_symbols(&part->elf, part->section.link);
	__attribute__((cleanup(elf_places_release))) struct elf_places places = { 0 };
	struct cursor at = cursor_on(part->content);

	elf_places_find(&places, &part->elf);
	for (size_t i = 0; i <= ENTRIES_MAX && at.rest.size >= size; i++)
		append_relocation(part, &symbols, &places, &at, lines);
	elf_set_add_lines(set, buffer_bytes(lines));
	set->full = set->full || lines->overflow;
}

/* A library of .gnu.version_r on its way to lines. */
struct library {
	const struct elf_part *part; /* borrowed */
	struct bytes strings, name;
	uint64_t versions, count; /* where the first one stands, and how many */
};

static void
list_library(const struct library *library, uint64_t *left, struct buffer *lines)
{
	const struct elf *elf = &library->part->elf;
	uint64_t at = library->versions, next = 1;

	for (uint64_t i = 0; i < library->count && next != 0 && *left > 0; i++) {
		struct cursor entry = cursor_on(elf_part(library->part->content, at, 16));

		cursor_take(&entry, 8);
		buffer_append_escaped(lines, library->name);
		buffer_append_byte(lines, ' ');
		buffer_append_escaped(
			lines, elf_string(library->strings, elf_take(elf, &entry, 4)));
		buffer_append_byte(lines, '\n');
		next = elf_take(elf, &entry, 4);
		at += next;
		--*left;
	}
}

/* .gnu.version_r: for each library the versions of its interface that are asked for (LSB
 * Core, "Symbol Versioning"): entries that say how far the next one is. */
static void
list_versions(const struct elf_part *part, struct elf_set *set, struct buffer *lines)
{
	enum { LOOKED_AT = 4096 };
	const struct elf *elf = &part->elf;
	struct elf_section linked = elf_section(elf, part->section.link);
	struct library library = { .part = part,
				   .strings = elf_section_bytes(elf, &linked) };
	uint64_t at = 0, next = 1;

	for (uint64_t left = LOOKED_AT; next != 0 && left > 0; left -= left > 0) {
		struct cursor entry = cursor_on(elf_part(part->content, at, 16));

		elf_take(elf, &entry, 2);
		library.count = elf_take(elf, &entry, 2);
		library.name = elf_string(library.strings, elf_take(elf, &entry, 4));
		library.versions = at + elf_take(elf, &entry, 4);
		next = elf_take(elf, &entry, 4);
		list_library(&library, &left, lines);
		at += next;
	}
	elf_set_add_lines(set, buffer_bytes(lines));
}

static struct elf_set_counts
explain(struct finding *finding, const struct elf_parts *parts, const char *what,
	void (*list)(const struct elf_part *part, struct elf_set *set,
		     struct buffer *lines))
{
	cleanup_buffer struct buffer ours = BUFFER_INIT(LINES_SIZE_MAX),
				     theirs = BUFFER_INIT(LINES_SIZE_MAX);
	cleanup_set struct elf_set published = { 0 }, rebuilt = { 0 };
	struct elf_set_counts counts;

	list(&parts->published, &published, &ours);
	list(&parts->rebuilt, &rebuilt, &theirs);
	replace_text(&finding->diff, NULL);
	counts = elf_sets_explain(finding, &published, &rebuilt, what, parts->limits);
	if (published.full || rebuilt.full || counts.published + counts.rebuilt > 0)
		return counts;
	finding_set_message(finding, "%s; the same %s, of what stands elsewhere",
			    finding->message, what);
	if (!parts->same_code)
		finding->severity = SEVERITY_NOTE;
	return counts;
}

void
elf_explain_symbols(struct finding *finding, const struct elf_parts *parts)
{
	(void)explain(finding, parts, "symbols", list_symbols);
}

void
elf_explain_relocations(struct finding *finding, const struct elf_parts *parts)
{
	(void)explain(finding, parts, "relocations", list_relocations);
}

void
elf_explain_versions(struct finding *finding, const struct elf_parts *parts)
{
	struct elf_set_counts counts =
		explain(finding, parts, "versions of libraries", list_versions);

	if (counts.published + counts.rebuilt > 0)
		finding_set_cause(finding,
				  "symbol-version: built against another version of a "
				  "library",
				  "build with the version of the library that the "
				  "published one was built against");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which explanation the content of a section wants, by the section's type, flags and
 * name. */
#include <string.h>

#include "base/memory.h"
#include "compare/elf_identity.h"
#include "compare/elf_part.h"
#include "compare/explain.h"

static bool
open_part(struct elf_part *part, struct bytes file, const struct tile *tile)
{
	struct error err;

	if (tile->number < 0 || elf_open(&part->elf, file, &err) < 0)
		return false;
	part->index = (size_t)tile->number;
	part->section = elf_section(&part->elf, part->index);
	part->content = tile_content_of(tile);
	return part->index > 0 && part->index < part->elf.section_count;
}

static bool
is_named(const struct elf_parts *parts, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (elf_section_is(&parts->published.elf, &parts->published.section,
				   names[i]))
			return true;
	return false;
}

static struct bytes
find_content(const struct elf *elf, uint32_t type)
{
	struct elf_section section = elf_section(elf, elf_find_section_type(elf, type));

	return elf_section_bytes(elf, &section);
}

static bool
has_same_symbols(const struct elf_parts *parts)
{
	return bytes_equal(find_content(&parts->published.elf, SHT_DYNSYM),
			   find_content(&parts->rebuilt.elf, SHT_DYNSYM));
}

/* Tables that a linker makes from others. */
static bool
explain_table(struct finding *finding, const struct elf_parts *parts)
{
	static const char *const unwinding[] = { ".eh_frame", ".eh_frame_hdr",
						 ".gcc_except_table", ".ARM.exidx",
						 ".ARM.extab" };
	const char *said = NULL;

	switch (parts->published.section.type) {
	case SHT_HASH:
	case SHT_GNU_HASH:
	case SHT_GNU_versym:
	case SHT_GNU_verdef:
		if (!has_same_symbols(parts))
			said = "; follows the table of symbols, which differs";
		break;
	default:
		if (is_named(parts, unwinding, array_length(unwinding)) &&
		    !parts->same_code)
			said = "; follows the code, which differs";
	}
	if (said == NULL)
		return false;
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "%s%s", finding->message, said);
	replace_text(&finding->diff, NULL);
	return true;
}

static void
explain_content(struct finding *finding, const struct elf_parts *parts)
{
	enum { TEXTS = SHF_MERGE | SHF_STRINGS };
	const struct elf_section *section = &parts->published.section;

	if ((section->flags & SHF_EXECINSTR) != 0)
		elf_explain_code(finding, parts);
	else if (section->type == SHT_STRTAB || (section->flags & TEXTS) == TEXTS)
		elf_explain_strings(finding, parts);
	else if ((section->flags & SHF_ALLOC) != 0)
		elf_explain_data(finding, parts);
	else if (!parts->same_code)
		finding->severity = SEVERITY_NOTE;
}

static void
explain_by_type(struct finding *finding, const struct elf_parts *parts)
{
	switch (parts->published.section.type) {
	case SHT_SYMTAB:
	case SHT_DYNSYM:
		elf_explain_symbols(finding, parts);
		break;
	case SHT_REL:
	case SHT_RELA:
		elf_explain_relocations(finding, parts);
		break;
	case SHT_GNU_verneed:
		elf_explain_versions(finding, parts);
		break;
	default:
		if (!explain_table(finding, parts))
			explain_content(finding, parts);
	}
}

bool
elf_explain_part(struct finding *finding, const struct difference *difference,
		 const struct limits *limits)
{
	struct elf_parts parts = { .limits = limits };

	if (difference->published == NULL || difference->rebuilt == NULL ||
	    !open_part(&parts.published, difference->published_file,
		       difference->published) ||
	    !open_part(&parts.rebuilt, difference->rebuilt_file, difference->rebuilt) ||
	    parts.published.section.type != parts.rebuilt.section.type)
		return false;
	explain_bytes(finding, parts.published.content, parts.rebuilt.content, limits);
	parts.same_code =
		elf_has_same_code(difference->published_file, difference->rebuilt_file);
	explain_by_type(finding, &parts);
	return true;
}

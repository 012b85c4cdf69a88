/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What is said about the content of a section that differs.  Each explainer is called for
 * a finding that has been told how many bytes differ and where, and makes its message,
 * severity, cause and diff better where it can.
 */

#include "compare/elf.h"
#include "compare/format.h"

struct elf_part {
	struct elf elf;
	struct elf_section section;
	size_t index;
	struct bytes content; /* of the section, decompressed */
};

struct elf_parts {
	struct elf_part published, rebuilt;
	bool same_code;		     /* all that runs is the same in both files */
	const struct limits *limits; /* borrowed */
};

/* format_elf's explain_part. */
bool elf_explain_part(struct finding *finding, const struct difference *difference,
		      const struct limits *limits);

/* Code by function; symbols, relocations and versions by name; tables of strings; data by
 * its addresses and texts. */
void elf_explain_code(struct finding *finding, const struct elf_parts *parts);
void elf_explain_symbols(struct finding *finding, const struct elf_parts *parts);
void elf_explain_relocations(struct finding *finding, const struct elf_parts *parts);
void elf_explain_versions(struct finding *finding, const struct elf_parts *parts);
void elf_explain_strings(struct finding *finding, const struct elf_parts *parts);
void elf_explain_data(struct finding *finding, const struct elf_parts *parts);

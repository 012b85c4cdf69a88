/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What an ELF file says it is called: the build-id, and the names and sums of the debug
 * data that belongs to it.  All of it follows from the rest when a linker writes it. */

#include "compare/elf.h"

/* Each is borrowed from the file, and empty where it has none. */
struct elf_identity {
	struct bytes build_id;
	struct bytes debug_file; /* .gnu_debuglink: the name, without its NUL */
	struct bytes debug_crc;	 /* .gnu_debuglink: four bytes */
	struct bytes alt_file;	 /* .gnu_debugaltlink: the name, without its NUL */
	struct bytes alt_id;	 /* .gnu_debugaltlink: the build-id of that file */
};

void elf_identity_find(const struct elf *elf, struct elf_identity *identity);

/* Whether the debug file is called by the build-id: its first byte is that of a folder.
 */
bool elf_identity_names_itself(const struct elf_identity *identity);

/* Whether two files are the same but for what they are called; and whether they are so
 * because another folder is named in their debug data, and nothing else differs. */
bool elf_identity_is_all(struct bytes published, struct bytes rebuilt);
bool elf_identity_follows_paths(struct bytes published, struct bytes rebuilt);

/* Whether all that runs is the same in both: the sections with code. */
bool elf_has_same_code(struct bytes published, struct bytes rebuilt);

/* Whether the files were made by the same compilers, as .comment tells. */
bool elf_has_same_compiler(struct bytes published, struct bytes rebuilt);

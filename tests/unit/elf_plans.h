/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* ELF files made from plans, and compared. */

#include "compare/disassemble.h"
#include "tests/elf.h"
#include "tests/unit/archives.h"

static inline struct comparison_options
elf_options(const char *profile)
{
	struct comparison_options options;

	comparison_options_init(&options);
	options.profile = profile;
	return options;
}

static inline void
elf_compare_bytes(struct comparison *out, struct bytes published, struct bytes rebuilt,
		  const char *profile)
{
	struct comparison_options options = elf_options(profile);

	archives_compare(out, published, rebuilt, &options);
}

static inline void
elf_compare(struct comparison *out, const struct elf_plan *published,
	    const struct elf_plan *rebuilt, const char *profile)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	elf_make(&left, published);
	elf_make(&right, rebuilt);
	elf_compare_bytes(out, buffer_bytes(&left), buffer_bytes(&right), profile);
}

static inline const struct finding *
elf_find_finding(const struct comparison *comparison, const char *path, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (strcmp(comparison->findings[i].path, path) == 0 &&
		    strcmp(comparison->findings[i].key, key) == 0)
			return &comparison->findings[i];
	return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of ELF files: often of all that is in both of them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "compare/elf_identity.h"
#include "compare/elf_paths.h"
#include "compare/rule.h"

static bool
are_both_there(const struct difference *difference)
{
	return difference->published != NULL && difference->rebuilt != NULL;
}

bool
rule_build_path(const struct difference *difference)
{
	static const char *const sections[] = { ".debug_str", ".debug_line_str" };

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (are_both_there(difference) && difference->member != NULL &&
		    strcmp(difference->member, sections[i]) == 0)
			return elf_paths_are_replaced(
				tile_content_of(difference->published),
				tile_content_of(difference->rebuilt));
	return false;
}

/* What linkers write: xxHash, MD5 or a UUID, SHA-1, SHA-256. */
static bool
are_build_ids(const struct difference *difference)
{
	size_t size;

	if (!are_both_there(difference))
		return false;
	size = difference->published->bytes.size;
	return size == difference->rebuilt->bytes.size &&
	       (size == 8 || size == 16 || size == 20 || size == 32);
}

bool
rule_build_id(const struct difference *difference)
{
	return are_build_ids(difference) &&
	       elf_identity_is_all(difference->published_file, difference->rebuilt_file);
}

bool
rule_build_id_follows(const struct difference *difference)
{
	return are_build_ids(difference) &&
	       elf_identity_follows_paths(difference->published_file,
					  difference->rebuilt_file);
}

bool
rule_debuglink_crc(const struct difference *difference)
{
	struct elf_identity ours, theirs;
	struct elf left, right;
	struct error err;

	if (!are_both_there(difference) ||
	    elf_open(&left, difference->published_file, &err) < 0 ||
	    elf_open(&right, difference->rebuilt_file, &err) < 0)
		return false;
	elf_identity_find(&left, &ours);
	elf_identity_find(&right, &theirs);
	return bytes_equal(ours.debug_file, theirs.debug_file) ||
	       (elf_identity_names_itself(&ours) && elf_identity_names_itself(&theirs));
}

/* A word that begins with a digit, as versions do: "12.2.0-14+deb12u1". */
static size_t
version_size(const char *text)
{
	size_t size = 0;

	if (!isdigit((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[size]) ||
	       (text[size] != '\0' && strchr(".-+~:", text[size]) != NULL))
		size++;
	return size;
}

bool
rule_compiler_version(const struct difference *difference)
{
	const char *ours, *theirs;
	bool in_word = false;

	if (!are_both_there(difference) || difference->published->value == NULL ||
	    difference->rebuilt->value == NULL)
		return false;
	ours = difference->published->value;
	theirs = difference->rebuilt->value;
	while (*ours != '\0' && *theirs != '\0') {
		size_t size = in_word ? 0 : version_size(ours);
		size_t size_rebuilt = in_word ? 0 : version_size(theirs);

		if (size > 0 && size_rebuilt > 0) {
			if (strtoul(ours, NULL, 10) != strtoul(theirs, NULL, 10))
				return false;
			ours += size;
			theirs += size_rebuilt;
			continue;
		}
		if (*ours != *theirs)
			return false;
		in_word = isalnum((unsigned char)*ours);
		ours++;
		theirs++;
	}
	return *ours == '\0' && *theirs == '\0';
}

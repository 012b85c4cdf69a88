/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_identity.h"

#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/memory.h"
#include "compare/elf_paths.h"

enum { CRC_SIZE = 4, PARTS = 6 };

/* The data of the first build-id among the notes of a section. */
static struct bytes
find_build_id(const struct elf *elf, struct bytes notes)
{
	enum { NOTES_LOOKED_AT = 16, ALIGN = 4 };
	struct cursor at = cursor_on(notes);

	for (unsigned i = 0; i < NOTES_LOOKED_AT && at.rest.size > 0; i++) {
		uint64_t name_size = elf_take(elf, &at, 4);
		uint64_t size = elf_take(elf, &at, 4);
		uint64_t type = elf_take(elf, &at, 4);
		struct bytes name = cursor_take(&at, roundup(name_size, ALIGN));
		struct bytes data = cursor_take(&at, roundup(size, ALIGN));

		if (type == NT_GNU_BUILD_ID && name_size == sizeof(ELF_NOTE_GNU) &&
		    bytes_equal(name, BYTES_OF(ELF_NOTE_GNU)))
			return bytes_slice(data, 0, size);
	}
	return (struct bytes){ 0 };
}

static void
find_debug_link(struct bytes content, struct elf_identity *identity)
{
	struct bytes name = bytes_before(content, 0);
	size_t crc = roundup(name.size + 1, CRC_SIZE);

	if (name.size == content.size || content.size < crc + CRC_SIZE)
		return;
	identity->debug_file = name;
	identity->debug_crc = bytes_slice(content, crc, CRC_SIZE);
}

static void
find_alt_link(struct bytes content, struct elf_identity *identity)
{
	struct bytes name = bytes_before(content, 0);

	if (name.size == content.size)
		return;
	identity->alt_file = name;
	identity->alt_id = bytes_slice(content, name.size + 1, SIZE_MAX);
}

void
elf_identity_find(const struct elf *elf, struct elf_identity *identity)
{
	*identity = (struct elf_identity){ 0 };
	for (size_t i = 1; i < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); i++) {
		struct elf_section section = elf_section(elf, i);
		struct bytes content = elf_section_bytes(elf, &section);

		if (section.type == SHT_NOTE && identity->build_id.size == 0)
			identity->build_id = find_build_id(elf, content);
		else if (elf_section_is(elf, &section, ".gnu_debuglink"))
			find_debug_link(content, identity);
		else if (elf_section_is(elf, &section, ".gnu_debugaltlink"))
			find_alt_link(content, identity);
	}
}

static int
digit_of(uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

bool
elf_identity_names_itself(const struct elf_identity *identity)
{
	struct bytes id = bytes_slice(identity->build_id, 1, SIZE_MAX);
	struct bytes name = identity->debug_file;

	if (id.size == 0 || name.size <= 2 * id.size ||
	    !bytes_equal_text(bytes_slice(name, 2 * id.size, SIZE_MAX), ".debug"))
		return false;
	for (size_t i = 0; i < 2 * id.size; i++)
		if (digit_of(name.data[i]) != (id.data[i / 2] >> (i % 2 ? 0 : 4) & 0xf))
			return false;
	return true;
}

static int
order_parts(const void *a, const void *b)
{
	const struct bytes *left = a, *right = b;

	return (left->data > right->data) - (left->data < right->data);
}

/* The parts of a file that may differ, in order. */
struct parts {
	struct bytes at[PARTS];
	size_t count;
};

static void
add_part(struct parts *parts, struct bytes part)
{
	if (part.size > 0 && parts->count < PARTS)
		parts->at[parts->count++] = part;
}

static void
list_parts(const struct elf *elf, struct parts *parts)
{
	struct elf_identity identity;

	*parts = (struct parts){ .count = 0 };
	elf_identity_find(elf, &identity);
	add_part(parts, identity.build_id);
	add_part(parts, identity.debug_crc);
	add_part(parts, identity.alt_id);
	if (elf_identity_names_itself(&identity))
		add_part(parts, identity.debug_file);
}

/* Whether the files are equal outside of these parts, which stand at the same places. */
static bool
are_equal_elsewhere(struct bytes published, struct bytes rebuilt, struct parts *ours,
		    struct parts *theirs)
{
	size_t at = 0;

	if (published.size != rebuilt.size || ours->count != theirs->count)
		return false;
	qsort(ours->at, ours->count, sizeof(*ours->at), order_parts);
	qsort(theirs->at, theirs->count, sizeof(*theirs->at), order_parts);
	for (size_t i = 0; i < ours->count; i++) {
		size_t start = (size_t)(ours->at[i].data - published.data);

		if (ours->at[i].size != theirs->at[i].size ||
		    start != (size_t)(theirs->at[i].data - rebuilt.data) || start < at ||
		    !bytes_equal(bytes_slice(published, at, start - at),
				 bytes_slice(rebuilt, at, start - at)))
			return false;
		at = start + ours->at[i].size;
	}
	return bytes_equal(bytes_slice(published, at, SIZE_MAX),
			   bytes_slice(rebuilt, at, SIZE_MAX));
}

/* Adds the strings of debug data that name another folder; how many. */
static size_t
add_paths(const struct elf *left, const struct elf *right, struct parts *ours,
	  struct parts *theirs)
{
	static const char *const names[] = { ".debug_str", ".debug_line_str" };
	size_t count = 0;

	for (size_t i = 0; i < array_length(names); i++) {
		struct elf_section a =
			elf_section(left, elf_find_section(left, names[i]));
		struct elf_section b =
			elf_section(right, elf_find_section(right, names[i]));
		struct bytes published = elf_section_bytes(left, &a);
		struct bytes rebuilt = elf_section_bytes(right, &b);

		if (bytes_equal(published, rebuilt) || (a.flags & SHF_COMPRESSED) != 0 ||
		    !elf_paths_are_replaced(published, rebuilt))
			continue;
		add_part(ours, published);
		add_part(theirs, rebuilt);
		count++;
	}
	return count;
}

bool
elf_identity_is_all(struct bytes published, struct bytes rebuilt)
{
	struct parts ours, theirs;
	struct elf left, right;
	struct error err;

	if (elf_open(&left, published, &err) < 0 || elf_open(&right, rebuilt, &err) < 0)
		return false;
	list_parts(&left, &ours);
	list_parts(&right, &theirs);
	return are_equal_elsewhere(published, rebuilt, &ours, &theirs);
}

bool
elf_identity_follows_paths(struct bytes published, struct bytes rebuilt)
{
	struct parts ours, theirs;
	struct elf left, right;
	struct error err;

	if (elf_open(&left, published, &err) < 0 || elf_open(&right, rebuilt, &err) < 0)
		return false;
	list_parts(&left, &ours);
	list_parts(&right, &theirs);
	return add_paths(&left, &right, &ours, &theirs) > 0 &&
	       are_equal_elsewhere(published, rebuilt, &ours, &theirs);
}

/* The next section from *index on that holds code; false after the last. */
static bool
next_code(const struct elf *elf, size_t *index, struct bytes *code)
{
	for (; *index < MIN(elf->section_count, (size_t)ELF_LOOKED_THROUGH); ++*index) {
		struct elf_section section = elf_section(elf, *index);

		*code = elf_section_bytes(elf, &section);
		if ((section.flags & SHF_EXECINSTR) != 0 && code->size > 0) {
			++*index;
			return true;
		}
	}
	return false;
}

bool
elf_has_same_code(struct bytes published, struct bytes rebuilt)
{
	struct elf left, right;
	struct error err;
	size_t i = 1, j = 1;

	if (elf_open(&left, published, &err) < 0 || elf_open(&right, rebuilt, &err) < 0)
		return false;
	for (;;) {
		struct bytes ours = { 0 }, theirs = { 0 };
		bool more = next_code(&left, &i, &ours);

		if (more != next_code(&right, &j, &theirs))
			return false;
		if (!more)
			return true;
		if (!bytes_equal(ours, theirs))
			return false;
	}
}

static struct bytes
comment_of(struct bytes file)
{
	struct elf elf;
	struct elf_section section;
	struct error err;

	if (elf_open(&elf, file, &err) < 0)
		return (struct bytes){ 0 };
	section = elf_section(&elf, elf_find_section(&elf, ".comment"));
	return elf_section_bytes(&elf, &section);
}

bool
elf_has_same_compiler(struct bytes published, struct bytes rebuilt)
{
	return bytes_equal(comment_of(published), comment_of(rebuilt));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two versions of a function as instructions, compared line by line.
 *
 * Distances and addresses change when anything else moves, so they are replaced by what
 * they lead to: what stands in another place on the other side then reads the same. Where
 * nothing is left that differs, the instructions are compared again as they are.
 */
#include "compare/elf_listing.h"

#include <ctype.h>
#include <stdlib.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/disassemble.h"
#include "compare/lines.h"
#include "compare/pairing.h"

enum {
	INSTRUCTIONS_MAX = 2048,
	LOOKED_BACK =
		192, /* bytes of code shown before what differs, in a large function */
	LISTING_MAX = 256 << 10,
};

/* One side on its way to text. */
struct listing {
	const struct elf_pairs *pairs; /* borrowed */
	bool is_published, exact;
	const struct elf_function *function; /* borrowed */
	struct bytes code;
	uint64_t address; /* of the code, which may begin inside the function */
	struct buffer text;
	uint64_t offsets[INSTRUCTIONS_MAX]; /* in the function, of each line */
	size_t count;
};

static const struct elf_part *
part_of(const struct listing *listing)
{
	return listing->is_published ? &listing->pairs->parts->published
				     : &listing->pairs->parts->rebuilt;
}

/* The function as the published side calls it, where that has it. */
static void
append_function(struct listing *listing, size_t index, uint64_t distance)
{
	const struct elf_pairs *pairs = listing->pairs;
	size_t ours = listing->is_published ? index : pairs->partners_back[index];
	bool known = ours != NONE;

	elf_function_name(known ? &pairs->parts->published.elf : &part_of(listing)->elf,
			  known ? &pairs->published.at[ours] : &pairs->rebuilt.at[index],
			  &listing->text);
	if (distance > 0)
		buffer_printf(&listing->text, "+0x%llx", (unsigned long long)distance);
}

/* "write@plt", "environ@got". */
static bool
append_import(struct listing *listing, uint64_t address)
{
	const struct elf_pairs *pairs = listing->pairs;
	const struct elf_functions *imports = listing->is_published
						      ? &pairs->published_imports
						      : &pairs->rebuilt_imports;
	size_t index = elf_functions_at(imports, address);
	const struct elf *elf = &part_of(listing)->elf;
	struct elf_section section = elf_section(elf, elf_section_at(elf, address));

	if (index == NONE || imports->at[index].address != address)
		return false;
	elf_function_name(elf, &imports->at[index], &listing->text);
	buffer_append_text(&listing->text,
			   (section.flags & SHF_EXECINSTR) != 0 ? "@plt" : "@got");
	return true;
}

/* What is at an address; false where that is nothing that is loaded. */
static bool
append_target(struct listing *listing, uint64_t address)
{
	const struct elf_pairs *pairs = listing->pairs;
	const struct elf_functions *functions =
		listing->is_published ? &pairs->published : &pairs->rebuilt;
	size_t index = elf_functions_at(functions, address);
	const struct elf_place *place = elf_place_at(
		listing->is_published ? &pairs->published_places : &pairs->rebuilt_places,
		address);

	if (index != NONE && &functions->at[index] == listing->function &&
	    !listing->exact)
		buffer_append_text(&listing->text, "(here)");
	else if (append_import(listing, address))
		return true;
	else if (index != NONE)
		append_function(listing, index, address - functions->at[index].address);
	else if (place == NULL)
		return false;
	else if (listing->exact)
		elf_name_address(&part_of(listing)->elf, address, &listing->text);
	else
		elf_name_section(&part_of(listing)->elf, place->section, &listing->text);
	return true;
}

/* The number at the start of a text, after "#" or not; *end behind it. */
static bool
read_number(const char *text, uint64_t *number, const char **end)
{
	char *stop;

	if (*text == '#')
		text++;
	if (!isdigit((unsigned char)*text))
		return false;
	*number = strtoull(text, &stop, 0);
	*end = stop;
	return true;
}

static bool
is_branch(const char *mnemonic)
{
	static const char *const starts[] = { "j",  "call", "b",    "cb",
					      "tb", "adr",  "loop", "xbegin" };

	for (size_t i = 0; i < array_length(starts); i++)
		if (text_starts_with(mnemonic, starts[i]))
			return true;
	return false;
}

/* Appends an operand that begins with a place; false where it does not. */
static bool
append_place(struct listing *listing, const struct instruction *instruction,
	     const char **text)
{
	static const char counter[] = "rip ";
	const char *at = *text;
	uint64_t number;

	if (text_starts_with(at, counter) && at[4] != '\0' && at[5] == ' ' &&
	    read_number(at + 6, &number, &at)) {
		uint64_t after = instruction->address + instruction->size;

		if (!append_target(listing,
				   (*text)[4] == '-' ? after - number : after + number))
			return false;
	} else if (!is_branch(instruction->mnemonic) || !read_number(at, &number, &at) ||
		   !append_target(listing, number)) {
		return false;
	}
	*text = at;
	return true;
}

static void
append_operands(struct listing *listing, const struct instruction *instruction)
{
	const char *at = instruction->operands;
	bool starts = true;

	while (*at != '\0') {
		if (starts && append_place(listing, instruction, &at))
			continue;
		starts = *at == ' ' || *at == '[' || *at == ',';
		buffer_append_byte(&listing->text, (uint8_t)*at++);
	}
}

static void
list(struct listing *listing, struct disassembler *disassembler)
{
	struct bytes rest = listing->code;
	uint64_t at = listing->address;
	struct instruction instruction;

	listing->count = 0;
	buffer_clear(&listing->text);
	while (listing->count < INSTRUCTIONS_MAX &&
	       disassembler_next(disassembler, rest, at, &instruction)) {
		listing->offsets[listing->count++] = at - listing->function->address;
		buffer_printf(&listing->text, "%-8s ", instruction.mnemonic);
		append_operands(listing, &instruction);
		buffer_append_byte(&listing->text, '\n');
		rest = bytes_slice(rest, instruction.size, SIZE_MAX);
		at += instruction.size;
	}
}

/* Replaces the numbers of lines in the heads of hunks by places in the function. */
static void
append_places(const struct listing *published, struct bytes diff, struct buffer *out)
{
	struct cursor at = cursor_on(diff);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		const uint8_t *plus = line.size > 2 && line.data[0] == '@'
					      ? memchr(line.data, '+', line.size)
					      : NULL;
		size_t number = 0;

		if (plus == NULL) {
			buffer_append(out, line);
			buffer_append_byte(out, '\n');
			continue;
		}
		number = strtoul((const char *)plus + 1, NULL, 10);
		number = MIN(number > 0 ? number - 1 : 0, published->count - 1);
		buffer_append_text(out, "@@ ");
		elf_function_name(&published->pairs->parts->published.elf,
				  published->function, out);
		buffer_printf(out, "+0x%llx @@\n",
			      (unsigned long long)published->offsets[number]);
	}
}

static bool
diff(struct listing *published, struct listing *rebuilt,
     struct disassembler *disassembler, uint64_t lines, struct buffer *out)
{
	struct line_counts counts;

	list(published, disassembler);
	list(rebuilt, disassembler);
	return published->count > 0 && !published->text.overflow &&
	       !rebuilt->text.overflow &&
	       lines_diff(buffer_bytes(&rebuilt->text), buffer_bytes(&published->text),
			  lines, out, &counts) == 0 &&
	       counts.added + counts.removed > 0;
}

/* A large function is shown from shortly before what differs. */
static void
open_listing(struct listing *listing, const struct elf_pairs *pairs,
	     const struct elf_function *function, bool is_published)
{
	*listing = (struct listing){ .pairs = pairs,
				     .is_published = is_published,
				     .function = function,
				     .address = function->address,
				     .text = BUFFER_INIT(LISTING_MAX) };
	listing->code = elf_function_bytes(part_of(listing), function);
}

static void
skip_start(struct listing *published, struct listing *rebuilt)
{
	size_t same = bytes_common(published->code, rebuilt->code);
	size_t skipped =
		same > 8 * (size_t)LOOKED_BACK ? (same - LOOKED_BACK) / 16 * 16 : 0;

	published->code = bytes_slice(published->code, skipped, SIZE_MAX);
	rebuilt->code = bytes_slice(rebuilt->code, skipped, SIZE_MAX);
	published->address += skipped;
	rebuilt->address += skipped;
}

bool
elf_list_change(struct disassembler *disassembler, const struct elf_pairs *pairs,
		size_t function, uint64_t lines, struct buffer *out)
{
	cleanup_free struct listing *published = xcalloc(1, sizeof(*published));
	cleanup_free struct listing *rebuilt = xcalloc(1, sizeof(*rebuilt));
	cleanup_buffer struct buffer text = BUFFER_INIT(LISTING_MAX);
	bool found;

	open_listing(published, pairs, &pairs->published.at[function], true);
	open_listing(rebuilt, pairs, &pairs->rebuilt.at[pairs->partners[function]],
		     false);
	skip_start(published, rebuilt);
	found = diff(published, rebuilt, disassembler, lines, &text);
	if (!found) {
		buffer_clear(&text);
		published->exact = rebuilt->exact = true;
		found = diff(published, rebuilt, disassembler, lines, &text);
	}
	if (found)
		append_places(published, buffer_bytes(&text), out);
	buffer_release(&published->text);
	buffer_release(&rebuilt->text);
	return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs in a section with code: which functions, and in which instructions. */
#include <inttypes.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/disassemble.h"
#include "compare/elf_identity.h"
#include "compare/elf_listing.h"
#include "compare/pairing.h"

enum {
	LARGEST = 64 << 20, /* of a section that is looked at function by function */
	FUNCTIONS_SHOWN = 5,
	MESSAGE_MAX = 4 << 10,
	DIFF_MAX = 32 << 10,
};

static struct disassembler *
open_disassembler(const struct elf_pairs *pairs)
{
	const struct elf *elf = &pairs->parts->published.elf;
	struct disassemble_machine machine = { elf->machine, elf->wide, elf->big,
					       pairs->published.thumb };

	if (elf->machine != pairs->parts->rebuilt.elf.machine)
		return NULL;
	return disassembler_open(&machine);
}

static uint64_t
count_lines(const struct buffer *text)
{
	uint64_t count = 0;

	for (size_t i = 0; i < text->size; i++)
		count += text->data[i] == '\n';
	return count;
}

static void
list_changes(struct finding *finding, const struct elf_pairs *pairs)
{
	struct disassembler *disassembler = open_disassembler(pairs);
	cleanup_buffer struct buffer text = BUFFER_INIT(DIFF_MAX);
	uint64_t most = pairs->parts->limits->diff_lines;
	size_t shown = 0;

	for (size_t i = 0; i < pairs->published.count && shown < FUNCTIONS_SHOWN &&
			   disassembler != NULL;
	     i++) {
		uint64_t lines = count_lines(&text);

		if (pairs->partners[i] == NONE || pairs->states[i] != ELF_PAIR_CHANGED)
			continue;
		if (lines >= most)
			break;
		shown += elf_list_change(disassembler, pairs, i, most - lines, &text);
	}
	disassembler_close(disassembler);
	if (text.size > 0)
		replace_text(&finding->diff, buffer_steal_text(&text));
}

/* The first functions in a state, with where each begins to differ. */
static void
append_changed(struct buffer *out, const struct elf_pairs *pairs)
{
	size_t shown = 0;

	for (size_t i = 0; i < pairs->published.count && shown < FUNCTIONS_SHOWN; i++) {
		const struct elf_function *ours = &pairs->published.at[i];
		size_t partner = pairs->partners[i];
		size_t same;

		if (partner == NONE || pairs->states[i] != ELF_PAIR_CHANGED)
			continue;
		same = bytes_common(elf_function_bytes(&pairs->parts->published, ours),
				    elf_function_bytes(&pairs->parts->rebuilt,
						       &pairs->rebuilt.at[partner]));
		buffer_append_text(out, shown++ > 0 ? ", " : ": ");
		elf_function_name(&pairs->parts->published.elf, ours, out);
		buffer_printf(out, "+0x%zx", same);
	}
	if (pairs->counts[ELF_PAIR_CHANGED] > shown)
		buffer_append_text(out, ", ...");
}

static void
append_lone(struct buffer *out, const struct elf_part *part,
	    const struct elf_functions *functions, const size_t *partners)
{
	size_t shown = 0;

	for (size_t i = 0; i < functions->count && shown <= FUNCTIONS_SHOWN; i++) {
		if (partners[i] != NONE)
			continue;
		buffer_append_text(out, shown == 0 ? ": " : ", ");
		if (shown++ == FUNCTIONS_SHOWN)
			buffer_append_text(out, "...");
		else
			elf_function_name(&part->elf, &functions->at[i], out);
	}
}

static const char *
plural(size_t count, const char *one, const char *many)
{
	return count == 1 ? one : many;
}

static void
append_counts(struct buffer *out, const struct elf_pairs *pairs)
{
	size_t changed = pairs->counts[ELF_PAIR_CHANGED];
	size_t moved = pairs->counts[ELF_PAIR_MOVED];

	if (changed > 0) {
		buffer_printf(out, "; of %zu functions %zu %s", pairs->published.count,
			      changed, plural(changed, "differs", "differ"));
		append_changed(out, pairs);
	}
	if (pairs->added > 0) {
		buffer_printf(out, "; %zu only published", pairs->added);
		append_lone(out, &pairs->parts->published, &pairs->published,
			    pairs->partners);
	}
	if (pairs->removed > 0) {
		buffer_printf(out, "; %zu only rebuilt", pairs->removed);
		append_lone(out, &pairs->parts->rebuilt, &pairs->rebuilt,
			    pairs->partners_back);
	}
	if (moved > 0)
		buffer_printf(out, "; %zu %s only where %s what stands elsewhere", moved,
			      plural(moved, "function differs", "functions differ"),
			      plural(moved, "it refers to", "they refer to"));
	if (changed + moved + pairs->added + pairs->removed == 0)
		buffer_append_text(out, "; every function is the same: what differs "
					"stands between them");
}

/* A section that no table cuts into functions: the stubs that call libraries. */
static void
state_whole(struct finding *finding, const struct elf_pairs *pairs)
{
	const struct elf_parts *parts = pairs->parts;
	cleanup_buffer struct buffer words = BUFFER_INIT(MESSAGE_MAX);

	if (pairs->counts[ELF_PAIR_MOVED] > 0) {
		finding->severity = SEVERITY_NOTE;
		finding_set_message(finding,
				    "%s; only where it refers to what stands "
				    "elsewhere",
				    finding->message);
		replace_text(&finding->diff, NULL);
		return;
	}
	elf_name_section(&parts->published.elf, parts->published.index, &words);
	finding_set_message(
		finding, "%s; in %s+0x%zx", finding->message, buffer_text(&words),
		bytes_common(parts->published.content, parts->rebuilt.content));
}

static void
state_functions(struct finding *finding, const struct elf_pairs *pairs)
{
	cleanup_buffer struct buffer words = BUFFER_INIT(MESSAGE_MAX);

	append_counts(&words, pairs);
	finding_set_message(finding, "%s%s", finding->message, buffer_text(&words));
}

void
elf_explain_code(struct finding *finding, const struct elf_parts *parts)
{
	cleanup_pairs struct elf_pairs pairs = { 0 };

	if (MAX(parts->published.content.size, parts->rebuilt.content.size) > LARGEST)
		return;
	elf_pairs_find(&pairs, parts);
	if (pairs.published.count > 1 || pairs.rebuilt.count > 1)
		state_functions(finding, &pairs);
	else
		state_whole(finding, &pairs);
	list_changes(finding, &pairs);
	if (!elf_has_same_compiler(parts->published.elf.content,
				   parts->rebuilt.elf.content))
		finding_set_cause(
			finding,
			"compiler-codegen: another compiler, or another version "
			"of it, wrote this",
			"build with the compiler that .comment of the published "
			"one names");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/elf_making.h"

#include "compare/elf.h"

void
elf_put(struct making *making, size_t size, uint64_t number)
{
	for (size_t i = 0; i < size; i++) {
		size_t shift = 8 * (making->plan->big ? size - i - 1 : i);

		buffer_append_byte(making->out, (uint8_t)(number >> shift));
	}
}

size_t
elf_wide(const struct making *making)
{
	return making->plan->narrow ? 4 : 8;
}

void
elf_put_wide(struct making *making, uint64_t number)
{
	elf_put(making, elf_wide(making), number);
}

size_t
elf_offset(const struct making *making)
{
	return making->out->size - making->start;
}

void
elf_align(struct making *making)
{
	while (elf_offset(making) % ALIGN != 0)
		buffer_append_byte(making->out, 0);
}

struct made_section *
elf_begin(struct making *making, const char *name, uint32_t type, uint64_t flags)
{
	struct made_section *section = &making->sections[++making->count];

	elf_align(making);
	*section = (struct made_section){
		.name = name, .type = type, .flags = flags, .offset = elf_offset(making)
	};
	return section;
}

void
elf_end(struct making *making)
{
	struct made_section *section = &making->sections[making->count];

	section->size = elf_offset(making) - section->offset;
}

size_t
elf_find(const struct making *making, const char *name)
{
	for (size_t i = 1; i <= making->count; i++)
		if (strcmp(making->sections[i].name, name) == 0)
			return i;
	end_program(name);
}

uint64_t
elf_address(const struct making *making, const char *name)
{
	return BASE_ADDRESS + making->sections[elf_find(making, name)].offset;
}

/* Offset 0 is the empty string; each text is at the next one. */
uint64_t
elf_put_string(struct making *making, const char *text)
{
	uint64_t at = elf_offset(making) - making->sections[making->count].offset;

	buffer_append(making->out,
		      (struct bytes){ (const uint8_t *)text, strlen(text) + 1 });
	return at;
}

static void
put_section(struct making *making, const struct made_section *section, uint64_t name)
{
	bool loaded = (section->flags & SHF_ALLOC) != 0;

	elf_put(making, 4, name);
	elf_put(making, 4, section->type);
	elf_put_wide(making, section->flags);
	elf_put_wide(making, loaded ? BASE_ADDRESS + section->offset : 0);
	elf_put_wide(making, section->offset);
	elf_put_wide(making, section->size);
	elf_put(making, 4, section->link);
	elf_put(making, 4, section->info);
	elf_put_wide(making, section->type == SHT_NULL ? 0 : 1);
	elf_put_wide(making, section->entsize);
}

static void
put_sections(struct making *making)
{
	uint64_t names[SECTIONS_MAX] = { 0 };
	size_t table;

	elf_begin(making, ".shstrtab", SHT_STRTAB, 0);
	elf_put_string(making, "");
	for (size_t i = 1; i <= making->count; i++)
		names[i] = elf_put_string(making, making->sections[i].name);
	elf_end(making);
	elf_align(making);
	table = making->count;
	for (size_t i = 0; i <= table; i++) {
		size_t from = i;

		if (making->plan->swap_headers && (i == 4 || i == 5))
			from = 9 - i;
		put_section(making, &making->sections[from], names[from]);
	}
}

static void
put_segment(struct making *making, uint32_t type, uint32_t flags, const char *first,
	    const char *last)
{
	uint64_t from =
		first == NULL ? 0 : making->sections[elf_find(making, first)].offset;
	uint64_t to = 0;

	if (last != NULL) {
		const struct made_section *section =
			&making->sections[elf_find(making, last)];

		to = section->offset + section->size;
	}
	elf_put(making, 4, type);
	if (!making->plan->narrow)
		elf_put(making, 4, flags);
	elf_put_wide(making, from);
	elf_put_wide(making, last == NULL ? 0 : BASE_ADDRESS + from);
	elf_put_wide(making, last == NULL ? 0 : BASE_ADDRESS + from);
	elf_put_wide(making, to - from);
	elf_put_wide(making, to - from);
	if (making->plan->narrow)
		elf_put(making, 4, flags);
	elf_put_wide(making, 1);
}

static void
put_segments(struct making *making)
{
	const struct elf_plan *plan = making->plan;
	uint32_t text = plan->text_flags != 0 ? plan->text_flags : PF_R | PF_X;
	uint32_t note = plan->note_segment != 0 ? plan->note_segment : PT_NOTE;
	uint32_t stack = plan->stack_flags != 0 ? plan->stack_flags : PF_R | PF_W;

	put_segment(making, PT_INTERP, PF_R, ".interp", ".interp");
	put_segment(making, PT_LOAD, PF_R, NULL, ".rodata");
	put_segment(making, PT_LOAD, text, ".text", ".text");
	put_segment(making, PT_LOAD, PF_R | PF_W, ".init_array", ".dynamic");
	put_segment(making, PT_DYNAMIC, PF_R | PF_W, ".dynamic", ".dynamic");
	put_segment(making, note, PF_R, ".note.gnu.build-id", ".note.gnu.build-id");
	put_segment(making, plan->no_stack ? PT_NULL : PT_GNU_STACK, stack, NULL, NULL);
	put_segment(making, plan->no_relro ? PT_NULL : PT_GNU_RELRO, PF_R, ".init_array",
		    ".dynamic");
}

static void
put_header(struct making *making, size_t sections_at)
{
	const struct elf_plan *plan = making->plan;
	const uint8_t ident[EI_NIDENT] = { 0x7f,
					   'E',
					   'L',
					   'F',
					   plan->narrow ? ELFCLASS32 : ELFCLASS64,
					   plan->big ? ELFDATA2MSB : ELFDATA2LSB,
					   EV_CURRENT };

	buffer_append(making->out, BYTES_OF(ident));
	elf_put(making, 2, ET_DYN);
	elf_put(making, 2, plan->machine != 0 ? plan->machine : EM_X86_64);
	elf_put(making, 4, EV_CURRENT);
	elf_put_wide(making, elf_address(making, ".text") + plan->entry);
	elf_put_wide(making, plan->narrow ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr));
	elf_put_wide(making, sections_at);
	elf_put(making, 4, 0);
	elf_put(making, 2, plan->narrow ? sizeof(Elf32_Ehdr) : sizeof(Elf64_Ehdr));
	elf_put(making, 2, plan->narrow ? sizeof(Elf32_Phdr) : sizeof(Elf64_Phdr));
	elf_put(making, 2, SEGMENTS);
	elf_put(making, 2, plan->narrow ? sizeof(Elf32_Shdr) : sizeof(Elf64_Shdr));
	elf_put(making, 2, plan->no_sections ? 0 : making->count + 1);
	elf_put(making, 2, plan->no_sections ? 0 : making->count);
}

void
elf_make(struct buffer *out, const struct elf_plan *plan)
{
	struct making making = { .plan = plan, .out = out, .start = out->size };
	size_t head = plan->narrow ? sizeof(Elf32_Ehdr) + SEGMENTS * sizeof(Elf32_Phdr)
				   : sizeof(Elf64_Ehdr) + SEGMENTS * sizeof(Elf64_Phdr);
	size_t sections_at = 0;
	cleanup_buffer struct buffer header = BUFFER_INIT(SIZE_MAX);

	for (size_t i = 0; i < head; i++)
		buffer_append_byte(out, 0);
	elf_add_sections(&making);
	if (!plan->no_sections) {
		put_sections(&making);
		sections_at = elf_offset(&making) -
			      (making.count + 1) * (plan->narrow ? sizeof(Elf32_Shdr)
								 : sizeof(Elf64_Shdr));
	}
	buffer_append(out, plan->overlay);
	/* The header knows where all the rest is: it is written aside, then in its place.
	 */
	making.out = &header;
	put_header(&making, sections_at);
	put_segments(&making);
	memcpy(out->data + making.start, header.data, header.size);
}

size_t
elf_made_offset(struct bytes file, const char *section)
{
	struct elf elf;
	struct error err;
	size_t index;

	if (elf_open(&elf, file, &err) < 0)
		end_program(err.message);
	index = elf_find_section(&elf, section);
	if (index == 0)
		end_program(section);
	return (size_t)elf_section(&elf, index).offset;
}

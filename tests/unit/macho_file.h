/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Mach-O files put together command by command: "__TEXT,__text", "__LINKEDIT" with two
 * symbols, a library or two, an id, an entry, perhaps a signature.
 */

#include "tests/unit/signatures.h"

struct macho_choice {
	bool narrow, big;
	uint8_t code, id;
	const char *library; /* a second one; NULL */
	const char *path;    /* to look for libraries in; NULL */
	const char *import;  /* a symbol of another; NULL: "_puts" */
	bool writable;	     /* the code may be written too */
	bool initialiser;    /* a second section, which runs before the entry */
	/* A signature: by nobody, or with a CMS signature. */
	bool ad_hoc, is_signed;
	const char *entitlements; /* NULL */
};

enum {
	MACHO_PART_TEXT = 0x400,
	MACHO_PART_INIT = 0x420,
	MACHO_PART_LINKS = 0x800,
	MACHO_PART_STRINGS = 0x840,
	MACHO_PART_SIGNATURE = 0x880,
	MACHO_BASE = 0x1000,
	MACHO_PAGE_BITS = 9,
};

/* A file while it is put together. */
struct macho_scene {
	struct buffer *out;
	const struct macho_choice *choice;
	unsigned commands;
};

static inline void
macho_put(struct macho_scene *scene, uint64_t number, size_t size)
{
	if (scene->choice->big)
		put_big(scene->out, number, size);
	else
		put_little(scene->out, number, size);
}

static inline void
macho_set(struct macho_scene *scene, size_t at, uint32_t number)
{
	if (scene->choice->big)
		set_big(scene->out, at, number, 4);
	else
		set_little(scene->out, at, number, 4);
}

static inline size_t
macho_wide(const struct macho_scene *scene)
{
	return scene->choice->narrow ? 4 : 8;
}

static inline void
macho_put_name(struct macho_scene *scene, const char *name)
{
	buffer_append_text(scene->out, name);
	put_zeros(scene->out, 16 - strlen(name));
}

/* Begins a command, whose size macho_end_command() fills in. */
static inline size_t
macho_command(struct macho_scene *scene, uint32_t number)
{
	size_t at = scene->out->size;

	macho_put(scene, number, 4);
	macho_put(scene, 0, 4);
	scene->commands++;
	return at;
}

static inline void
macho_end_command(struct macho_scene *scene, size_t at)
{
	put_zeros(scene->out, (8 - (scene->out->size - at) % 8) % 8);
	macho_set(scene, at + 4, (uint32_t)(scene->out->size - at));
}

struct macho_numbers {
	uint64_t address, size, offset, file_size;
	uint32_t protection, sections;
};

static inline size_t
macho_put_segment(struct macho_scene *scene, const char *name,
		  const struct macho_numbers *numbers)
{
	size_t at = macho_command(scene, scene->choice->narrow ? 0x1 : 0x19);
	size_t wide = macho_wide(scene);

	macho_put_name(scene, name);
	macho_put(scene, numbers->address, wide);
	macho_put(scene, numbers->size, wide);
	macho_put(scene, numbers->offset, wide);
	macho_put(scene, numbers->file_size, wide);
	macho_put(scene, 7, 4);
	macho_put(scene, numbers->protection, 4);
	macho_put(scene, numbers->sections, 4);
	macho_put(scene, 0, 4);
	return at;
}

static inline void
macho_put_section(struct macho_scene *scene, const char *name, uint32_t offset,
		  uint32_t size)
{
	macho_put_name(scene, name);
	macho_put_name(scene, "__TEXT");
	macho_put(scene, MACHO_BASE + offset, macho_wide(scene));
	macho_put(scene, size, macho_wide(scene));
	macho_put(scene, offset, 4);
	macho_put(scene, 2, 4);
	macho_put(scene, 0, 4);
	macho_put(scene, 0, 4);
	macho_put(scene, 0x400, 4);
	put_zeros(scene->out, scene->choice->narrow ? 8 : 12);
}

static inline void
macho_put_text(struct macho_scene *scene, uint32_t number, const char *text)
{
	size_t at = macho_command(scene, number);
	bool library = number == 0xc;

	macho_put(scene, library ? 24 : 12, 4);
	if (library) {
		macho_put(scene, 2, 4);
		macho_put(scene, 0x10203, 4);
		macho_put(scene, 0x10000, 4);
	}
	buffer_append_text(scene->out, text);
	buffer_append_byte(scene->out, 0);
	macho_end_command(scene, at);
}

static inline void
macho_put_segments(struct macho_scene *scene, size_t end)
{
	const struct macho_choice *choice = scene->choice;
	size_t at = macho_put_segment(
		scene, "__TEXT",
		&(struct macho_numbers){ MACHO_BASE, MACHO_PART_LINKS, 0,
					 MACHO_PART_LINKS, choice->writable ? 7 : 5,
					 choice->initialiser ? 2 : 1 });

	macho_put_section(scene, "__text", MACHO_PART_TEXT, 0x20);
	if (choice->initialiser)
		macho_put_section(scene, "__mod_init_func", MACHO_PART_INIT, 8);
	macho_end_command(scene, at);
	at = macho_put_segment(scene, "__LINKEDIT",
			       &(struct macho_numbers){ MACHO_BASE + MACHO_PART_LINKS,
							choice->narrow ? 0x1000 : 0x4000,
							MACHO_PART_LINKS,
							end - MACHO_PART_LINKS, 1, 0 });
	macho_end_command(scene, at);
}

static inline void
macho_put_commands(struct macho_scene *scene, size_t end)
{
	const struct macho_choice *choice = scene->choice;
	size_t at;

	macho_put_segments(scene, end);
	at = macho_command(scene, 0x2);
	macho_put(scene, MACHO_PART_LINKS, 4);
	macho_put(scene, 2, 4);
	macho_put(scene, MACHO_PART_STRINGS, 4);
	macho_put(scene, 0x40, 4);
	macho_end_command(scene, at);
	macho_put_text(scene, 0xc, "/usr/lib/libSystem.B.dylib");
	if (choice->library != NULL)
		macho_put_text(scene, 0xc, choice->library);
	if (choice->path != NULL)
		macho_put_text(scene, 0x8000001c, choice->path);
	at = macho_command(scene, 0x1b);
	for (size_t i = 0; i < 16; i++)
		buffer_append_byte(scene->out, (uint8_t)(choice->id + i));
	macho_end_command(scene, at);
	at = macho_command(scene, 0x80000028);
	macho_put(scene, MACHO_PART_TEXT + 4, 8);
	macho_put(scene, 0, 8);
	macho_end_command(scene, at);
	at = macho_command(scene, 0x32);
	macho_put(scene, 1, 4);
	macho_put(scene, 0xb0000, 4);
	macho_put(scene, 0xc0300, 4);
	macho_put(scene, 1, 4);
	macho_put(scene, 3, 4);
	macho_put(scene, 0x28a0900, 4);
	macho_end_command(scene, at);
	if (choice->ad_hoc || choice->is_signed) {
		at = macho_command(scene, 0x1d);
		macho_put(scene, MACHO_PART_SIGNATURE, 4);
		macho_put(scene, (uint32_t)(end - MACHO_PART_SIGNATURE), 4);
		macho_end_command(scene, at);
	}
}

/* "_main" is defined, the other symbol is not. */
static inline void
macho_put_symbols(struct macho_scene *scene)
{
	const char *import = scene->choice->import;
	static const uint8_t types[] = { 0x0f, 0x01 };

	put_up_to(scene->out, MACHO_PART_LINKS);
	for (unsigned i = 0; i < 2; i++) {
		macho_put(scene, i == 0 ? 1 : 8, 4);
		buffer_append_byte(scene->out, types[i]);
		buffer_append_byte(scene->out, 1 - (uint8_t)i);
		macho_put(scene, i == 0 ? 0 : 0x100, 2);
		macho_put(scene, i == 0 ? MACHO_BASE + MACHO_PART_TEXT : 0,
			  macho_wide(scene));
	}
	put_up_to(scene->out, MACHO_PART_STRINGS);
	buffer_append_byte(scene->out, 0);
	buffer_append_text(scene->out, "_main");
	put_zeros(scene->out, 2);
	buffer_append_text(scene->out, import != NULL ? import : "_puts");
	put_up_to(scene->out, MACHO_PART_SIGNATURE);
}

static inline void
put_blob(struct buffer *out, uint32_t magic, struct bytes content)
{
	put_big(out, magic, 4);
	put_big(out, content.size + 8, 4);
	buffer_append(out, content);
}

static inline void
put_sha256(struct buffer *out, struct bytes of)
{
	struct digest digest = digest_of(DIGEST_SHA256, of);

	buffer_append(out, (struct bytes){ digest.data, digest.size });
}

/* Digests of the entitlements (slot 5) and of every page. */
static inline void
put_directory(struct buffer *out, struct bytes file, const struct macho_choice *choice,
	      struct bytes entitlements)
{
	enum { HEAD = 44, IDENTIFIER = 8, PAGE = 1 << MACHO_PAGE_BITS };
	size_t others = entitlements.size > 0 ? 5 : 0;
	size_t pages = (file.size + PAGE - 1) / PAGE;
	cleanup_buffer struct buffer content = BUFFER_INIT(SIZE_MAX);

	put_big(&content, 0x20100, 4);
	put_big(&content, choice->is_signed ? 0x10000 : 0x2, 4);
	put_big(&content, HEAD + IDENTIFIER + others * 32, 4);
	put_big(&content, HEAD, 4);
	put_big(&content, others, 4);
	put_big(&content, pages, 4);
	put_big(&content, file.size, 4);
	put_big(&content, 0x20020000 + MACHO_PAGE_BITS, 4);
	put_big(&content, 0, 4);
	buffer_append_text(&content, "program");
	buffer_append_byte(&content, 0);
	if (others > 0) {
		put_sha256(&content, entitlements);
		put_zeros(&content, 4 * 32);
	}
	for (size_t i = 0; i < pages; i++)
		put_sha256(&content, bytes_slice(file, i * PAGE, PAGE));
	put_blob(out, 0xfade0c02, buffer_bytes(&content));
}

static inline void
put_code_signature(struct buffer *out, struct bytes file,
		   const struct macho_choice *choice)
{
	static const uint8_t data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					0x0d, 0x01, 0x07, 0x01 };
	cleanup_buffer struct buffer directory = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer rights = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer cms = BUFFER_INIT(SIZE_MAX);
	const uint32_t slots[] = { 0, 5, 0x10000 };
	const struct buffer *blobs[] = { &directory, &rights, &cms };
	uint32_t count = 0, at = 12;

	if (choice->entitlements != NULL)
		put_blob(&rights, 0xfade7171, bytes_of_text(choice->entitlements));
	put_directory(&directory, file, choice, buffer_bytes(&rights));
	if (choice->is_signed) {
		cleanup_buffer struct buffer wrapped = BUFFER_INIT(SIZE_MAX);

		put_signed_data(&wrapped, BYTES_OF(data), (struct bytes){ NULL, 0 },
				buffer_bytes(&directory));
		put_blob(&cms, 0xfade0b01, buffer_bytes(&wrapped));
	}
	for (size_t i = 0; i < array_length(blobs); i++)
		count += blobs[i]->size > 0;
	at += 8 * count;
	put_big(out, 0xfade0cc0, 4);
	put_big(out, at + directory.size + rights.size + cms.size, 4);
	put_big(out, count, 4);
	for (size_t i = 0; i < array_length(blobs); i++) {
		if (blobs[i]->size == 0)
			continue;
		put_big(out, slots[i], 4);
		put_big(out, at, 4);
		at += (uint32_t)blobs[i]->size;
	}
	for (size_t i = 0; i < array_length(blobs); i++)
		buffer_append(out, buffer_bytes(blobs[i]));
}

/* All but the signature; `end` is where the file will end. */
static inline void
put_macho_up_to(struct buffer *out, const struct macho_choice *choice, size_t end)
{
	struct macho_scene scene = { .out = out, .choice = choice };
	size_t header = choice->narrow ? 28 : 32;

	macho_put(&scene, choice->narrow ? 0xfeedface : 0xfeedfacf, 4);
	macho_put(&scene, choice->narrow ? 7 : 0x0100000c, 4);
	macho_put(&scene, choice->narrow ? 3 : 0, 4);
	macho_put(&scene, 2, 4);
	put_up_to(out, header);
	macho_put_commands(&scene, end);
	macho_set(&scene, 16, scene.commands);
	macho_set(&scene, 20, (uint32_t)(out->size - header));
	macho_set(&scene, 24, 0x200085);
	put_up_to(out, MACHO_PART_TEXT);
	for (size_t i = 0; i < 0x20; i++)
		buffer_append_byte(out, (uint8_t)(choice->code + i));
	if (choice->initialiser)
		macho_put(&scene, MACHO_BASE + MACHO_PART_TEXT, 8);
	macho_put_symbols(&scene);
}

static inline void
put_macho(struct buffer *out, const struct macho_choice *choice)
{
	cleanup_buffer struct buffer whole = BUFFER_INIT(SIZE_MAX);
	cleanup_buffer struct buffer signature = BUFFER_INIT(SIZE_MAX);
	size_t end = MACHO_PART_SIGNATURE;

	if (choice->ad_hoc || choice->is_signed) {
		put_macho_up_to(&whole, choice, end);
		put_code_signature(&signature, buffer_bytes(&whole), choice);
		end += signature.size + 8;
	}
	buffer_clear(&whole);
	put_macho_up_to(&whole, choice, end);
	if (end > MACHO_PART_SIGNATURE) {
		buffer_clear(&signature);
		put_code_signature(&signature, buffer_bytes(&whole), choice);
		buffer_append(&whole, buffer_bytes(&signature));
		put_zeros(&whole, 8);
	}
	buffer_append(out, buffer_bytes(&whole));
}

/* Two slices. */
static inline void
put_fat(struct buffer *out, const struct macho_choice *first,
	const struct macho_choice *second)
{
	cleanup_buffer struct buffer one = BUFFER_INIT(SIZE_MAX),
				     two = BUFFER_INIT(SIZE_MAX);
	struct buffer *slices[] = { &one, &two };
	const uint32_t cpus[] = { 0x0100000c, 7 }, kinds[] = { 0, 3 };
	uint32_t at = 0x100;

	put_macho(&one, first);
	put_macho(&two, second);
	put_big(out, 0xcafebabe, 4);
	put_big(out, 2, 4);
	for (size_t i = 0; i < 2; i++) {
		put_big(out, cpus[i], 4);
		put_big(out, kinds[i], 4);
		put_big(out, at, 4);
		put_big(out, slices[i]->size, 4);
		put_big(out, 8, 4);
		at = (uint32_t)(at + slices[i]->size + 0xff) & ~UINT32_C(0xff);
	}
	for (size_t i = 0; i < 2; i++) {
		put_up_to(out, (out->size + 0xff) & ~(size_t)0xff);
		buffer_append(out, buffer_bytes(slices[i]));
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TARGET FILE...: gives a fuzz target each file, starts of it and the file with bytes
 * changed, the same in every run; for compilers without libFuzzer.  A sanitizer or a broken
 * promise ends the program, so that the line of the file is missing.
 */
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "tests/fuzz/fuzz.h"

enum { CUTS = 128, FLIPS = 128 };

/* A copy of its own size: one byte read beyond it is beyond the allocation. */
static void
try(struct bytes input)
{
	uint8_t *copy = xcalloc(input.size + 1, 1);

	if (input.size > 0)
		memcpy(copy + 1, input.data, input.size);
	LLVMFuzzerTestOneInput(copy + 1, input.size);
	free(copy);
}

/* All starts of a short file; of a longer one as many, evenly spread. */
static size_t
replay(struct bytes file)
{
	cleanup_buffer struct buffer changed = BUFFER_INIT(SIZE_MAX);
	static const uint8_t masks[] = { 0x01, 0x80, 0xff };
	size_t tries = 1;

	try(file);
	for (size_t at = 0; at < file.size; at += 1 + file.size / CUTS, tries++)
		try(bytes_slice(file, 0, at));
	buffer_append(&changed, file);
	for (size_t at = 0; at < file.size; at += 1 + file.size / FLIPS, tries++) {
		uint8_t mask = masks[tries % array_length(masks)];

		changed.data[at] ^= mask;
		try(buffer_bytes(&changed));
		changed.data[at] ^= mask;
	}
	return tries;
}

int
main(int argc, char **argv)
{
	LLVMFuzzerInitialize(&argc, &argv);
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		struct mapping file;
		struct error err;
		size_t tries;

		if (mapping_open(&file, argv[i], &err) < 0)
			end_program(err.message);
		tries = replay(file.bytes);
		printf("ok %d - %s, %zu times\n", i, path_name(argv[i]), tries);
		fflush(stdout);
		mapping_close(&file);
	}
	return argc < 2;
}

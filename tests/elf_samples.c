/* SPDX-License-Identifier: GPL-3.0-or-later */
/* elf_samples FOLDER: writes small ELF files of every kind there, the same each time. */
#include <stdlib.h>

#include "base/file.h"
#include "base/memory.h"
#include "tests/elf.h"

static const struct sample {
	const char *name;
	struct elf_plan plan;
} samples[] = {
	{ "plain.elf", { 0 } },
	{ "big.elf", { .big = true, .machine = EM_S390 } },
	{ "narrow.elf", { .narrow = true, .machine = EM_ARM } },
	{ "stripped.elf", { .no_sections = true } },
	{ "other.elf",
	  { .needed = { "liba.so", "libc.so.6" },
	    .runpath = "/opt/lib",
	    .build_id = 3,
	    .constructors = 1,
	    .text = BYTES_OF(
		    "\x55\x48\x89\xe5\xb8\x01\x00\x00\x00\x5d\xc3\x90\x90\x90\x90\x90"
		    "\x55\x48\x89\xe5\xe8\x00\x00\x00\x00\x5d\xc3"),
	    .debug = BYTES_OF("main\0/build/x-1.0\0int"),
	    .overlay = BYTES_OF("behind the end") } },
};

int
main(int argc, char **argv)
{
	if (argc != 2)
		end_program("usage: elf_samples FOLDER");
	for (size_t i = 0; i < array_length(samples); i++) {
		char *path = xasprintf("%s/%s", argv[1], samples[i].name);
		struct buffer file = BUFFER_INIT(1 << 20);
		struct error err;

		elf_make(&file, &samples[i].plan);
		if (file_write(path, buffer_bytes(&file), 0644, &err) < 0)
			end_program(err.message);
		buffer_release(&file);
		free(path);
	}
	return 0;
}

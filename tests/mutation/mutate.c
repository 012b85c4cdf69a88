/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mutate FILE...: changes each file in many ways, compares it with itself as it was, and
 * fails where a change goes unreported: where the account of the bytes is empty or does
 * not add up, where it is excused without a rule, where `strict` does not call it
 * different, or where the two are equivalent but have two canonical forms. What is
 * changed is the same in every run.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/comparison.h"
#include "tests/promise.h"

enum { FLIPS_PER_FILE = 6000, EDITS_PER_FILE = 200, BLOCK = 512 };

struct run {
	const char *path;
	struct bytes original;
	struct buffer changed;
	uint64_t state; /* of the generator */
	unsigned changes, unreported;
};

/* xorshift64 (Marsaglia, 2003). */
static size_t
next_number(struct run *run, size_t below)
{
	run->state ^= run->state << 13;
	run->state ^= run->state >> 7;
	run->state ^= run->state << 17;
	return below == 0 ? 0 : (size_t)(run->state % below);
}

static const char *
trouble_with(const struct comparison *comparison, bool strict)
{
	const struct accounting *bytes = &comparison->accounting;

	if (comparison->outcome == OUTCOME_IDENTICAL)
		return "called identical";
	if (comparison->outcome == OUTCOME_INCOMPLETE)
		return comparison->limits.count > 0 ? NULL : "incomplete without a limit";
	if (bytes->differing != bytes->found + bytes->normalized + bytes->follows)
		return "the account does not add up";
	if (strict && comparison->outcome != OUTCOME_DIFFERENT)
		return "excused under strict";
	if (comparison->outcome == OUTCOME_EQUIVALENT &&
	    comparison->normalized_count == 0)
		return "excused without a rule";
	if (comparison->outcome == OUTCOME_DIFFERENT && comparison->finding_count == 0)
		return "different without a finding";
	return NULL;
}

static void
compare_changed(struct run *run, const char *profile, bool swapped, const char *what)
{
	struct comparison comparison;
	struct comparison_options options;
	struct subject *original = subject_of_bytes("x", run->original);
	struct subject *changed = subject_of_bytes("x", buffer_bytes(&run->changed));
	struct error err;
	const char *trouble;

	comparison_options_init(&options);
	options.profile = profile;
	if (comparison_run(&comparison, swapped ? changed : original,
			   swapped ? original : changed, &options, &err) < 0)
		end_program(err.message);
	trouble = trouble_with(&comparison, strcmp(profile, "strict") == 0);
	if (trouble == NULL)
		trouble = promise_trouble(&comparison, run->original,
					  buffer_bytes(&run->changed), &options);
	if (trouble != NULL) {
		run->unreported++;
		printf("# %s: %s, %s: %s\n", run->path, what, profile, trouble);
	}
	comparison_release(&comparison);
	subject_close(original);
	subject_close(changed);
}

static void
judge(struct run *run, const char *what)
{
	if (bytes_equal(run->original, buffer_bytes(&run->changed)))
		return;
	run->changes++;
	compare_changed(run, "release", false, what);
	compare_changed(run, "archive", true, what);
	compare_changed(run, "strict", run->changes % 2 == 0, what);
}

static void
begin(struct run *run)
{
	buffer_clear(&run->changed);
	buffer_append(&run->changed, run->original);
}

/* Every byte of a small file, and evenly spread ones of a larger. */
static void
flip(struct run *run)
{
	static const uint8_t masks[] = { 0x01, 0x80, 0xff };
	size_t step = 1 + run->original.size * array_length(masks) / FLIPS_PER_FILE;

	for (size_t at = 0; at < run->original.size; at += step)
		for (size_t i = 0; i < array_length(masks); i++) {
			char what[64];

			begin(run);
			run->changed.data[at] ^= masks[i];
			snprintf(what, sizeof(what), "byte %zu ^ %#x", at, masks[i]);
			judge(run, what);
		}
}

static void
insert(struct run *run)
{
	size_t at = next_number(run, run->original.size + 1),
	       size = 1 + next_number(run, 700);
	uint8_t byte = (uint8_t)next_number(run, 4) * 85;
	char what[64];

	buffer_clear(&run->changed);
	buffer_append(&run->changed, bytes_slice(run->original, 0, at));
	for (size_t i = 0; i < size; i++)
		buffer_append_byte(&run->changed, byte);
	buffer_append(&run->changed, bytes_slice(run->original, at, SIZE_MAX));
	snprintf(what, sizeof(what), "%zu times %#x inserted at %zu", size, byte, at);
	judge(run, what);
}

static void delete (struct run *run)
{
	size_t at = next_number(run, run->original.size + 1),
	       size = 1 + next_number(run, 700);
	char what[64];

	buffer_clear(&run->changed);
	buffer_append(&run->changed, bytes_slice(run->original, 0, at));
	buffer_append(&run->changed, bytes_slice(run->original, at + size, SIZE_MAX));
	snprintf(what, sizeof(what), "%zu bytes deleted at %zu", size, at);
	judge(run, what);
}

static void
truncate_file(struct run *run)
{
	size_t size = next_number(run, run->original.size);
	char what[64];

	buffer_clear(&run->changed);
	buffer_append(&run->changed, bytes_slice(run->original, 0, size));
	snprintf(what, sizeof(what), "cut to %zu bytes", size);
	judge(run, what);
}

/* Blocks of a tar are headers and contents: this makes other archives, some of them
 * sound. */
static void
swap_blocks(struct run *run)
{
	size_t blocks = run->original.size / BLOCK;
	size_t a = next_number(run, blocks), b = next_number(run, blocks);
	uint8_t block[BLOCK];
	char what[64];

	if (blocks < 2)
		return;
	begin(run);
	memcpy(block, run->changed.data + a * BLOCK, BLOCK);
	memmove(run->changed.data + a * BLOCK, run->changed.data + b * BLOCK, BLOCK);
	memcpy(run->changed.data + b * BLOCK, block, BLOCK);
	snprintf(what, sizeof(what), "blocks %zu and %zu swapped", a, b);
	judge(run, what);
}

static void
mutate(struct run *run)
{
	flip(run);
	for (unsigned i = 0; i < EDITS_PER_FILE; i++) {
		insert(run);
		delete (run);
		truncate_file(run);
		swap_blocks(run);
	}
}

int
main(int argc, char **argv)
{
	unsigned failures = 0;

	comparison_prepare();
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++) {
		struct mapping file;
		struct error err;
		struct run run = { .path = path_name(argv[i]),
				   .changed = BUFFER_INIT(SIZE_MAX),
				   .state = 88172645463325252 };

		if (mapping_open(&file, argv[i], &err) < 0)
			end_program(err.message);
		run.original = file.bytes;
		mutate(&run);
		printf("%sok %d - each of %u changes of %s is reported\n",
		       run.unreported > 0 ? "not " : "", i, run.changes, run.path);
		failures += run.unreported > 0;
		buffer_release(&run.changed);
		mapping_close(&file);
	}
	return failures > 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tar unpacked and packed again, once by each compressor of the table, until one
 * gives the published bytes.  gzip's own header is not the compressor's: what follows it
 * is compared.  All of it in the sandbox, as none of these programs is ours.
 */
#include "rebuild/archive_kind.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "rebuild/environment.h"
#include "sandbox/sandbox.h"

enum { TRIAL_MILLISECONDS = 5 * 60 * 1000, GZIP_PLAIN = 10 };

static const struct {
	const char *packing, *command;
} compressors[] = {
#define COMPRESSOR(packing, command) { packing, command },
#include "rebuild/archive_compressors.def"
#undef COMPRESSOR
};

/* SKIP PROGRAM COMMAND...: the exit status is the number of the command, or FOUND_NONE.
 * Ten bytes of whatever stand for the header where Python makes the stream. */
enum { FOUND_NONE = 200 };
static const char script[] =
	"skip=$1 program=$2 number=0; shift 2\n"
	"$program -dc </artifact >/tmp/tar || exit 201\n"
	"pack() {\n"
	"	case $1 in\n"
	"	zlib) python3 -c 'import struct, sys, zlib\n"
	"tar = sys.stdin.buffer.read()\n"
	"made = zlib.compressobj(int(sys.argv[1][1:]), 8, -15)\n"
	"sys.stdout.buffer.write(bytes(10) + made.compress(tar) + made.flush() +\n"
	"    struct.pack(\"<II\", zlib.crc32(tar), len(tar) & 0xffffffff))' \"$2\" ;;\n"
	"	gzip) gzip -n \"$2\" ;;\n"
	"	*) \"$@\" ;;\n"
	"	esac\n"
	"}\n"
	"for command in \"$@\"; do\n"
	"	number=$((number + 1))\n"
	"	pack $command </tmp/tar 2>/dev/null | cmp -s -i \"$skip\" - /artifact "
	"&&\n"
	"		exit $number\n"
	"done\n"
	"exit 200";

static void
make_plan(struct sandbox_plan *plan, const struct session *session,
	  const struct archive_marks *marks, const char *artifact_path)
{
	char skip[64] = "0";

	if (marks->gzip_size > 0)
		snprintf(skip, sizeof(skip), "%d:%zu", GZIP_PLAIN, marks->gzip_size);
	environment_plan(plan, session->environment);
	sandbox_plan_mount(plan, MOUNT_READ_ONLY, artifact_path, "/artifact");
	sandbox_plan_argument(plan, "/bin/sh");
	sandbox_plan_argument(plan, "-c");
	sandbox_plan_argument(plan, script);
	sandbox_plan_argument(plan, "sh");
	sandbox_plan_argument(plan, skip);
	sandbox_plan_argument(plan, marks->packing);
	for (size_t i = 0; i < array_length(compressors); i++)
		if (strcmp(compressors[i].packing, marks->packing) == 0)
			sandbox_plan_argument(plan, compressors[i].command);
	plan->limits.wall_milliseconds = TRIAL_MILLISECONDS;
}

/* The n-th of those that were tried. */
static const char *
tried(const char *packing, int number)
{
	for (size_t i = 0; i < array_length(compressors); i++)
		if (strcmp(compressors[i].packing, packing) == 0 && --number == 0)
			return compressors[i].command;
	return NULL;
}

int
archive_kind_compressor(const char **command, const struct session *session,
			const struct archive_kind *kind, const char *artifact_path,
			struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	const struct archive_marks *marks = &kind->marks;
	bool gzip = strcmp(marks->packing, "gzip") == 0;

	*command = NULL;
	if (!marks->tar || tried(marks->packing, 1) == NULL ||
	    (gzip && marks->gzip_size == 0))
		return 0;
	make_plan(&plan, session, marks, artifact_path);
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "trying compressors");
	if (result.end == SANDBOX_EXITED && result.exit_code < FOUND_NONE)
		*command = tried(marks->packing, result.exit_code);
	return 0;
}

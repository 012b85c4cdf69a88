/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What differs in the headers and tables of an ELF file, as those see it who run it. What
 * an attacker would want is an alarm; what follows from other parts is a note, which
 * stays a finding.
 */
#include "compare/elf_judge.h"

#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/elf.h"
#include "compare/elf_identity.h"
#include "compare/elf_judge_layout.h"

/* What a loader is asked for, in numbers. */
struct segments {
	unsigned loaded, runs, written_and_run, stacks, relro;
	bool stack_runs;
};

static struct segments
count_segments(struct bytes file)
{
	struct segments count = { 0 };
	struct elf elf;
	struct error err;

	if (elf_open(&elf, file, &err) < 0)
		return count;
	for (size_t i = 0; i < MIN(elf.segment_count, (size_t)ELF_SEGMENTS_MAX); i++) {
		struct elf_segment segment = elf_segment(&elf, i);
		bool runs = (segment.flags & PF_X) != 0;

		if (segment.type == PT_LOAD) {
			count.loaded++;
			count.runs += runs;
			count.written_and_run += runs && (segment.flags & PF_W) != 0;
		}
		count.relro += segment.type == PT_GNU_RELRO;
		count.stacks += segment.type == PT_GNU_STACK;
		count.stack_runs |= segment.type == PT_GNU_STACK && runs;
	}
	return count;
}

static void
alarm_about(struct finding *finding, const char *message)
{
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "%s", message);
}

static void
note_about(struct finding *finding, const char *message)
{
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "%s", message);
}

/* Segments pair by number; whether one more is loaded is asked of all together. */
static void
judge_segment(struct finding *finding, const struct difference *difference)
{
	struct segments published = count_segments(difference->published_file);
	struct segments rebuilt = count_segments(difference->rebuilt_file);
	bool type = text_ends_with(difference->key, "/type");
	bool flags = text_ends_with(difference->key, "/flags");

	if (type && published.relro == 0 && rebuilt.relro > 0)
		alarm_about(finding, "tables that are written only while loading stay "
				     "writable: RELRO is gone");
	else if (type && published.stacks == 0 && rebuilt.stacks > 0)
		alarm_about(finding, "nothing says that the stack must not be run");
	else if (type && published.loaded > rebuilt.loaded)
		alarm_about(finding, "one more segment is loaded");
	else if (flags && published.stack_runs && !rebuilt.stack_runs)
		alarm_about(finding, "the stack may be run");
	else if (flags && published.written_and_run > rebuilt.written_and_run)
		alarm_about(finding, "memory that is written may also be run");
	else if (flags && published.runs > rebuilt.runs)
		alarm_about(finding, "one more segment may be run");
}

/* A function that runs by itself, or the first one of all. */
static void
judge_start(struct finding *finding, const struct difference *difference)
{
	if (difference->rebuilt == NULL)
		alarm_about(finding, "one more function runs by itself");
	else if (difference->published == NULL)
		finding_set_message(finding, "one function less runs by itself");
	else if (elf_has_same_code(difference->published_file, difference->rebuilt_file))
		alarm_about(finding, "the code is the same, but starts elsewhere");
	else if (difference->published->symbolic && difference->rebuilt->symbolic)
		note_about(finding, "stands elsewhere in the code, which differs");
}

static bool
has_bits(const struct tile *tile, uint64_t bits)
{
	return tile != NULL && ((uint64_t)tile->number & bits) == bits;
}

static void
judge_flags(struct finding *finding, const struct difference *difference)
{
	bool second = strcmp(difference->key, "flags_1") == 0;
	uint64_t now = second ? DF_1_NOW : DF_BIND_NOW;

	if (has_bits(difference->rebuilt, now) && !has_bits(difference->published, now))
		alarm_about(finding, "symbols are bound late: the table of functions "
				     "stays writable");
	else if (!second && has_bits(difference->published, DF_TEXTREL) &&
		 !has_bits(difference->rebuilt, DF_TEXTREL))
		alarm_about(finding, "code is written to while loading");
}

static bool
is_one_of(const char *key, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* What the dynamic linker loads, and from where. */
static bool
judge_libraries(struct finding *finding, const struct difference *difference,
		const char *key)
{
	static const char *const paths[] = { "runpath", "rpath" };
	static const char *const others[] = { "audit", "depaudit", "filter", "auxiliary",
					      "config" };

	if (text_starts_with(key, "needed:")) {
		if (difference->rebuilt == NULL)
			alarm_about(finding, "one more library is loaded");
		else
			finding_set_message(finding, "one library less is loaded");
	} else if (is_one_of(key, paths, array_length(paths))) {
		if (difference->published != NULL)
			alarm_about(finding, "libraries are looked for elsewhere");
	} else if (is_one_of(key, others, array_length(others))) {
		if (difference->published != NULL)
			alarm_about(finding, "the dynamic linker loads something else");
	} else {
		return false;
	}
	return true;
}

static void
judge_dynamic(struct finding *finding, const struct difference *difference,
	      const char *key)
{
	static const char *const counts[] = { "relacount", "relcount", "relasz", "relsz",
					      "relrsz",	   "pltrelsz", "strsz" };
	static const char *const starts[] = { "init", "fini" };

	if (judge_libraries(finding, difference, key))
		return;
	if (strcmp(key, "bind_now") == 0 && difference->published == NULL)
		alarm_about(finding, "symbols are bound late: the table of functions "
				     "stays writable");
	else if (strcmp(key, "textrel") == 0 && difference->rebuilt == NULL)
		alarm_about(finding, "code is written to while loading");
	else if (strcmp(key, "flags") == 0 || strcmp(key, "flags_1") == 0)
		judge_flags(finding, difference);
	else if (is_one_of(key, starts, array_length(starts)))
		judge_start(finding, difference);
	else if (is_one_of(key, counts, array_length(counts)))
		note_about(finding, "follows the tables that it counts");
}

static void
judge_build_id(struct finding *finding, const struct difference *difference)
{
	bool is_all =
		elf_identity_is_all(difference->published_file, difference->rebuilt_file);

	if (!is_all) {
		note_about(finding, "follows the content");
		return;
	}
	note_about(finding, "names of this build differ, and nothing else does: code, "
			    "data, relocations, dynamic entries and every other section "
			    "are equal");
	finding_set_cause(finding,
			  "compiler-revision: what the linker hashed is not all in "
			  "the file; another revision of the compiler, another C library "
			  "header or another path in debug data is enough",
			  "build with the versions of that day, which the debug data "
			  "of the published one names; --profile archive excuses it");
}

static void
judge_compiler(struct finding *finding)
{
	finding_set_message(finding, "another compiler, or another version of it");
	finding_set_cause(finding, "compiler-revision: the compiler is another one",
			  "build with the version that the published one names");
}

/* A section that one side alone has. */
static void
judge_member(struct finding *finding, const struct difference *difference)
{
	const struct tile *content = difference->published;
	struct elf elf;
	struct error err;

	if (content == NULL || content->number < 0 ||
	    elf_open(&elf, difference->published_file, &err) < 0)
		return;
	if (elf_section(&elf, (size_t)content->number).flags & SHF_EXECINSTR)
		alarm_about(finding, "only the published one has this code");
}

static bool
judge_file(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (text_starts_with(key, "segment:"))
		judge_segment(finding, difference);
	else if (strcmp(key, "layout") == 0)
		elf_judge_layout(finding, difference);
	else if (strcmp(key, "entry") == 0 || text_starts_with(key, "function:"))
		judge_start(finding, difference);
	else if (strcmp(key, "interpreter") == 0)
		alarm_about(finding, "another program interpreter loads it");
	else if (strcmp(key, "section-order") == 0)
		note_about(finding, "section headers stand in another order");
	else if (text_starts_with(key, "dynamic/"))
		judge_dynamic(finding, difference, key + strlen("dynamic/"));
	else
		return false;
	return true;
}

void
elf_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (judge_file(finding, difference) || difference->member == NULL)
		return;
	if (strcmp(key, "build-id") == 0 || strcmp(key, "debugaltlink-id") == 0)
		judge_build_id(finding, difference);
	else if (strcmp(key, "debuglink-crc") == 0 || strcmp(key, "debug-file") == 0)
		note_about(finding, "follows the debug data");
	else if (strcmp(key, "compiler") == 0)
		judge_compiler(finding);
	else if (strcmp(key, "member") == 0)
		judge_member(finding, difference);
	else if (strcmp(key, "header/size") == 0)
		finding_set_message(finding, "takes another amount of memory");
	else if (strcmp(difference->member, ".dynamic") == 0)
		judge_dynamic(finding, difference, key);
}

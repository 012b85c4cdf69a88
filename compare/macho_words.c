/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from Apple's mach-o/loader.h and mach/machine.h, without their prefixes. */
#include "compare/macho_words.h"

#include "base/memory.h"

struct word {
	uint32_t number;
	const char *word;
};

static const struct word types[] = {
	{ 1, "object" },
	{ 2, "execute" },
	{ 3, "fixed-library" },
	{ 4, "core" },
	{ 5, "preload" },
	{ 6, "library" },
	{ 7, "dynamic-linker" },
	{ 8, "bundle" },
	{ 9, "library-stub" },
	{ 10, "debug-data" },
	{ 11, "kernel-extension" },
	{ 12, "file-set" },
};

static const struct word platforms[] = {
	{ 1, "macOS" },
	{ 2, "iOS" },
	{ 3, "tvOS" },
	{ 4, "watchOS" },
	{ 5, "bridgeOS" },
	{ 6, "Mac Catalyst" },
	{ 7, "iOS simulator" },
	{ 8, "tvOS simulator" },
	{ 9, "watchOS simulator" },
	{ 10, "DriverKit" },
	{ 11, "visionOS" },
};

static const struct word tools[] = {
	{ 1, "clang" },
	{ 2, "swift" },
	{ 3, "ld" },
	{ 4, "lld" },
};

static const struct word flag_words[] = {
	{ 0x1, "no-undefined" },
	{ 0x2, "incremental" },
	{ 0x4, "dyld-link" },
	{ 0x8, "bound" },
	{ 0x10, "prebound" },
	{ 0x20, "split-segments" },
	{ 0x40, "lazy-init" },
	{ 0x80, "two-level" },
	{ 0x100, "flat" },
	{ 0x200, "no-multiple-definitions" },
	{ 0x400, "no-fix-prebinding" },
	{ 0x800, "prebindable" },
	{ 0x1000, "all-modules-bound" },
	{ 0x2000, "subsections" },
	{ 0x4000, "canonical" },
	{ 0x8000, "weak-defines" },
	{ 0x10000, "binds-to-weak" },
	{ 0x20000, "stack-execution" },
	{ 0x40000, "root-safe" },
	{ 0x80000, "setuid-safe" },
	{ 0x100000, "no-reexports" },
	{ 0x200000, "pie" },
	{ 0x400000, "dead-strippable" },
	{ 0x800000, "thread-local" },
	{ 0x1000000, "no-heap-execution" },
	{ 0x2000000, "extension-safe" },
	{ 0x80000000, "in-shared-cache" },
};

static const struct {
	const struct word *at;
	size_t count;
} lists[] = {
	[MACHO_TYPES] = { types, array_length(types) },
	[MACHO_PLATFORMS] = { platforms, array_length(platforms) },
	[MACHO_TOOLS] = { tools, array_length(tools) },
};

void
macho_append_word(enum macho_words words, uint32_t number, struct buffer *out)
{
	for (size_t i = 0; i < lists[words].count; i++)
		if (lists[words].at[i].number == number) {
			buffer_append_text(out, lists[words].at[i].word);
			return;
		}
	buffer_printf(out, "%u", number);
}

void
macho_append_cpu(uint32_t cpu, uint32_t kind, struct buffer *out)
{
	/* The highest byte of the kind has capabilities, such as signed pointers. */
	static const struct {
		uint32_t cpu, kind;
		const char *word;
	} cpus[] = {
		{ 7, 3, "i386" },
		{ 0x01000007, 3, "x86_64" },
		{ 0x01000007, 8, "x86_64h" },
		{ 12, 9, "armv7" },
		{ 12, 11, "armv7s" },
		{ 12, 12, "armv7k" },
		{ 12, 6, "armv6" },
		{ 0x0100000c, 0, "arm64" },
		{ 0x0100000c, 1, "arm64v8" },
		{ 0x0100000c, 2, "arm64e" },
		{ 0x0200000c, 1, "arm64_32" },
		{ 18, 0, "ppc" },
		{ 0x01000012, 0, "ppc64" },
	};
	enum { CAPABILITIES_AT = 24 };
	uint32_t plain = kind & ((UINT32_C(1) << CAPABILITIES_AT) - 1);

	for (size_t i = 0; i < array_length(cpus); i++)
		if (cpus[i].cpu == cpu && cpus[i].kind == plain) {
			buffer_append_text(out, cpus[i].word);
			if (plain != kind)
				buffer_printf(out, "+0x%x", kind >> CAPABILITIES_AT);
			return;
		}
	buffer_printf(out, "0x%x-0x%x", cpu, kind);
}

void
macho_append_flags(uint32_t flags, struct buffer *out)
{
	const char *between = "";

	for (size_t i = 0; i < array_length(flag_words); i++)
		if ((flags & flag_words[i].number) != 0) {
			buffer_printf(out, "%s%s", between, flag_words[i].word);
			flags &= ~flag_words[i].number;
			between = " ";
		}
	if (flags != 0 || *between == '\0')
		buffer_printf(out, "%s0x%x", between, flags);
}

void
macho_append_protection(uint32_t bits, struct buffer *out)
{
	enum { READ = 1, WRITE = 2, EXECUTE = 4 };

	buffer_append_byte(out, bits & READ ? 'r' : '-');
	buffer_append_byte(out, bits & WRITE ? 'w' : '-');
	buffer_append_byte(out, bits & EXECUTE ? 'x' : '-');
	if ((bits & ~(uint32_t)(READ | WRITE | EXECUTE)) != 0)
		buffer_printf(out, " 0x%x", bits);
}

void
macho_append_version(uint32_t version, struct buffer *out)
{
	enum { BYTE = 8, WORD = 16, MASK = 0xff };

	buffer_printf(out, "%u.%u.%u", version >> WORD, version >> BYTE & MASK,
		      version & MASK);
}

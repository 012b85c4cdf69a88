/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names from Microsoft's "PE Format", without their prefixes. */
#include "compare/pe_words.h"

#include "base/memory.h"
#include "compare/pe.h"

struct word {
	uint32_t number;
	const char *word;
};

static const struct word machines[] = {
	{ 0x014c, "i386" },	    { 0x8664, "x86-64" },	 { 0x01c0, "ARM" },
	{ 0x01c4, "ARM Thumb-2" },  { 0xaa64, "ARM64" },	 { 0xa641, "ARM64EC" },
	{ 0x0200, "IA-64" },	    { 0x5032, "RISC-V 32" },	 { 0x5064, "RISC-V 64" },
	{ 0x6264, "LoongArch 64" }, { 0x0ebc, "EFI byte code" },
};

static const struct word subsystems[] = {
	{ 1, "native" },
	{ 2, "Windows GUI" },
	{ 3, "Windows console" },
	{ 7, "POSIX" },
	{ 9, "Windows CE" },
	{ 10, "EFI application" },
	{ 11, "EFI boot service driver" },
	{ 12, "EFI runtime driver" },
	{ 13, "EFI ROM" },
	{ 16, "boot application" },
};

static const struct word debug_types[] = {
	{ 1, "coff" },	 { 2, "codeview" },	 { 3, "fpo" },	      { 4, "misc" },
	{ 10, "clsid" }, { 12, "features" },	 { 13, "pogo" },      { 14, "iltcg" },
	{ 15, "mpx" },	 { 16, "reproducible" }, { 20, "dll-flags" },
};

static const struct word resource_types[] = {
	{ 1, "cursor" },	{ 2, "bitmap" },      { 3, "icon" },
	{ 4, "menu" },		{ 5, "dialog" },      { 6, "strings" },
	{ 9, "accelerators" },	{ 10, "data" },	      { 11, "messages" },
	{ 12, "cursor-group" }, { 14, "icon-group" }, { 16, "version" },
	{ 23, "html" },		{ 24, "manifest" },
};

static const struct word file_flags[] = {
	{ 0x0001, "no-relocations" },
	{ 0x0002, "executable" },
	{ 0x0004, "no-lines" },
	{ 0x0008, "no-symbols" },
	{ 0x0020, "large-addresses" },
	{ 0x0100, "32-bit" },
	{ 0x0200, "no-debug-data" },
	{ 0x0400, "run-from-swap-if-removable" },
	{ 0x0800, "run-from-swap-if-network" },
	{ 0x1000, "system" },
	{ 0x2000, "dll" },
	{ 0x4000, "one-processor" },
};

static const struct word dll_flags[] = {
	{ 0x0020, "high-entropy-addresses" },
	{ 0x0040, "dynamic-base" },
	{ 0x0080, "force-integrity" },
	{ 0x0100, "nx-compatible" },
	{ 0x0200, "no-isolation" },
	{ 0x0400, "no-seh" },
	{ 0x0800, "no-bind" },
	{ 0x1000, "app-container" },
	{ 0x2000, "wdm-driver" },
	{ 0x4000, "guard-cf" },
	{ 0x8000, "terminal-server-aware" },
};

static const struct word section_flags[] = {
	{ 0x00000020, "code" },	       { 0x00000040, "data" },
	{ 0x00000080, "zeros" },       { 0x00000200, "info" },
	{ 0x00000800, "remove" },      { 0x01000000, "many-relocations" },
	{ 0x02000000, "discardable" }, { 0x04000000, "not-cached" },
	{ 0x08000000, "not-paged" },   { 0x10000000, "shared" },
	{ 0x20000000, "execute" },     { 0x40000000, "read" },
	{ 0x80000000, "write" },
};

static const struct {
	const struct word *at;
	size_t count;
} lists[] = {
	[PE_MACHINES] = { machines, array_length(machines) },
	[PE_SUBSYSTEMS] = { subsystems, array_length(subsystems) },
	[PE_DEBUG_TYPES] = { debug_types, array_length(debug_types) },
	[PE_RESOURCE_TYPES] = { resource_types, array_length(resource_types) },
	[PE_FILE_FLAGS] = { file_flags, array_length(file_flags) },
	[PE_DLL_FLAGS] = { dll_flags, array_length(dll_flags) },
	[PE_SECTION_FLAGS] = { section_flags, array_length(section_flags) },
};

void
pe_append_word(enum pe_words words, uint32_t number, struct buffer *out)
{
	for (size_t i = 0; i < lists[words].count; i++)
		if (lists[words].at[i].number == number) {
			buffer_append_text(out, lists[words].at[i].word);
			return;
		}
	buffer_printf(out, "%u", number);
}

void
pe_append_flags(enum pe_words words, uint32_t flags, struct buffer *out)
{
	const char *between = "";

	for (size_t i = 0; i < lists[words].count; i++)
		if ((flags & lists[words].at[i].number) != 0) {
			buffer_printf(out, "%s%s", between, lists[words].at[i].word);
			flags &= ~lists[words].at[i].number;
			between = " ";
		}
	if (flags != 0 || *between == '\0')
		buffer_printf(out, "%s0x%x", between, flags);
}

const char *
pe_directory_name(unsigned index)
{
	static const char *const names[] = {
		[PE_EXPORT] = "export",
		[PE_IMPORT] = "import",
		[PE_RESOURCE] = "resource",
		[PE_EXCEPTION] = "exception",
		[PE_SECURITY] = "security",
		[PE_RELOCATION] = "relocation",
		[PE_DEBUG] = "debug",
		[PE_ARCHITECTURE] = "architecture",
		[PE_GLOBAL] = "global-pointer",
		[PE_TLS] = "tls",
		[PE_LOAD_CONFIG] = "load-config",
		[PE_BOUND_IMPORT] = "bound-import",
		[PE_ADDRESSES] = "import-addresses",
		[PE_DELAY_IMPORT] = "delay-import",
		[PE_CLR] = "clr",
		[PE_RESERVED] = "reserved",
	};

	return index < array_length(names) ? names[index] : "directory";
}

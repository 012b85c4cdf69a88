/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Apple's code signatures (cs_blobs.h of XNU; "TN3126: Inside Code Signing: Hashes").
 *
 * All numbers have their highest byte first.  A "super blob" is a magic, a length, a
 * count and as many pairs of a slot and an offset.  The blob of slot 0 is the code
 * directory: an identifier, flags, a digest for every page of the file in front of the
 * signature, and before these, counted backwards, digests of the other blobs and of files
 * of the bundle. Slot 0x10000 has a CMS signature of the directory, or nothing when
 * whoever built the file signed it "ad hoc".  Requirements say which signers are accepted
 * as the same program, entitlements what it may do.
 */
#include "compare/code_signature.h"

#include <string.h>
#include <sys/param.h>

#include "base/digest.h"
#include "base/memory.h"
#include "compare/signed_data.h"

enum {
	LONG = 4,
	SUPER_BLOB = 0xfade0cc0,
	HEAD = 12,
	ENTRY = 8,
	SLOTS_KNOWN = 16,
	/* Within a code directory. */
	AT_VERSION = 8,
	AT_FLAGS = 12,
	AT_DIGESTS = 16,
	AT_IDENTIFIER = 20,
	AT_OTHERS = 24,
	AT_PAGES = 28,
	AT_LIMIT = 32,
	AT_DIGEST_SIZE = 36,
	AT_DIGEST_KIND = 37,
	AT_PLATFORM = 38,
	AT_PAGE = 39,
	DIRECTORY_MIN = 44,
	AT_TEAM = 48,
	AT_LIMIT_64 = 56,
	VERSION_TEAM = 0x20200,
	VERSION_LIMIT_64 = 0x20300,
};

static uint32_t
u32(struct bytes bytes, size_t offset)
{
	struct cursor at = cursor_on(bytes_slice(bytes, offset, LONG));

	return cursor_u32be(&at);
}

static uint8_t
u8(struct bytes bytes, size_t offset)
{
	return offset < bytes.size ? bytes.data[offset] : 0;
}

bool
code_signature_read(struct code_signature *signature, struct bytes file, size_t offset,
		    size_t size)
{
	struct bytes bytes = bytes_slice(file, offset, size);

	*signature = (struct code_signature){ .file = file, .count = u32(bytes, 8) };
	if (u32(bytes, 0) != SUPER_BLOB || u32(bytes, LONG) < HEAD ||
	    u32(bytes, LONG) > bytes.size || signature->count > CODE_BLOBS_MAX)
		return false;
	signature->bytes = bytes_slice(bytes, 0, u32(bytes, LONG));
	signature->index_size = HEAD + (size_t)signature->count * ENTRY;
	return signature->index_size <= signature->bytes.size;
}

struct bytes
code_signature_blob(const struct code_signature *signature, unsigned index,
		    uint32_t *slot)
{
	size_t entry = HEAD + (size_t)index * ENTRY;
	size_t offset = u32(signature->bytes, entry + LONG), size;
	struct bytes rest = bytes_slice(signature->bytes, offset, SIZE_MAX);

	*slot = u32(signature->bytes, entry);
	size = u32(rest, LONG);
	if (size < CODE_BLOB_HEAD || size > rest.size)
		return (struct bytes){ 0 };
	return bytes_slice(rest, 0, size);
}

uint32_t
code_blob_magic(struct bytes blob)
{
	return u32(blob, 0);
}

static bool
digest_kind_of(struct bytes directory, enum digest_kind *kind)
{
	enum { SHA1 = 1, SHA256 = 2, SHA256_CUT = 3, SHA384 = 4 };

	switch (u8(directory, AT_DIGEST_KIND)) {
	case SHA1:
		*kind = DIGEST_SHA1;
		return true;
	case SHA256:
	case SHA256_CUT:
		*kind = DIGEST_SHA256;
		return true;
	case SHA384:
		*kind = DIGEST_SHA384;
		return true;
	default:
		return false;
	}
}

struct bytes
code_directory_digests(struct bytes directory)
{
	uint64_t size = u8(directory, AT_DIGEST_SIZE);
	uint64_t before = u32(directory, AT_OTHERS) * size;
	uint64_t behind = u32(directory, AT_PAGES) * size;
	uint64_t middle = u32(directory, AT_DIGESTS);

	if (before > middle || middle > directory.size ||
	    behind > directory.size - middle || middle - before < DIRECTORY_MIN)
		return (struct bytes){ 0 };
	return bytes_slice(directory, (size_t)(middle - before),
			   (size_t)(before + behind));
}

static uint64_t
limit_of(struct bytes directory)
{
	uint64_t high = u32(directory, AT_LIMIT_64);

	if (u32(directory, AT_VERSION) >= VERSION_LIMIT_64) {
		uint64_t wide = high << 32 | u32(directory, AT_LIMIT_64 + LONG);

		if (wide != 0)
			return wide;
	}
	return u32(directory, AT_LIMIT);
}

static bool
has_digest(struct bytes directory, size_t offset, struct bytes of)
{
	size_t size = u8(directory, AT_DIGEST_SIZE);
	enum digest_kind kind;
	struct digest digest;

	if (!digest_kind_of(directory, &kind))
		return false;
	digest = digest_of(kind, of);
	return size > 0 && size <= digest.size &&
	       bytes_equal(bytes_slice(directory, offset, size),
			   (struct bytes){ digest.data, size });
}

static bool
are_pages_right(struct bytes covered, struct bytes directory)
{
	enum { PAGE_BITS_MAX = 31 };
	unsigned bits = u8(directory, AT_PAGE);
	size_t size = u8(directory, AT_DIGEST_SIZE), at = u32(directory, AT_DIGESTS);
	size_t page =
		bits == 0 ? MAX(covered.size, 1) : (size_t)1 << MIN(bits, PAGE_BITS_MAX);
	size_t count = (covered.size + page - 1) / page;

	if (count != u32(directory, AT_PAGES))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!has_digest(directory, at + i * size,
				bytes_slice(covered, i * page, page)))
			return false;
	return true;
}

/* Slots of other blobs count backwards from the pages; zeros stand for what is not there.
 */
static bool
are_blobs_right(const struct code_signature *signature, struct bytes directory)
{
	size_t size = u8(directory, AT_DIGEST_SIZE), at = u32(directory, AT_DIGESTS);

	for (unsigned i = 0; i < signature->count; i++) {
		uint32_t slot;
		struct bytes blob = code_signature_blob(signature, i, &slot);

		if (slot == 0 || slot > SLOTS_KNOWN)
			continue;
		if (slot > u32(directory, AT_OTHERS) ||
		    !has_digest(directory, at - slot * size, blob))
			return false;
	}
	return true;
}

bool
code_directory_is_right(const struct code_signature *signature, struct bytes directory)
{
	size_t begin = (size_t)(signature->bytes.data - signature->file.data);

	return code_blob_magic(directory) == BLOB_DIRECTORY &&
	       code_directory_digests(directory).size > 0 &&
	       limit_of(directory) == begin &&
	       are_pages_right(bytes_slice(signature->file, 0, begin), directory) &&
	       are_blobs_right(signature, directory);
}

static void
append_flags(uint32_t flags, struct buffer *out)
{
	static const struct {
		uint32_t flag;
		const char *word;
	} words[] = {
		{ 0x1, "host" },
		{ 0x100, "hard" },
		{ 0x200, "kill" },
		{ 0x400, "expires" },
		{ 0x800, "restrict" },
		{ 0x1000, "enforcement" },
		{ 0x2000, "library-validation" },
		{ 0x10000, "hardened" },
		{ 0x20000, "by the linker" },
	};
	enum { AD_HOC = 2 };

	buffer_append_text(out, flags & AD_HOC ? "ad hoc" : "signed");
	flags &= ~(uint32_t)AD_HOC;
	for (size_t i = 0; i < array_length(words); i++)
		if ((flags & words[i].flag) != 0) {
			buffer_printf(out, " %s", words[i].word);
			flags &= ~words[i].flag;
		}
	if (flags != 0)
		buffer_printf(out, " 0x%x", flags);
}

/* Digests of files in the bundle, which are not here to be compared. */
static void
append_files(struct bytes directory, struct buffer *out)
{
	static const struct {
		uint32_t slot;
		const char *name;
	} files[] = { { 1, "Info.plist" }, { 3, "resources" }, { 4, "application" } };
	size_t size = u8(directory, AT_DIGEST_SIZE), at = u32(directory, AT_DIGESTS);

	for (size_t i = 0; i < array_length(files); i++) {
		struct bytes digest =
			bytes_slice(directory, at - files[i].slot * size, size);

		if (files[i].slot > u32(directory, AT_OTHERS) || bytes_are_all(digest, 0))
			continue;
		buffer_printf(out, ", %s ", files[i].name);
		for (size_t k = 0; k < digest.size; k++)
			buffer_printf(out, "%02x", digest.data[k]);
	}
}

static void
append_text(struct bytes directory, size_t offset, const char *label, struct buffer *out)
{
	enum { SHOWN = 256 };

	if (offset == 0)
		return;
	buffer_printf(out, ", %s ", label);
	buffer_append_escaped(out,
			      bytes_before(bytes_slice(directory, offset, SHOWN), 0));
}

void
code_directory_describe(struct bytes directory, struct buffer *out)
{
	append_flags(u32(directory, AT_FLAGS), out);
	append_text(directory, u32(directory, AT_IDENTIFIER), "identifier", out);
	if (u32(directory, AT_VERSION) >= VERSION_TEAM)
		append_text(directory, u32(directory, AT_TEAM), "team", out);
	buffer_printf(
		out, ", version 0x%x, digests %u of %u bytes, pages of 2^%u, platform %u",
		u32(directory, AT_VERSION), u8(directory, AT_DIGEST_KIND),
		u8(directory, AT_DIGEST_SIZE), u8(directory, AT_PAGE),
		u8(directory, AT_PLATFORM));
	append_files(directory, out);
}

bool
code_cms_is_right(const struct code_signature *signature, struct bytes blob)
{
	struct bytes cms = bytes_slice(blob, CODE_BLOB_HEAD, SIZE_MAX);
	struct signed_data data;
	uint32_t slot;

	if (cms.size == 0)
		return true;
	if (!signed_data_read(&data, cms) || data.size != cms.size)
		return false;
	for (unsigned i = 0; i < signature->count; i++) {
		struct bytes directory = code_signature_blob(signature, i, &slot);

		if (slot == 0)
			return signed_data_covers(&data, directory);
	}
	return false;
}

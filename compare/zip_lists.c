/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether an archive says of its own members which digests they have, so that none may
 * change: a wheel by a signature of its RECORD (PEP 427), a jar by a signature file (.SF)
 * in META-INF, which is about META-INF/MANIFEST.MF, or by digests in that alone (JAR File
 * Specification, "Signed JAR File"), a .nupkg by .signature.p7s (NuGet, "Package
 * signatures technical details").  RECORD itself is written anew (relist.c).  A .crx is
 * signed from the header that stands before the archive.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/encoded.h"
#include "compare/jar.h"
#include "compare/zip_meaning.h"

static bool
is_list(struct bytes name)
{
	static const char *const lists[] = { "*.dist-info/RECORD.jws",
					     "*.dist-info/RECORD.p7s", ".signature.p7s",
					     "META-INF/*.SF" };
	cleanup_free char *text = NULL;

	/* No other name has to be copied. */
	if (name.size == 0 || (tolower(name.data[name.size - 1]) != 'f' &&
			       tolower(name.data[name.size - 1]) != 's'))
		return false;
	text = xstrndup((const char *)name.data, name.size);
	for (size_t i = 0; i < array_length(lists); i++)
		if (fnmatch(lists[i], text, FNM_PATHNAME | FNM_CASEFOLD) == 0)
			return true;
	return false;
}

/* What an entry holds is looked into; of one that is broken something else will complain.
 */
static bool
holds(const struct zip *zip, const struct zip_entry *entry, struct budget *budget,
      const char *text)
{
	const struct encoded_source source = {
		.decode = zip_decoder_of(entry->header.method),
		.size = entry->size,
		.crc32 = entry->header.crc32,
	};
	struct zip_header local;
	struct encoded *stream;
	struct bytes content;
	bool found;

	if (!zip_local_read(zip->content, entry->offset, &local))
		return false;
	content =
		bytes_slice(zip->content, (size_t)entry->offset + zip_local_size(&local),
			    (size_t)entry->compressed);
	stream = encoded_new(content, &source, budget);
	content = encoded_read(stream);
	found = content.size > 0 &&
		memmem(content.data, content.size, text, strlen(text)) != NULL;
	encoded_free(stream);
	return found;
}

/* The first one is as large as any manifest is, or none that a jar's reader takes. */
static bool
manifest_has_digests(const struct zip *zip, struct budget *budget)
{
	enum { MANIFEST_MAX = 16 << 20 };

	for (size_t i = 0; i < zip->count; i++)
		if (bytes_equal_text(zip->entries[i].header.name, "META-INF/MANIFEST.MF"))
			return zip->entries[i].size <= MANIFEST_MAX &&
			       holds(zip, &zip->entries[i], budget, "-Digest: ");
	return false;
}

enum zip_list
zip_names_digests(const struct zip *zip, bool of_jar, struct budget *budget)
{
	static const uint8_t crx_magic[] = { 'C', 'r', '2', '4' };

	if (bytes_start_with(zip->content, BYTES_OF(crx_magic)))
		return ZIP_LISTED;
	for (size_t i = 0; i < zip->count; i++) {
		struct bytes name = zip->entries[i].header.name;

		if (is_list(name) && (of_jar || !jar_is_signature(name)))
			return ZIP_LISTED;
	}
	return of_jar && manifest_has_digests(zip, budget) ? ZIP_LISTED_IN_MANIFEST
							   : ZIP_NOT_LISTED;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zip (APPNOTE.TXT 6.3.10 of PKWARE), which is also .jar, .whl, .apk, .nupkg, .epub and
 * the OpenDocument formats.
 *
 * An archive is a row of members, each a local header with name and extra fields, its
 * content, stored or compressed, and at times a descriptor with sizes and CRC-32; then
 * the directory, which says the same of all members once more, with their attributes and
 * where each stands; then the end of the directory, with a comment.  Readers go by the
 * directory, but some read from the front, and so another name, another size or another
 * member in a local header hides a file from one or the other.  Bytes that no entry
 * points to are a place to hide things in, and so are extra fields, comments, and what
 * stands before the first member: the stub of an archive that extracts itself, the header
 * of a .crx.
 *
 * Between builds vary: times, in the headers and in extra fields, owners, the order of
 * members, flags that tell how hard the compressor tried, and the compressed bytes.
 */
#include "compare/format.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/apk_signature.h"
#include "compare/attributes.h"
#include "compare/jar.h"
#include "compare/zip_normalize.h"
#include "compare/zip_tiles.h"

enum { ZIP_MAGIC_SIZE = 4 };

static int
zip_recognize(struct bytes content)
{
	static const uint8_t local_magic[] = { 'P', 'K', 3, 4 };
	static const uint8_t end_magic[] = { 'P', 'K', 5, 6 };
	struct zip_end end;
	struct error ignored;

	if (bytes_start_with(content, BYTES_OF(local_magic)))
		return 95;
	if (bytes_start_with(content, BYTES_OF(end_magic)) &&
	    content.size >= ZIP_END_SIZE)
		return 90;
	/* Behind a stub, only what ends as an archive does is one. */
	return zip_end_find(&end, content, &ignored) == 0 && end.trailing == 0 &&
			       end.count > 0
		       ? 70
		       : 0;
}

static int
take_members(struct tiler *tiler, const struct zip *zip, struct error *err)
{
	size_t taken = 0;

	for (size_t i = 0; i < zip->count; i++)
		if (!zip_tiles_take(tiler, zip, &zip->entries[i], &taken))
			return error_set(err, ERROR_LIMIT, "too many members");
	if (apk_block_is_aligned(zip, taken)) {
		tile_seek(tiler, taken);
		tile_padding(tiler, zip_members_end(zip) - taken, "signature/before", 0);
	}
	return 0;
}

static int
zip_tile(struct tiler *tiler, struct error *err)
{
	uint64_t most = MIN(tiler->budget->limits->members, (uint64_t)SIZE_MAX - 1);
	cleanup_zip struct zip zip = { .count = 0 };

	tiler->gap_complaint = "no entry of the archive points to these bytes";
	if (zip_read(&zip, tiler->content, (size_t)most + 1, err) < 0) {
		if (err->kind == ERROR_LIMIT)
			budget_hit(tiler->budget, "members: more than %" PRIu64, most);
		return -1;
	}
	zip_outer_take(tiler, &zip);
	if (take_members(tiler, &zip, err) < 0)
		return -1;
	jar_check_signatures(tiler, &zip);
	return 0;
}

/* Fields in which a writer of archives never puts anything of its own accord. */
static bool
is_known_extra(const char *key)
{
	static const char *const known[] = { "*extra:0x0001", "*extra:0x000a",
					     "*extra:0x5455", "*extra:0x7875",
					     "*extra:0xcafe", "*extra:0xd935*" };

	for (size_t i = 0; i < array_length(known); i++)
		if (fnmatch(known[i], key, 0) == 0)
			return true;
	return false;
}

static void
judge_hidden(struct finding *finding, const struct difference *difference,
	     const char *what)
{
	if (difference->published == NULL)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "%s: %s", difference->key, what);
}

/* Pairs of a signing block that tools write by themselves. */
static const struct {
	const char *key, *said;
} known_pairs[] = {
	{ "signature/0x504b4453", "names of dependencies, encrypted for Google Play" },
	{ "signature/0x6dff800d",
	  "the stamp of a store, which signs where it came from" },
	{ "signature/0x2b09189e",
	  "the stamp of a store, which signs where it came from" },
};

static void
judge_pair(struct finding *finding, const struct difference *difference)
{
	for (size_t i = 0; i < array_length(known_pairs); i++)
		if (strcmp(known_pairs[i].key, difference->key) == 0) {
			finding_set_message(finding, "%s: %s", difference->key,
					    known_pairs[i].said);
			return;
		}
	judge_hidden(finding, difference, "data that Android passes over");
}

/* Writers of jars say no mode at all; then a name that ends in a slash is a folder's. */
static bool
is_other_kind(const struct difference *difference)
{
	enum { TYPE = 0170000, FOLDER = 0040000, REGULAR = 0100000 };
	int64_t published = difference->published->number & TYPE;
	int64_t rebuilt = difference->rebuilt->number & TYPE;
	bool folder = text_ends_with(difference->member, "/");
	int64_t unsaid = folder ? FOLDER : REGULAR;

	return (published == 0 ? unsaid : published) != (rebuilt == 0 ? unsaid : rebuilt);
}

static void
zip_judge(struct finding *finding, const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	const char *key = difference->key;

	attributes_judge(finding, difference);
	if (strcmp(key, "mode") == 0 && published != NULL && rebuilt != NULL &&
	    is_other_kind(difference))
		judge_hidden(finding, difference,
			     "the published one is another kind of "
			     "file");
	else if (strcmp(key, "comment") == 0)
		judge_hidden(finding, difference, "text that readers pass over");
	else if (strcmp(key, "prefix") == 0)
		judge_hidden(finding, difference,
			     "stands before the archive, which can "
			     "run as a program");
	else if (text_starts_with(key, "signature/0x"))
		judge_pair(finding, difference);
	else if (strstr(key, "extra:") != NULL && !is_known_extra(key))
		judge_hidden(finding, difference, "data that readers pass over");
	else if (strcmp(key, "member") == 0)
		jar_judge_member(finding, difference);
}

const struct format format_zip = {
	.name = "zip",
	.said = "a zip archive",
	.recognize = zip_recognize,
	.tile = zip_tile,
	.judge = zip_judge,
	.normalize = zip_normalize,
	.inside = jar_inside,
};

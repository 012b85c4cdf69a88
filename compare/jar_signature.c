/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signatures of jars (JAR File Specification, "Signed JAR File").
 *
 * META-INF/X.SF looks like a manifest.  It has the digest of the whole manifest, that of
 * its main section, and in a section for each member the digest of the manifest's section
 * about that member, up to and with the blank line behind it; the manifest has the
 * digests of the members.  META-INF/X.RSA, .DSA or .EC is a PKCS #7 SignedData about
 * X.SF, with the certificates.  Members that no section is about are not signed, and
 * neither are folders, the manifest itself and what belongs to signatures: these are
 * places to hide something in.  Nobody knows what META-INF/SIG-* could be, but readers
 * pass over them.
 *
 * Old versions of jarsigner sign X.SF itself, without attributes that name its digest:
 * then only the form of the block is looked at.
 */
#include "compare/jar.h"

#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/jar_sections.h"
#include "compare/signed_data.h"
#include "compare/zip.h"

/* More than anybody makes; each is held against all members. */
enum { SIGNATURES_MAX = 16 };

struct jar {
	struct tiler *tiler;
	const struct zip *zip;
	struct jar_sections manifest;
	size_t manifest_entry; /* NO_MEMBER: there is none */
	size_t signatures;     /* how many members belong to one */
	struct buffer said;    /* of the last complaint */
};

/* The entries are the tiling's members, in their order. */
static struct tile *
content_tile(const struct jar *jar, size_t entry)
{
	struct tiling *tiling = jar->tiler->tiling;
	const struct member *member = &tiling->members[entry];

	for (size_t i = member->first; i < member->first + member->count; i++)
		if (strcmp(tiling->tiles[i].key, "content") == 0)
			return &tiling->tiles[i];
	return NULL;
}

static struct bytes
content_of(const struct jar *jar, size_t entry)
{
	struct tile *tile = content_tile(jar, entry);

	return tile == NULL || tile->kind == TILE_OPAQUE ? (struct bytes){ 0 }
							 : tile_content_of(tile);
}

static struct bytes
name_of(const struct jar *jar, size_t entry)
{
	return jar->zip->entries[entry].header.name;
}

static bool
is_named(struct bytes name, const char *text)
{
	return name.size == strlen(text) &&
	       strncasecmp((const char *)name.data, text, name.size) == 0;
}

/* Without the ending, with its point: "META-INF/TOOL". */
static struct bytes
stem_of(struct bytes name)
{
	size_t size = name.size;

	while (size > 0 && name.data[size - 1] != '.')
		size--;
	return bytes_slice(name, 0, size);
}

static bool
is_signature_file(struct bytes name)
{
	struct bytes ending = bytes_slice(name, stem_of(name).size, SIZE_MAX);

	return jar_is_signature(name) && is_named(ending, "SF");
}

/* The first entry of the same stem that is a signature file, or is none; NO_MEMBER. */
static size_t
find_partner(const struct jar *jar, size_t entry, bool signature_file)
{
	struct bytes stem = stem_of(name_of(jar, entry));

	for (size_t i = 0; i < jar->zip->count; i++) {
		struct bytes name = name_of(jar, i);
		struct bytes other = stem_of(name);

		if (i != entry && jar_is_signature(name) &&
		    is_signature_file(name) == signature_file &&
		    other.size == stem.size && stem.size > 0 &&
		    strncasecmp((const char *)other.data, (const char *)stem.data,
				stem.size) == 0)
			return i;
	}
	return NO_MEMBER;
}

/* NULL when it is right. */
static const char *
check_block(const struct jar *jar, size_t entry)
{
	size_t file = find_partner(jar, entry, true);
	struct bytes block = content_of(jar, entry), text;
	struct signed_data data;

	if (!signed_data_read(&data, block))
		return "is no signature";
	if (data.size < block.size)
		return "has data behind the signature";
	if (file == NO_MEMBER)
		return "is a signature of a file that is not there";
	text = content_of(jar, file);
	if (data.content.size > 0 && !bytes_equal(data.content, text))
		return "is a signature of something else";
	if (signed_data_has_attributes(&data) && !signed_data_covers(&data, text))
		return "is a signature of another file";
	return NULL;
}

static const char *
say(struct jar *jar, const char *what, struct bytes name)
{
	buffer_clear(&jar->said);
	buffer_append_text(&jar->said, what);
	buffer_append_escaped(&jar->said, name);
	return buffer_text(&jar->said);
}

/* Whether the file speaks for the whole manifest, or else for its main section; then
 * each section has to be spoken for too. */
static const char *
check_manifest(const struct jar *jar, const struct jar_sections *file, bool *whole)
{
	static const char wrong[] = "is about another manifest";
	struct bytes headers = file->main.headers;

	*whole = jar_digests_check(headers, "-Digest-Manifest", jar->manifest.text) ==
		 JAR_RIGHT;
	if (*whole)
		return NULL;
	return jar_digests_check(headers, "-Digest-Manifest-Main-Attributes",
				 jar->manifest.main.whole) == JAR_WRONG
		       ? wrong
		       : NULL;
}

static const char *
check_section(struct jar *jar, const struct jar_sections *file, bool whole, size_t entry)
{
	struct bytes name = name_of(jar, entry);
	struct jar_section *section = jar_sections_find(&jar->manifest, name);
	const struct jar_section *signs = jar_sections_find(file, name);
	enum jar_digests digests;

	if (section == NULL || (!whole && signs == NULL))
		return say(jar, "does not cover ", name);
	section->used = true;
	if (!whole && jar_digests_check(signs->text.headers, "-Digest",
					section->text.whole) != JAR_RIGHT)
		return say(jar, "has another digest of the section about ", name);
	digests = jar_digests_check(section->text.headers, "-Digest",
				    content_of(jar, entry));
	tiling_forget(jar->tiler->tiling, entry);
	if (digests == JAR_NO_DIGEST)
		return say(jar, "does not cover ", name);
	return digests == JAR_WRONG ? say(jar, "covers another content of ", name) : NULL;
}

/* Digests of what is not there follow from nothing. */
static const char *
check_unused(struct jar *jar)
{
	for (size_t i = 0; i < jar->manifest.count; i++) {
		const struct jar_section *section = &jar->manifest.at[i];
		struct bytes nothing = { 0 };

		if (!section->used && jar_digests_check(section->text.headers, "-Digest",
							nothing) != JAR_NO_DIGEST)
			return say(jar, "covers what is not there: ", section->name);
	}
	return NULL;
}

static bool
is_signed(struct bytes name)
{
	return name.size > 0 && name.data[name.size - 1] != '/' &&
	       !is_named(name, "META-INF/MANIFEST.MF") && !jar_is_signature(name);
}

static const char *
check_file(struct jar *jar, size_t entry)
{
	cleanup_jar_sections struct jar_sections file = { 0 };
	const char *wrong;
	bool whole;

	if (find_partner(jar, entry, false) == NO_MEMBER)
		return "no signature of it is there";
	jar_sections_read(&file, content_of(jar, entry));
	if (file.broken)
		return "is no signature file";
	if (jar->manifest_entry == NO_MEMBER || jar->manifest.broken)
		return "has no manifest that it could be about";
	wrong = check_manifest(jar, &file, &whole);
	for (size_t i = 0; i < jar->zip->count && wrong == NULL; i++)
		if (is_signed(name_of(jar, i)))
			wrong = check_section(jar, &file, whole, i);
	return wrong != NULL ? wrong : check_unused(jar);
}

static size_t
count_signatures(const struct zip *zip)
{
	size_t count = 0;

	for (size_t i = 0; i < zip->count; i++)
		count += jar_is_signature(zip->entries[i].header.name);
	return count;
}

/* What is neither the one nor the other is META-INF/SIG-*. */
static const char *
check(struct jar *jar, size_t entry)
{
	struct bytes name = name_of(jar, entry);
	struct bytes ending = bytes_slice(name, stem_of(name).size, SIZE_MAX);

	if (jar->signatures > SIGNATURES_MAX)
		return "is one of more signatures than anybody makes";
	if (is_signature_file(name))
		return check_file(jar, entry);
	return is_named(ending, "RSA") || is_named(ending, "DSA") ||
			       is_named(ending, "EC")
		       ? check_block(jar, entry)
		       : "is no signature that anybody knows";
}

static void
read_manifest(struct jar *jar)
{
	struct bytes text = { 0 };

	jar->manifest_entry = NO_MEMBER;
	for (size_t i = 0; i < jar->zip->count; i++)
		if (is_named(name_of(jar, i), "META-INF/MANIFEST.MF")) {
			jar->manifest_entry = i;
			text = content_of(jar, i);
			break;
		}
	jar_sections_read(&jar->manifest, text);
}

static void
state(struct jar *jar)
{
	for (size_t i = 0; i < jar->zip->count; i++)
		if (is_signature_file(name_of(jar, i))) {
			tile_field(jar->tiler, 0, "signature", "%s", "");
			tile_set_value(jar->tiler, name_of(jar, i));
		}
}

static void
check_all(struct jar *jar)
{
	struct tiling *tiling = jar->tiler->tiling;
	bool right = true;

	read_manifest(jar);
	for (size_t i = 0; i < jar->zip->count; i++) {
		struct tile *tile = content_tile(jar, i);
		const char *wrong;

		if (!jar_is_signature(name_of(jar, i)) || tile == NULL)
			continue;
		wrong = check(jar, i);
		/* What was not read to its end is no lie. */
		if (wrong == NULL || jar->tiler->budget->hit.count > 0)
			continue;
		tile->complaint = tiling_text(tiling, wrong);
		right = false;
	}
	if (right && jar->tiler->budget->hit.count == 0)
		state(jar);
	for (size_t i = 0; i < jar->zip->count; i++)
		if (jar_is_signature(name_of(jar, i)) || i == jar->manifest_entry)
			tiling_forget(tiling, i);
	jar_sections_release(&jar->manifest);
	buffer_release(&jar->said);
}

void
jar_check_signatures(struct tiler *tiler, const struct zip *zip)
{
	struct jar jar = { .tiler = tiler,
			   .zip = zip,
			   .signatures = count_signatures(zip),
			   .said = BUFFER_INIT(SIZE_MAX) };

	if (jar.signatures > 0)
		check_all(&jar);
}

bool
jar_is_signed(const struct zip *zip, struct budget *budget)
{
	cleanup_tiling struct tiling tiling = { 0 };
	bool found = false;

	if (count_signatures(zip) == 0)
		return false;
	format_tile(&format_zip, zip->content, budget, &tiling);
	for (size_t i = 0; i < tiling.tile_count && !found; i++)
		found = tiling.tiles[i].member == NO_MEMBER &&
			strcmp(tiling.tiles[i].key, "signature") == 0;
	return found;
}

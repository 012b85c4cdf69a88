/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The documents of an image layout, read from the first one on.  A descriptor (OCI Image
 * Format Specification 1.1, descriptor.md) has the digest, the size and the media type of
 * a blob; docker's manifest.json has names of members.  The role of a blob is where the
 * first descriptor of it stands: "manifests[linux/amd64]/layers[0]".
 *
 * What a document says of a blob is a reference: it means the blob's role, and follows
 * where the blob of that role differs, after it has been held against the blob.
 */
#include "compare/oci_image.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/json_parts.h"
#include "compare/members.h"
#include "compare/oci_tiles.h"
#include "compare/streams.h"

const char oci_index[] = "index.json", oci_manifest[] = "manifest.json",
	   oci_mark[] = "oci-layout";

/* Indexes in indexes, layers of one image, and images of one archive. */
enum { DEPTH_MAX = 8, LAYERS_MAX = 1024, IMAGES_MAX = 64 };

/* A document that is being read, and where it stands. */
struct visit {
	struct oci_image *image; /* borrowed */
	struct oci_document *document;
	const char *role; /* borrowed: "" for what is read first */
	unsigned depth;
};

static void visit_index(struct oci_image *image, size_t member, const char *role,
			unsigned depth);

static const char *
plain_name(const char *name)
{
	return strncmp(name, "./", 2) == 0 ? name + 2 : name;
}

/* The first role that a blob is given is its own. */
static bool
give_role(struct oci_image *image, size_t member, const char *role)
{
	struct member *at = &image->tiling->members[member];

	if (at->role != NULL)
		return false;
	at->role = tiling_text(image->tiling, role);
	return true;
}

/* "linux/arm/v7", as far as it is said; the caller frees.  NULL where nothing is. */
static char *
platform_of(const struct json_parts *parts, size_t index, const char *object)
{
	static const char *const names[] = { "platform.os", "platform.architecture",
					     "platform.variant" };
	cleanup_buffer struct buffer platform = BUFFER_INIT(SIZE_MAX);

	for (size_t i = 0; i < array_length(names); i++) {
		const struct json_part *part =
			oci_document_find(parts, index, object, names[i]);

		if (part == NULL)
			break;
		if (i > 0)
			buffer_append_byte(&platform, '/');
		buffer_append_escaped(&platform, part->text);
	}
	return platform.size > 0 ? buffer_steal_text(&platform) : NULL;
}

static bool
is_descriptor(const struct oci_document *document, size_t index)
{
	return document->references[index].says == OCI_DIGEST;
}

/* Platforms that only one manifest of the document is for. */
static void
name_platforms(struct names *names, struct strings *texts,
	       const struct oci_document *document)
{
	names_init(names, document->parts.count);
	for (size_t i = 0; i < document->parts.count; i++) {
		cleanup_free char *object = NULL, *platform = NULL;

		if (!is_descriptor(document, i))
			continue;
		object = oci_document_object(&document->parts, i);
		platform = platform_of(&document->parts, i, object);
		if (platform != NULL)
			strings_add(texts, platform);
	}
	for (size_t i = 0; i < texts->count; i++)
		names_add(names, texts->items[i], i);
	names_sort(names);
}

/* What the blob is to the image: "manifests[linux/amd64]", "manifests[0]/layers[2]"; the
 * caller frees. */
static char *
role_of(const struct visit *visit, size_t index, const struct names *platforms)
{
	const struct json_parts *parts = &visit->document->parts;
	cleanup_free char *object = oci_document_object(parts, index);
	cleanup_free char *platform = platform_of(parts, index, object);
	const char *between = visit->role[0] != '\0' ? "/" : "";

	if (platform != NULL && text_starts_with(object, "manifests[") &&
	    !names_have(platforms, platform, 2))
		return xasprintf("%s%smanifests[%s]", visit->role, between, platform);
	return xasprintf("%s%s%s", visit->role, between, object);
}

/* Where a document names the layers, in order: "layers[0].digest", "[0].Layers[0]". */
struct layers {
	const struct oci_document *document; /* borrowed */
	const char *before, *after;	     /* borrowed: around the number */
};

/* The configuration says which digests the layers have when they are unpacked. */
static void
visit_config(struct oci_image *image, size_t member, const struct layers *layers)
{
	const struct oci_document *manifest = layers->document;
	struct oci_document *document = oci_document_read(image, member);
	size_t number = 0;

	if (document == NULL)
		return;
	for (size_t i = 0; i < manifest->parts.count && number < LAYERS_MAX; i++) {
		cleanup_free char *wanted =
			xasprintf("%s%zu%s", layers->before, number, layers->after);
		cleanup_free char *path = xasprintf("rootfs.diff_ids[%zu]", number);
		const struct json_part *part;

		if (strcmp(manifest->parts.at[i].path, wanted) != 0)
			continue;
		number++;
		part = json_parts_find(&document->parts, path);
		/* Which layers it knows no more about is not asked for each. */
		if (part == NULL)
			break;
		if (is_descriptor(manifest, i))
			oci_document_refer_unpacked(image, document, part,
						    manifest->references[i].member);
	}
}

static void
visit_blob(const struct visit *visit, size_t index, const struct names *platforms)
{
	const struct oci_reference *reference = &visit->document->references[index];
	cleanup_free char *role = role_of(visit, index, platforms);
	const char *path = visit->document->parts.at[index].path;

	if (!give_role(visit->image, reference->member, role))
		return;
	visit->image->members[reference->member].named = reference->stream;
	if (text_starts_with(path, "manifests["))
		visit_index(visit->image, reference->member, role, visit->depth + 1);
	else if (strcmp(path, "config.digest") == 0)
		visit_config(visit->image, reference->member,
			     &(struct layers){ visit->document, "layers[", "].digest" });
}

/* An index or a manifest. */
static void
visit_index(struct oci_image *image, size_t member, const char *role, unsigned depth)
{
	cleanup_strings struct strings texts = { NULL, 0 };
	cleanup_names struct names platforms = { 0 };
	struct visit visit = { .image = image, .role = role, .depth = depth };

	if (depth >= DEPTH_MAX || oci_document_of(image, member) != NULL)
		return;
	visit.document = oci_document_read(image, member);
	if (visit.document == NULL || oci_document_refer(image, visit.document) == 0)
		return;
	name_platforms(&platforms, &texts, visit.document);
	for (size_t i = 0; i < visit.document->parts.count; i++)
		if (is_descriptor(visit.document, i))
			visit_blob(&visit, i, &platforms);
}

static void
visit_docker(struct oci_image *image, size_t member)
{
	struct oci_document *document = oci_document_read(image, member);
	unsigned images = 0;

	for (size_t i = 0; document != NULL && i < document->parts.count; i++)
		oci_document_refer_by_name(image, document, i);
	for (size_t i = 0; document != NULL && i < document->parts.count; i++) {
		const char *path = document->parts.at[i].path;
		const struct oci_reference *reference = &document->references[i];
		cleanup_free char *role = xasprintf("images%s", path);
		cleanup_free char *before = NULL;

		if (!is_descriptor(document, i) ||
		    !give_role(image, reference->member, role))
			continue;
		image->members[reference->member].named = reference->stream;
		if (!text_ends_with(path, ".Config") || images++ >= IMAGES_MAX)
			continue;
		before = xasprintf("%.*s.Layers[",
				   (int)(strlen(path) - strlen(".Config")), path);
		visit_config(image, reference->member,
			     &(struct layers){ document, before, "]" });
	}
}

static void
name_members(struct oci_image *image)
{
	const struct tiling *tiling = image->tiling;

	names_init(&image->names, tiling->member_count);
	for (size_t i = 0; i < tiling->member_count; i++)
		names_add(&image->names, plain_name(tiling->members[i].name), i);
	names_sort(&image->names);
}

bool
oci_image_read(struct oci_image *image, struct tiling *tiling, struct budget *budget)
{
	size_t index, manifest;

	*image = (struct oci_image){ .tiling = tiling, .budget = budget };
	image->members = xcalloc(tiling->member_count + 1, sizeof(*image->members));
	name_members(image);
	if (names_repeat(&image->names))
		return false;
	index = oci_document_file(image, oci_index);
	manifest = oci_document_file(image, oci_manifest);
	if (index != NONE)
		visit_index(image, index, "", 0);
	if (manifest != NONE)
		visit_docker(image, manifest);
	oci_document_name_rest(image);
	return true;
}

void
oci_image_release(struct oci_image *image)
{
	for (size_t i = 0; image->tiling != NULL && i < image->tiling->member_count;
	     i++) {
		json_parts_release(&image->members[i].document.parts);
		free(image->members[i].document.references);
	}
	free(image->members);
	names_release(&image->names);
}

void
oci_image_arrange(struct tiling *tiling, struct budget *budget)
{
	cleanup_oci_image struct oci_image image = { 0 };

	if (oci_image_read(&image, tiling, budget))
		oci_tiles_cut(&image);
}

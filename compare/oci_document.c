/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents of an image layout: what their values say of other members, and what holds
 * these against it. */
#include "compare/oci_document.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/format.h"
#include "compare/members.h"
#include "compare/streams.h"

/* Blobs that one document leads to. */
enum { DESCRIPTORS_MAX = 1 << 14 };

size_t
oci_document_file(const struct oci_image *image, const char *name)
{
	size_t member = names_find(&image->names, name);

	return member != NONE && image->tiling->members[member].type == 'f' &&
			       members_content(image->tiling, member) != NULL
		       ? member
		       : NONE;
}

/* "sha256:HEX" */
static bool
read_digest(struct bytes text, enum digest_kind *kind, struct digest *digest)
{
	struct bytes name = bytes_before(text, ':');
	struct bytes hex = bytes_slice(text, name.size + 1, SIZE_MAX);
	cleanup_free char *digits = NULL;
	struct error ignored;

	*kind = bytes_equal_text(name, "sha256") ? DIGEST_SHA256 : DIGEST_SHA512;
	if ((*kind == DIGEST_SHA512 && !bytes_equal_text(name, "sha512")) ||
	    hex.size != (*kind == DIGEST_SHA256 ? 64 : 128))
		return false;
	digits = xstrndup((const char *)hex.data, hex.size);
	return digest_from_hex(digest, digits, &ignored) == 0;
}

/* The blob of a digest. */
static size_t
find_blob(const struct oci_image *image, struct bytes digest)
{
	struct bytes kind = bytes_before(digest, ':');
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);

	buffer_append_text(&name, "blobs/");
	buffer_append(&name, kind);
	buffer_append_byte(&name, '/');
	buffer_append(&name, bytes_slice(digest, kind.size + 1, SIZE_MAX));
	return oci_document_file(image, buffer_text(&name));
}

/* What holds a blob's content against a digest; the tiling's. */
static struct encoded *
verify(struct oci_image *image, size_t member,
       int (*decode)(struct decoding *decoding, struct error *err), struct bytes digest)
{
	struct encoded_source source = { .decode = decode, .size = UINT64_MAX };
	struct encoded *stream;

	if (!read_digest(digest, &source.digest_kind, &source.digest))
		return NULL;
	stream = encoded_new(members_content(image->tiling, member)->bytes, &source,
			     image->budget);
	tiling_keep(image->tiling, stream);
	return stream;
}

/* What a descriptor says under this name: its values stand together. */
const struct json_part *
oci_document_find(const struct json_parts *parts, size_t index, const char *object,
		  const char *name)
{
	cleanup_free char *all = xasprintf("%s.", object);
	cleanup_free char *wanted = xasprintf("%s.%s", object, name);
	size_t at = index;

	while (at > 0 && text_starts_with(parts->at[at - 1].path, all))
		at--;
	for (; at < parts->count && text_starts_with(parts->at[at].path, all); at++)
		if (strcmp(parts->at[at].path, wanted) == 0)
			return &parts->at[at];
	return NULL;
}

/* The object that holds the value at `index`, "manifests[0]"; the caller frees. */
char *
oci_document_object(const struct json_parts *parts, size_t index)
{
	const char *path = parts->at[index].path;

	return xstrndup(path, (size_t)(strrchr(path, '.') - path));
}

const struct oci_document *
oci_document_of(const struct oci_image *image, size_t member)
{
	const struct oci_document *document = &image->members[member].document;

	return document->references != NULL ? document : NULL;
}

/* Reads a member as a document; NULL when it is none. */
struct oci_document *
oci_document_read(struct oci_image *image, size_t member)
{
	struct oci_document *document = &image->members[member].document;

	if (document->references != NULL ||
	    json_parts_read(&document->parts,
			    members_content(image->tiling, member)->bytes) < 0)
		return NULL;
	document->references =
		xcalloc(document->parts.count + 1, sizeof(*document->references));
	return document;
}

static void
refer(const struct oci_image *image, struct oci_reference *reference, enum oci_says says,
      size_t member)
{
	reference->says = says;
	reference->member = member;
	reference->size = members_content(image->tiling, member)->bytes.size;
}

/* The values that are descriptors of blobs which are here. */
size_t
oci_document_refer(struct oci_image *image, struct oci_document *document)
{
	size_t count = 0;

	for (size_t i = 0; i < document->parts.count && count < DESCRIPTORS_MAX; i++) {
		const struct json_part *part = &document->parts.at[i];
		cleanup_free char *object = NULL;
		const struct json_part *size;
		enum digest_kind kind;
		struct digest digest;
		size_t member;

		if (!text_ends_with(part->path, ".digest") ||
		    !read_digest(part->text, &kind, &digest) ||
		    (member = find_blob(image, part->text)) == NONE)
			continue;
		object = oci_document_object(&document->parts, i);
		refer(image, &document->references[i], OCI_DIGEST, member);
		document->references[i].stream = verify(image, member, NULL, part->text);
		size = oci_document_find(&document->parts, i, object, "size");
		if (size != NULL)
			refer(image, &document->references[size - document->parts.at],
			      OCI_SIZE, member);
		count++;
	}
	return count;
}

static int
decode_zstd_frames(struct decoding *decoding, struct error *err)
{
	struct decoding next = *decoding;

	for (;;) {
		next.encoded = streams_behind_skippable(next.encoded);
		if (next.encoded.size == 0)
			break;
		if (decode_zstd(&next, err) < 0)
			return -1;
		next.encoded = bytes_slice(next.encoded, next.used, SIZE_MAX);
	}
	decoding->used = decoding->encoded.size;
	return 0;
}

int (*oci_decoder_of(struct bytes layer))(struct decoding *decoding, struct error *err)
{
	const struct format *format = format_recognize(layer);

	return format == &format_gzip	? decode_gzip
	       : format == &format_zstd ? decode_zstd_frames
					: NULL;
}

/* The digest of a layer as it unpacks. */
static struct encoded *
verify_unpacked(struct oci_image *image, size_t layer, struct bytes digest)
{
	return verify(image, layer,
		      oci_decoder_of(members_content(image->tiling, layer)->bytes),
		      digest);
}

/* "sha256:HEX" of a name that is a digest: HEX, HEX.json, HEX.tar, in any folder. */
static void
digest_of_name(struct bytes name, struct buffer *out)
{
	enum { DIGITS = 64 };
	const uint8_t *slash = memrchr(name.data, '/', name.size);
	struct bytes last =
		slash == NULL
			? name
			: bytes_slice(name, (size_t)(slash - name.data) + 1, SIZE_MAX);

	buffer_append_text(out, "sha256:");
	buffer_append(out, bytes_slice(last, 0, DIGITS));
}

/* docker's manifest.json names members, most of which are called by their digests. */
bool
oci_document_refer_by_name(struct oci_image *image, struct oci_document *document,
			   size_t index)
{
	const struct json_part *part = &document->parts.at[index];
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX),
				     digest = BUFFER_INIT(SIZE_MAX);
	size_t member;

	if (!text_ends_with(part->path, ".Config") &&
	    strstr(part->path, ".Layers[") == NULL)
		return false;
	buffer_append_escaped(&name, part->text);
	member = oci_document_file(image, buffer_text(&name));
	if (member == NONE)
		return false;
	digest_of_name(part->text, &digest);
	document->references[index].stream =
		verify(image, member, NULL, buffer_bytes(&digest));
	if (document->references[index].stream == NULL)
		return false;
	refer(image, &document->references[index], OCI_DIGEST, member);
	return true;
}

/* A blob that nothing leads to is called by its digest all the same. */
void
oci_document_name_rest(struct oci_image *image)
{
	const struct bytes folder = bytes_of_text("blobs/");

	for (size_t i = 0; i < image->names.count; i++) {
		struct bytes name = bytes_of_text(image->names.at[i].name);
		size_t member = image->names.at[i].index;
		cleanup_buffer struct buffer digest = BUFFER_INIT(SIZE_MAX);
		struct bytes kind;

		if (image->members[member].named != NULL ||
		    !bytes_start_with(name, folder) ||
		    oci_document_file(image, image->names.at[i].name) == NONE)
			continue;
		name = bytes_slice(name, folder.size, SIZE_MAX);
		kind = bytes_before(name, '/');
		buffer_append(&digest, kind);
		buffer_append_byte(&digest, ':');
		buffer_append(&digest, bytes_slice(name, kind.size + 1, SIZE_MAX));
		image->members[member].named =
			verify(image, member, NULL, buffer_bytes(&digest));
	}
}

void
oci_document_refer_unpacked(struct oci_image *image, const struct oci_document *document,
			    const struct json_part *part, size_t layer)
{
	struct oci_reference *reference =
		&document->references[part - document->parts.at];

	refer(image, reference, OCI_UNPACKED, layer);
	reference->stream = verify_unpacked(image, layer, part->text);
}

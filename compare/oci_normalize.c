/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of an image's archive: layers in their canonical form, dates as the
 * rule has them, and then every name, digest and size that follows, from the layers up to
 * the index.  Members are sorted by the names that they come to have.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/members.h"
#include "compare/normalize.h"
#include "compare/oci_image.h"
#include "compare/oci_tiles.h"
#include "compare/tar_entry.h"

enum { DEPTH_MAX = 16 };

/* What a member becomes. */
struct becoming {
	bool begun, done;
	char *name;	       /* owned */
	struct buffer content; /* owned */
};

struct rewriting {
	struct normalizer *normalizer; /* borrowed */
	const struct oci_image *image; /* borrowed */
	const struct rule *dates;      /* NULL when it is off */
	const struct tar_member *from; /* borrowed: of each member */
	struct becoming *members;      /* owned, each too */
	size_t limit, depth;
};

static int become(struct rewriting *rewriting, size_t member, struct error *err);

static bool
stream_is_right(struct encoded *stream)
{
	bool right;

	if (stream == NULL)
		return true;
	encoded_read(stream);
	right = encoded_is_readable(stream) &&
		encoded_complaint(stream, ENCODED_DIGEST) == NULL;
	encoded_forget(stream);
	return right;
}

/* Whether all that documents say of members is so, and each blob has the digest that it
 * is called by. */
static bool
is_right(const struct oci_image *image)
{
	for (size_t i = 0; i < image->tiling->member_count; i++) {
		const struct oci_document *document = oci_document_of(image, i);

		if (!stream_is_right(image->members[i].named))
			return false;
		for (size_t j = 0; document != NULL && j < document->parts.count; j++) {
			const struct oci_reference *reference = &document->references[j];
			char size[32];

			snprintf(size, sizeof(size), "%zu", reference->size);
			if (reference->says == OCI_SIZE
				    ? !bytes_equal_text(document->parts.at[j].text, size)
				    : !stream_is_right(reference->stream))
				return false;
		}
	}
	return true;
}

/* Appends the text with the digits of a digest replaced by others. */
static int
append_replaced(struct buffer *out, struct bytes text, const struct digest *old,
		const struct digest *new, struct error *err)
{
	char before[DIGEST_HEX_MAX], after[DIGEST_HEX_MAX];
	const uint8_t *at;
	size_t start;

	digest_to_hex(old, before);
	digest_to_hex(new, after);
	at = memmem(text.data, text.size, before, strlen(before));
	if (at == NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "a digest is not written in lower case");
	start = (size_t)(at - text.data);
	buffer_append(out, bytes_slice(text, 0, start));
	buffer_append_text(out, after);
	buffer_append(out, bytes_slice(text, start + strlen(before), SIZE_MAX));
	return 0;
}

/* The digest of what a layer, as it has become, unpacks to. */
static int
digest_unpacked(const struct rewriting *rewriting, struct bytes layer,
		enum digest_kind kind, struct digest *digest, struct error *err)
{
	int (*decode)(struct decoding * decoding, struct error * err) =
		oci_decoder_of(layer);
	cleanup_buffer struct buffer out = budget_buffer(&rewriting->normalizer->budget);
	struct decoding decoding = {
		.encoded = layer,
		.memory = budget_window(&rewriting->normalizer->budget),
		.out = &out,
	};

	if (decode != NULL && decode(&decoding, err) < 0)
		return -1;
	*digest = digest_of(kind, decode != NULL ? buffer_bytes(&out) : layer);
	return 0;
}

static int
write_reference(struct rewriting *rewriting, struct bytes value,
		const struct oci_reference *reference, struct buffer *out,
		struct error *err)
{
	const struct becoming *target = &rewriting->members[reference->member];
	const struct encoded_source *source;
	struct bytes content;
	struct digest digest;

	if (become(rewriting, reference->member, err) < 0)
		return -1;
	content = buffer_bytes(&target->content);
	if (reference->says == OCI_SIZE) {
		buffer_printf(out, "%zu", content.size);
		return 0;
	}
	source = &reference->stream->source;
	digest = digest_of(source->digest_kind, content);
	if (reference->says == OCI_UNPACKED &&
	    digest_unpacked(rewriting, content, source->digest_kind, &digest, err) < 0)
		return -1;
	return append_replaced(out, value, &source->digest, &digest, err);
}

/* A value that the rule for dates covers. */
static bool
is_date(const struct rewriting *rewriting, const struct json_part *part)
{
	cleanup_free char *key = xasprintf("$.%s", part->path);
	cleanup_free char *value =
		xstrndup(part->text.size > 0 ? (const char *)part->text.data : "",
			 part->text.size);
	struct tile tile = {
		.kind = TILE_FIELD, .key = key, .value = value, .number = NOT_A_NUMBER
	};
	struct difference difference = {
		.format = &format_oci, .key = key, .published = &tile, .rebuilt = &tile
	};

	return rewriting->dates != NULL &&
	       rule_for(&rewriting->normalizer->rules, &difference) == rewriting->dates;
}

static void
write_date(struct rewriting *rewriting, size_t member, const struct json_part *part,
	   struct buffer *out)
{
	static const char epoch[] = "1970-01-01T00:00:00Z";
	cleanup_free char *key = xasprintf(
		"%s $.%s", member_key(&rewriting->image->tiling->members[member]),
		part->path);
	cleanup_free char *old = xstrndup((const char *)part->text.data, part->text.size);

	buffer_printf(out, "\"%s\"", epoch);
	normalize_note(
		rewriting->normalizer,
		&(struct normalize_change){ rewriting->dates->id, key, old, epoch });
}

static int
write_document(struct rewriting *rewriting, size_t member, struct buffer *out,
	       struct error *err)
{
	const struct oci_document *document = oci_document_of(rewriting->image, member);
	struct bytes content = rewriting->from[member].content;
	size_t end = 0;

	for (size_t i = 0; i < document->parts.count; i++) {
		const struct json_part *part = &document->parts.at[i];
		const struct oci_reference *reference = &document->references[i];
		struct bytes value =
			bytes_slice(content, part->value, part->end - part->value);

		buffer_append(out, bytes_slice(content, part->start,
					       part->value - part->start));
		end = part->end;
		if (reference->says == OCI_SIZE || reference->stream != NULL) {
			if (write_reference(rewriting, value, reference, out, err) < 0)
				return -1;
		} else if (is_date(rewriting, part)) {
			write_date(rewriting, member, part, out);
		} else {
			buffer_append(out, value);
		}
	}
	buffer_append(out, bytes_slice(content, end, SIZE_MAX));
	return buffer_check(out, err);
}

/* A blob is called by the digest of what it becomes, if anything leads to it. */
static int
name_anew(struct rewriting *rewriting, size_t member, struct error *err)
{
	const struct encoded *named = rewriting->image->members[member].named;
	struct becoming *becoming = &rewriting->members[member];
	cleanup_buffer struct buffer path = BUFFER_INIT(SIZE_MAX),
				     name = BUFFER_INIT(SIZE_MAX);
	struct digest digest;

	tar_member_path(&rewriting->from[member], &path);
	if (named == NULL) {
		becoming->name = buffer_steal_text(&path);
		return 0;
	}
	digest = digest_of(named->source.digest_kind, buffer_bytes(&becoming->content));
	if (append_replaced(&name, buffer_bytes(&path), &named->source.digest, &digest,
			    err) < 0)
		return -1;
	becoming->name = buffer_steal_text(&name);
	return 0;
}

static int
write_content(struct rewriting *rewriting, size_t member, struct error *err)
{
	const struct member *about = &rewriting->image->tiling->members[member];
	struct buffer *out = &rewriting->members[member].content;
	struct bytes content = rewriting->from[member].content;
	bool unreferenced =
		rewriting->image->members[member].named != NULL && about->role == NULL;

	if (oci_document_of(rewriting->image, member) != NULL)
		return write_document(rewriting, member, out, err);
	if (content.size == 0 || unreferenced)
		return normalize_keep(out, content, err);
	return normalize_content(rewriting->normalizer, member_key(about), content, out,
				 err);
}

static int
become(struct rewriting *rewriting, size_t member, struct error *err)
{
	struct becoming *becoming = &rewriting->members[member];
	int written;

	if (becoming->done)
		return 0;
	if (becoming->begun || rewriting->depth >= DEPTH_MAX)
		return error_set(err, ERROR_UNSUPPORTED,
				 "documents of the image lead in a circle");
	becoming->begun = true;
	becoming->content = BUFFER_INIT(rewriting->limit);
	rewriting->depth++;
	written = write_content(rewriting, member, err);
	rewriting->depth--;
	if (written < 0 || name_anew(rewriting, member, err) < 0)
		return -1;
	becoming->done = true;
	return 0;
}

static int
write_members(struct rewriting *rewriting, struct buffer *out, struct error *err)
{
	static const uint8_t end[2 * TAR_BLOCK_SIZE];
	struct normalizer *normalizer = rewriting->normalizer;
	cleanup_names struct names names = { 0 };
	size_t count = rewriting->image->tiling->member_count;
	unsigned listed = normalizer->listed;
	int written = 0;

	names_init(&names, count);
	for (size_t i = 0; i < count; i++)
		names_add(&names, rewriting->members[i].name, i);
	names_sort(&names);
	/* What stands in the archive now is as it is to be. */
	normalizer->listed = normalizer->entered + 1;
	for (size_t i = 0; i < count && written == 0; i++) {
		size_t index = names.at[i].index;
		struct tar_member member = rewriting->from[index];

		member.path = bytes_of_text(names.at[i].name);
		member.prefix = (struct bytes){ 0 };
		member.content = buffer_bytes(&rewriting->members[index].content);
		written = tar_entry_write(normalizer, &member,
					  rewriting->image->tiling->members[index].name,
					  out, err);
	}
	normalizer->listed = listed;
	buffer_append(out, BYTES_OF(end));
	return written < 0 ? -1 : buffer_check(out, err);
}

static int
rewrite(struct normalizer *normalizer, struct oci_image *image,
	const struct tar_member *from, struct buffer *out, struct error *err)
{
	struct rewriting rewriting = { .normalizer = normalizer,
				       .image = image,
				       .dates =
					       rule_on(&normalizer->rules, "oci-created"),
				       .from = from,
				       .limit = out->limit };
	size_t count = image->tiling->member_count;
	int written = 0;

	rewriting.members = xcalloc(count + 1, sizeof(*rewriting.members));
	for (size_t i = 0; i < count && written == 0; i++)
		written = become(&rewriting, i, err);
	if (written == 0)
		written = write_members(&rewriting, out, err);
	for (size_t i = 0; i < count; i++) {
		free(rewriting.members[i].name);
		buffer_release(&rewriting.members[i].content);
	}
	free(rewriting.members);
	return written;
}

static int
read_members(struct tar_member *members, size_t count, struct bytes content,
	     struct error *err)
{
	struct tar_meanings globals = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (tar_member_read(&members[i], content, &globals, err) < 0)
			return -1;
		content = bytes_slice(content, members[i].whole, SIZE_MAX);
	}
	return 0;
}

static int
write_image(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	    struct error *err)
{
	static const char *const rules[] = { "tar-format", "tar-blocking", "oci-order" };
	cleanup_tiling struct tiling tiling = { 0 };
	cleanup_oci_image struct oci_image image = { 0 };
	cleanup_free struct tar_member *members = NULL;
	size_t before = out->size;
	struct error trouble = { .kind = ERROR_NONE };

	if (normalize_tile(normalizer, &format_tar, content, &tiling, err) < 0)
		return -1;
	if (!normalize_wants(normalizer, rules, array_length(rules)) ||
	    !tar_is_plain(&tiling) ||
	    !oci_image_read(&image, &tiling, &normalizer->budget) || !is_right(&image))
		return normalize_keep(out, content, err);
	members = xcalloc(tiling.member_count + 1, sizeof(*members));
	if (read_members(members, tiling.member_count, content, err) < 0)
		return -1;
	if (rewrite(normalizer, &image, members, out, &trouble) == 0)
		return 0;
	if (trouble.kind != ERROR_UNSUPPORTED) {
		*err = trouble;
		return -1;
	}
	out->size = before;
	return normalize_keep(out, content, err);
}

int
oci_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	const struct rule_set rules = normalizer->rules;
	int written;

	rule_set_enter(&normalizer->rules, &format_oci);
	written = write_image(normalizer, content, out, err);
	normalizer->rules = rules;
	return written;
}

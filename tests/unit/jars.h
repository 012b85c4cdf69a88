/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Jars of stored members, whose contents may be anything; signed without a key. */

#include "compare/decode.h"
#include "tests/unit/leaf.h"
#include "tests/unit/signatures.h"

struct jar_writer {
	struct buffer out, directory;
	unsigned count;
};

#define JAR_WRITER_INIT	   ((struct jar_writer){ .out = LEAF_INIT, .directory = LEAF_INIT })
#define cleanup_jar_writer __attribute__((cleanup(jar_writer_release)))

static inline void
jar_writer_release(struct jar_writer *writer)
{
	buffer_release(&writer->out);
	buffer_release(&writer->directory);
}

static inline void
jar_number(struct buffer *out, uint64_t value, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		buffer_append_byte(out, i < 8 ? (uint8_t)(value >> (8 * i)) : 0);
}

/* What both headers say, from "version needed" on. */
static inline void
jar_common(struct buffer *out, const char *name, struct bytes content)
{
	enum { TIME = 0x59210000, NEEDS = 10 };

	jar_number(out, NEEDS, 6);
	jar_number(out, TIME, 4);
	jar_number(out, decode_crc32(content), 4);
	jar_number(out, content.size, 4);
	jar_number(out, content.size, 4);
	jar_number(out, strlen(name), 2);
	jar_number(out, 0, 2);
}

static inline void
jar_add(struct jar_writer *writer, const char *name, struct bytes content)
{
	enum { LOCAL = 0x04034b50, CENTRAL = 0x02014b50 };
	size_t at = writer->out.size;

	jar_number(&writer->out, LOCAL, 4);
	jar_common(&writer->out, name, content);
	buffer_append_text(&writer->out, name);
	buffer_append(&writer->out, content);
	jar_number(&writer->directory, CENTRAL, 4);
	jar_number(&writer->directory, 20, 2);
	jar_common(&writer->directory, name, content);
	jar_number(&writer->directory, 0, 10);
	jar_number(&writer->directory, at, 4);
	buffer_append_text(&writer->directory, name);
	writer->count++;
}

static inline struct bytes
jar_finish(struct jar_writer *writer)
{
	enum { END = 0x06054b50 };
	size_t directory = writer->out.size;

	buffer_append(&writer->out, buffer_bytes(&writer->directory));
	jar_number(&writer->out, END, 8);
	jar_number(&writer->out, writer->count, 2);
	jar_number(&writer->out, writer->count, 2);
	jar_number(&writer->out, writer->directory.size, 4);
	jar_number(&writer->out, directory, 4);
	jar_number(&writer->out, 0, 2);
	return buffer_bytes(&writer->out);
}

/* A jar with this manifest and one more member. */
static inline struct bytes
jar_of_manifest(struct jar_writer *writer, const char *manifest)
{
	jar_add(writer, "META-INF/MANIFEST.MF", bytes_of_text(manifest));
	jar_add(writer, "a.txt", bytes_of_text("a\n"));
	return jar_finish(writer);
}

/* "SHA-256-Digest-Manifest: <base64>" */
static inline void
jar_put_digest(struct buffer *out, const char *header, struct bytes of)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	struct digest digest = digest_of(DIGEST_SHA256, of);

	buffer_printf(out, "%s: ", header);
	for (size_t i = 0; i < digest.size; i += 3) {
		size_t left = digest.size - i;
		uint32_t group = (uint32_t)digest.data[i] << 16 |
				 (left > 1 ? (uint32_t)digest.data[i + 1] << 8 : 0) |
				 (left > 2 ? digest.data[i + 2] : 0U);

		for (unsigned j = 0; j < 4; j++)
			buffer_append_byte(
				out,
				j > left ? '='
					 : (uint8_t)digits[group >> (18 - 6 * j) & 63]);
	}
	buffer_append_text(out, "\r\n");
}

#define JAR_MANIFEST "Manifest-Version: 1.0\r\n\r\n"

struct jar_member {
	const char *name, *content;
};

enum { JAR_MEMBERS = 3 };

/* How a jar is made; what is left out is as it should be. */
struct jar_plan {
	struct jar_member members[JAR_MEMBERS];
	bool lists;		   /* the manifest has digests of members */
	const char *lies_about;	   /* the digest of this member is another one's */
	const char *leaves_out;	   /* no section is about this member */
	bool is_signed;		   /* META-INF/TOOL.SF and .RSA */
	bool by_sections;	   /* TOOL.SF does not speak for the whole manifest */
	const char *signs;	   /* TOOL.RSA is about this instead */
	const char *more_sections; /* of the manifest, behind all others */
	bool folder;		   /* META-INF/ is a member, where tools put it */
	const char *file_of;	   /* TOOL.SF is about this manifest instead */
};

static inline void
jar_put_sections(struct buffer *manifest, struct buffer *file,
		 const struct jar_plan *plan)
{
	for (size_t i = 0; i < JAR_MEMBERS && plan->members[i].name != NULL; i++) {
		const struct jar_member *member = &plan->members[i];
		const char *content = member->content;
		size_t begin = manifest->size;

		if (text_is_same(plan->leaves_out, member->name))
			continue;
		if (text_is_same(plan->lies_about, member->name))
			content = "other\n";
		buffer_printf(manifest, "Name: %s\r\n", member->name);
		jar_put_digest(manifest, "SHA-256-Digest", bytes_of_text(content));
		buffer_append_text(manifest, "\r\n");
		buffer_printf(file, "Name: %s\r\n", member->name);
		jar_put_digest(file, "SHA-256-Digest",
			       bytes_slice(buffer_bytes(manifest), begin, SIZE_MAX));
		buffer_append_text(file, "\r\n");
	}
}

static inline void
jar_put_signature(struct jar_writer *writer, const struct jar_plan *plan,
		  const struct buffer *manifest, const struct buffer *sections)
{
	static const uint8_t data_type[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					     0x0d, 0x01, 0x07, 0x01 };
	cleanup_buffer struct buffer file = LEAF_INIT, block = LEAF_INIT;
	struct bytes about = plan->file_of != NULL ? bytes_of_text(plan->file_of)
						   : buffer_bytes(manifest);
	struct bytes nothing = { 0 };

	buffer_append_text(&file, "Signature-Version: 1.0\r\n");
	jar_put_digest(&file, "SHA-256-Digest-Manifest-Main-Attributes",
		       plan->file_of != NULL ? about : bytes_of_text(JAR_MANIFEST));
	if (!plan->by_sections)
		jar_put_digest(&file, "SHA-256-Digest-Manifest", about);
	buffer_append_text(&file, "\r\n");
	buffer_append(&file, buffer_bytes(sections));
	jar_add(writer, "META-INF/TOOL.SF", buffer_bytes(&file));
	put_signed_data(&block, BYTES_OF(data_type), nothing,
			plan->signs != NULL ? bytes_of_text(plan->signs)
					    : buffer_bytes(&file));
	jar_add(writer, "META-INF/TOOL.RSA", buffer_bytes(&block));
}

static inline struct bytes
jar_make(struct jar_writer *writer, const struct jar_plan *plan)
{
	cleanup_buffer struct buffer manifest = LEAF_INIT, sections = LEAF_INIT;
	const struct bytes nothing = { 0 };

	buffer_append_text(&manifest, JAR_MANIFEST);
	if (plan->lists || plan->is_signed)
		jar_put_sections(&manifest, &sections, plan);
	if (plan->more_sections != NULL)
		buffer_append_text(&manifest, plan->more_sections);
	if (plan->folder && !plan->is_signed)
		jar_add(writer, "META-INF/", nothing);
	jar_add(writer, "META-INF/MANIFEST.MF", buffer_bytes(&manifest));
	if (plan->is_signed)
		jar_put_signature(writer, plan, &manifest, &sections);
	if (plan->folder && plan->is_signed)
		jar_add(writer, "META-INF/", nothing);
	for (size_t i = 0; i < JAR_MEMBERS && plan->members[i].name != NULL; i++)
		jar_add(writer, plan->members[i].name,
			bytes_of_text(plan->members[i].content));
	return jar_finish(writer);
}

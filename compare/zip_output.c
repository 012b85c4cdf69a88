/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/zip_output.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "compare/decode.h"

enum {
	LOCAL_MAGIC = 0x04034b50,
	CENTRAL_MAGIC = 0x02014b50,
	DESCRIPTOR_MAGIC = 0x08074b50,
	END_MAGIC = 0x06054b50,
	ZIP64_END_MAGIC = 0x06064b50,
	ZIP64_LOCATOR_MAGIC = 0x07064b50,
};

enum { VERSION_USUAL = 20, VERSION_ZIP64 = 45 };

void
zip_form_release(struct zip_form *form)
{
	buffer_release(&form->extra);
	buffer_release(&form->local_extra);
}

void
zip_output_release(struct zip_output *output)
{
	buffer_release(&output->directory);
	free(output->records);
}

static void
put(struct buffer *out, uint64_t value, size_t size)
{
	encode_number(out, value, size);
}

/* A value that has 16 bits, whatever it is. */
static void
put_size(struct zip_output *output, struct buffer *out, size_t size)
{
	output->unfit = output->unfit || size > UINT16_MAX;
	put(out, size, 2);
}

static uint32_t
saturated(uint64_t value)
{
	return value >= UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

static bool
sizes_are_wide(const struct zip_form *form)
{
	return form->size >= UINT32_MAX || form->compressed >= UINT32_MAX;
}

/* As its entry has it: from the base. */
static uint64_t
offset_of(const struct zip_output *output)
{
	return output->member - output->base;
}

static uint16_t
needs_of(const struct zip_output *output, const struct zip_form *form, uint16_t said)
{
	bool wide = sizes_are_wide(form) || offset_of(output) >= UINT32_MAX;

	return said != 0 ? said : wide ? VERSION_ZIP64 : VERSION_USUAL;
}

/* From "version needed" to the CRC-32. */
static void
put_common(struct buffer *out, const struct zip_form *form, uint16_t needs)
{
	put(out, needs, 2);
	put(out, form->flags, 2);
	put(out, form->method, 2);
	put(out, form->time, 4);
}

/* All three are said where they are wide. */
static void
put_sums(struct buffer *out, const struct zip_form *form)
{
	bool wide = sizes_are_wide(form);

	put(out, form->crc32, 4);
	put(out, wide ? UINT32_MAX : form->compressed, 4);
	put(out, wide ? UINT32_MAX : form->size, 4);
}

static void
put_wide_sizes(struct buffer *extra, const struct zip_form *form)
{
	put(extra, form->size, 8);
	put(extra, form->compressed, 8);
}

/* The local fields, of which one may be filled up until the content is aligned. */
static void
put_local_extra(const struct zip_output *output, const struct zip_form *form,
		struct buffer *extra)
{
	struct bytes fields = buffer_bytes(&form->local_extra);
	size_t data, zeros = 0, field;

	if (sizes_are_wide(form)) {
		put(extra, ZIP_EXTRA_ZIP64, 2);
		put(extra, 16, 2);
		put_wide_sizes(extra, form);
	}
	field = extra->size + form->aligned;
	data = output->member + ZIP_LOCAL_SIZE + form->entry->header.name.size +
	       extra->size + fields.size;
	if (form->alignment > 1)
		zeros = (form->alignment - data % form->alignment) % form->alignment;
	buffer_append(extra, bytes_slice(fields, 0, form->aligned));
	for (size_t i = 0; i < zeros; i++)
		buffer_append_byte(extra, 0);
	buffer_append(extra, bytes_slice(fields, form->aligned, SIZE_MAX));
	if (form->alignment > 0) {
		size_t size = 2 + zeros;

		/* The field is an id, a size, and the alignment. */
		extra->data[field - 4] = (uint8_t)size;
		extra->data[field - 3] = (uint8_t)(size >> 8);
	}
}

static void
put_local(struct zip_output *output, const struct zip_form *form, struct buffer *header)
{
	cleanup_buffer struct buffer extra = BUFFER_INIT(SIZE_MAX);
	struct bytes name = form->entry->header.name;
	bool behind = (form->flags & ZIP_DESCRIPTOR) != 0;

	put_local_extra(output, form, &extra);
	put(header, LOCAL_MAGIC, 4);
	put_common(header, form, needs_of(output, form, form->local_needs));
	if (behind)
		for (unsigned i = 0; i < 3; i++)
			put(header, 0, 4);
	else
		put_sums(header, form);
	put(header, name.size, 2);
	put_size(output, header, extra.size);
	buffer_append(header, name);
	buffer_append(header, buffer_bytes(&extra));
}

static void
put_descriptor(struct zip_output *output, const struct zip_form *form)
{
	/* Zeros in the header and 64 bits here agree with no reader. */
	output->unfit = output->unfit || sizes_are_wide(form);
	put(output->out, DESCRIPTOR_MAGIC, 4);
	put(output->out, form->crc32, 4);
	put(output->out, form->compressed, 4);
	put(output->out, form->size, 4);
}

static void
put_central_zip64(const struct zip_output *output, const struct zip_form *form,
		  struct buffer *extra)
{
	bool sizes = sizes_are_wide(form), offset = offset_of(output) >= UINT32_MAX;

	if (!sizes && !offset)
		return;
	put(extra, ZIP_EXTRA_ZIP64, 2);
	put(extra, (sizes ? 16U : 0U) + (offset ? 8U : 0U), 2);
	if (sizes)
		put_wide_sizes(extra, form);
	if (offset)
		put(extra, offset_of(output), 8);
}

static void
put_central(struct zip_output *output, const struct zip_form *form)
{
	cleanup_buffer struct buffer extra = BUFFER_INIT(SIZE_MAX);
	const struct zip_entry *entry = form->entry;
	struct buffer *out = &output->directory;

	put_central_zip64(output, form, &extra);
	buffer_append(&extra, buffer_bytes(&form->extra));
	put(out, CENTRAL_MAGIC, 4);
	put(out, form->made_by, 2);
	put_common(out, form, needs_of(output, form, form->needs));
	put_sums(out, form);
	put(out, entry->header.name.size, 2);
	put_size(output, out, extra.size);
	put(out, entry->comment.size, 2);
	put(out, entry->disk, 2);
	put(out, entry->internal, 2);
	put(out, entry->external, 4);
	put(out, saturated(offset_of(output)), 4);
	buffer_append(out, entry->header.name);
	buffer_append(out, buffer_bytes(&extra));
	buffer_append(out, entry->comment);
}

void
zip_write_begin(struct zip_output *output, const struct zip_form *form)
{
	cleanup_buffer struct buffer header = BUFFER_INIT(SIZE_MAX);

	output->member = output->out->size - output->start;
	put_local(output, form, &header);
	output->header = header.size;
	buffer_append(output->out, buffer_bytes(&header));
}

/* Writes the header anew, now that all is known, where room was left for it. */
static void
replace_header(struct zip_output *output, struct bytes header)
{
	struct buffer *out = output->out;
	size_t from = output->start + output->member;
	size_t content = from + output->header, size = out->size - content;

	if (header.size > output->header &&
	    buffer_reserve(out, header.size - output->header) == NULL)
		return;
	if (header.size != output->header)
		memmove(out->data + from + header.size, out->data + content, size);
	memcpy(out->data + from, header.data, header.size);
	out->size = from + header.size + size;
}

void
zip_write_end(struct zip_output *output, const struct zip_form *form, size_t rank)
{
	cleanup_buffer struct buffer header = BUFFER_INIT(SIZE_MAX);
	size_t at = output->directory.size;

	if (output->out->overflow)
		return;
	put_local(output, form, &header);
	replace_header(output, buffer_bytes(&header));
	if ((form->flags & ZIP_DESCRIPTOR) != 0)
		put_descriptor(output, form);
	put_central(output, form);
	output->records[rank] = (struct zip_record){ at, output->directory.size - at };
}

static void
put_zip64_end(struct zip_output *output, uint64_t directory, uint64_t size)
{
	struct buffer *out = output->out;
	uint64_t at = out->size - output->start - output->base;

	put(out, ZIP64_END_MAGIC, 4);
	put(out, ZIP64_END_SIZE - 12, 8);
	put(out, ZIP_HOST_UNIX << 8 | VERSION_ZIP64, 2);
	put(out, VERSION_ZIP64, 2);
	put(out, 0, 8);
	put(out, output->count, 8);
	put(out, output->count, 8);
	put(out, size, 8);
	put(out, directory, 8);
	put(out, ZIP64_LOCATOR_MAGIC, 4);
	put(out, 0, 4);
	put(out, at, 8);
	put(out, 1, 4);
}

static void
put_end(struct zip_output *output, uint64_t directory, uint64_t size,
	struct bytes comment)
{
	struct buffer *out = output->out;
	uint64_t count = output->count >= UINT16_MAX ? UINT16_MAX : output->count;

	if (count == UINT16_MAX || size >= UINT32_MAX || directory >= UINT32_MAX)
		put_zip64_end(output, directory, size);
	put(out, END_MAGIC, 4);
	put(out, 0, 4);
	put(out, count, 2);
	put(out, count, 2);
	put(out, saturated(size), 4);
	put(out, saturated(directory), 4);
	put(out, comment.size, 2);
	buffer_append(out, comment);
}

void
zip_write_directory(struct zip_output *output, struct bytes comment)
{
	struct bytes records = buffer_bytes(&output->directory);
	uint64_t directory = output->out->size - output->start - output->base;

	for (size_t i = 0; i < output->count; i++)
		buffer_append(output->out, bytes_slice(records, output->records[i].at,
						       output->records[i].size));
	put_end(output, directory, records.size, comment);
}

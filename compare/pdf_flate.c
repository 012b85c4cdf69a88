/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of PDF: which filter they have, and FlateDecode (ISO 32000-1, 7.4.4). */
#include <string.h>

#include "base/cleanup.h"
#include "compare/decode.h"
#include "compare/decode_zlib.h"
#include "compare/pdf_tiles.h"

enum { PREDICTOR_NONE = 1, PREDICTOR_PNG = 10, COLUMNS_MAX = 1 << 10 };

static bool
is_flate(struct bytes value)
{
	return bytes_equal_text(value, "/FlateDecode") || bytes_equal_text(value, "/Fl");
}

enum pdf_filter
pdf_filter_of(const struct pdf_file *file, const struct pdf_item *item)
{
	struct pdf_entry entry;
	struct bytes value;
	size_t first, end;

	if (!pdf_find(file->bytes, item->value, "Filter", &entry))
		return PDF_NO_FILTER;
	value = pdf_entry_value(file->bytes, &entry);
	if (value.data[0] != '[')
		return is_flate(value) ? PDF_FLATE : PDF_OTHER_FILTER;
	first = pdf_space(value, 1);
	if (bytes_equal_text(bytes_slice(value, first, SIZE_MAX), "]"))
		return PDF_NO_FILTER;
	end = pdf_value(value, first);
	if (end == PDF_NOWHERE || !is_flate(bytes_slice(value, first, end - first)) ||
	    pdf_space(value, end) != value.size - 1)
		return PDF_OTHER_FILTER;
	return PDF_FLATE;
}

static bool
is_line_end(struct bytes bytes)
{
	return bytes_equal_text(bytes, "\n") || bytes_equal_text(bytes, "\r") ||
	       bytes_equal_text(bytes, "\r\n");
}

int
pdf_decode_flate(struct decoding *decoding, struct error *err)
{
	if (decode_zlib(decoding->encoded, &decoding->used, decoding->out, err) < 0)
		return -1;
	if (is_line_end(bytes_slice(decoding->encoded, decoding->used, SIZE_MAX)))
		decoding->used = decoding->encoded.size;
	return 0;
}

static uint64_t
parameter(const struct pdf_file *file, const struct pdf_item *item, const char *name,
	  uint64_t otherwise)
{
	struct pdf_entry parameters, entry;
	uint64_t number;

	return pdf_find(file->bytes, item->value, "DecodeParms", &parameters) &&
			       pdf_find(file->bytes, parameters.value, name, &entry) &&
			       pdf_entry_number(file->bytes, &entry, &number)
		       ? number
		       : otherwise;
}

/* Rows of so many bytes, each behind a byte that says how it differs from the one above:
 * not, or in every byte. */
static bool
undo_rows(struct bytes rows, size_t columns, struct buffer *out)
{
	enum { NOT = 0, BY_ROW_ABOVE = 2 };
	uint8_t above[COLUMNS_MAX] = { 0 };
	struct cursor at = cursor_on(rows);

	while (at.rest.size > 0) {
		uint8_t kind = cursor_u8(&at);

		if (kind != NOT && kind != BY_ROW_ABOVE)
			return false;
		for (size_t i = 0; i < columns; i++) {
			uint8_t byte = cursor_u8(&at);

			above[i] = kind == NOT ? byte : (uint8_t)(above[i] + byte);
		}
		buffer_append(out, (struct bytes){ above, columns });
	}
	return !at.overrun && !out->overflow;
}

bool
pdf_flate_read(struct pdf *pdf, const struct pdf_item *item, struct buffer *out)
{
	const struct pdf_file *file = pdf->file;
	uint64_t predictor = parameter(file, item, "Predictor", PREDICTOR_NONE);
	uint64_t columns = parameter(file, item, "Columns", 1);
	struct bytes data =
		bytes_slice(file->bytes, item->stream, item->stream_end - item->stream);
	cleanup_buffer struct buffer rows = budget_buffer(pdf->tiler->budget);
	struct decoding decoding = { .encoded = data, .out = &rows };
	struct error ignored;

	if (file->is_encrypted || columns == 0 || columns > COLUMNS_MAX)
		return false;
	if (pdf_filter_of(file, item) == PDF_NO_FILTER)
		buffer_append(&rows, data);
	else if (pdf_filter_of(file, item) != PDF_FLATE ||
		 pdf_decode_flate(&decoding, &ignored) < 0 || decoding.used != data.size)
		return false;
	*out = budget_buffer(pdf->tiler->budget);
	if (predictor == PREDICTOR_NONE)
		buffer_append(out, buffer_bytes(&rows));
	else if (predictor < PREDICTOR_PNG ||
		 !undo_rows(buffer_bytes(&rows), (size_t)columns, out))
		return false;
	budget_spend(pdf->tiler->budget, out);
	budget_return(pdf->tiler->budget, out->size);
	return !out->overflow;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PDF (ISO 32000-1:2008; 32000-2 adds keys, no syntax).
 *
 * "%PDF-1.7", then objects, "12 0 obj ... endobj": a dictionary of keys and values, most
 * of them with a stream behind, which is mostly compressed (FlateDecode, which is zlib).
 * A table of the offsets of all objects follows, or a stream that is one; a trailer,
 * which names the first object and has an identifier; the offset of the table and
 * "%%EOF". Objects may also stand in a compressed stream of objects.  Who changes a
 * document may write new objects, another table and another "%%EOF" behind the end: of
 * objects of one number the last counts.
 *
 * Between builds vary: the dates in the dictionary /Info and in the metadata (XMP), the
 * identifier, numbers of objects, how streams are compressed, and with any length all
 * offsets behind it.  To hide something there are: objects that nothing leads to,
 * comments, bytes between objects and behind the end, later versions of an object, and
 * whatever acts by itself (pdf_judge.c).
 *
 * An object's tiles are those of its entries (pdf_tiles.c), in a part that is called by
 * its number and its type.  Lengths and offsets follow, once each has been found right.
 */
#include "compare/format.h"

#include <string.h>

#include "compare/pdf_tiles.h"

static const struct bytes header = { (const uint8_t *)"%PDF-", 5 };

static int
pdf_recognize(struct bytes content)
{
	return bytes_start_with(content, header) ? 95 : 0;
}

static void
take_all(struct tiler *tiler, const struct pdf_item *item, const char *key)
{
	tile_text(tiler, item->end - item->start, key);
	tile_set_value(tiler,
		       bytes_slice(tiler->content, item->at, item->end - item->at));
}

/* "startxref" and an offset. */
static void
take_start(struct pdf *pdf, const struct pdf_item *item)
{
	const struct pdf_entry entry = { .value = item->value, .end = item->value_end };
	struct bytes value = pdf_entry_value(pdf->file->bytes, &entry);
	uint64_t offset = 0;
	/* The first part of a file that is sent from its start says 0. */
	bool right = pdf_entry_number(pdf->file->bytes, &entry, &offset) &&
		     (pdf_is_table_at(pdf->file, offset) ||
		      (offset == 0 && pdf->file->is_linearized));

	tile_text(pdf->tiler, item->value - item->start, "startxref:");
	tile_derived(pdf->tiler, value.size, "startxref", right);
	tile_set_value(pdf->tiler, value);
}

/* More objects behind an end. */
static void
state_update(struct pdf *pdf, size_t index, unsigned ends)
{
	if (index < pdf->file->last_end && ends > (pdf->file->is_linearized ? 1U : 0U))
		tile_field(pdf->tiler, 0, "update", "objects behind the end");
}

static bool
take_item(struct pdf *pdf, const struct pdf_item *item)
{
	switch (item->kind) {
	case PDF_OBJECT:
	case PDF_TRAILER:
		return pdf_take_object(pdf, item);
	case PDF_XREF:
		pdf_take_table(pdf, item);
		break;
	case PDF_STARTXREF:
		take_start(pdf, item);
		break;
	case PDF_COMMENT:
		take_all(pdf->tiler, item, item->start == 0 ? "header" : "comment");
		break;
	case PDF_END:
		take_all(pdf->tiler, item, "eof");
		break;
	case PDF_STRAY:
		tile_opaque(pdf->tiler, item->end - item->start, "stray",
			    "is no part of any object");
		break;
	}
	return true;
}

static int
pdf_tile(struct tiler *tiler, struct error *err)
{
	cleanup_pdf_file struct pdf_file file = { 0 };
	struct pdf pdf = { tiler, &file };
	unsigned ends = 0;

	pdf_file_read(&file, tiler->content);
	for (size_t i = 0; i < file.count && i <= file.last_end; i++) {
		if (!take_item(&pdf, &file.items[i]))
			return error_set(err, ERROR_LIMIT, "too many objects");
		if (file.items[i].kind == PDF_END)
			state_update(&pdf, i, ++ends);
	}
	if (bytes_are_all(tiler_rest(tiler), '\n') || tiler_rest(tiler).size == 0 ||
	    bytes_equal_text(tiler_rest(tiler), "\r\n") ||
	    bytes_equal_text(tiler_rest(tiler), "\r")) {
		if (tiler_rest(tiler).size > 0)
			tile_text(tiler, SIZE_MAX, "eof/line");
	} else {
		tile_opaque(tiler, SIZE_MAX, "trailing",
			    "data after the end of the document");
	}
	if (ends == 0)
		return error_set(err, ERROR_MALFORMED, "there is no end, %%%%EOF");
	return 0;
}

const struct format format_pdf = {
	.name = "pdf",
	.said = "a PDF document",
	.seals = true,
	.recognize = pdf_recognize,
	.tile = pdf_tile,
	.explain_part = pdf_explain_part,
	.judge = pdf_judge,
	.normalize = pdf_normalize,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The tiles of a PDF file, item by item. */

#include "compare/normalize.h"
#include "compare/pdf_file.h"

struct pdf {
	struct tiler *tiler;	     /* borrowed */
	const struct pdf_file *file; /* borrowed */
};

/* An object, or a trailer: "trailer", "12 0 /Font/Type1".  false when there may be no
 * more of them. */
bool pdf_take_object(struct pdf *pdf, const struct pdf_item *item);

/* In pdf_xref.c: the table; and whether the data of a stream that is one are right, with
 * its value when they are. */
void pdf_take_table(struct pdf *pdf, const struct pdf_item *item);
bool pdf_xref_is_right(struct pdf *pdf, const struct pdf_item *item,
		       struct buffer *value);

/* In pdf_xref.c: whether what stands there is a table, or a stream that is one. */
bool pdf_is_table_at(const struct pdf_file *file, uint64_t offset);

/* In pdf_metadata.c: the data of a stream that is a packet of XMP. */
void pdf_take_metadata(struct pdf *pdf, size_t size);

/* In pdf_flate.c: what a stream says that it is encoded by, if we decode that. */
enum pdf_filter { PDF_NO_FILTER, PDF_FLATE, PDF_OTHER_FILTER };
enum pdf_filter pdf_filter_of(const struct pdf_file *file, const struct pdf_item *item);

/* A decoder for tile_later(): a line's end behind the stream belongs to it. */
int pdf_decode_flate(struct decoding *decoding, struct error *err);

/* Decodes a stream now, with the filter that tables and streams of objects have (PNG's,
 * one row above); false when that cannot be. */
bool pdf_flate_read(struct pdf *pdf, const struct pdf_item *item, struct buffer *out);

/*
 * In pdf_masks.c: values that a rule covers, with what varies in them replaced: dates,
 * identifiers.  Each appends the canonical form, which is as long as the value; false
 * when the value is none.
 */
bool pdf_mask_date(struct bytes value, struct buffer *out);
bool pdf_mask_id(struct bytes value, struct buffer *out);
bool pdf_mask_xmp_date(struct bytes value, struct buffer *out);
bool pdf_mask_xmp_id(struct bytes value, struct buffer *out);

/* The mask for a tile of this key, or NULL. */
bool (*pdf_mask_of(const char *key))(struct bytes value, struct buffer *out);

/* In pdf_judge.c: whether a text of PDF has a name for something that acts by itself;
 * what that does, or NULL. */
const char *pdf_acts(struct bytes text);
void pdf_judge(struct finding *finding, const struct difference *difference);
bool pdf_explain_part(struct finding *finding, const struct difference *difference,
		      const struct limits *limits);

/* In pdf_normalize.c. */
int pdf_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);

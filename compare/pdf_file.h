/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A PDF file as a row of items, which cover it: objects, tables, trailers, comments. */

#include "compare/pdf_lexer.h"
#include "compare/tile.h"

enum pdf_kind {
	PDF_COMMENT, /* the header is one */
	PDF_OBJECT,
	PDF_XREF, /* "xref" and its table */
	PDF_TRAILER,
	PDF_STARTXREF,
	PDF_END,   /* "%%EOF" */
	PDF_STRAY, /* what is none of these */
};

struct pdf_item {
	enum pdf_kind kind;
	size_t start, at, end; /* with white space before it, without, and its end */
	uint64_t number, generation; /* of an object */
	size_t value, value_end;     /* of an object, a trailer, a startxref */
	bool has_stream;
	size_t stream, stream_end, endstream; /* its data, and the word behind them */
	bool length_is_right; /* what the dictionary says, or the object that it names */
	bool is_length; /* an object that only says how long a stream is, which is right
			 */
	bool is_info;	/* that a trailer calls /Info */
};

struct pdf_file {
	struct bytes bytes;	/* borrowed */
	struct pdf_item *items; /* owned */
	size_t count;
	size_t last_end; /* index of the last "%%EOF", or count */
	bool is_encrypted, is_linearized;
	size_t *by_number; /* owned: indexes of objects, sorted by number and place */
	size_t object_count;
};

#define cleanup_pdf_file __attribute__((cleanup(pdf_file_release)))

void pdf_file_read(struct pdf_file *file, struct bytes bytes);
void pdf_file_release(struct pdf_file *file);

/* The last object of this number, or NULL. */
const struct pdf_item *pdf_file_object(const struct pdf_file *file, uint64_t number);

/* The item that begins at this offset, or NULL. */
const struct pdf_item *pdf_file_at(const struct pdf_file *file, uint64_t offset);

/* Whether an object's dictionary says that it is of this /Type. */
bool pdf_file_is(const struct pdf_file *file, const struct pdf_item *item,
		 const char *type);

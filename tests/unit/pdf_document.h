/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* PDF documents put together object by object, with a table of where they stand. */

#include <stdio.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/decode_zlib.h"
#include "tests/unit.h"

#define PDF_INIT BUFFER_INIT((size_t)1 << 20)

/* What the documents of the tests differ in; NULL is what is said behind each. */
struct pdf_choice {
	const char *text;     /* on the page: "hello" */
	const char *date;     /* of the document: "(D:20200102030405Z)" */
	const char *xmp_date; /* in its metadata: "2020-01-02T03:04:05Z" */
	const char *id;	      /* two of these: "<00112233445566778899aabbccddeeff>" */
	const char *catalog;  /* more of the first object: "" */
	const char *object;   /* an object more: none */
	const char *comment;  /* between two objects: none */
	const char *update;   /* behind the end, with an end of its own: none */
	const char *behind;   /* behind the end: none */
	int length_lie, offset_lie;
	bool indirect;	/* the length of the page's text is an object */
	bool streams;	/* of offsets and of objects */
	bool encrypted; /* it says so */
	bool stored;	/* the page's text is not compressed */
};

enum { PDF_OBJECTS_MAX = 16 };

struct pdf_making {
	struct buffer *out; /* borrowed */
	const struct pdf_choice *choice;
	size_t offsets[PDF_OBJECTS_MAX];
	unsigned count; /* object 0 is none */
};

static inline const char *
pdf_or(const char *text, const char *otherwise)
{
	return text != NULL ? text : otherwise;
}

static inline void
pdf_begin(struct pdf_making *making)
{
	making->offsets[++making->count] = making->out->size;
	buffer_printf(making->out, "%u 0 obj\n", making->count);
}

static inline void
pdf_put(struct pdf_making *making, const char *body)
{
	pdf_begin(making);
	buffer_printf(making->out, "%s\nendobj\n", body);
}

static inline void
pdf_put_stream(struct pdf_making *making, const char *entries, struct bytes data,
	       bool compressed)
{
	const struct pdf_choice *choice = making->choice;
	bool page = entries[0] == '\0';
	cleanup_buffer struct buffer packed = PDF_INIT;
	struct error err;

	if (compressed)
		assert_int_equal(encode_zlib(data, &packed, &err), 0);
	else
		buffer_append(&packed, data);
	pdf_begin(making);
	buffer_printf(making->out, "<<%s%s", entries,
		      compressed ? " /Filter /FlateDecode" : "");
	if (page && choice->indirect)
		buffer_printf(making->out, " /Length %u 0 R", making->count + 1);
	else
		buffer_printf(making->out, " /Length %d",
			      (int)packed.size + (page ? choice->length_lie : 0));
	buffer_append_text(making->out, " >>\nstream\n");
	buffer_append(making->out, buffer_bytes(&packed));
	buffer_append_text(making->out, "\nendstream\nendobj\n");
	if (page && choice->indirect) {
		cleanup_free char *length =
			xasprintf("%d", (int)packed.size + choice->length_lie);

		pdf_put(making, length);
	}
}

static inline void
pdf_put_page(struct pdf_making *making)
{
	cleanup_buffer struct buffer text = PDF_INIT;

	buffer_printf(&text, "BT (%s) Tj ET\n", pdf_or(making->choice->text, "hello"));
	pdf_put_stream(making, "", buffer_bytes(&text), !making->choice->stored);
}

static inline void
pdf_put_metadata(struct pdf_making *making)
{
	const char *date = pdf_or(making->choice->xmp_date, "2020-01-02T03:04:05Z");
	cleanup_buffer struct buffer text = PDF_INIT;

	buffer_printf(&text,
		      "<?xpacket begin='' id=''?><x:xmpmeta><rdf:Description "
		      "xmp:CreateDate=\"%s\"><xmp:ModifyDate>%s</xmp:ModifyDate>"
		      "</rdf:Description></x:xmpmeta><?xpacket end='w'?>",
		      date, date);
	pdf_put_stream(making, " /Type /Metadata /Subtype /XML", buffer_bytes(&text),
		       false);
}

static inline void
pdf_append_trailer(struct pdf_making *making, struct buffer *out)
{
	const char *id = pdf_or(making->choice->id, "<00112233445566778899aabbccddeeff>");

	buffer_printf(out, " /Root 1 0 R /Info 2 0 R /Size %u /ID [%s%s]%s",
		      making->count + 1U + making->choice->streams, id, id,
		      making->choice->encrypted ? " /Encrypt 2 0 R" : "");
}

static inline void
pdf_put_table(struct pdf_making *making)
{
	struct buffer *out = making->out;

	buffer_printf(out, "xref\n0 %u\n0000000000 65535 f \n", making->count + 1);
	for (unsigned i = 1; i <= making->count; i++)
		buffer_printf(out, "%010d 00000 n \n",
			      (int)making->offsets[i] +
				      (i == 2 ? making->choice->offset_lie : 0));
	buffer_append_text(out, "trailer\n<<");
	pdf_append_trailer(making, out);
	buffer_append_text(out, " >>");
}

/* A stream of two objects, numbered behind all others, and the table as a stream. */
static inline void
pdf_put_streams(struct pdf_making *making)
{
	cleanup_buffer struct buffer objects = PDF_INIT, table = PDF_INIT,
				     entries = PDF_INIT;
	unsigned stream = making->count + 1;

	buffer_printf(&objects, "%u 0 %u 4 << /A %s >> (two)", stream + 2, stream + 3,
		      pdf_or(making->choice->object, "1"));
	pdf_put_stream(making, " /Type /ObjStm /N 2 /First 9", buffer_bytes(&objects),
		       true);
	making->offsets[++making->count] = making->out->size;
	for (unsigned i = 0; i <= making->count + 2; i++) {
		bool held = i > making->count;
		unsigned place = held ? stream : (unsigned)making->offsets[i];

		place += i == 2 ? (unsigned)making->choice->offset_lie : 0;
		buffer_append_byte(&table, i == 0 ? 0 : held ? 2 : 1);
		buffer_append_byte(&table, (uint8_t)(place >> 8));
		buffer_append_byte(&table, (uint8_t)place);
		buffer_append_byte(&table, held ? (uint8_t)(i - making->count - 1) : 0);
	}
	making->count--;
	buffer_append_text(&entries, " /Type /XRef /W [1 2 1]");
	pdf_append_trailer(making, &entries);
	/* It has the objects of the stream too. */
	buffer_printf(&entries, " /Index [0 %u]", making->count + 4);
	pdf_put_stream(making, buffer_text(&entries), buffer_bytes(&table), true);
}

static inline void
pdf_put_objects(struct pdf_making *making)
{
	const struct pdf_choice *choice = making->choice;
	const char *date = pdf_or(choice->date, "(D:20200102030405Z)");
	cleanup_free char *catalog = xasprintf("<< /Type /Catalog /Pages 3 0 R%s >>",
					       pdf_or(choice->catalog, ""));
	cleanup_free char *info = xasprintf(
		"<< /Producer (by hand) /CreationDate %s /ModDate %s >>", date, date);

	pdf_put(making, catalog);
	pdf_put(making, info);
	pdf_put(making, "<< /Type /Pages /Kids [4 0 R] /Count 1 >>");
	if (choice->comment != NULL)
		buffer_printf(making->out, "%s\n", choice->comment);
	pdf_put(making, "<< /Type /Page /Parent 3 0 R /Resources << /Font << >> >> "
			"/Contents 6 0 R >>");
	pdf_put_metadata(making);
	pdf_put_page(making);
	if (choice->object != NULL && !choice->streams)
		pdf_put(making, choice->object);
}

static inline struct bytes
put_pdf(struct buffer *out, const struct pdf_choice *choice)
{
	struct pdf_making making = { .out = out, .choice = choice };
	size_t table;

	buffer_clear(out);
	buffer_append_text(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
	pdf_put_objects(&making);
	if (choice->streams) {
		pdf_put_streams(&making);
		table = making.offsets[making.count];
	} else {
		table = out->size;
		pdf_put_table(&making);
	}
	buffer_printf(out, "\nstartxref\n%zu\n%%%%EOF\n", table);
	if (choice->update != NULL)
		buffer_printf(out, "%s\nstartxref\n%zu\n%%%%EOF\n", choice->update,
			      table);
	buffer_append_text(out, pdf_or(choice->behind, ""));
	return buffer_bytes(out);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Through libxml2's writer. */
#include "compare/xml_writer.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/text_page.h"
#include "compare/xml_library.h"

struct xml_writer {
	xmlTextWriterPtr text; /* owned; NULL where there is no memory */
	struct buffer *out;    /* borrowed */
	enum xml_kind kind;
	unsigned depth;
	bool is_void; /* the element that was opened last */
};

/* What libxml2 has gathered.  It would complain on standard error if it were told that
 * there is no room; the buffer remembers. */
static int
take_bytes(void *context, const char *bytes, int size)
{
	struct buffer *out = context;

	buffer_append(out, (struct bytes){ (const uint8_t *)bytes, (size_t)size });
	return size;
}

xmlOutputBufferPtr
xml_output_open(struct buffer *out)
{
	return xmlOutputBufferCreateIO(take_bytes, NULL, out, NULL);
}

static const xmlChar *
chars(const char *text)
{
	return (const xmlChar *)text;
}

/* A writer that failed once leaves half a document. */
static void
check(struct xml_writer *writer, int written)
{
	if (written < 0)
		writer->out->overflow = true;
}

struct xml_writer *
xml_begin(struct buffer *out, enum xml_kind kind)
{
	struct xml_writer *writer = xcalloc(1, sizeof(*writer));
	xmlOutputBufferPtr output = xml_output_open(out);

	writer->out = out;
	writer->kind = kind;
	writer->text = output == NULL ? NULL : xmlNewTextWriter(output);
	if (writer->text == NULL) {
		xmlOutputBufferClose(output);
		out->overflow = true;
		return writer;
	}
	if (kind == XML_KIND_PAGE) {
		check(writer, xmlTextWriterWriteDTD(writer->text, chars("html"), NULL,
						    NULL, NULL));
		return writer;
	}
	check(writer, xmlTextWriterSetIndent(writer->text, 1));
	check(writer, xmlTextWriterStartDocument(writer->text, NULL, "UTF-8", NULL));
	return writer;
}

void
xml_end(struct xml_writer *writer)
{
	while (writer->depth > 0)
		xml_close(writer);
	if (writer->text != NULL) {
		check(writer, xmlTextWriterEndDocument(writer->text));
		xmlFreeTextWriter(writer->text);
	}
	free(writer);
}

void
xml_open(struct xml_writer *writer, const char *name)
{
	writer->depth++;
	writer->is_void = strcmp(name, "meta") == 0 || strcmp(name, "br") == 0 ||
			  strcmp(name, "col") == 0;
	if (writer->text != NULL)
		check(writer, xmlTextWriterStartElement(writer->text, chars(name)));
}

void
xml_close(struct xml_writer *writer)
{
	bool empty = writer->kind == XML_KIND_DOCUMENT || writer->is_void;

	writer->depth--;
	writer->is_void = false;
	if (writer->text != NULL)
		check(writer, empty ? xmlTextWriterEndElement(writer->text)
				    : xmlTextWriterFullEndElement(writer->text));
}

/* U+FFFE and U+FFFF are valid UTF-8, and no characters of XML. */
static void
append_without_noncharacters(struct buffer *out, const char *text)
{
	for (const char *at; (at = strstr(text, "\xef\xbf")) != NULL; text = at + 3) {
		bool barred = (at[2] & 0xfe) == 0xbe;

		buffer_append(out,
			      (struct bytes){ (const uint8_t *)text,
					      (size_t)(at - text) + (barred ? 0 : 3) });
		if (barred)
			buffer_printf(out, "\\u{fff%c}", at[2] == (char)0xbe ? 'e' : 'f');
	}
	buffer_append_text(out, text);
}

/* Valid UTF-8 of characters that XML has, but for those of `kept`; the caller frees. */
static char *
safe_text(const char *text, const char *kept)
{
	cleanup_buffer struct buffer safe = BUFFER_INIT(SIZE_MAX / 2),
				     characters = BUFFER_INIT(SIZE_MAX / 2);

	text_append_safe(&safe, text, kept);
	append_without_noncharacters(&characters, buffer_text(&safe));
	return buffer_steal_text(&characters);
}

void
xml_attribute(struct xml_writer *writer, const char *name, const char *value)
{
	cleanup_free char *safe = NULL;

	if (value == NULL || writer->text == NULL)
		return;
	safe = safe_text(value, "\\");
	check(writer,
	      xmlTextWriterWriteAttribute(writer->text, chars(name), chars(safe)));
}

void
xml_attribute_format(struct xml_writer *writer, const char *name, const char *fmt, ...)
{
	cleanup_free char *value = NULL;
	va_list args;

	va_start(args, fmt);
	value = xvasprintf(fmt, args);
	va_end(args);
	xml_attribute(writer, name, value);
}

static void
write_text(struct xml_writer *writer, const char *text, const char *kept)
{
	cleanup_free char *safe = safe_text(text, kept);

	if (writer->text != NULL)
		check(writer, xmlTextWriterWriteString(writer->text, chars(safe)));
}

void
xml_text(struct xml_writer *writer, const char *text)
{
	write_text(writer, text, "\\");
}

void
xml_lines(struct xml_writer *writer, const char *text)
{
	write_text(writer, text, "\\\n\t");
}

void
xml_format(struct xml_writer *writer, const char *fmt, ...)
{
	cleanup_free char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	xml_text(writer, text);
}

void
xml_element(struct xml_writer *writer, const char *name, const char *class,
	    const char *text)
{
	xml_open(writer, name);
	xml_attribute(writer, "class", class);
	xml_text(writer, text);
	xml_close(writer);
}

void
xml_raw(struct xml_writer *writer, const char *text)
{
	if (writer->text != NULL)
		check(writer, xmlTextWriterWriteRaw(writer->text, chars(text)));
}

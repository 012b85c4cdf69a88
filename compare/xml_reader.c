/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Through libxml2's reader.  A document is turned into UTF-8 first, whatever it
 * declares, so that no converter has to be loaded.
 */
#include "compare/xml_reader.h"

#include <limits.h>

#include "compare/text_encoding.h"
#include "compare/xml_library.h"

enum { LARGEST = 4 << 20, FORM_MAX = 64 << 20 };

/* Whatever asks for a file does not get one. */
static xmlParserInputPtr
refuse(const char *url, const char *identifier, xmlParserCtxtPtr context)
{
	(void)url;
	(void)identifier;
	(void)context;
	return NULL;
}

void
xml_reader_prepare(void)
{
	xmlInitParser();
	xmlCatalogSetDefaults(XML_CATA_ALLOW_NONE);
	xmlSetExternalEntityLoader(refuse);
}

/* libxml2 would speak to standard error. */
static void
ignore(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static xmlDocPtr
read_document(struct bytes text, int options)
{
	xmlParserCtxtPtr context = xmlNewParserCtxt();
	xmlDocPtr document = NULL;

	if (context == NULL)
		return NULL;
	document = xmlCtxtReadMemory(
		context, (const char *)text.data, (int)text.size, NULL, "UTF-8",
		options | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlFreeParserCtxt(context);
	return document;
}

static bool
declares_entities(const xmlDoc *document)
{
	const xmlDtd *type = document->intSubset;

	return type != NULL &&
	       ((type->entities != NULL && xmlHashSize(type->entities) > 0) ||
		(type->pentities != NULL && xmlHashSize(type->pentities) > 0));
}

static void
append_form(xmlDocPtr document, struct buffer *out)
{
	enum { WITH_COMMENTS = 1 };
	size_t size_before = out->size;
	xmlOutputBufferPtr output = xml_output_open(out);
	int size = output == NULL ? -1
				  : xmlC14NDocSaveTo(document, NULL, XML_C14N_1_0, NULL,
						     WITH_COMMENTS, output);

	if (output != NULL && xmlOutputBufferClose(output) < 0)
		size = -1;
	if (size < 0 || out->overflow)
		out->size = size_before;
}

/* The form of the document, where one can be made. */
static void
read_form(struct bytes text, int options, struct buffer *out)
{
	xmlDocPtr document = read_document(text, options);

	if (document != NULL)
		append_form(document, out);
	xmlFreeDoc(document);
}

static bool
holds(struct bytes text, const char *word)
{
	return text.size > 0 && memmem(text.data, text.size, word, strlen(word)) != NULL;
}

/* What a document that libxml2 does not take looks as if it declared. */
static void
look_for_types(struct bytes text, struct xml_facts *facts)
{
	facts->has_type = holds(text, "<!DOCTYPE");
	facts->has_entities = facts->has_type && holds(text, "<!ENTITY");
}

static void
read_facts(struct bytes text, struct xml_facts *facts)
{
	xmlDocPtr document = read_document(text, 0);

	facts->is_read = document != NULL;
	if (document == NULL) {
		look_for_types(text, facts);
		return;
	}
	facts->has_type = document->intSubset != NULL;
	facts->has_entities = declares_entities(document);
	if (!facts->has_type)
		append_form(document, &facts->form);
	xmlFreeDoc(document);
	if (!facts->has_type)
		read_form(text, XML_PARSE_NOBLANKS, &facts->dense);
}

void
xml_facts_of(struct bytes content, struct xml_facts *facts)
{
	enum { GROWS = 2 };
	cleanup_buffer struct buffer text = BUFFER_INIT(1 + GROWS * content.size);

	*facts = (struct xml_facts){ .form = BUFFER_INIT(FORM_MAX),
				     .dense = BUFFER_INIT(FORM_MAX) };
	text_to_utf8(content, text_encoding_of(content), &text);
	if (text.size == 0)
		return;
	if (text.size > LARGEST) {
		look_for_types(buffer_bytes(&text), facts);
		return;
	}
	xmlSetStructuredErrorFunc(NULL, ignore);
	read_facts(buffer_bytes(&text), facts);
	xmlSetStructuredErrorFunc(NULL, NULL);
}

void
xml_facts_release(struct xml_facts *facts)
{
	buffer_release(&facts->form);
	buffer_release(&facts->dense);
}

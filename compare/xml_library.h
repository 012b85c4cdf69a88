/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libxml2, for xml_reader.c and xml_writer.c. */

#include <libxml/c14n.h>
#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/xmlwriter.h>

#include "base/later.h"

#define XML_CALLS(CALL)                                                                  \
	CALL(xmlC14NDocSaveTo)                                                           \
	CALL(xmlCatalogSetDefaults)                                                      \
	CALL(xmlCtxtReadMemory)                                                          \
	CALL(xmlFreeDoc)                                                                 \
	CALL(xmlFreeParserCtxt)                                                          \
	CALL(xmlFreeTextWriter)                                                          \
	CALL(xmlHashSize)                                                                \
	CALL(xmlInitParser)                                                              \
	CALL(xmlNewParserCtxt)                                                           \
	CALL(xmlNewTextWriter)                                                           \
	CALL(xmlOutputBufferClose)                                                       \
	CALL(xmlOutputBufferCreateIO)                                                    \
	CALL(xmlSetExternalEntityLoader)                                                 \
	CALL(xmlSetStructuredErrorFunc)                                                  \
	CALL(xmlTextWriterEndDocument)                                                   \
	CALL(xmlTextWriterEndElement)                                                    \
	CALL(xmlTextWriterFullEndElement)                                                \
	CALL(xmlTextWriterSetIndent)                                                     \
	CALL(xmlTextWriterStartDocument)                                                 \
	CALL(xmlTextWriterStartElement)                                                  \
	CALL(xmlTextWriterWriteAttribute)                                                \
	CALL(xmlTextWriterWriteDTD)                                                      \
	CALL(xmlTextWriterWriteRaw)                                                      \
	CALL(xmlTextWriterWriteString)

LATER_DECLARE(xml, XML_CALLS)

/* Goes to the buffer, which remembers where there was no room.  NULL: no memory.  In
 * xml_writer.c. */
struct buffer;
xmlOutputBufferPtr xml_output_open(struct buffer *out);

#define xmlC14NDocSaveTo	    xml_library()->xmlC14NDocSaveTo
#define xmlCatalogSetDefaults	    xml_library()->xmlCatalogSetDefaults
#define xmlCtxtReadMemory	    xml_library()->xmlCtxtReadMemory
#define xmlFreeDoc		    xml_library()->xmlFreeDoc
#define xmlFreeParserCtxt	    xml_library()->xmlFreeParserCtxt
#define xmlFreeTextWriter	    xml_library()->xmlFreeTextWriter
#define xmlHashSize		    xml_library()->xmlHashSize
#define xmlInitParser		    xml_library()->xmlInitParser
#define xmlNewParserCtxt	    xml_library()->xmlNewParserCtxt
#define xmlNewTextWriter	    xml_library()->xmlNewTextWriter
#define xmlOutputBufferClose	    xml_library()->xmlOutputBufferClose
#define xmlOutputBufferCreateIO	    xml_library()->xmlOutputBufferCreateIO
#define xmlSetExternalEntityLoader  xml_library()->xmlSetExternalEntityLoader
#define xmlSetStructuredErrorFunc   xml_library()->xmlSetStructuredErrorFunc
#define xmlTextWriterEndDocument    xml_library()->xmlTextWriterEndDocument
#define xmlTextWriterEndElement	    xml_library()->xmlTextWriterEndElement
#define xmlTextWriterFullEndElement xml_library()->xmlTextWriterFullEndElement
#define xmlTextWriterSetIndent	    xml_library()->xmlTextWriterSetIndent
#define xmlTextWriterStartDocument  xml_library()->xmlTextWriterStartDocument
#define xmlTextWriterStartElement   xml_library()->xmlTextWriterStartElement
#define xmlTextWriterWriteAttribute xml_library()->xmlTextWriterWriteAttribute
#define xmlTextWriterWriteDTD	    xml_library()->xmlTextWriterWriteDTD
#define xmlTextWriterWriteRaw	    xml_library()->xmlTextWriterWriteRaw
#define xmlTextWriterWriteString    xml_library()->xmlTextWriterWriteString

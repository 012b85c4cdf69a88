/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * XML and HTML, written through libxml2, which escapes every text and every value.  Names
 * of elements and attributes are ours, never an input's.  What XML 1.0 cannot hold, and
 * what could hide or reorder text, is written as cupel escapes bytes: \x1b, \u{202e}.
 */

#include "base/buffer.h"

struct xml_writer;

enum xml_kind {
	XML_KIND_DOCUMENT, /* XML 1.0, indented */
	XML_KIND_PAGE,	   /* HTML: empty elements have an end tag, but for void ones */
};

/* Appends to `out`, which is borrowed; its overflow says that something went wrong. */
struct xml_writer *xml_begin(struct buffer *out, enum xml_kind kind);

/* Ends all elements that are open, and the writer. */
void xml_end(struct xml_writer *writer);

void xml_open(struct xml_writer *writer, const char *name);
void xml_close(struct xml_writer *writer);

/* Of the element that was opened last, before it has content: a value is one line; NULL
 * writes none. */
void xml_attribute(struct xml_writer *writer, const char *name, const char *value);
void xml_attribute_format(struct xml_writer *writer, const char *name, const char *fmt,
			  ...) __attribute__((format(printf, 3, 4)));

/* One line: what would begin another is escaped. */
void xml_text(struct xml_writer *writer, const char *text);
void xml_format(struct xml_writer *writer, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Lines, with tabs in them, for where they stay as they are. */
void xml_lines(struct xml_writer *writer, const char *text);

/* An element with nothing but a text in it; `class` may be NULL. */
void xml_element(struct xml_writer *writer, const char *name, const char *class,
		 const char *text);

/* What we wrote ourselves, as it is: the style of a page. */
void xml_raw(struct xml_writer *writer, const char *text);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * XML as libxml2 reads it: to tell what two documents have in common, never whether they
 * are equal.  Nothing is fetched, no entity is loaded or put in, and libxml2's own limits
 * (on depth, on the size of a text) are on.
 */

#include "base/buffer.h"

/* What a document says of itself before its root. */
struct xml_facts {
	bool is_read;	     /* it is well formed, and small enough */
	bool has_type;	     /* a document type: <!DOCTYPE ...> */
	bool has_entities;   /* declares entities */
	struct buffer form;  /* canonical (C14N 1.0 with comments); empty where there is
			      * a document type, which that form leaves out */
	struct buffer dense; /* the same without white space between elements */
};

#define cleanup_xml_facts __attribute__((cleanup(xml_facts_release)))

/* For a process that is about to close its doors. */
void xml_reader_prepare(void);

void xml_facts_of(struct bytes document, struct xml_facts *facts);
void xml_facts_release(struct xml_facts *facts);

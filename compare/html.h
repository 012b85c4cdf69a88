/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Parts of the HTML report: each writes into the element that is open. */

#include "compare/document.h"
#include "compare/xml_writer.h"

/* In html_style.c: the style of the page, light and dark, on a phone and on paper. */
extern const char html_style[];

/* In html_findings.c. */
void html_findings(struct xml_writer *writer, const struct comparison *comparison);

/* In html_ledger.c: what a project lives with; what was excused, rule by rule, with what
 * the rule could hide; where
 * the bytes went; what was compared. */
void html_exceptions(struct xml_writer *writer, const struct comparison *comparison);
void html_ledger(struct xml_writer *writer, const struct comparison *comparison);
void html_account(struct xml_writer *writer, const struct comparison *comparison);
void html_digests(struct xml_writer *writer, const struct comparison *comparison);

/* An element of this class, to be closed. */
void html_open(struct xml_writer *writer, const char *name, const char *class);

/* A number in groups of three. */
void html_number(struct xml_writer *writer, uint64_t number);

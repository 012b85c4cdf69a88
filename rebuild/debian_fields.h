/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Control files of Debian (deb822(5)), read: paragraphs of fields "Name: value", whose
 * lines that begin with white space continue the value.  What differs between two of them
 * is compare/format_deb822.c's to say; both cut fields by compare/fields.h.
 */

#include "base/bytes.h"
#include "base/error.h"
#include "base/strings.h"

/* Takes the next paragraph off the front; false at the end.  Lines that start with "#"
 * are comments. */
bool debian_paragraph_next(struct bytes *rest, struct bytes *paragraph);

/* The first paragraph, empty where there is none. */
struct bytes debian_paragraph_first(struct bytes text);

/* A field's value without white space around it; {NULL, 0} when there is no such field.
 * Names are the same in any case. */
struct bytes debian_field(struct bytes paragraph, const char *name);

/* The same as a string that the caller frees; NULL where it is missing, empty or holds a
 * NUL. */
char *debian_field_text(struct bytes paragraph, const char *name);

/* Of "Source: NAME (VERSION)" both parts, NULL where they do not stand there: the source
 * is called as the package is then, or is as old.  The caller frees them. */
void debian_source_of(char **name, char **version, struct bytes paragraph);

/* A copy, up to a NUL in it; "" of nothing.  The caller frees. */
char *debian_text(struct bytes bytes);

/* Adds what stands between white space, or between commas as well. */
void debian_words(struct strings *words, struct bytes value);
void debian_list(struct strings *words, struct bytes value);

/* Takes the next word of a line off the front; empty at its end. */
struct bytes debian_word_next(struct bytes *rest);

/* A whole number without a sign; -1 when it is none. */
int64_t debian_number(struct bytes word);

/* What stands between "-----BEGIN PGP SIGNED MESSAGE-----" with its headers and the
 * signature, or all of a text that is not signed so (RFC 9580 section 7: lines that begin
 * with a dash are escaped, which no field is).  Nothing is verified. */
struct bytes debian_cleartext(struct bytes text);

/* Seconds since 1970 of "Sat, 11 Jul 2026 10:16:37 UTC" or with a zone as "+0200" (RFC
 * 5322 section 3.3); -1 when it is no such date. */
int64_t debian_time(struct bytes value);

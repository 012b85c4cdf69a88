/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/pdf_lexer.h"

#include <ctype.h>
#include <string.h>

static int
byte_at(struct bytes file, size_t at)
{
	return at < file.size ? file.data[at] : -1;
}

static bool
is_white(int byte)
{
	return byte == 0 || byte == '\t' || byte == '\n' || byte == '\f' ||
	       byte == '\r' || byte == ' ';
}

static bool
is_delimiter(int byte)
{
	return byte > 0 && strchr("()<>[]{}/%", byte) != NULL;
}

static bool
is_regular(int byte)
{
	return byte >= 0 && !is_white(byte) && !is_delimiter(byte);
}

size_t
pdf_white(struct bytes file, size_t at)
{
	while (is_white(byte_at(file, at)))
		at++;
	return at;
}

size_t
pdf_space(struct bytes file, size_t at)
{
	for (;;) {
		at = pdf_white(file, at);
		if (byte_at(file, at) != '%')
			return at;
		while (at < file.size && file.data[at] != '\n' && file.data[at] != '\r')
			at++;
	}
}

bool
pdf_word(struct bytes file, size_t *at, const char *word)
{
	size_t size = strlen(word);

	if (!bytes_equal_text(bytes_slice(file, *at, size), word) ||
	    is_regular(byte_at(file, *at + size)))
		return false;
	*at += size;
	return true;
}

bool
pdf_number(struct bytes file, size_t *at, uint64_t *number)
{
	enum { DIGITS_MAX = 18 };
	size_t start = *at;

	*number = 0;
	while (isdigit(byte_at(file, *at)) && *at - start < DIGITS_MAX)
		*number = *number * 10 + (uint64_t)(byte_at(file, (*at)++) - '0');
	return *at > start && !is_regular(byte_at(file, *at));
}

/* "(a (b) \) c)" */
static size_t
text_end(struct bytes file, size_t at)
{
	size_t open = 0;

	for (; at < file.size; at++) {
		int byte = byte_at(file, at);

		if (byte == '\\')
			at++;
		else if (byte == '(')
			open++;
		else if (byte == ')' && --open == 0)
			return at + 1;
	}
	return PDF_NOWHERE;
}

static size_t
hexadecimal_end(struct bytes file, size_t at)
{
	for (at++; at < file.size; at++) {
		int byte = byte_at(file, at);

		if (byte == '>')
			return at + 1;
		if (!isxdigit(byte) && !is_white(byte))
			break;
	}
	return PDF_NOWHERE;
}

static size_t
regular_end(struct bytes file, size_t at)
{
	while (is_regular(byte_at(file, at)))
		at++;
	return at;
}

/* A number, or two and an R. */
static size_t
number_end(struct bytes file, size_t at)
{
	size_t end = regular_end(file, at), next = at;
	uint64_t ignored;

	if (!pdf_number(file, &next, &ignored))
		return end;
	next = pdf_space(file, next);
	if (!pdf_number(file, &next, &ignored))
		return end;
	next = pdf_space(file, next);
	return pdf_word(file, &next, "R") ? next : end;
}

static size_t
word_end(struct bytes file, size_t at)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (pdf_word(file, &at, words[i]))
			return at;
	return PDF_NOWHERE;
}

static size_t
simple_end(struct bytes file, size_t at)
{
	int byte = byte_at(file, at);

	if (byte == '(')
		return text_end(file, at);
	if (byte == '<')
		return hexadecimal_end(file, at);
	if (byte == '/')
		return regular_end(file, at + 1);
	if (isdigit(byte) || byte == '+' || byte == '-' || byte == '.')
		return number_end(file, at);
	return word_end(file, at);
}

static bool
is_open(struct bytes file, size_t at, size_t *size)
{
	*size = byte_at(file, at) == '['				   ? 1
		: byte_at(file, at) == '<' && byte_at(file, at + 1) == '<' ? 2
									   : 0;
	return *size > 0;
}

/* Arrays and dictionaries in each other, without a function that calls itself. */
size_t
pdf_value(struct bytes file, size_t at)
{
	bool arrays[PDF_DEPTH_MAX];
	size_t depth = 0, size;

	do {
		at = pdf_space(file, at);
		if (is_open(file, at, &size)) {
			if (depth == PDF_DEPTH_MAX)
				return PDF_NOWHERE;
			arrays[depth++] = size == 1;
			at += size;
		} else if (depth > 0 && arrays[depth - 1] && byte_at(file, at) == ']') {
			depth--;
			at++;
		} else if (depth > 0 && !arrays[depth - 1] && byte_at(file, at) == '>' &&
			   byte_at(file, at + 1) == '>') {
			depth--;
			at += 2;
		} else {
			at = simple_end(file, at);
		}
	} while (depth > 0 && at != PDF_NOWHERE);
	return at;
}

bool
pdf_dictionary(struct bytes file, size_t *at)
{
	size_t size;

	if (!is_open(file, *at, &size) || size != 2)
		return false;
	*at += size;
	return true;
}

bool
pdf_next(struct bytes file, size_t *at, struct pdf_entry *entry)
{
	size_t key = pdf_space(file, *at), end = regular_end(file, key + 1);

	if (byte_at(file, key) != '/')
		return false;
	*entry = (struct pdf_entry){ .key = bytes_slice(file, key + 1, end - key - 1),
				     .key_at = key,
				     .value = pdf_space(file, end) };
	entry->end = pdf_value(file, entry->value);
	if (entry->end == PDF_NOWHERE)
		return false;
	*at = entry->end;
	return true;
}

bool
pdf_find(struct bytes file, size_t dictionary, const char *key, struct pdf_entry *entry)
{
	struct pdf_entry next;
	bool found = false;

	if (!pdf_dictionary(file, &dictionary))
		return false;
	while (pdf_next(file, &dictionary, &next))
		if (bytes_equal_text(next.key, key)) {
			*entry = next;
			found = true;
		}
	return found;
}

struct bytes
pdf_entry_value(struct bytes file, const struct pdf_entry *entry)
{
	return bytes_slice(file, entry->value, entry->end - entry->value);
}

bool
pdf_entry_number(struct bytes file, const struct pdf_entry *entry, uint64_t *number)
{
	size_t at = entry->value;

	return pdf_number(file, &at, number) && at == entry->end;
}

bool
pdf_entry_reference(struct bytes file, const struct pdf_entry *entry, uint64_t *number)
{
	size_t at = entry->value;

	return pdf_number(file, &at, number) && at < entry->end &&
	       byte_at(file, entry->end - 1) == 'R';
}

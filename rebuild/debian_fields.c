/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_fields.h"

#include <stdint.h>
#include <strings.h>

#include "base/clock.h"
#include "base/memory.h"
#include "compare/fields.h"

static const char begin_signed[] = "-----BEGIN PGP SIGNED MESSAGE-----";
static const char begin_signature[] = "-----BEGIN PGP SIGNATURE-----";

static bool
is_blank(struct bytes line)
{
	return fields_trim(line).size == 0;
}

static bool
is_comment(struct bytes rest)
{
	return rest.size > 0 && rest.data[0] == '#';
}

bool
debian_paragraph_next(struct bytes *rest, struct bytes *paragraph)
{
	struct cursor at = cursor_on(*rest);
	struct bytes start;

	while (at.rest.size > 0 &&
	       (is_blank(bytes_before(at.rest, '\n')) || is_comment(at.rest)))
		cursor_take_line(&at);
	start = at.rest;
	while (at.rest.size > 0 && !is_blank(bytes_before(at.rest, '\n')))
		cursor_take_line(&at);
	*paragraph = bytes_slice(start, 0, start.size - at.rest.size);
	*rest = at.rest;
	return paragraph->size > 0;
}

struct bytes
debian_paragraph_first(struct bytes text)
{
	struct bytes paragraph;

	debian_paragraph_next(&text, &paragraph);
	return paragraph;
}

struct bytes
debian_field(struct bytes paragraph, const char *name)
{
	size_t size = strlen(name);

	while (paragraph.size > 0) {
		struct bytes field = fields_next(paragraph, false);

		if (field.size > size && field.data[size] == ':' &&
		    strncasecmp((const char *)field.data, name, size) == 0)
			return fields_value(field);
		paragraph = bytes_slice(paragraph, field.size, SIZE_MAX);
	}
	return (struct bytes){ NULL, 0 };
}

char *
debian_field_text(struct bytes paragraph, const char *name)
{
	struct bytes value = debian_field(paragraph, name);

	if (value.size == 0 || memchr(value.data, '\0', value.size) != NULL)
		return NULL;
	return xstrndup((const char *)value.data, value.size);
}

char *
debian_text(struct bytes bytes)
{
	return bytes.size == 0 ? xstrdup("")
			       : xstrndup((const char *)bytes.data, bytes.size);
}

static bool
is_white(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct bytes
debian_word_next(struct bytes *rest)
{
	struct bytes word;
	size_t size = 0;

	*rest = fields_trim(*rest);
	while (size < rest->size && !is_white(rest->data[size]))
		size++;
	word = bytes_slice(*rest, 0, size);
	*rest = bytes_slice(*rest, size, SIZE_MAX);
	return word;
}

void
debian_source_of(char **name, char **version, struct bytes paragraph)
{
	struct bytes source = debian_field(paragraph, "Source");
	struct bytes word = debian_word_next(&source);
	struct bytes stated = debian_word_next(&source);

	*name = word.size > 0 ? debian_text(word) : NULL;
	*version = stated.size > 2 && stated.data[0] == '('
			   ? debian_text(bytes_slice(stated, 1, stated.size - 2))
			   : NULL;
}

static void
add_word(struct strings *words, struct bytes word)
{
	if (word.size > 0 && memchr(word.data, '\0', word.size) == NULL)
		strings_add_format(words, "%.*s", (int)word.size,
				   (const char *)word.data);
}

void
debian_words(struct strings *words, struct bytes value)
{
	for (;;) {
		struct bytes word = debian_word_next(&value);

		if (word.size == 0)
			return;
		add_word(words, word);
	}
}

void
debian_list(struct strings *words, struct bytes value)
{
	while (value.size > 0) {
		struct bytes part = bytes_before(value, ',');

		debian_words(words, part);
		value = bytes_slice(value, part.size + 1, SIZE_MAX);
	}
}

int64_t
debian_number(struct bytes word)
{
	enum { DIGITS_MAX = 18 };
	int64_t number = 0;

	if (word.size == 0 || word.size > DIGITS_MAX)
		return -1;
	for (size_t i = 0; i < word.size; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return -1;
		number = number * 10 + (word.data[i] - '0');
	}
	return number;
}

struct bytes
debian_cleartext(struct bytes text)
{
	struct cursor at = cursor_on(text);
	struct bytes start;

	if (!bytes_start_with(text, bytes_of_text(begin_signed)))
		return text;
	while (at.rest.size > 0 && !is_blank(bytes_before(at.rest, '\n')))
		cursor_take_line(&at);
	start = at.rest;
	while (at.rest.size > 0 &&
	       !bytes_start_with(at.rest, bytes_of_text(begin_signature)))
		cursor_take_line(&at);
	return bytes_slice(start, 0, start.size - at.rest.size);
}

static unsigned
month_of(struct bytes word)
{
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	for (unsigned i = 0; i < array_length(months); i++)
		if (bytes_equal_text(word, months[i]))
			return i + 1;
	return 0;
}

/* "10:16:37", or without the seconds; -1. */
static int64_t
seconds_of_day(struct bytes word)
{
	static const int64_t most[] = { 23, 59, 60 };
	int64_t seconds = 0;

	for (size_t i = 0; i < array_length(most); i++) {
		struct bytes part = bytes_before(word, ':');
		int64_t number = i < 2 || part.size > 0 ? debian_number(part) : 0;

		if (number < 0 || number > most[i])
			return -1;
		seconds = seconds * 60 + number;
		word = bytes_slice(word, part.size + 1, SIZE_MAX);
	}
	return word.size == 0 ? seconds : -1;
}

/* What is to be taken off to have UTC. */
static bool
read_zone(int64_t *seconds, struct bytes word)
{
	int64_t number;

	*seconds = 0;
	if (bytes_equal_text(word, "UTC") || bytes_equal_text(word, "GMT") ||
	    bytes_equal_text(word, "Z"))
		return true;
	if (word.size != 5 || (word.data[0] != '+' && word.data[0] != '-'))
		return false;
	number = debian_number(bytes_slice(word, 1, SIZE_MAX));
	if (number < 0)
		return false;
	*seconds = (number / 100 * 60 + number % 100) * 60;
	if (word.data[0] == '-')
		*seconds = -*seconds;
	return true;
}

int64_t
debian_time(struct bytes value)
{
	struct bytes word = debian_word_next(&value);
	int64_t day, year, seconds, zone;
	unsigned month;

	if (word.size > 0 && word.data[word.size - 1] == ',')
		word = debian_word_next(&value);
	day = debian_number(word);
	month = month_of(debian_word_next(&value));
	year = debian_number(debian_word_next(&value));
	seconds = seconds_of_day(debian_word_next(&value));
	if (day < 1 || day > 31 || month == 0 || year < 1970 || year > 9999 ||
	    seconds < 0 || !read_zone(&zone, debian_word_next(&value)))
		return -1;
	return clock_days(year, month, (unsigned)day) * 86400 + seconds - zone;
}

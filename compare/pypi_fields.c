/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/pypi_fields.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "compare/fields.h"

enum { FIELDS_MAX = 10000, HEAD_MAX = 256 << 10, NAMED_BY = 120 };

static const char blank_key[] = "blank line";

static bool
is_called(struct bytes name, const char *wanted)
{
	return name.size == strlen(wanted) &&
	       strncasecmp((const char *)name.data, wanted, name.size) == 0;
}

/* A line without anything ends the fields; one with spaces continues them (as the module
 * email of Python reads them). */
static bool
is_end(struct bytes rest)
{
	return rest.size == 0 || rest.data[0] == '\n' || rest.data[0] == '\r';
}

bool
pypi_fields_have(struct bytes content, const char *wanted)
{
	struct bytes rest = bytes_slice(content, 0, HEAD_MAX);
	bool found = false;

	while (!is_end(rest) && !found) {
		struct bytes field = fields_next(rest, true);
		struct bytes name = bytes_before(field, ':');

		if (name.size == field.size || !fields_is_name(name))
			return false;
		found = is_called(name, wanted);
		rest = bytes_slice(rest, field.size, SIZE_MAX);
	}
	return found;
}

/* "Zope.Interface >=1" and "zope-interface[x]": one name (PEP 503). */
static void
append_package(struct buffer *key, struct bytes value)
{
	bool between = false;

	for (size_t i = 0; i < value.size && i < NAMED_BY; i++) {
		uint8_t byte = value.data[i];

		if (strchr("-_.", byte) != NULL && byte != 0) {
			between = true;
			continue;
		}
		if (!isalnum(byte))
			break;
		if (between)
			buffer_append_byte(key, '-');
		between = false;
		buffer_append_byte(key, (uint8_t)tolower(byte));
	}
}

/* Names of fields are the same in any case. */
static void
append_key(struct buffer *key, struct bytes name, struct bytes value,
	   const char *const *repeated)
{
	for (; *repeated != NULL; repeated++)
		if (is_called(name, *repeated)) {
			buffer_printf(key, "%s/", *repeated);
			if (text_ends_with(*repeated, "-Dist"))
				append_package(key, value);
			else
				buffer_append_escaped(key,
						      bytes_slice(value, 0, NAMED_BY));
			return;
		}
	buffer_append_escaped(key, bytes_slice(name, 0, NAMED_BY));
}

static int
take_field(struct tiler *tiler, const char *const *repeated, struct error *err)
{
	struct bytes field = fields_next(tiler_rest(tiler), true);
	struct bytes name = bytes_before(field, ':');
	struct bytes value = fields_value(field);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	if (name.size == field.size || !fields_is_name(name))
		return error_set(err, ERROR_MALFORMED, "a line is no field");
	append_key(&key, name, value, repeated);
	tile_text(tiler, field.size, buffer_text(&key));
	tile_set_value(tiler, value);
	return 0;
}

/* Of a field that may be repeated, one key may stand more than once. */
static void
complain(struct tiling *tiling)
{
	fields_complain_of_duplicates(tiling, blank_key);
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (strchr(tiling->tiles[i].key, '/') != NULL)
			tiling->tiles[i].complaint = NULL;
}

int
pypi_fields_tile(struct tiler *tiler, const char *const *repeated, struct error *err)
{
	while (!is_end(tiler_rest(tiler))) {
		if (tiler->tiling->tile_count >= FIELDS_MAX)
			return error_set(err, ERROR_MALFORMED, "more than %d fields",
					 FIELDS_MAX);
		if (take_field(tiler, repeated, err) < 0)
			return -1;
	}
	complain(tiler->tiling);
	if (tiler_rest(tiler).size > 0) {
		struct cursor at = cursor_on(tiler_rest(tiler));

		cursor_take_line(&at);
		tile_text(tiler, tiler_rest(tiler).size - at.rest.size, blank_key);
	}
	if (tiler_rest(tiler).size > 0)
		tile_content(tiler, SIZE_MAX, "description");
	return 0;
}

static bool
is_version_byte(uint8_t byte)
{
	return isalnum(byte) || (byte != 0 && strchr(".+!_-", byte) != NULL);
}

/* "1.2.3" or "(1.2.3)", and nothing else. */
static bool
is_version(struct bytes text)
{
	enum { LONGEST = 60 };

	if (text.size > 2 && text.data[0] == '(' && text.data[text.size - 1] == ')')
		text = bytes_slice(text, 1, text.size - 2);
	if (text.size == 0 || text.size > LONGEST || !isdigit(text.data[0]))
		return false;
	for (size_t i = 0; i < text.size; i++)
		if (!is_version_byte(text.data[i]))
			return false;
	return true;
}

size_t
pypi_generator_tool(struct bytes value)
{
	enum { LONGEST = 60 };
	struct bytes tool = bytes_before(value, ' ');

	if (tool.size == 0 || tool.size > LONGEST || !isalpha(tool.data[0]))
		return 0;
	for (size_t i = 0; i < tool.size; i++)
		if (!is_version_byte(tool.data[i]))
			return 0;
	return tool.size == value.size ||
			       is_version(bytes_slice(value, tool.size + 1, SIZE_MAX))
		       ? tool.size
		       : 0;
}

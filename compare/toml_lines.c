/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/toml_lines.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "compare/fields.h"

/* "[table]" or "[[table]]", and perhaps a comment; what stands between the brackets. */
static bool
is_table(struct bytes line, struct bytes *name)
{
	size_t end;

	if (line.size == 0 || line.data[0] != '[')
		return false;
	while (line.size > 0 && line.data[0] == '[')
		line = bytes_slice(line, 1, SIZE_MAX);
	for (end = line.size; end > 0 && line.data[end - 1] != ']'; end--)
		;
	while (end > 0 && line.data[end - 1] == ']')
		end--;
	line = fields_trim(bytes_slice(line, 0, end));
	if (line.size == 0 || bytes_before(line, ',').size < line.size)
		return false;
	*name = line;
	return true;
}

/* Of a line "key = value" the key; else empty. */
static struct bytes
key_of(struct bytes line)
{
	struct bytes key = bytes_before(line, '=');

	if (key.size == line.size)
		return (struct bytes){ 0 };
	key = fields_trim(key);
	for (size_t i = 0; i < key.size; i++)
		if (!isalnum(key.data[i]) &&
		    (key.data[i] == 0 || strchr("_-. \"'", key.data[i]) == NULL))
			return (struct bytes){ 0 };
	return key;
}

bool
toml_next(struct toml_lines *lines)
{
	while (lines->at.rest.size > 0) {
		struct bytes line = fields_trim(cursor_take_line(&lines->at)), key;

		if (line.size == 0 || line.data[0] == '#')
			continue;
		lines->line = line;
		key = key_of(line);
		if (is_table(line, &lines->table))
			lines->key = (struct bytes){ 0 };
		else if (key.size > 0)
			lines->key = key;
		return true;
	}
	return false;
}

void
toml_append_name(struct buffer *out, struct bytes name)
{
	cleanup_buffer struct buffer plain = BUFFER_INIT(name.size + 1);

	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] == 0 || strchr(" \t\"'", name.data[i]) == NULL)
			buffer_append_byte(&plain, name.data[i]);
	buffer_append_escaped(out, buffer_bytes(&plain));
}

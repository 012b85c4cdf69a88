/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/pypi_lines.h"

#include <fnmatch.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/added.h"
#include "compare/fields.h"
#include "compare/toml_lines.h"

enum { LINE_MAX_SHOWN = 200 };

/* "[group]" in a file as configparser reads it. */
static bool
is_group(struct bytes line)
{
	return line.size > 1 && line.data[0] == '[' && line.data[line.size - 1] == ']';
}

static void
add_entry(struct strings *entries, struct bytes group, struct bytes line)
{
	struct bytes name = bytes_before(line, '=');
	struct bytes target = fields_trim(bytes_slice(line, name.size + 1, SIZE_MAX));
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

	buffer_append_escaped(&text, bytes_slice(group, 0, LINE_MAX_SHOWN));
	buffer_append_text(&text, ": ");
	buffer_append_escaped(&text, fields_trim(bytes_slice(name, 0, LINE_MAX_SHOWN)));
	buffer_append_text(&text, " = ");
	buffer_append_escaped(&text, bytes_slice(target, 0, LINE_MAX_SHOWN));
	strings_add(entries, buffer_text(&text));
}

static void
list_entry_points(struct strings *entries, struct bytes text)
{
	struct cursor at = cursor_on(text);
	struct bytes group = { 0 };

	while (at.rest.size > 0) {
		struct bytes line = fields_trim(cursor_take_line(&at));

		if (is_group(line))
			group = fields_trim(bytes_slice(line, 1, line.size - 2));
		else if (line.size > 0 && line.data[0] != '#' && line.data[0] != ';')
			add_entry(entries, group, line);
	}
}

void
pypi_say_entry_points(struct buffer *out, struct bytes published, struct bytes rebuilt)
{
	cleanup_strings struct strings ours = { NULL, 0 }, theirs = { NULL, 0 };

	list_entry_points(&ours, published);
	list_entry_points(&theirs, rebuilt);
	added_say(out, &ours, &theirs);
}

static bool
decides_the_build(const char *table, struct bytes key)
{
	static const char *const tables[] = {
		"build-system",	       "build-system.*",	"project.scripts",
		"project.gui-scripts", "project.entry-points*", "tool.*.build*",
		"tool.poetry.scripts", "tool.*.hooks*"
	};

	for (size_t i = 0; i < array_length(tables); i++)
		if (fnmatch(tables[i], table, 0) == 0)
			return true;
	return bytes_start_with(key, bytes_of_text("build-system"));
}

static void
list_build_system(struct strings *facts, struct bytes text)
{
	struct toml_lines lines = toml_lines_of(text);

	while (toml_next(&lines)) {
		cleanup_buffer struct buffer table = BUFFER_INIT(SIZE_MAX);
		cleanup_buffer struct buffer fact = BUFFER_INIT(SIZE_MAX);

		toml_append_name(&table, lines.table);
		if (!decides_the_build(buffer_text(&table), lines.key))
			continue;
		buffer_printf(&fact, "[%s] ", buffer_text(&table));
		buffer_append_escaped(&fact, bytes_slice(lines.line, 0, LINE_MAX_SHOWN));
		strings_add(facts, buffer_text(&fact));
	}
}

void
pypi_say_build_system(struct buffer *out, struct bytes published, struct bytes rebuilt)
{
	cleanup_strings struct strings ours = { NULL, 0 }, theirs = { NULL, 0 };

	list_build_system(&ours, published);
	list_build_system(&theirs, rebuilt);
	added_say(out, &ours, &theirs);
}

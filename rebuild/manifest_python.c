/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How Python projects state what they are: [project] of pyproject.toml (PEP 621),
 * [tool.poetry] before poetry had that; [metadata] of setup.cfg; the words of setup(...)
 * in setup.py, as far as they are plain strings.  setup.py is never run for this.
 *
 * Many state no version: setuptools_scm and hatch-vcs read the tag, flit a module's
 * __version__.  A text that says nothing of the package at all counts as unreadable, so
 * that the next file is asked.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/manifest.h"
#include "rebuild/python_version.h"
#include "rebuild/toml.h"

static void
take(struct manifest *out, const struct json *table)
{
	out->name = xstrdup_or_null(json_get_text(table, "name"));
	out->version = xstrdup_or_null(json_get_text(table, "version"));
}

static void
read_table(struct manifest *out, const struct json *table)
{
	const struct json *tool = json_get(table, "tool");

	take(out, json_get(table, "project"));
	if (out->name == NULL) {
		manifest_release(out);
		take(out, json_get(tool, "poetry"));
	}
	if (out->name == NULL)
		out->name = xstrdup_or_null(json_get_text(
			json_get(json_get(tool, "flit"), "metadata"), "dist-name"));
	out->unreadable = out->name == NULL;
}

static int
read_pyproject(struct manifest *out, const struct session *session,
	       const struct bytes *texts, size_t count, struct error *err)
{
	cleanup_toml_batch struct toml_batch batch = { 0 };

	if (toml_read(&batch, session, texts, count, err) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		read_table(&out[i], toml_table(&batch, i));
	return 0;
}

/* The next line, without white space around it; false at the end. */
static bool
next_line(struct bytes *rest, struct bytes *line)
{
	const uint8_t *end;

	if (rest->size == 0)
		return false;
	end = memchr(rest->data, '\n', rest->size);
	*line = bytes_slice(*rest, 0,
			    end != NULL ? (size_t)(end - rest->data) : SIZE_MAX);
	*rest = bytes_slice(*rest, line->size + (end != NULL), SIZE_MAX);
	while (line->size > 0 && isspace(line->data[line->size - 1]))
		line->size--;
	return true;
}

/* "KEY = VALUE" with this key: the value, the caller's; NULL for any other line.  Lines
 * that are indented go on with the one before. */
static char *
value_of(struct bytes line, const char *key)
{
	size_t size = strlen(key);

	if (line.size <= size || strncasecmp((const char *)line.data, key, size) != 0)
		return NULL;
	while (size < line.size && isblank(line.data[size]))
		size++;
	if (size == line.size || (line.data[size] != '=' && line.data[size] != ':'))
		return NULL;
	for (size++; size < line.size && isblank(line.data[size]);)
		size++;
	return xstrndup((const char *)line.data + size, line.size - size);
}

/* setuptools' own words for what it reads elsewhere. */
static bool
is_computed(const char *value)
{
	return strncmp(value, "attr:", 5) == 0 || strncmp(value, "file:", 5) == 0 ||
	       *value == '\0';
}

static void
read_setup_cfg(struct manifest *out, struct bytes text)
{
	static const char section[] = "[metadata]";
	bool inside = false;
	struct bytes line;

	while (next_line(&text, &line)) {
		if (line.size > 0 && line.data[0] == '[')
			inside = line.size == strlen(section) &&
				 memcmp(line.data, section, line.size) == 0;
		if (!inside)
			continue;
		if (out->name == NULL)
			out->name = value_of(line, "name");
		if (out->version == NULL)
			out->version = value_of(line, "version");
	}
	if (out->version != NULL && is_computed(out->version))
		replace_text(&out->version, NULL);
	out->unreadable = out->name == NULL;
}

static bool
is_word_byte(uint8_t byte)
{
	return isalnum(byte) || byte == '_';
}

static bool
is_plain_byte(uint8_t byte)
{
	return is_word_byte(byte) || byte == '.' || byte == '-' || byte == '+' ||
	       byte == '!';
}

/* WORD = "a plain string" after `start`: the string, the caller's; NULL when there is
 * none or it is computed. */
static char *
word_argument(struct bytes text, size_t start, const char *word)
{
	size_t size = strlen(word);

	for (size_t at = start; at + size < text.size; at++) {
		size_t value = at + size, end;
		uint8_t quote;

		if (memcmp(text.data + at, word, size) != 0 ||
		    (at > 0 && is_word_byte(text.data[at - 1])))
			continue;
		while (value < text.size && isspace(text.data[value]))
			value++;
		if (value == text.size || text.data[value] != '=')
			continue;
		for (value++; value < text.size && isspace(text.data[value]);)
			value++;
		if (value == text.size)
			return NULL;
		quote = text.data[value];
		for (end = ++value; end < text.size && is_plain_byte(text.data[end]);)
			end++;
		if ((quote != '"' && quote != '\'') || end == text.size ||
		    text.data[end] != quote || end == value)
			return NULL;
		return xstrndup((const char *)text.data + value, end - value);
	}
	return NULL;
}

static void
read_setup_py(struct manifest *out, struct bytes text)
{
	static const char call[] = "setup(";
	const uint8_t *found =
		text.size > 0 ? memmem(text.data, text.size, call, strlen(call)) : NULL;
	size_t start;

	out->unreadable = found == NULL;
	if (found == NULL)
		return;
	start = (size_t)(found - text.data);
	out->name = word_argument(text, start, "name");
	out->version = word_argument(text, start, "version");
}

static int
read_any(struct manifest *out, const struct session *session, const char *file,
	 const struct bytes *texts, size_t count, struct error *err)
{
	if (strcmp(file, "pyproject.toml") == 0)
		return read_pyproject(out, session, texts, count, err);
	for (size_t i = 0; i < count; i++)
		if (strcmp(file, "setup.cfg") == 0)
			read_setup_cfg(&out[i], texts[i]);
		else
			read_setup_py(&out[i], texts[i]);
	return 0;
}

static bool
is_placeholder(const char *version)
{
	return version == NULL;
}

const struct manifest_kind manifest_python = {
	.files = { "pyproject.toml", "setup.cfg", "setup.py" },
	.read = read_any,
	.same_name = python_name_is_same,
	.is_placeholder = is_placeholder,
	.may_be_nameless = true,
	.version_is_built = true,
};

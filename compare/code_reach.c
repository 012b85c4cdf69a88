/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_reach.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { CODE_MOST = 16 << 20 };

/* Names that a browser or node gives, as they are called; and modules of node. */
static const struct word {
	const char *text;
	bool is_module;
} words[] = {
	{ "fetch(", false },	    { "globalThis.fetch(", false },
	{ "window.fetch(", false }, { "self.fetch(", false },
	{ "global.fetch(", false }, { "XMLHttpRequest", false },
	{ "WebSocket(", false },    { "EventSource(", false },
	{ ".sendBeacon(", false },  { "child_process", false },
	{ "eval(", false },	    { "new Function(", false },
	{ "http", true },	    { "https", true },
	{ "http2", true },	    { "net", true },
	{ "tls", true },	    { "dgram", true },
	{ "dns", true },	    { "vm", true },
};

struct parts {
	struct bytes *items; /* owned; sorted */
	size_t count;
};

static bool
is_of_name(uint8_t byte)
{
	return isalnum(byte) || byte == '_' || byte == '$' || byte == '.';
}

/* The place behind `word`, at or after `from`; 0: it does not come again. */
static size_t
find_after(struct bytes code, size_t from, const char *word)
{
	const uint8_t *found = from < code.size ? memmem(code.data + from, code.size - from,
							 word, strlen(word))
						: NULL;

	return found == NULL ? 0 : (size_t)(found - code.data) + strlen(word);
}

/* As a name of its own, and not as the end of another. */
static bool
has_name(struct bytes code, const char *name)
{
	size_t size = strlen(name);

	for (size_t end = 0; (end = find_after(code, end, name)) != 0;)
		if (name[0] == '.' || end == size ||
		    !is_of_name(code.data[end - size - 1]))
			return true;
	return false;
}

static bool
is_quote(uint8_t byte)
{
	return byte == '"' || byte == '\'' || byte == '`';
}

/* What stands before a module's name asks for it: require("node:, from ' */
static bool
asks(struct bytes before)
{
	static const char *const ways[] = { "require(", "import(", "from", "import" };

	if (bytes_end_with_text(before, "node:"))
		before.size -= strlen("node:");
	if (before.size == 0 || !is_quote(before.data[--before.size]))
		return false;
	while (before.size > 0 && isspace(before.data[before.size - 1]))
		before.size--;
	for (size_t i = 0; i < array_length(ways); i++)
		if (bytes_end_with_text(before, ways[i]))
			return true;
	return false;
}

static bool
has_module(struct bytes code, const char *module)
{
	size_t size = strlen(module);

	for (size_t end = 0; (end = find_after(code, end, module)) != 0;)
		if (end < code.size && is_quote(code.data[end]) &&
		    asks(bytes_slice(code, 0, end - size)))
			return true;
	return false;
}

static bool
has_word(struct bytes code, const struct word *word)
{
	return word->is_module ? has_module(code, word->text)
			       : has_name(code, word->text);
}

/* A line that is a comment and nothing else. */
static bool
is_comment(struct bytes line)
{
	if (bytes_start_with(line, bytes_of_text("//")))
		return true;
	return (bytes_start_with(line, bytes_of_text("*")) ||
		bytes_start_with(line, bytes_of_text("/*"))) &&
	       find_after(line, 0, "*/") == 0;
}

static bool
ends_part(uint8_t byte)
{
	return byte == ';' || byte == '{' || byte == '}';
}

/* What stands between semicolons and braces, so that minified code has parts too. */
static void
add_parts(struct parts *parts, struct bytes line)
{
	for (size_t at = 0, start = 0; at <= line.size; at++) {
		struct bytes part;

		if (at < line.size && !ends_part(line.data[at]))
			continue;
		part = bytes_trim(bytes_slice(line, start, at - start));
		start = at + 1;
		if (part.size > 0)
			array_append(parts->items, parts->count, part);
	}
}

static int
order_of_parts(const void *a, const void *b)
{
	return bytes_order(*(const struct bytes *)a, *(const struct bytes *)b);
}

static void
parts_of(struct parts *parts, struct bytes code)
{
	for (struct cursor at = cursor_on(code); at.rest.size > 0;) {
		struct bytes line = bytes_trim(cursor_take_line(&at));

		if (!is_comment(line))
			add_parts(parts, line);
	}
	if (parts->count > 0)
		qsort(parts->items, parts->count, sizeof(*parts->items), order_of_parts);
}

static bool
has_part(const struct parts *parts, const struct bytes *part)
{
	return parts->count > 0 && bsearch(part, parts->items, parts->count, sizeof(*part),
					   order_of_parts) != NULL;
}

static bool
has_all(const struct parts *parts, const struct parts *of)
{
	for (size_t i = 0; i < of->count; i++)
		if (!has_part(parts, &of->items[i]))
			return false;
	return true;
}

/* A word in what only `published` has. */
static const char *
word_put_in(const struct parts *published, const struct parts *rebuilt)
{
	for (size_t i = 0; i < published->count; i++) {
		if (has_part(rebuilt, &published->items[i]))
			continue;
		for (size_t k = 0; k < array_length(words); k++)
			if (has_word(published->items[i], &words[k]))
				return words[k].text;
	}
	return NULL;
}

static bool
any_has_word(const struct parts *parts, const struct word *word)
{
	for (size_t i = 0; i < parts->count; i++)
		if (has_word(parts->items[i], word))
			return true;
	return false;
}

/* One that comes in `published` outside of comments, and nowhere in `rebuilt`. */
static const char *
new_word(const struct parts *published, struct bytes rebuilt)
{
	for (size_t k = 0; k < array_length(words); k++)
		if (!has_word(rebuilt, &words[k]) && any_has_word(published, &words[k]))
			return words[k].text;
	return NULL;
}

const char *
code_reach_added(struct bytes published, struct bytes rebuilt)
{
	struct parts ours = { 0 }, theirs = { 0 };
	const char *word;

	if (published.size > CODE_MOST || rebuilt.size > CODE_MOST)
		return NULL;
	parts_of(&theirs, published);
	word = new_word(&theirs, rebuilt);
	if (word == NULL) {
		parts_of(&ours, rebuilt);
		if (has_all(&theirs, &ours))
			word = word_put_in(&theirs, &ours);
	}
	free(ours.items);
	free(theirs.items);
	return word;
}

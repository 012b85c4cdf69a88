/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PEP 503, "Specification": <a href="URL#sha256=HEX" data-yanked="WHY">FILE NAME</a>.
 *
 * Only anchors are looked for, with their attributes in quotes, as every index writes
 * them; the rest of the page may be anything.
 */
#include "rebuild/pypi_page.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"

enum { VALUE_MAX = 1 << 16 };

static const struct {
	const char *name, *text;
} entities[] = {
	{ "&amp;", "&" },   { "&lt;", "<" },  { "&gt;", ">" },
	{ "&quot;", "\"" }, { "&#39;", "'" }, { "&#x27;", "'" },
};

/* Bytes as text, with the entities that attributes and names need; the caller's. */
static char *
plain_text(struct bytes bytes)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(VALUE_MAX);

	for (size_t i = 0; i < bytes.size && bytes.data[i] != '\0';) {
		size_t taken = 0;

		for (size_t k = 0; k < array_length(entities) && taken == 0; k++) {
			size_t size = strlen(entities[k].name);

			if (bytes.size - i < size ||
			    memcmp(bytes.data + i, entities[k].name, size) != 0)
				continue;
			buffer_append_text(&out, entities[k].text);
			taken = size;
		}
		if (taken == 0)
			buffer_append_byte(&out, bytes.data[i]);
		i += taken > 0 ? taken : 1;
	}
	return buffer_steal_text(&out);
}

/* The value of NAME="..." in a tag; the caller's; NULL when it has none. */
static char *
attribute(struct bytes tag, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 1; i + size + 2 < tag.size; i++) {
		const uint8_t *value = tag.data + i + size + 2, *end;
		uint8_t quote = tag.data[i + size + 1];

		if (!isspace(tag.data[i - 1]) ||
		    strncasecmp((const char *)tag.data + i, name, size) != 0 ||
		    tag.data[i + size] != '=' || (quote != '"' && quote != '\''))
			continue;
		end = memchr(value, quote, (size_t)(tag.data + tag.size - value));
		if (end != NULL)
			return plain_text((struct bytes){ value, (size_t)(end - value) });
	}
	return NULL;
}

/* Cuts "#sha256=HEX" off the URL. */
static struct json *
take_hashes(char *url)
{
	static const char mark[] = "sha256=";
	struct json *hashes = json_new_object();
	char *fragment = strchr(url, '#');

	if (fragment == NULL)
		return hashes;
	*fragment++ = '\0';
	if (strncmp(fragment, mark, strlen(mark)) == 0)
		json_set_text(hashes, "sha256", fragment + strlen(mark));
	return hashes;
}

static void
take_anchor(struct json *files, struct bytes tag, struct bytes content)
{
	cleanup_free char *url = attribute(tag, "href"), *name = NULL;
	cleanup_free char *yanked = attribute(tag, "data-yanked");
	struct json *file;

	while (content.size > 0 && isspace(content.data[0]))
		content = bytes_slice(content, 1, SIZE_MAX);
	while (content.size > 0 && isspace(content.data[content.size - 1]))
		content.size--;
	name = plain_text(content);
	if (url == NULL || *name == '\0')
		return;
	file = json_new_object();
	json_set(file, "hashes", take_hashes(url));
	json_set_text(file, "filename", name);
	json_set_text(file, "url", url);
	if (yanked != NULL)
		json_set_text(file, "yanked", yanked);
	json_append(files, file);
}

/* What stands before the next `byte`, which is left out too; all where there is none. */
static struct bytes
cut_at(struct bytes *rest, uint8_t byte)
{
	const uint8_t *found =
		rest->size > 0 ? memchr(rest->data, byte, rest->size) : NULL;
	struct bytes before = bytes_slice(
		*rest, 0, found != NULL ? (size_t)(found - rest->data) : SIZE_MAX);

	*rest = bytes_slice(*rest, before.size + 1, SIZE_MAX);
	return before;
}

int
pypi_page_read(struct json **out, struct bytes text, struct error *err)
{
	cleanup_json struct json *page = json_new_object();
	struct json *files = json_new_array();

	*out = NULL;
	json_set(page, "files", files);
	cut_at(&text, '<');
	while (text.size > 0) {
		struct bytes tag = cut_at(&text, '>');
		struct bytes content = cut_at(&text, '<');

		if (tag.size > 2 && tolower(tag.data[0]) == 'a' && isspace(tag.data[1]))
			take_anchor(files, tag, content);
	}
	if (json_count(files) == 0)
		return error_set(err, ERROR_MALFORMED, "the page lists no files");
	*out = steal_pointer(&page);
	return 0;
}

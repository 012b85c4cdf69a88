/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML 1.1 as libyaml reads it, event by event.  A plain scalar is told from a quoted one
 * where a reader might take it for a number, a truth, a date or a symbol of Ruby. */
#include "base/yaml_form.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/yaml_library.h"

enum { DEPTH_MAX = 64, VALUES_MAX = 200000, TEXT_MAX = 1 << 20 };

struct forming {
	yaml_parser_t parser;
	yaml_event_t event; /* owned: the one being looked at */
	size_t values;
	unsigned depth;
	bool sorted;
	bool twice; /* a key stands twice in a map */
};

static int form_value(struct forming *forming, struct buffer *out);

static int
advance(struct forming *forming)
{
	yaml_event_delete(&forming->event);
	if (yaml_parser_parse(&forming->parser, &forming->event))
		return 0;
	forming->event = (yaml_event_t){ 0 };
	return -1;
}

/* Between quotes, so that no text can look like two. */
static void
append_quoted(struct buffer *out, struct bytes text)
{
	buffer_append_byte(out, '"');
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '"' || text.data[i] == '\\')
			buffer_append_byte(out, '\\');
		buffer_append_byte(out, text.data[i]);
	}
	buffer_append_byte(out, '"');
}

static void
append_property(struct buffer *out, char mark, const yaml_char_t *text)
{
	if (text == NULL)
		return;
	buffer_append_byte(out, (uint8_t)mark);
	append_quoted(out, bytes_of_text((const char *)text));
}

/* Letters first, and no word of YAML 1.1's: text to every reader. */
static bool
is_text_anyway(struct bytes text)
{
	static const char *const words[] = { "null", "true", "false", "yes", "no", "on",
					     "off",  "y",    "n",     "nan", "inf" };

	if (text.size == 0 || !isalpha(text.data[0]))
		return false;
	for (size_t i = 0; i < array_length(words); i++)
		if (text.size == strlen(words[i]) &&
		    strncasecmp((const char *)text.data, words[i], text.size) == 0)
			return false;
	return true;
}

static int
form_scalar(struct forming *forming, struct buffer *out)
{
	const yaml_event_t *event = &forming->event;
	struct bytes text = { event->data.scalar.value, event->data.scalar.length };

	append_property(out, '&', event->data.scalar.anchor);
	append_property(out, '!', event->data.scalar.tag);
	if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !is_text_anyway(text))
		buffer_append_byte(out, '=');
	append_quoted(out, text);
	return 0;
}

static int
form_list(struct forming *forming, struct buffer *out)
{
	append_property(out, '&', forming->event.data.sequence_start.anchor);
	append_property(out, '!', forming->event.data.sequence_start.tag);
	buffer_append_byte(out, '[');
	if (advance(forming) < 0)
		return -1;
	while (forming->event.type != YAML_SEQUENCE_END_EVENT) {
		if (form_value(forming, out) < 0 || advance(forming) < 0)
			return -1;
		buffer_append_byte(out, ',');
	}
	buffer_append_byte(out, ']');
	return 0;
}

/* Members of a map, each a key and a value. */
struct members {
	struct buffer text;
	struct part {
		size_t offset, key, size;
		const struct buffer *in;
	} * parts; /* owned */
	size_t count;
};

static void
members_release(struct members *members)
{
	buffer_release(&members->text);
	free(members->parts);
}

static struct bytes
part_bytes(const struct part *part, size_t size)
{
	return bytes_slice(buffer_bytes(part->in), part->offset, size);
}

static int
order_parts(const void *a, const void *b)
{
	const struct part *left = a, *right = b;

	return bytes_order(part_bytes(left, left->size), part_bytes(right, right->size));
}

static int
form_member(struct forming *forming, struct members *members)
{
	size_t offset = members->text.size, key;

	if (form_value(forming, &members->text) < 0 || advance(forming) < 0)
		return -1;
	key = members->text.size - offset;
	buffer_append_byte(&members->text, ':');
	if (form_value(forming, &members->text) < 0)
		return -1;
	array_append(members->parts, members->count,
		     ((struct part){ offset, key, members->text.size - offset,
				     &members->text }));
	return advance(forming);
}

static bool
have_one_key(const struct part *a, const struct part *b)
{
	return bytes_equal(part_bytes(a, a->key), part_bytes(b, b->key));
}

/* In the order of their bytes, members of one key stand side by side. */
static void
append_members(struct forming *forming, const struct members *members, struct buffer *out)
{
	cleanup_free struct part *sorted =
		xcalloc(members->count + 1, sizeof(*members->parts));
	const struct part *parts = forming->sorted ? sorted : members->parts;

	if (members->count > 0) {
		memcpy(sorted, members->parts, members->count * sizeof(*sorted));
		qsort(sorted, members->count, sizeof(*sorted), order_parts);
	}
	for (size_t i = 0; i < members->count; i++) {
		if (i > 0 && have_one_key(&sorted[i - 1], &sorted[i]))
			forming->twice = true;
		buffer_append(out, part_bytes(&parts[i], parts[i].size));
		buffer_append_byte(out, ',');
	}
}

static int
form_map(struct forming *forming, struct buffer *out)
{
	__attribute__((cleanup(members_release))) struct members members = {
		.text = BUFFER_INIT(out->limit)
	};

	append_property(out, '&', forming->event.data.mapping_start.anchor);
	append_property(out, '!', forming->event.data.mapping_start.tag);
	if (advance(forming) < 0)
		return -1;
	while (forming->event.type != YAML_MAPPING_END_EVENT)
		if (form_member(forming, &members) < 0)
			return -1;
	buffer_append_byte(out, '{');
	append_members(forming, &members, out);
	buffer_append_byte(out, '}');
	return members.text.overflow ? -1 : 0;
}

static int
form_alias(struct forming *forming, struct buffer *out)
{
	append_property(out, '*', forming->event.data.alias.anchor);
	return forming->sorted ? -1 : 0;
}

static int
form_value(struct forming *forming, struct buffer *out)
{
	int formed = -1;

	if (out->overflow || forming->depth >= DEPTH_MAX ||
	    ++forming->values > VALUES_MAX)
		return -1;
	forming->depth++;
	if (forming->event.type == YAML_SCALAR_EVENT)
		formed = form_scalar(forming, out);
	else if (forming->event.type == YAML_SEQUENCE_START_EVENT)
		formed = form_list(forming, out);
	else if (forming->event.type == YAML_MAPPING_START_EVENT)
		formed = form_map(forming, out);
	else if (forming->event.type == YAML_ALIAS_EVENT)
		formed = form_alias(forming, out);
	forming->depth--;
	return formed;
}

/* Directives give tags another meaning: such documents have no form. */
static int
form_document(struct forming *forming, struct buffer *out)
{
	const yaml_event_t *event = &forming->event;

	if (event->data.document_start.version_directive != NULL ||
	    event->data.document_start.tag_directives.start !=
		    event->data.document_start.tag_directives.end)
		return -1;
	buffer_append_text(out, "---");
	if (advance(forming) < 0 || form_value(forming, out) < 0)
		return -1;
	return advance(forming); /* the document ends */
}

static int
form_stream(struct forming *forming, struct buffer *out)
{
	if (advance(forming) < 0) /* the stream starts */
		return -1;
	do
		if (advance(forming) < 0)
			return -1;
	while (forming->event.type == YAML_DOCUMENT_START_EVENT &&
	       form_document(forming, out) == 0);
	return forming->event.type == YAML_STREAM_END_EVENT && !out->overflow ? 0 : -1;
}

static enum yaml_trouble
form(struct bytes text, bool sorted, struct buffer *out)
{
	struct forming forming = { .sorted = sorted };
	int formed;

	if (text.size > TEXT_MAX || !yaml_parser_initialize(&forming.parser))
		return YAML_BROKEN;
	/* libyaml refuses to be given nothing. */
	yaml_parser_set_input_string(
		&forming.parser, text.size > 0 ? text.data : (const unsigned char *)"",
		text.size);
	formed = form_stream(&forming, out);
	yaml_event_delete(&forming.event);
	yaml_parser_delete(&forming.parser);
	return formed < 0 ? YAML_BROKEN : forming.twice ? YAML_KEY_TWICE : YAML_SOUND;
}

int
yaml_form(struct bytes text, bool sorted, struct buffer *out)
{
	return form(text, sorted, out) == YAML_SOUND ? 0 : -1;
}

enum yaml_trouble
yaml_trouble_of(struct bytes text)
{
	enum { GROWTH = 8 }; /* quotes, marks and backslashes for each byte */
	cleanup_buffer struct buffer ignored = BUFFER_INIT(GROWTH * (text.size + 1));

	return form(text, false, &ignored);
}

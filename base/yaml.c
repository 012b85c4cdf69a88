/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Through libyaml.  The reader is a recursion over parser events, bounded by DEPTH_MAX;
 * the writer hands libyaml's emitter one event per value. */
#include "base/yaml.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/yaml_library.h"

enum { DEPTH_MAX = 16, VALUES_MAX = 100000, TEXT_MAX = 1 << 20 };

struct reader {
	yaml_parser_t parser;
	yaml_event_t event; /* owned: the one being looked at */
	size_t values;
};

void
yaml_release(struct yaml_value *value)
{
	for (size_t i = 0; i < value->count; i++)
		yaml_release(&value->items[i]);
	free(value->items);
	free(value->key);
	free(value->text);
	*value = (struct yaml_value){ 0 };
}

const struct yaml_value *
yaml_get(const struct yaml_value *map, const char *key)
{
	if (map->kind != YAML_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->items[i].key, key) == 0)
			return &map->items[i];
	return NULL;
}

static unsigned
line_of(const struct reader *reader)
{
	return (unsigned)reader->event.start_mark.line + 1;
}

static int
refuse(const struct reader *reader, struct error *err, const char *what)
{
	return error_set(err, ERROR_MALFORMED, "line %u: %s", line_of(reader), what);
}

static int
advance(struct reader *reader, struct error *err)
{
	yaml_event_delete(&reader->event);
	if (yaml_parser_parse(&reader->parser, &reader->event))
		return 0;
	reader->event = (yaml_event_t){ 0 };
	return error_set(err, ERROR_MALFORMED, "line %zu: %s",
			 reader->parser.problem_mark.line + 1,
			 reader->parser.problem != NULL ? reader->parser.problem
							: "not YAML");
}

/* Text ends at a NUL for everyone who compares or runs it; none may hide behind one. */
static int
take_scalar(struct reader *reader, char **text, struct error *err)
{
	const char *value = (const char *)reader->event.data.scalar.value;
	size_t size = reader->event.data.scalar.length;

	if (reader->event.data.scalar.anchor != NULL ||
	    reader->event.data.scalar.tag != NULL)
		return refuse(reader, err, "anchors and tags are not taken");
	if (memchr(value, '\0', size) != NULL)
		return refuse(reader, err, "a NUL in text");
	*text = xstrndup(value, size);
	return 0;
}

static int read_value(struct reader *reader, struct yaml_value *out, int depth,
		      struct error *err);

static int
read_key(struct reader *reader, const struct yaml_value *map, char **key,
	 struct error *err)
{
	if (reader->event.type != YAML_SCALAR_EVENT)
		return refuse(reader, err, "a key must be text");
	if (take_scalar(reader, key, err) < 0)
		return -1;
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->items[i].key, *key) == 0)
			return refuse(reader, err, "a key stands twice");
	return advance(reader, err);
}

static int
read_items(struct reader *reader, struct yaml_value *out, int depth, struct error *err)
{
	yaml_event_type_t end =
		out->kind == YAML_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;

	if (advance(reader, err) < 0)
		return -1;
	while (reader->event.type != end) {
		cleanup_free char *key = NULL;

		if (out->kind == YAML_MAP && read_key(reader, out, &key, err) < 0)
			return -1;
		array_append(out->items, out->count, (struct yaml_value){ 0 });
		out->items[out->count - 1].key = steal_pointer(&key);
		if (read_value(reader, &out->items[out->count - 1], depth + 1, err) < 0)
			return -1;
		if (advance(reader, err) < 0)
			return -1;
	}
	return 0;
}

static int
read_value(struct reader *reader, struct yaml_value *out, int depth, struct error *err)
{
	const yaml_event_t *event = &reader->event;

	out->line = line_of(reader);
	if (depth > DEPTH_MAX || ++reader->values > VALUES_MAX)
		return error_set(err, ERROR_LIMIT, "line %u: too deep or too long",
				 out->line);
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		out->kind = YAML_TEXT;
		return take_scalar(reader, &out->text, err);
	case YAML_SEQUENCE_START_EVENT:
		if (event->data.sequence_start.anchor || event->data.sequence_start.tag)
			return refuse(reader, err, "anchors and tags are not taken");
		out->kind = YAML_LIST;
		return read_items(reader, out, depth, err);
	case YAML_MAPPING_START_EVENT:
		if (event->data.mapping_start.anchor || event->data.mapping_start.tag)
			return refuse(reader, err, "anchors and tags are not taken");
		out->kind = YAML_MAP;
		return read_items(reader, out, depth, err);
	case YAML_ALIAS_EVENT:
		return refuse(reader, err, "aliases are not taken");
	default:
		return refuse(reader, err, "no value here");
	}
}

static int
read_document(struct reader *reader, struct yaml_value *out, struct error *err)
{
	if (advance(reader, err) < 0) /* the stream starts */
		return -1;
	if (advance(reader, err) < 0)
		return -1;
	if (reader->event.type != YAML_DOCUMENT_START_EVENT)
		return refuse(reader, err, "the document is empty");
	if (advance(reader, err) < 0 || read_value(reader, out, 0, err) < 0)
		return -1;
	if (advance(reader, err) < 0) /* the document ends */
		return -1;
	if (advance(reader, err) < 0)
		return -1;
	if (reader->event.type != YAML_STREAM_END_EVENT)
		return refuse(reader, err, "a second document follows");
	return 0;
}

int
yaml_read(struct yaml_value *out, struct bytes text, struct error *err)
{
	struct reader reader = { 0 };
	int result;

	*out = (struct yaml_value){ 0 };
	if (text.size > TEXT_MAX)
		return error_set(err, ERROR_LIMIT, "more than %d bytes", (int)TEXT_MAX);
	if (!yaml_parser_initialize(&reader.parser))
		return error_set(err, ERROR_SYSTEM, "no memory for the YAML parser");
	/* libyaml refuses to be given nothing. */
	yaml_parser_set_input_string(
		&reader.parser, text.size > 0 ? text.data : (const unsigned char *)"",
		text.size);
	result = read_document(&reader, out, err);
	yaml_event_delete(&reader.event);
	yaml_parser_delete(&reader.parser);
	if (result < 0)
		yaml_release(out);
	return result;
}

/* Words and numbers that YAML 1.1 and 1.2 readers turn into something else than text:
 * "no", "6.14", "022", "1e9", "2020-01-01".  A version of three parts is a number to
 * none. */
static bool
looks_like_another_kind(const char *text)
{
	static const char *const words[] = { "",    "~",    "null", "true", "false",
					     "yes", "no",   "on",   "off",  "y",
					     "n",   ".inf", ".nan", "<<" };
	const char *digits = text + strspn(text, "+-.");
	const char *dot = strchr(text, '.');

	for (size_t i = 0; i < array_length(words); i++)
		if (strcasecmp(text, words[i]) == 0)
			return true;
	return isdigit((unsigned char)*digits) &&
	       (dot == NULL || strchr(dot + 1, '.') == NULL);
}

static int
append(void *out, unsigned char *data, size_t size)
{
	buffer_append(out, (struct bytes){ data, size });
	return 1;
}

/* The emitter takes an event whether it can write it or not.  What it cannot write is
 * text that is not UTF-8 and a wrong order of events: json.h rules out the one,
 * emit_value() the other, and memory is the only thing left to want. */
static void
emit(yaml_emitter_t *emitter, int made, yaml_event_t *event)
{
	if (!made || !yaml_emitter_emit(emitter, event))
		end_program("out of memory");
}

static void
emit_text(yaml_emitter_t *emitter, const char *text, yaml_scalar_style_t style)
{
	yaml_event_t event;
	int made = yaml_scalar_event_initialize(&event, NULL, NULL,
						(const yaml_char_t *)text,
						(int)strlen(text), 1, 1, style);

	emit(emitter, made, &event);
}

static void
emit_string(yaml_emitter_t *emitter, const char *text)
{
	bool quoted = looks_like_another_kind(text) || strchr(text, '\n') != NULL;

	emit_text(emitter, text,
		  quoted ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE);
}

static void emit_value(yaml_emitter_t *emitter, const struct json *value, bool flow);

static void
emit_list(yaml_emitter_t *emitter, const struct json *value, bool flow)
{
	yaml_event_t event;
	int made = yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
							flow ? YAML_FLOW_SEQUENCE_STYLE
							     : YAML_BLOCK_SEQUENCE_STYLE);

	emit(emitter, made, &event);
	for (size_t i = 0; i < json_count(value); i++)
		emit_value(emitter, json_at(value, i), true);
	made = yaml_sequence_end_event_initialize(&event);
	emit(emitter, made, &event);
}

static void
emit_map(yaml_emitter_t *emitter, const struct json *value, bool flow)
{
	yaml_event_t event;
	int made = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
						       flow ? YAML_FLOW_MAPPING_STYLE
							    : YAML_BLOCK_MAPPING_STYLE);

	emit(emitter, made, &event);
	for (const struct json_member *at = json_first(value); at;
	     at = json_next(value, at)) {
		const struct json *member = json_value(at);
		bool inner = flow || json_kind(member) == JSON_KIND_OBJECT;

		emit_string(emitter, json_key(at));
		emit_value(emitter, member, inner);
	}
	made = yaml_mapping_end_event_initialize(&event);
	emit(emitter, made, &event);
}

static void
emit_value(yaml_emitter_t *emitter, const struct json *value, bool flow)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

	switch (json_kind(value)) {
	case JSON_KIND_OBJECT:
		emit_map(emitter, value, flow);
		break;
	case JSON_KIND_ARRAY:
		emit_list(emitter, value, flow);
		break;
	case JSON_KIND_STRING:
		emit_string(emitter, json_text(value));
		break;
	default: /* numbers, truths and null are spelt as in JSON */
		json_write(value, JSON_STYLE_COMPACT, &text);
		emit_text(emitter, buffer_text(&text), YAML_PLAIN_SCALAR_STYLE);
	}
}

void
yaml_write(const struct json *value, struct buffer *out)
{
	yaml_emitter_t emitter;
	yaml_event_t event;
	int made = yaml_emitter_initialize(&emitter);

	if (made) {
		yaml_emitter_set_output(&emitter, append, out);
		yaml_emitter_set_unicode(&emitter, 1);
		yaml_emitter_set_width(&emitter, -1);
		made = yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
	}
	emit(&emitter, made, &event);
	made = yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
	emit(&emitter, made, &event);
	emit_value(&emitter, value, false);
	made = yaml_document_end_event_initialize(&event, 1);
	emit(&emitter, made, &event);
	made = yaml_stream_end_event_initialize(&event);
	emit(&emitter, made, &event);
	yaml_emitter_delete(&emitter);
}

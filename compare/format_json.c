/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * JSON: a text whose values may be the same although its layout or the order of its keys
 * is another.  That is said, and excuses nothing.  A key that stands twice in an object
 * is read one way by one program and another way by the next.
 */
#include "base/json.h"

#include "compare/explain.h"
#include "compare/format.h"
#include "compare/json_form.h"
#include "compare/normalize.h"

enum { LARGEST = 16 << 20, SURE = 30 };

static bool
starts_like_json(struct bytes content)
{
	for (struct cursor at = cursor_on(content); at.rest.size > 0;) {
		uint8_t byte = cursor_u8(&at);

		if (byte == '{' || byte == '[')
			return true;
		if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n')
			break;
	}
	return false;
}

static int
parse(struct json **out, struct bytes content)
{
	struct error ignored;

	if (content.size > LARGEST || !starts_like_json(content))
		return -1;
	return json_parse_lenient(out, content, &ignored);
}

static int
recognize(struct bytes content)
{
	cleanup_json struct json *json = NULL;

	return parse(&json, content) == 0 ? SURE : 0;
}

/* Whether both have one form: with `sorted`, whatever the order of their keys. */
static bool
have_one_form(struct bytes published, struct bytes rebuilt, bool sorted)
{
	enum { ESCAPES = 6 }; /* for each byte, at most */
	cleanup_buffer struct buffer left = BUFFER_INIT(ESCAPES * (published.size + 1)),
				     right = BUFFER_INIT(ESCAPES * (rebuilt.size + 1));

	return json_form(published, sorted, &left) == 0 &&
	       json_form(rebuilt, sorted, &right) == 0 &&
	       bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
}

/* What two sound documents have in common, for a person: it excuses nothing. */
static void
state_form(struct finding *finding, struct bytes published, struct bytes rebuilt)
{
	if (have_one_form(published, rebuilt, false))
		finding_set_message(finding,
				    "%s; the same values in the same order: only white "
				    "space or spelling differs",
				    finding->message);
	else if (have_one_form(published, rebuilt, true))
		finding_set_message(finding,
				    "%s; the same values: only the order of keys "
				    "differs, but for white space and spelling",
				    finding->message);
}

static void
explain(struct finding *finding, struct bytes published, struct bytes rebuilt,
	const struct limits *limits)
{
	cleanup_json struct json *left = NULL, *right = NULL;
	bool twice, twice_rebuilt, both;

	explain_text(finding, published, rebuilt, limits);
	both = parse(&left, published) == 0 && parse(&right, rebuilt) == 0;
	twice = left != NULL && json_has_duplicate_key(published);
	twice_rebuilt = right != NULL && json_has_duplicate_key(rebuilt);
	if (twice && !twice_rebuilt) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(
			finding,
			"%s; a key stands twice in one object, in the published "
			"file only: which one counts depends on the reader",
			finding->message);
	} else if (both && !twice && !twice_rebuilt) {
		state_form(finding, published, rebuilt);
	}
}

const struct format format_json = {
	.name = "json",
	.said = "a JSON document",
	.is_text = true,
	.recognize = recognize,
	.explain = explain,
	.normalize = text_normalize,
};

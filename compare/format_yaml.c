/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML (1.1, as libyaml reads it): a text whose values may be the same although its
 * layout, its quotes or the order of its keys are others.  That is said, and excuses
 * nothing.  A key that stands twice in a map is read one way by one program and another
 * way by the next; a tag such as !ruby/object has a reader make an object of its own
 * program; aliases are not expanded here, so that they cannot be a bomb.
 *
 * Nothing in a file says that it is YAML, but for "---" or "%YAML" at its start, or a
 * first line "key:", in a text that libyaml can read.
 */
#include "base/yaml_form.h"

#include <ctype.h>

#include "base/cleanup.h"
#include "compare/explain.h"
#include "compare/format.h"
#include "compare/normalize.h"

enum { SURE = 25, LARGEST = 1 << 20, LOOKED_AT = 4 << 10 };

/* "key:" or "key: value" */
static bool
is_key_line(struct bytes line)
{
	struct bytes key = bytes_before(line, ':');
	struct bytes rest = bytes_slice(line, key.size, SIZE_MAX);

	for (size_t i = 0; i < key.size; i++)
		if (!isalnum(key.data[i]) &&
		    (key.data[i] == 0 || strchr("_.-", key.data[i]) == NULL))
			return false;
	return key.size > 0 && rest.size > 0 && (rest.size == 1 || isspace(rest.data[1]));
}

static bool
starts_like_yaml(struct bytes content)
{
	struct cursor at = cursor_on(bytes_slice(content, 0, LOOKED_AT));

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);

		if (bytes_start_with(line, bytes_of_text("---")) ||
		    bytes_start_with(line, bytes_of_text("%YAML ")))
			return true;
		if (line.size > 0 && line.data[0] != '#' && line.data[0] != '\r')
			return is_key_line(line);
	}
	return false;
}

static int
recognize(struct bytes content)
{
	return content.size <= LARGEST && starts_like_yaml(content) &&
			       yaml_trouble_of(content) != YAML_BROKEN
		       ? SURE
		       : 0;
}

static bool
have_one_form(struct bytes published, struct bytes rebuilt, bool sorted)
{
	enum { GROWTH = 8 };
	cleanup_buffer struct buffer left = BUFFER_INIT(GROWTH * (published.size + 1)),
				     right = BUFFER_INIT(GROWTH * (rebuilt.size + 1));

	return yaml_form(published, sorted, &left) == 0 &&
	       yaml_form(rebuilt, sorted, &right) == 0 &&
	       bytes_equal(buffer_bytes(&left), buffer_bytes(&right));
}

/* What two sound documents have in common, for a person: it excuses nothing. */
static void
state_form(struct finding *finding, struct bytes published, struct bytes rebuilt)
{
	if (have_one_form(published, rebuilt, false))
		finding_set_message(finding,
				    "%s; the same values in the same order: only layout, "
				    "quotes or comments differ",
				    finding->message);
	else if (have_one_form(published, rebuilt, true))
		finding_set_message(finding,
				    "%s; the same values: only the order of keys "
				    "differs, but for layout, quotes and comments",
				    finding->message);
}

static void
explain(struct finding *finding, struct bytes published, struct bytes rebuilt,
	const struct limits *limits)
{
	explain_text(finding, published, rebuilt, limits);
	if (yaml_trouble_of(published) == YAML_KEY_TWICE &&
	    yaml_trouble_of(rebuilt) != YAML_KEY_TWICE) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(
			finding,
			"%s; a key stands twice in one map, in the published file only: "
			"which one counts depends on the reader",
			finding->message);
	} else {
		state_form(finding, published, rebuilt);
	}
}

const struct format format_yaml = {
	.name = "yaml",
	.said = "a YAML document",
	.is_text = true,
	.recognize = recognize,
	.explain = explain,
	.normalize = text_normalize,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text, in an encoding that can be told (text_encoding.c).  What looks like ISO 8859-1
 * may be bytes of another kind: any other format is surer. */
#include "compare/explain.h"
#include "compare/format.h"
#include "compare/normalize.h"
#include "compare/stamps.h"
#include "compare/text_encoding.h"

enum { SURE = 20, LESS_SURE = 10 };

static int
recognize(struct bytes content)
{
	switch (text_encoding_of(content)) {
	case TEXT_NONE:
		return 0;
	case TEXT_LATIN1:
		return LESS_SURE;
	default:
		return SURE;
	}
}

static bool
covered(const char *rule, struct bytes content, struct buffer *out)
{
	struct stamps stamps;

	if (strcmp(rule, "pom-properties-date") != 0)
		return false;
	stamps_of_pom_properties(content, &stamps);
	stamps_append_lines(&stamps, out);
	return true;
}

const struct format format_text = {
	.name = "text",
	.said = "a text file",
	.is_text = true,
	.recognize = recognize,
	.explain = explain_text,
	.covered = covered,
	.normalize = text_normalize,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document as other programs read it; one that was read is written as it was. */
#include "compare/document.h"

static void
write_json(const struct document *document, const struct report_style *style,
	   struct buffer *out)
{
	cleanup_json struct json *made = NULL;

	(void)style;
	if (document->json == NULL && document->artifact_count > 0)
		made = comparison_to_json(&document->artifacts[0].comparison);
	json_write(document->json != NULL ? document->json : made, JSON_STYLE_PRETTY,
		   out);
}

const struct report_form report_form_json = { .name = "json", .write = write_json };

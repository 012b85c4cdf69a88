/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What no other handler knows: bytes. */
#include "compare/explain.h"
#include "compare/format.h"

static int
recognize(struct bytes content)
{
	enum { WHEN_NOBODY_ELSE_DOES = 1 };

	(void)content;
	return WHEN_NOBODY_ELSE_DOES;
}

const struct format format_raw = {
	.name = "raw",
	.said = "a file of unknown format",
	.recognize = recognize,
	.explain = explain_bytes,
};

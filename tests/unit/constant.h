/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A constant where a struct has a text that it would own elsewhere, and only borrows in a
 * test. */
static char *
text(const char *constant)
{
	union {
		const char *constant;
		char *text;
	} both = { .constant = constant };

	return both.text;
}

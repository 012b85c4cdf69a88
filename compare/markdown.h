/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Text that others wrote, inside Markdown (CommonMark, and GitHub's tables).  It goes
 * into code spans and fenced blocks, where nothing is markup, a link or a mention;
 * backslashes are left alone, as the texts of a comparison are escaped already.
 */

#include "base/buffer.h"

/* A code span of at most `most` bytes, without a newline and without a pipe, so that it
 * may stand in a table. */
void markdown_code(struct buffer *out, const char *text, size_t most);

/* Words that can be nothing but words stay so, everything else is a code span. */
void markdown_words(struct buffer *out, const char *text, size_t most);

/* A fenced block of a diff, cut after so many lines and bytes; false when it was cut. */
bool markdown_diff(struct buffer *out, const char *diff, size_t lines, size_t most);

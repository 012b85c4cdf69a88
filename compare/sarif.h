/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Pieces of SARIF (OASIS, version 2.1.0; sections in brackets). */

#include "compare/finding.h"

/* The file inside the artifact that a finding's path names, without the artifact's own
 * name, which has a version in it: a relative reference that leads nowhere else (3.10.1,
 * RFC 3986); the caller frees. */
char *sarif_uri(const char *path);

/* The rules of a run: the kinds of finding, and behind them these. */
enum { SARIF_NORMALIZED = FINDING_OPAQUE + 1, SARIF_VERDICT };
const char *sarif_rule_id(size_t rule);
struct json *sarif_rules(void);

/* A text in which nothing is hidden or out of order; the bytes of `kept` stay. */
struct json *sarif_text(const char *text, const char *kept);

/* A message without placeholders and links (3.11.5, 3.11.6). */
struct json *sarif_message(const char *text);

/* "a `key` of the path at one side": a location (3.28); `side` may be NULL. */
struct json *sarif_location(const struct finding *finding, const struct side *side);

/* The same hex for the same finding in the next release too: kind, key and inner path. */
void sarif_fingerprint(const struct finding *finding, char *hex);

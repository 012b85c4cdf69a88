/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One finding: its words, its making and its end.  The struct is in comparison.h. */

#include "compare/comparison.h"

/* The format that comparison_to_json() writes. */
#define REPORT_FORMAT "cupel-report/1"

/* "content", "added", ...; "note", "change", "alarm". */
const char *finding_kind_name(enum finding_kind kind);
const char *severity_name(enum severity severity);

/* false when there is no such word. */
bool finding_kind_find(const char *name, enum finding_kind *kind);
bool severity_find(const char *name, enum severity *severity);

void finding_release(struct finding *finding);

/* Each replaces what stood there before. */
void finding_set_message(struct finding *finding, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void finding_set_cause(struct finding *finding, const char *cause, const char *hint);

/* The severity becomes `severity` unless it is higher already. */
void finding_raise(struct finding *finding, enum severity severity);

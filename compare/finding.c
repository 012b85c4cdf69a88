/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char *const kind_names[] = {
	[FINDING_CONTENT] = "content", [FINDING_FIELD] = "field",
	[FINDING_ADDED] = "added",     [FINDING_REMOVED] = "removed",
	[FINDING_RENAMED] = "renamed", [FINDING_ORDER] = "order",
	[FINDING_ANOMALY] = "anomaly", [FINDING_OPAQUE] = "opaque",
};

static const char *const severity_names[] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_CHANGE] = "change",
	[SEVERITY_ALARM] = "alarm",
};

static bool
find_word(const char *const *words, size_t count, const char *name, size_t *index)
{
	for (*index = 0; *index < count; (*index)++)
		if (strcmp(words[*index], name) == 0)
			return true;
	return false;
}

const char *
finding_kind_name(enum finding_kind kind)
{
	return kind_names[kind];
}

const char *
severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool
finding_kind_find(const char *name, enum finding_kind *kind)
{
	size_t index;

	if (!find_word(kind_names, array_length(kind_names), name, &index))
		return false;
	*kind = (enum finding_kind)index;
	return true;
}

bool
severity_find(const char *name, enum severity *severity)
{
	size_t index;

	if (!find_word(severity_names, array_length(severity_names), name, &index))
		return false;
	*severity = (enum severity)index;
	return true;
}

void
finding_release(struct finding *finding)
{
	free(finding->path);
	free(finding->key);
	free(finding->message);
	free(finding->published.value);
	free(finding->rebuilt.value);
	free(finding->cause);
	free(finding->hint);
	free(finding->diff);
	*finding = (struct finding){ 0 };
}

void
finding_set_message(struct finding *finding, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	replace_text(&finding->message, xvasprintf(fmt, args));
	va_end(args);
}

void
finding_set_cause(struct finding *finding, const char *cause, const char *hint)
{
	replace_text(&finding->cause, xstrdup_or_null(cause));
	replace_text(&finding->hint, xstrdup_or_null(hint));
}

void
finding_raise(struct finding *finding, enum severity severity)
{
	if (finding->severity < severity)
		finding->severity = severity;
}

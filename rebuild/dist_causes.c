/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_causes.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/finding.h"

enum { LINES_MAX = 200 };

static const struct {
	const char *pattern, *tool;
} generators[] = {
#define GENERATOR(pattern, tool) { pattern, tool },
#include "rebuild/dist_generators.def"
#undef GENERATOR
};

const char *
dist_causes_generator(const char *path)
{
	for (size_t i = 0; i < array_length(generators); i++)
		if (fnmatch(generators[i].pattern, path_name(path), 0) == 0)
			return generators[i].tool;
	return NULL;
}

/* "x.tar.gz//x-1.0/src/a.c//inner" -> "src/a.c"; the caller's, NULL for the archive. */
char *
dist_causes_file(const char *path)
{
	const char *member = strstr(path, "//"), *end, *slash;

	if (member == NULL)
		return NULL;
	member += 2;
	end = strstr(member, "//");
	slash = strchr(member, '/');
	if (slash == NULL || slash[1] == '\0' || (end != NULL && end <= slash))
		return NULL;
	return end != NULL ? xstrndup(slash + 1, (size_t)(end - slash - 1))
			   : xstrdup(slash + 1);
}

/* Numbers and the names of months and days may differ, nothing else. */
static bool
same_but_numbers(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t i = 0, k = 0;

	while (i < a_size && k < b_size) {
		if (isdigit((unsigned char)a[i]) && isdigit((unsigned char)b[k])) {
			while (i < a_size &&
			       (isdigit((unsigned char)a[i]) || a[i] == '.'))
				i++;
			while (k < b_size &&
			       (isdigit((unsigned char)b[k]) || b[k] == '.'))
				k++;
		} else if (a[i++] != b[k++]) {
			return false;
		}
	}
	return i == a_size && k == b_size;
}

struct line {
	const char *text; /* borrowed */
	size_t size;
};

/* The lines of a diff that begin with `sign`, without it. */
static size_t
lines_of(const char *diff, char sign, struct line *lines)
{
	size_t count = 0;

	for (const char *at = diff; *at != '\0' && count < LINES_MAX;) {
		size_t size = strcspn(at, "\n");

		if (*at == sign && size > 0)
			lines[count++] = (struct line){ at + 1, size - 1 };
		at += size + (at[size] == '\n');
	}
	return count;
}

/* The diff of a file of which only a date or a version is another. */
static bool
is_stamp(const char *diff)
{
	struct line left[LINES_MAX], right[LINES_MAX];
	size_t count = lines_of(diff, '-', left);

	if (count == 0 || count == LINES_MAX || count != lines_of(diff, '+', right))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!same_but_numbers(left[i].text, left[i].size, right[i].text,
				      right[i].size))
			return false;
	return true;
}

static void
explain_content(struct finding *finding, bool in_source, const char *tool)
{
	if (finding->diff != NULL && is_stamp(finding->diff))
		finding_set_cause(
			finding,
			"stamp: only numbers differ, such as a date or a version", NULL);
	else if (in_source)
		finding_set_cause(finding,
				  "modified: the source has this file otherwise, and the "
				  "release step does not make it so",
				  NULL);
	else if (tool != NULL) {
		cleanup_free char *cause = xasprintf(
			"generator: %s makes it, in another version or told otherwise",
			tool);

		finding_set_cause(finding, cause, NULL);
	} else
		finding_set_cause(finding,
				  "generated: the release step makes it otherwise here",
				  NULL);
}

static void
explain(struct finding *finding, bool in_source, const char *tool)
{
	switch (finding->kind) {
	case FINDING_REMOVED:
		finding_set_cause(
			finding,
			in_source ? "left-out: the source has it, and it was not "
				    "published"
				  : "not-published: the release step makes it here, "
				    "and it was not published",
			NULL);
		break;
	case FINDING_ADDED:
		finding_set_cause(finding,
				  tool != NULL
					  ? "tool-missing: a tool that makes it did not "
					    "run here"
					  : "extra: neither the source nor the release "
					    "step has it",
				  NULL);
		break;
	default:
		if (strcmp(finding->key, "content") == 0)
			explain_content(finding, in_source, tool);
	}
}

void
dist_causes_find(struct check *check)
{
	for (size_t i = 0; i < check->comparison.finding_count; i++) {
		struct finding *finding = &check->comparison.findings[i];
		cleanup_free char *file = dist_causes_file(finding->path);

		if (file != NULL && finding->cause == NULL)
			explain(finding, source_holds(&check->source, file),
				dist_causes_generator(file));
	}
}

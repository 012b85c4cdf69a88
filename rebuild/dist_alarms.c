/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_alarms.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/code_place.h"
#include "rebuild/dist_causes.h"
#include "rebuild/dist_learn.h"

/* What a compiler, an interpreter or make reads. */
static const char *const code[] = { ".c",   ".h",  ".cc", ".cpp", ".cxx", ".hpp",
				    ".S",   ".s",  ".rs", ".go",  ".py",  ".pl",
				    ".pm",  ".sh", ".js", ".rb",  ".tcl", ".java",
				    ".in",  ".am", ".ac", ".mk",  ".mak", ".cmake",
				    ".lua", ".awk" };

static bool
is_code(const char *file)
{
	for (size_t i = 0; i < array_length(code); i++)
		if (text_ends_with(file, code[i]))
			return true;
	return strcmp(path_name(file), "Makefile") == 0;
}

static char *
member_of(const struct check *check, const char *file)
{
	return path_join(check->inventory.top, file);
}

static void
judge_added(struct check *check, const struct session *session, const char *file)
{
	cleanup_free char *member = member_of(check, file);

	if (!is_code(file) || dist_causes_generator(file) != NULL ||
	    dist_may_be_missing(session, file))
		return;
	if (code_lies_apart(file)) {
		remarks_add(&check->remarks, SEVERITY_CHANGE, member, "extra-apart",
			    "code that is not in the source, and that the release step "
			    "does not make; it lies where nothing is built, installed or "
			    "tested by itself");
		return;
	}
	remarks_add(&check->remarks, SEVERITY_ALARM, member, "extra-code",
		    "code that is not in the source, and that the release step does not "
		    "make");
}

static bool
is_found(const struct check *check, const char *file)
{
	for (size_t i = 0; i < check->comparison.finding_count; i++) {
		cleanup_free char *other =
			dist_causes_file(check->comparison.findings[i].path);

		if (other != NULL && strcmp(other, file) == 0)
			return true;
	}
	return false;
}

/* msgfmt of any version gives the same messages of one .po. */
static void
judge_catalogue(struct check *check, const char *file, char **last)
{
	cleanup_free char *source =
		xasprintf("%.*s.po", (int)(strlen(file) - strlen(".gmo")), file);
	cleanup_free char *member = member_of(check, file);

	if (text_is_same(*last, file) || is_found(check, source))
		return;
	replace_text(last, xstrdup(file));
	remarks_add(&check->remarks, SEVERITY_ALARM, member,
		    "catalogue-not-of-its-source",
		    "it says other things than %s, which is as it should be",
		    path_name(source));
}

void
dist_alarms_find(struct check *check, const struct session *session)
{
	cleanup_free char *last = NULL;

	for (size_t i = 0; i < check->comparison.finding_count; i++) {
		const struct finding *finding = &check->comparison.findings[i];
		cleanup_free char *file = dist_causes_file(finding->path);

		if (file == NULL)
			continue;
		if (finding->kind == FINDING_ADDED && strcmp(finding->key, "member") == 0)
			judge_added(check, session, file);
		else if (text_ends_with(file, ".gmo") &&
			 text_starts_with(finding->key, "msgstr"))
			judge_catalogue(check, file, &last);
	}
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What cannot be met is a list with a line for each dependency, in which a package's name
 * stands before its first one only; apt's newer solver (3.0) tells its way there as well:
 *
 *     The following packages have unmet dependencies:
 *      builddeps:wanted.dsc : Depends: a (>= 2) but it is not installable
 *                             Conflicts: b but 1.0 is to be installed
 *     E: Unable to correct problems, you have held broken packages.
 *
 *     E: Unable to satisfy dependencies. Reached two conflicting assignments:
 *        1. builddeps:wanted.dsc is selected for install
 *
 * A file that could not be fetched has a line with its URL and the server's answer.
 */
#include "rebuild/apt_answer.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { REASONS = 4 };

static const char error_mark[] = "E: ";
static const char unmet_mark[] = "The following packages have unmet dependencies:";
static const char conflict_mark[] = "E: Unable to satisfy dependencies";
static const char asked_mark[] = "builddeps:";
static const char fetch_mark[] = "E: Failed to fetch ";
static const char missing_mark[] = "  404  ";
static const char package_end[] = ".deb";

void
apt_answer_release(struct apt_answer *answer)
{
	strings_release(&answer->unmet);
	strings_release(&answer->missing);
	strings_release(&answer->errors);
	*answer = (struct apt_answer){ 0 };
}

/* Without the name of what was asked for, which is a file of ours. */
static void
take_unmet(struct apt_answer *answer, const char *line)
{
	const char *after;

	line += strspn(line, " ");
	after = strstr(line, " : ");
	if (text_starts_with(line, asked_mark) && after != NULL)
		line = after + strlen(" : ");
	if (*line != '\0' && answer->unmet.count < REASONS)
		strings_add(&answer->unmet, line + strspn(line, " "));
}

static void
take_unfetched(struct apt_answer *answer, const char *line)
{
	const char *url = line + strlen(fetch_mark);
	size_t size = strcspn(url, " ");
	cleanup_free char *name = xstrndup(url, size);

	answer->unfetched++;
	if (text_starts_with(url + size, missing_mark) &&
	    text_ends_with(name, package_end))
		strings_add(&answer->missing, name);
}

void
apt_answer_take(struct apt_answer *answer, const char *line)
{
	if (answer->listing && *line == ' ') {
		take_unmet(answer, line);
		return;
	}
	answer->listing = strcmp(line, unmet_mark) == 0;
	if (text_starts_with(line, conflict_mark)) {
		answer->listing = true;
		take_unmet(answer, line + strlen(error_mark));
	}
	if (text_starts_with(line, fetch_mark))
		take_unfetched(answer, line);
	if (text_starts_with(line, error_mark) && answer->errors.count < REASONS)
		strings_add(&answer->errors, line + strlen(error_mark));
}

char *
apt_answer_refusal(const struct apt_answer *answer)
{
	cleanup_free char *unmet = strings_join(&answer->unmet, "; "), *missing = NULL;
	cleanup_strings struct strings some = { 0 };

	if (answer->unfetched > answer->missing.count)
		return NULL;
	if (answer->unmet.count > 0)
		return steal_pointer(&unmet);
	if (answer->missing.count == 0)
		return NULL;
	for (size_t i = 0; i < answer->missing.count && i < REASONS; i++)
		strings_add(&some, answer->missing.items[i]);
	missing = strings_join(&some, ", ");
	return xasprintf("the archive lists what it does not have (404): %s%s", missing,
			 some.count < answer->missing.count ? ", ..." : "");
}

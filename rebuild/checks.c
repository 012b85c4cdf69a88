/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/checks.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/check.h"

enum { STATUS_TROUBLE = 2 };

void
checks_start(struct checks *out, const struct lockfile *lockfile, bool strict)
{
	*out = (struct checks){ .lockfile = lockfile, .strict = strict };
	for (size_t i = 0; i < lockfile->count; i++) {
		const struct lock_entry *entry = &lockfile->entries[i];
		struct checked checked = { .entry = entry };

		if (entry->left_out == NULL)
			checked.purl = spec_purl(&entry->spec);
		else
			strings_add(&checked.reasons, entry->left_out);
		if (entry->refused)
			checked.status = STATUS_TROUBLE;
		array_append(out->items, out->count, checked);
	}
}

static void
checked_release(struct checked *checked)
{
	free(checked->purl);
	json_free(checked->report);
	strings_release(&checked->reasons);
}

void
checks_release(struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++)
		checked_release(&checks->items[i]);
	free(checks->items);
	*checks = (struct checks){ 0 };
}

/* What the registry serves is what is checked; what the lock file wants is another thing.
 */
static void
hold_against_lock(struct checked *checked)
{
	const struct json *release = json_get(checked->report, "release");
	const char *locked = checked->entry->integrity;
	const char *stated = json_get_text(release, "integrity");

	if (locked == NULL ||
	    lockfile_integrity(locked, stated, json_get_text(release, "shasum")) != 0)
		return;
	checked->suspicious = true;
	strings_add_format(&checked->reasons,
			   "alarm: the lock file states integrity %s, the registry %s",
			   locked, stated != NULL ? stated : "another");
}

int
checked_take(struct checked *checked, struct json **json, bool strict, struct error *err)
{
	const struct json *report = *json;
	const char *format = json_get_text(report, "format");
	const char *verdict = json_get_text(report, "verdict");
	const struct json *reasons = json_get(report, "reasons");

	if (format == NULL || strcmp(format, CHECK_FORMAT) != 0 || verdict == NULL ||
	    !outcome_find(verdict, &checked->outcome))
		return error_set(err, ERROR_MALFORMED,
				 "no " CHECK_FORMAT " with a verdict");
	checked->report = steal_pointer(json);
	checked->suspicious = json_truth(json_get(report, "suspicious"));
	checked->assisted = json_truth(json_get(report, "assisted"));
	strings_release(&checked->reasons);
	checked->reasons = (struct strings){ 0 };
	for (size_t i = 0; i < json_count(reasons); i++)
		if (json_text(json_at(reasons, i)) != NULL)
			strings_add(&checked->reasons, json_text(json_at(reasons, i)));
	hold_against_lock(checked);
	checked->status = outcome_exit(checked->outcome, strict);
	if (checked->status == 0 && checked->suspicious)
		checked->status = outcome_exit(OUTCOME_DIFFERENT, strict);
	return 0;
}

void
checked_fail(struct checked *checked, const char *why)
{
	checked->status = STATUS_TROUBLE;
	strings_release(&checked->reasons);
	checked->reasons = (struct strings){ 0 };
	strings_add(&checked->reasons, why);
}

char *
checked_word(const struct checked *checked)
{
	if (checked->report != NULL)
		return xasprintf("%s%s", outcome_name(checked->outcome),
				 checked->suspicious ? " (suspicious)" : "");
	return xstrdup(checked->entry->left_out == NULL || checked->entry->refused
			       ? "trouble"
			       : "not checked");
}

/* The higher, the worse. */
static int
badness(const struct checked *checked)
{
	enum { SUSPICIOUS = 100, DIFFERENT = 90, TROUBLE = 80, NOT_CHECKED = -1 };

	if (checked->report == NULL)
		return checked->status == STATUS_TROUBLE ? TROUBLE : NOT_CHECKED;
	if (checked->suspicious)
		return SUSPICIOUS + (int)checked->outcome;
	return checked->outcome == OUTCOME_DIFFERENT ? DIFFERENT : (int)checked->outcome;
}

bool
checked_is_worse(const struct checked *a, const struct checked *b)
{
	return badness(a) > badness(b);
}

static int
order_of_checked(const void *a, const void *b)
{
	const struct checked *x = a, *y = b;
	int order = badness(y) - badness(x);

	if (order == 0)
		order = strcmp(x->entry->name, y->entry->name);
	return order != 0 ? order : (x->entry > y->entry) - (x->entry < y->entry);
}

void
checks_sort(struct checks *checks)
{
	if (checks->count > 0)
		qsort(checks->items, checks->count, sizeof(*checks->items),
		      order_of_checked);
}

int
checks_status(const struct checks *checks)
{
	static const int worst_first[] = { 1, STATUS_TROUBLE, 3 };

	for (size_t i = 0; i < array_length(worst_first); i++)
		for (size_t k = 0; k < checks->count; k++)
			if (checks->items[k].status == worst_first[i])
				return worst_first[i];
	return 0;
}

char *
checks_counts(const struct checks *checks)
{
	cleanup_strings struct strings counts = { 0 };

	for (size_t i = 0; i < checks->count;) {
		cleanup_free char *word = checked_word(&checks->items[i]);
		size_t end = i;

		for (bool same = true; same && end < checks->count; end += same) {
			cleanup_free char *other = checked_word(&checks->items[end]);

			same = strcmp(word, other) == 0;
		}
		strings_add_format(&counts, "%zu %s", end - i, word);
		i = end;
	}
	return counts.count > 0 ? strings_join(&counts, ", ")
				: xstrdup("no package in it");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is left of a tag behind its name and its marks (rebuild/tag_starts.h) must be the
 * version to its end, run by run.
 */
#include "rebuild/tags.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/python_version.h"
#include "rebuild/tag_starts.h"

static bool
is_digit(char c)
{
	return isdigit((unsigned char)c) != 0;
}

static bool
run_is(const struct version_run *run, const char *word)
{
	return strlen(word) == run->size && strncasecmp(run->at, word, run->size) == 0;
}

static int
two_digits(const char *at)
{
	return (at[0] - '0') * 10 + at[1] - '0';
}

/* 20220414 or 220414. */
static bool
is_day(const struct version_run *run)
{
	const char *month = run->at + run->size - 4;

	if (!run->is_number || (run->size != 8 && run->size != 6))
		return false;
	if (run->size == 8 && two_digits(run->at) != 19 && two_digits(run->at) != 20)
		return false;
	return two_digits(month) >= 1 && two_digits(month) <= 12 &&
	       two_digits(month + 2) >= 1 && two_digits(month + 2) <= 31;
}

/* What may stand behind the version without making it another one. */
static bool
is_harmless_end(const char *rest)
{
	static const char *const ends[] = { "stable", "release", "rel",
					    "final",  "ga",	 "rtm" };
	struct version_run run;
	bool known = *rest != '\0' && strchr("-_.", *rest) != NULL;

	while (known && version_next_run(&run, &rest)) {
		known = is_day(&run);
		for (size_t i = 0; !known && i < array_length(ends); i++)
			known = run_is(&run, ends[i]);
	}
	return known;
}

/* A version that begins with a year, or with the last two digits of one and a padded
 * month, counts months and days: 2024.01.02 is 2024.1.2, and 22.04 is 22.4.  In
 * others, 1.05 may be a decimal. */
static bool
is_calendar(const char *version)
{
	struct version_run year, month;
	const char *at = version;

	if (!version_next_run(&year, &at) || !year.is_number ||
	    !version_next_run(&month, &at) || !month.is_number || month.size > 2)
		return false;
	if (year.size == 4)
		return two_digits(year.at) == 19 || two_digits(year.at) == 20;
	return year.size == 2 && month.size == 2 && month.at[0] == '0';
}

static bool
ignores_zeros(const struct tag_wanted *wanted, const char *text)
{
	return wanted->scheme == VERSION_SEMVER || is_calendar(wanted->version) ||
	       is_calendar(text);
}

/* How the text up to `end` is the version, run by run; *rest becomes what is behind it.
 */
static enum tag_fit
fit_of_runs(const char *text, const char *version, bool ignore_zeros, const char **rest)
{
	enum tag_fit fit = TAG_EXACT;
	struct version_run a, b;

	while (version_next_run(&b, &version)) {
		bool there = version_next_run(&a, &text);
		bool same =
			there && a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;

		if (!there || a.is_number != b.is_number)
			return TAG_OTHER;
		if (!same && !(ignore_zeros && a.is_number &&
			       version_order_of_numbers(&a, &b) == 0))
			return TAG_OTHER;
		if (!same)
			fit = TAG_FITS;
	}
	*rest = text;
	return fit;
}

/* The version must start where the text does. */
static enum tag_fit
fit_of_rest(const char *text, const struct tag_wanted *wanted, const char *version)
{
	const char *rest = "";
	enum tag_fit fit = TAG_OTHER;

	if (strcmp(text, version) == 0)
		return TAG_EXACT;
	if (isalnum((unsigned char)*text))
		fit = fit_of_runs(text, version, ignores_zeros(wanted, text), &rest);
	if (fit == TAG_OTHER || *rest == '\0')
		return fit;
	return is_harmless_end(rest) ? TAG_FITS : TAG_OTHER;
}

/* The same version in other words: 1.0rc1 is 1.0.0-rc.1, and a tag may have it as
 * 1_0_0_rc1. */
static enum tag_fit
fit_of_python(const char *text, const char *version)
{
	cleanup_free char *dotted = xstrdup(text);

	if (!is_digit(*text))
		return TAG_OTHER;
	for (char *at = dotted; *at != '\0'; at++)
		if (*at == '_' || *at == '-')
			*at = '.';
	return python_version_is_same(text, version) ||
			       python_version_is_same(dotted, version)
		       ? TAG_FITS
		       : TAG_OTHER;
}

/* DEP-14: ":" is written "%", "~" is "_"; a revision keeps its hyphen, so that 1.2-3 is
 * not 1.2.3. */
static enum tag_fit
fit_of_debian(const char *text, const char *version)
{
	while (*version != '\0' &&
	       (*text == *version || (*version == ':' && *text == '%') ||
		(*version == '~' && *text == '_'))) {
		text++;
		version++;
	}
	return *text == '\0' && *version == '\0' ? TAG_EXACT : TAG_OTHER;
}

static enum tag_fit
better_of(enum tag_fit a, enum tag_fit b)
{
	return a > b ? a : b;
}

/* At most what is usual. */
static enum tag_fit
only_fits(enum tag_fit fit)
{
	return fit > TAG_FITS ? TAG_FITS : fit;
}

/* The same without what starts with `mark`: SemVer's build metadata ("+") is seldom in a
 * tag, and what Debian took out of a tarball ("+dfsg") is not the project's. */
static enum tag_fit
fit_without(const char *text, const struct tag_wanted *wanted, const char *mark)
{
	const char *at = strstr(wanted->version, mark);
	char *cut;
	enum tag_fit fit;

	if (at == NULL)
		return TAG_OTHER;
	cut = xstrndup(wanted->version, (size_t)(at - wanted->version));
	fit = only_fits(fit_of_rest(text, wanted, cut));
	free(cut);
	return fit;
}

static enum tag_fit
fit_at(const char *text, const struct tag_wanted *wanted)
{
	const char *version = wanted->version, *colon = strchr(version, ':');
	enum tag_fit fit = TAG_OTHER;

	switch (wanted->scheme) {
	case VERSION_SEMVER:
		fit = better_of(fit_of_rest(text, wanted, version),
				fit_without(text, wanted, "+"));
		break;
	case VERSION_PEP440:
		fit = better_of(fit_of_rest(text, wanted, version),
				fit_of_python(text, version));
		break;
	case VERSION_DEBIAN:
		fit = fit_of_debian(text, version);
		if (colon != NULL)
			fit = better_of(fit, fit_of_debian(text, colon + 1));
		break;
	case VERSION_PLAIN:
		fit = better_of(fit_of_rest(text, wanted, version),
				better_of(fit_without(text, wanted, "+dfsg"),
					  fit_without(text, wanted, "+ds")));
		break;
	}
	return fit;
}

static enum tag_fit
best_fit(const struct tag_starts *starts, const struct tag_wanted *wanted)
{
	enum tag_fit best = TAG_OTHER;

	for (size_t i = 0; i < starts->count; i++)
		best = better_of(best, fit_at(starts->at[i], wanted));
	return best;
}

enum tag_fit
tag_fit(const char *tag, const struct tag_wanted *wanted)
{
	bool packaged = wanted->scheme == VERSION_DEBIAN;
	struct tag_starts starts;
	enum tag_fit fit;

	tag_starts_known(&starts, tag, wanted->names, packaged ? "debian" : NULL);
	fit = best_fit(&starts, wanted);
	if (fit != TAG_OTHER)
		return fit;
	tag_starts_unknown(&starts, tag);
	return best_fit(&starts, wanted) != TAG_OTHER ? TAG_MAYBE : TAG_OTHER;
}

bool
tag_means(const char *tag, const char *package, const char *version)
{
	char *items[] = { (char *)(uintptr_t)package };
	struct strings names = { items, array_length(items) };
	struct tag_wanted wanted = { VERSION_PLAIN, version, &names };

	return tag_fit(tag, &wanted) > TAG_MAYBE;
}

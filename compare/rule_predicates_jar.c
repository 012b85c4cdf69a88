/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the rules ask of headers of a manifest.  All of them are about the main section,
 * and each may be absent on a side; one that stands twice is a complaint, which no rule
 * covers.
 */
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/dates.h"
#include "compare/jar.h"
#include "compare/jar_manifest.h"
#include "compare/rule.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS	"0123456789"

/* A value that is folded where no tool does could be meant for a reader that does not
 * know about that. */
static bool
satisfies(const struct tile *tile, bool (*test)(const char *value))
{
	return tile == NULL || (tile->value != NULL && test(tile->value) &&
				!jar_manifest_folds_early(tile->bytes));
}

static bool
each(const struct difference *difference, bool (*test)(const char *value))
{
	return difference->member == NULL && satisfies(difference->published, test) &&
	       satisfies(difference->rebuilt, test);
}

/* One to `most` of these bytes and nothing else, no space first or last. */
static bool
is_of(const char *value, const char *allowed, size_t most)
{
	size_t size = strlen(value);

	return size > 0 && size <= most && strspn(value, allowed) == size &&
	       value[0] != ' ' && value[size - 1] != ' ';
}

/* "buildd", "jane.doe@example.org", "Jane Doe". */
static bool
is_user(const char *value)
{
	enum { USER_MAX = 64 };

	return is_of(value, LETTERS DIGITS " ._+@-", USER_MAX);
}

bool
rule_jar_user(const struct difference *difference)
{
	return each(difference, is_user);
}

static bool
is_host(const char *value)
{
	enum { HOST_MAX = 253 };

	return is_of(value, LETTERS DIGITS "._-", HOST_MAX);
}

bool
rule_jar_host(const struct difference *difference)
{
	return each(difference, is_host);
}

/* "17.0.9", "1.8.0_392-8u392-ga-1", "21.0.1+12-LTS". */
static bool
is_version(const char *value)
{
	enum { VERSION_MAX = 64 };

	return is_of(value, LETTERS DIGITS "._+-", VERSION_MAX) &&
	       strpbrk(value, DIGITS) != NULL;
}

/* The name of a tool, its version, its vendor: "17.0.9 (Eclipse Adoptium)", "Apache
 * Maven Bundle Plugin 5.1.9", "Bnd-6.3.1.202206071316". */
static bool
is_tool(const char *value)
{
	enum { TOOL_MAX = 120 };

	return is_of(value, LETTERS DIGITS " ._+,()/~:-", TOOL_MAX) &&
	       strstr(value, "//") == NULL;
}

bool
rule_jar_tool(const struct difference *difference)
{
	return each(difference, is_tool);
}

static bool
is_version_or_vendor(const char *value)
{
	return is_version(value) || (is_tool(value) && strpbrk(value, DIGITS) != NULL);
}

bool
rule_jar_version(const struct difference *difference)
{
	return each(difference, is_version_or_vendor);
}

/* "1.8", "17". */
static bool
is_specification(const char *value)
{
	enum { SPECIFICATION_MAX = 8 };

	return is_of(value, DIGITS ".", SPECIFICATION_MAX);
}

bool
rule_jar_specification(const struct difference *difference)
{
	return each(difference, is_specification);
}

/* Seconds or milliseconds since 1970, up to tomorrow. */
static bool
is_count_of_time(const char *value, bool seconds)
{
	enum { SECONDS_SIZE = 10, MILLIS_SIZE = 13, THOUSAND = 1000, DAY = 24 * 60 * 60 };
	size_t size = strlen(value);
	int64_t number = 0;

	if (strspn(value, DIGITS) != size ||
	    (size != MILLIS_SIZE && (!seconds || size != SECONDS_SIZE)))
		return false;
	for (size_t i = 0; i < size; i++)
		number = number * 10 + (value[i] - '0');
	return number / (size == MILLIS_SIZE ? THOUSAND : 1) <= clock_now() + DAY;
}

static bool
is_millis(const char *value)
{
	return is_count_of_time(value, false);
}

bool
rule_jar_millis(const struct difference *difference)
{
	return each(difference, is_millis);
}

/* As Maven, Gradle, Ant, Jenkins and java.util.Date write dates and times. */
static bool
is_date(const char *value)
{
	static const char *const forms[] = {
		"%Y-%m-%d",
		"%Y-%m-%dT%H:%M:%S%f",
		"%Y-%m-%dT%H:%M:%S%f%z",
		"%Y-%m-%dT%H:%M%z",
		"%Y-%m-%d %H:%M",
		"%Y-%m-%d %H:%M:%S%f",
		"%Y-%m-%d %H:%M:%S%f%z",
		"%Y-%m-%d %H:%M:%S%f %z",
		"%Y-%m-%d %H:%M:%S%f %Z",
		"%Y-%m-%d_%H:%M:%S%f",
		"%Y-%m-%d_%H:%M:%S%f%z",
		"%Y-%m-%d_%H-%M-%S",
		"%Y/%m/%d",
		"%Y/%m/%d %H:%M:%S",
		"%d.%m.%Y",
		"%d.%m.%Y %H:%M:%S",
		"%d/%m/%Y",
		"%d/%m/%Y %H:%M:%S",
		"%d-%b-%Y %H:%M:%S",
		"%d %b %Y",
		"%d %b %Y %H:%M:%S",
		"%b %e, %Y",
		"%a %b %e %H:%M:%S %Z %Y",
		"%a %b %d %H:%M:%S %Z %Y",
		"%a %b %e %H:%M:%S %Y",
		"%a, %d %b %Y %H:%M:%S %z",
		"%a, %d %b %Y %H:%M:%S %Z",
		"%Y%m%d",
		"%Y%m%d%H%M",
		"%Y%m%d%H%M%S",
		"%Y%m%d-%H%M",
		"%Y%m%d-%H%M%S",
		"%Y%m%d.%H%M",
		"%Y%m%d.%H%M%S",
		"%Y%m%d_%H%M%S",
		"%H:%M",
		"%H%M",
		"%H:%M:%S%f",
		"%H:%M:%S%f%z",
		NULL,
	};

	return date_fits_any(bytes_of_text(value), forms) ||
	       is_count_of_time(value, true);
}

bool
rule_jar_date(const struct difference *difference)
{
	return each(difference, is_date);
}

/* What a server that builds calls a run: "142", "jenkins-tool-142", "2006-01-02_15". */
static bool
is_run(const char *value)
{
	enum { RUN_MAX = 80 };

	return is_of(value, LETTERS DIGITS " ._#/-", RUN_MAX) &&
	       strstr(value, "..") == NULL && value[0] != '/';
}

bool
rule_jar_run(const struct difference *difference)
{
	return each(difference, is_run);
}

/* The same value in other lines; the end of the last section may go unsaid. */
bool
rule_manifest_lines(const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (strcmp(difference->key, MANIFEST_BLANK_KEY) == 0)
		return true;
	return published != NULL && rebuilt != NULL && published->value != NULL &&
	       text_is_same(published->value, rebuilt->value) &&
	       !jar_manifest_folds_early(published->bytes) &&
	       !jar_manifest_folds_early(rebuilt->bytes);
}

/* compare_order.c asks about sections only where none stands twice; headers that do are
 * a complaint each. */
bool
rule_manifest_order(const struct difference *difference)
{
	(void)difference;
	return true;
}

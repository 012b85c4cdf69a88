/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of values in zip archives.  Extra fields may be absent on a side. */
#include <string.h>

#include "base/clock.h"
#include "base/strings.h"
#include "compare/rule.h"
#include "compare/zip.h"

static bool
is_extra(const struct difference *difference)
{
	return strstr(difference->key, "extra:") != NULL;
}

static bool
both(const struct difference *difference, bool (*test)(const struct tile *), bool absent)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	return (published == NULL ? absent : test(published)) &&
	       (rebuilt == NULL ? absent : test(rebuilt));
}

static bool
is_time(const struct tile *tile)
{
	enum { DAY = 24 * 60 * 60 };

	return tile->number >= 0 && tile->number <= clock_now() + DAY;
}

bool
rule_zip_time(const struct difference *difference)
{
	return both(difference, is_time, is_extra(difference));
}

static bool
is_owner(const struct tile *tile)
{
	return tile->number >= 0 && tile->number <= INT32_MAX;
}

/* 4.5 is the last version that asks for nothing but what is compared anyway: zip64. */
static bool
is_version(const struct tile *tile)
{
	enum { VERSION_ZIP64 = 45 };

	return tile->number >= 0 && tile->number <= VERSION_ZIP64;
}

bool
rule_zip_host(const struct difference *difference)
{
	if (is_extra(difference))
		return both(difference, is_owner, true);
	if (text_ends_with(difference->key, "needs"))
		return both(difference, is_version,
			    text_starts_with(difference->key, "local/"));
	if (strcmp(difference->key, "made-by") == 0)
		return difference->published != NULL && difference->rebuilt != NULL &&
		       difference->published->number == difference->rebuilt->number;
	return true;
}

/* The number of flags leaves out what says nothing of the content. */
bool
rule_zip_flags(const struct difference *difference)
{
	if (strcmp(difference->key, "flags") != 0)
		return true;
	return difference->published != NULL && difference->rebuilt != NULL &&
	       difference->published->number == difference->rebuilt->number;
}

static bool
leaders_are_same(struct bytes published, struct bytes rebuilt)
{
	cleanup_zip struct zip left = { .count = 0 }, right = { .count = 0 };
	struct error ignored;
	size_t count;

	if (zip_read(&left, published, SIZE_MAX, &ignored) < 0 ||
	    zip_read(&right, rebuilt, SIZE_MAX, &ignored) < 0)
		return false;
	count = zip_leaders(&left);
	if (count != zip_leaders(&right))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!bytes_equal(left.entries[i].header.name,
				 right.entries[i].header.name))
			return false;
	return true;
}

/* compare_order.c asks only where no name stands twice; so does the tile's number. */
bool
rule_zip_order(const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (strcmp(difference->key, "order") == 0)
		return leaders_are_same(difference->published_file,
					difference->rebuilt_file);
	return (published == NULL || published->number != NOT_A_NUMBER) &&
	       (rebuilt == NULL || rebuilt->number != NOT_A_NUMBER);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of both values.  An absent value satisfies a predicate only where
 * that predicate says so. */
#include <ctype.h>
#include <string.h>

#include "base/clock.h"
#include "compare/explain.h"
#include "compare/rule.h"

/* Whether the test holds for both, an absent one counting as `absent`. */
static bool
both(const struct difference *difference, bool (*test)(const struct tile *), bool absent)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	return (published == NULL ? absent : test(published)) &&
	       (rebuilt == NULL ? absent : test(rebuilt));
}

static bool
is_number(const struct tile *tile)
{
	return tile->number != NOT_A_NUMBER;
}

bool
rule_number(const struct difference *difference)
{
	return both(difference, is_number, false);
}

/* RFC 1952 ends at 13; zlib goes on to 19, which it writes on macOS. */
static bool
is_gzip_os(const struct tile *tile)
{
	return (tile->number >= 0 && tile->number <= 19) || tile->number == 255;
}

bool
rule_gzip_os(const struct difference *difference)
{
	return both(difference, is_gzip_os, false);
}

static bool
is_gzip_xfl(const struct tile *tile)
{
	return tile->number == 0 || tile->number == 2 || tile->number == 4;
}

bool
rule_gzip_xfl(const struct difference *difference)
{
	return both(difference, is_gzip_xfl, false);
}

/* Python before 3.9 left the folder that setup.py makes sdists in. */
static bool
is_gzip_name(const struct tile *tile)
{
	enum { NAME_MAX_SIZE = 255 };
	static const char folder[] = "dist/";
	size_t start = strlen(folder);

	if (tile->bytes.size > NAME_MAX_SIZE + 1)
		return false;
	if (tile->bytes.size < start || memcmp(tile->bytes.data, folder, start) != 0)
		start = 0;
	for (size_t i = start; i + 1 < tile->bytes.size; i++)
		if (!isprint(tile->bytes.data[i]) || tile->bytes.data[i] == '/')
			return false;
	return true;
}

bool
rule_gzip_name(const struct difference *difference)
{
	return both(difference, is_gzip_name, true);
}

static bool
is_common_method(const struct tile *tile)
{
	enum { STORED = 0, DEFLATED = 8 };

	return tile->number == STORED || tile->number == DEFLATED;
}

/* compare.c has compared what they decode to before it asks.  Of methods, those are
 * encoders' choices that every reader knows. */
bool
rule_decoded(const struct difference *difference)
{
	if (strcmp(difference->key, "method") == 0)
		return both(difference, is_common_method, false);
	return difference->published != NULL && difference->rebuilt != NULL &&
	       tile_holds_same(difference->published, difference->rebuilt);
}

/* What a dialect has no field for is nothing in the others: v7 knows no names of owners,
 * and has the numbers of a device with some writers only. */
static bool
says_nothing(const struct difference *difference)
{
	const struct tile *alone = difference->published != NULL ? difference->published
								 : difference->rebuilt;
	const char *key = difference->key;

	if (difference->published != NULL && difference->rebuilt != NULL)
		return false;
	if (strcmp(key, "uname") == 0 || strcmp(key, "gname") == 0)
		return alone->value != NULL && alone->value[0] == '\0';
	return (strcmp(key, "devmajor") == 0 || strcmp(key, "devminor") == 0) &&
	       alone->number == 0;
}

/* The same meaning in other bytes, or bytes that mean nothing of their own. */
bool
rule_tar_format(const struct difference *difference)
{
	static const char *const repeats[] = { "ustar/", "pax/", "gnu/", "tile-order" };
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	const char *key = difference->key;

	/* A value of a document in an image is no header field. */
	if (key[0] == '$')
		return false;
	if (published != NULL && rebuilt != NULL && published->value != NULL &&
	    rebuilt->value != NULL && strcmp(published->value, rebuilt->value) == 0)
		return true;
	for (size_t i = 0; i < sizeof(repeats) / sizeof(repeats[0]); i++)
		if (strncmp(key, repeats[i], strlen(repeats[i])) == 0)
			return true;
	return strcmp(key, "magic") == 0 || strcmp(key, "version") == 0 ||
	       says_nothing(difference);
}

static bool
is_plausible_time(const struct tile *tile)
{
	enum { DAY = 24 * 60 * 60 };

	return tile->number >= 0 && tile->number <= clock_now() + DAY;
}

bool
rule_tar_time(const struct difference *difference)
{
	return both(difference, is_plausible_time, strcmp(difference->key, "mtime") != 0);
}

static bool
is_owner(const struct tile *tile)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	enum { OWNER_MAX = 32 };

	if (!text_ends_with(tile->key, "name"))
		return tile->number >= 0 && tile->number <= INT32_MAX;
	return tile->value != NULL && strlen(tile->value) <= OWNER_MAX &&
	       strspn(tile->value, allowed) == strlen(tile->value);
}

/* v7 has no names of owners. */
bool
rule_tar_owner(const struct difference *difference)
{
	return both(difference, is_owner, text_ends_with(difference->key, "name"));
}

bool
rule_tar_umask(const struct difference *difference)
{
	enum {
		READ_AND_WRITE = 0066,
		OTHERS_RUN = 0011,
		OWNER_RUNS = 0100,
		SPECIAL = 07000
	};
	int64_t published, rebuilt, masked = READ_AND_WRITE;

	if (!both(difference, is_number, false))
		return false;
	published = difference->published->number;
	rebuilt = difference->rebuilt->number;
	if ((published & rebuilt & OWNER_RUNS) != 0)
		masked |= OTHERS_RUN;
	return ((published | rebuilt) & SPECIAL) == 0 &&
	       (published & ~masked) == (rebuilt & ~masked);
}

/* compare_order.c asks only where no name stands twice and nothing is a hard link. */
bool
rule_tar_order(const struct difference *difference)
{
	return difference->published == NULL && difference->rebuilt == NULL;
}

bool
rule_tar_blocking(const struct difference *difference)
{
	return both(difference, is_number, false);
}

bool
rule_eol(const struct difference *difference)
{
	return explain_is_eol(difference->published->bytes, difference->rebuilt->bytes);
}

/* For rules that are asked by name, where more than two tiles must be looked at. */
bool
rule_never(const struct difference *difference)
{
	(void)difference;
	return false;
}

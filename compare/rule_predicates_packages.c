/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of packages, and of the archives that they are made of. */
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "compare/dates.h"
#include "compare/format_deb.h"
#include "compare/rule.h"

static bool
are_numbers(const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	return published != NULL && rebuilt != NULL &&
	       published->number != NOT_A_NUMBER && rebuilt->number != NOT_A_NUMBER;
}

bool
rule_cpio_inode(const struct difference *difference)
{
	return are_numbers(difference) &&
	       (strcmp(difference->key, "inode") == 0 || difference->type == 'd');
}

/* "host.example.org", in COOKIE with " 1700000000" behind it. */
static bool
is_host(const struct tile *tile)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	const char *rest;

	if (tile == NULL || tile->value == NULL)
		return false;
	rest = tile->value + strspn(tile->value, allowed);
	if (rest == tile->value)
		return false;
	if (strcmp(tile->key, "COOKIE") == 0 && *rest == ' ')
		rest += 1 + strspn(rest + 1, "0123456789");
	return *rest == '\0';
}

bool
rule_rpm_host(const struct difference *difference)
{
	return is_host(difference->published) && is_host(difference->rebuilt);
}

bool
rule_installed_size(const struct difference *difference)
{
	const struct package *package = difference->package;
	int64_t published, rebuilt;

	if (!are_numbers(difference) || package == NULL)
		return false;
	published = difference->published->number;
	rebuilt = difference->rebuilt->number;
	return llabs(published - rebuilt) <= MAX(published, rebuilt) / 100 &&
	       deb_data_is_same(package->published, package->rebuilt);
}

/* RFC 3339, section 5.6. */
static bool
is_rfc3339(const struct tile *tile)
{
	return tile != NULL && tile->value != NULL &&
	       (date_fits(bytes_of_text(tile->value), "%Y-%m-%dT%H:%M:%S%f%z"));
}

/* "$.history[12].created", of which the pattern says less. */
static bool
is_of_history(const char *key)
{
	static const char before[] = "$.history[", after[] = "].created";

	if (!text_starts_with(key, before))
		return true;
	key += sizeof(before) - 1;
	return strcmp(key + strspn(key, "0123456789"), after) == 0;
}

bool
rule_oci_created(const struct difference *difference)
{
	return is_of_history(difference->key) && is_rfc3339(difference->published) &&
	       is_rfc3339(difference->rebuilt);
}

bool
rule_oci_order(const struct difference *difference)
{
	return difference->published == NULL && difference->rebuilt == NULL;
}

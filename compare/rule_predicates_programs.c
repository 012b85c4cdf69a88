/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of programs: their times, their ids, their signatures. */
#include <string.h>

#include "base/clock.h"
#include "base/strings.h"
#include "compare/jar.h"
#include "compare/rule.h"

static bool
is_linker_time(const struct tile *tile)
{
	enum { DAY = 24 * 60 * 60 };

	return tile != NULL && tile->number != NOT_A_NUMBER &&
	       ((tile->number >= 0 && tile->number <= clock_now() + DAY) ||
		(tile->value != NULL && text_starts_with(tile->value, "hash ")));
}

bool
rule_pe_time(const struct difference *difference)
{
	return is_linker_time(difference->published) &&
	       is_linker_time(difference->rebuilt);
}

/* A Mach-O file has to be signed, if by nobody, to run at all: codesign -s -.  A gem has
 * a list of certificates, if with none in it. */
static bool
is_signed_by_nobody(const struct tile *tile)
{
	enum { NO_REQUIREMENTS = 12 };

	if (strcmp(tile->key, "cert_chain") == 0)
		return tile->value != NULL && strcmp(tile->value, "[]") == 0;
	if (strcmp(tile->key, "signature/directory") == 0)
		return tile->value != NULL && text_starts_with(tile->value, "ad hoc");
	return strcmp(tile->key, "signature/requirements") == 0 &&
	       tile->bytes.size <= NO_REQUIREMENTS;
}

static bool
is_signature(const struct difference *difference)
{
	return difference->published != NULL &&
	       (difference->rebuilt == NULL || is_signed_by_nobody(difference->rebuilt));
}

/* What signing adds to a jar: members, and digests in the manifest. */
static bool
is_added_to_jar(const struct difference *difference)
{
	const struct package *package = difference->package;
	bool member = strcmp(difference->key, "member") == 0;

	if (difference->published == NULL || difference->rebuilt != NULL ||
	    difference->member == NULL)
		return false;
	if (difference->format == &format_zip)
		return member && jar_is_signature(bytes_of_text(difference->member));
	return difference->format == &format_manifest && package != NULL &&
	       package->is_signed &&
	       (member ? difference->published->number == JAR_ONLY_DIGESTS
		       : difference->published->claim);
}

/* Whoever signs writes the manifest first, before its folder. */
static bool
is_moved_by_signing(const struct difference *difference)
{
	return difference->format == &format_zip &&
	       strcmp(difference->key, "order") == 0 &&
	       jar_is_in_order_of(difference->published_file, difference->rebuilt_file);
}

/* The handler has made sure that it is one of this file, or complains of it. */
bool
rule_signature(const struct difference *difference)
{
	if (text_starts_with(difference->key, "signature") ||
	    strcmp(difference->key, "cert_chain") == 0)
		return is_signature(difference);
	return is_moved_by_signing(difference) || is_added_to_jar(difference);
}

bool
rule_both_present(const struct difference *difference)
{
	return difference->published != NULL && difference->rebuilt != NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of dates in images, catalogues of messages and documents. */
#include "base/strings.h"
#include "compare/dates.h"
#include "compare/pdf_tiles.h"
#include "compare/rule.h"
#include "compare/stamps.h"

/* Whether each that is there satisfies the test; both may be absent but for one. */
static bool
each(const struct difference *difference, bool (*test)(const struct tile *tile))
{
	return (difference->published == NULL || test(difference->published)) &&
	       (difference->rebuilt == NULL || test(difference->rebuilt));
}

/* What ImageMagick, the specification (RFC 1123) and strftime's %c write. */
static bool
is_png_date(const struct tile *tile)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S",
					     "%Y-%m-%dT%H:%M:%S%f%z",
					     "%a, %d %b %Y %H:%M:%S %Z",
					     "%a, %d %b %Y %H:%M:%S %z",
					     "%a %d %b %Y %I:%M:%S %p %Z",
					     "%a %b %e %H:%M:%S %Y",
					     NULL };
	const char *value = tile->value == NULL ? "" : tile->value;

	return date_fits_any(bytes_of_text(value), forms);
}

bool
rule_png_time(const struct difference *difference)
{
	return each(difference, is_png_date);
}

static bool
is_mo_date(const struct tile *tile)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M%z", "%Y-%m-%d %H:%M:%S%z",
					     "%Y-%m-%d %H:%M", "YEAR-MO-DA HO:MI+ZONE",
					     NULL };
	const char *value = tile->value == NULL ? "" : tile->value;

	return date_fits_any(bytes_of_text(value), forms);
}

bool
rule_mo_date(const struct difference *difference)
{
	return each(difference, is_mo_date);
}

bool
rule_javadoc_stamp(const struct difference *difference)
{
	return stamps_are_all(difference->published->bytes, difference->rebuilt->bytes,
			      stamps_of_javadoc);
}

bool
rule_pom_properties(const struct difference *difference)
{
	return stamps_are_all(difference->published->bytes, difference->rebuilt->bytes,
			      stamps_of_pom_properties);
}

/* Both are what the rule covers, and the same once what varies is replaced. */
bool
rule_pdf_mask(const struct difference *difference)
{
	bool (*mask)(struct bytes value, struct buffer * out) =
		pdf_mask_of(difference->key);
	cleanup_buffer struct buffer ours = BUFFER_INIT(SIZE_MAX),
				     theirs = BUFFER_INIT(SIZE_MAX);

	return mask != NULL && difference->published != NULL &&
	       difference->rebuilt != NULL && mask(difference->published->bytes, &ours) &&
	       mask(difference->rebuilt->bytes, &theirs) &&
	       bytes_equal(buffer_bytes(&ours), buffer_bytes(&theirs));
}

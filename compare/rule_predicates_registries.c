/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the rules ask of the metadata of PyPI's and RubyGems' packages. */
#include <ctype.h>

#include "compare/dates.h"
#include "compare/pypi_fields.h"
#include "compare/rule.h"

bool
rule_wheel_generator(const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	struct bytes left, right;
	size_t tool;

	if (published == NULL || rebuilt == NULL || published->value == NULL ||
	    rebuilt->value == NULL)
		return false;
	left = bytes_of_text(published->value);
	right = bytes_of_text(rebuilt->value);
	tool = pypi_generator_tool(left);
	return tool > 0 && tool == pypi_generator_tool(right) &&
	       bytes_equal(bytes_slice(left, 0, tool), bytes_slice(right, 0, tool));
}

/* Whether each that is there satisfies the test; both may be absent but for one. */
static bool
each(const struct difference *difference, bool (*test)(struct bytes value))
{
	const struct tile *tiles[] = { difference->published, difference->rebuilt };

	for (size_t i = 0; i < 2; i++)
		if (tiles[i] != NULL &&
		    (tiles[i]->value == NULL || !test(bytes_of_text(tiles[i]->value))))
			return false;
	return true;
}

/* As Psych writes a Time, and as older versions of RubyGems did. */
static bool
is_date(struct bytes value)
{
	static const char *const forms[] = { "%Y-%m-%d %H:%M:%S%f %z",
					     "%Y-%m-%d %H:%M:%S%f%z", "%Y-%m-%d", NULL };

	return date_fits_any(value, forms);
}

bool
rule_gem_date(const struct difference *difference)
{
	return each(difference, is_date);
}

/* "3.3.15", "4.0.0.dev", and in quotes where YAML would take it for a number. */
static bool
is_version(struct bytes value)
{
	enum { LONGEST = 40 };

	if (value.size > 2 && (value.data[0] == '\'' || value.data[0] == '"') &&
	    value.data[value.size - 1] == value.data[0])
		value = bytes_slice(value, 1, value.size - 2);
	if (value.size == 0 || value.size > LONGEST || !isdigit(value.data[0]))
		return false;
	for (size_t i = 0; i < value.size; i++)
		if (!isalnum(value.data[i]) && value.data[i] != '.')
			return false;
	return true;
}

bool
rule_gem_version(const struct difference *difference)
{
	return each(difference, is_version);
}

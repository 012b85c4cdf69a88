/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/version.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "rebuild/debian_version.h"
#include "rebuild/python_version.h"

enum version_scheme
version_scheme_of(const char *ecosystem)
{
	static const struct {
		const char *ecosystem;
		enum version_scheme scheme;
	} schemes[] = { { "npm", VERSION_SEMVER },
			{ "cargo", VERSION_SEMVER },
			{ "pypi", VERSION_PEP440 },
			{ "deb", VERSION_DEBIAN } };

	for (size_t i = 0; i < array_length(schemes); i++)
		if (text_is_same(ecosystem, schemes[i].ecosystem))
			return schemes[i].scheme;
	return VERSION_PLAIN;
}

static bool
is_digit(char c)
{
	return isdigit((unsigned char)c) != 0;
}

bool
version_next_run(struct version_run *run, const char **at)
{
	const char *end = *at;

	while (*end != '\0' && !isalnum((unsigned char)*end))
		end++;
	*run = (struct version_run){ .at = end, .is_number = is_digit(*end) };
	while (isalnum((unsigned char)*end) && is_digit(*end) == run->is_number)
		end++;
	run->size = (size_t)(end - run->at);
	*at = end;
	return run->size > 0;
}

static void
drop_zeros(struct version_run *run)
{
	while (run->size > 0 && *run->at == '0') {
		run->at++;
		run->size--;
	}
}

int
version_order_of_numbers(const struct version_run *a, const struct version_run *b)
{
	struct version_run x = *a, y = *b;

	drop_zeros(&x);
	drop_zeros(&y);
	if (x.size != y.size)
		return x.size < y.size ? -1 : 1;
	return memcmp(x.at, y.at, x.size);
}

/* Section 11 of SemVer: numbers by value and before words, words bytewise. */
static int
order_of_identifiers(struct bytes a, struct bytes b)
{
	struct version_run x = { (const char *)a.data, a.size, true };
	struct version_run y = { (const char *)b.data, b.size, true };
	int order;

	for (size_t i = 0; i < a.size; i++)
		x.is_number = x.is_number && is_digit((char)a.data[i]);
	for (size_t i = 0; i < b.size; i++)
		y.is_number = y.is_number && is_digit((char)b.data[i]);
	if (x.is_number != y.is_number)
		return x.is_number ? -1 : 1;
	if (x.is_number)
		return version_order_of_numbers(&x, &y);
	order = memcmp(x.at, y.at, x.size < y.size ? x.size : y.size);
	return order != 0 ? order : (x.size > y.size) - (x.size < y.size);
}

/* Identifiers with dots between them; of two that are equal so far the longer one is
 * later. */
static int
order_of_lists(const char *a, const char *b)
{
	for (;;) {
		size_t x = strcspn(a, "."), y = strcspn(b, ".");
		int order;

		if (*a == '\0' || *b == '\0')
			return (*a != '\0') - (*b != '\0');
		order = order_of_identifiers((struct bytes){ (const uint8_t *)a, x },
					     (struct bytes){ (const uint8_t *)b, y });
		if (order != 0)
			return order;
		a += x + (a[x] == '.');
		b += y + (b[y] == '.');
	}
}

/* A prerelease comes before its release; what stands behind "+" does not count. */
static int
order_of_semver(const char *a, const char *b)
{
	cleanup_free char *x = xstrndup(a, strcspn(a, "+")),
			  *y = xstrndup(b, strcspn(b, "+"));
	char *pre_x = strchr(x, '-'), *pre_y = strchr(y, '-');
	int order;

	if (pre_x != NULL)
		*pre_x++ = '\0';
	if (pre_y != NULL)
		*pre_y++ = '\0';
	order = order_of_lists(x, y);
	if (order != 0)
		return order;
	if (pre_x == NULL || pre_y == NULL)
		return (pre_x == NULL) - (pre_y == NULL);
	return order_of_lists(pre_x, pre_y);
}

int
version_order(enum version_scheme scheme, const char *a, const char *b)
{
	switch (scheme) {
	case VERSION_SEMVER:
		return order_of_semver(a, b);
	case VERSION_PEP440:
		return python_version_compare(a, b);
	case VERSION_DEBIAN:
	case VERSION_PLAIN:
		break;
	}
	return debian_version_order(a, b);
}

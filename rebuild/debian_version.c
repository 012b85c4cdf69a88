/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two versions are compared part by part from the left: first what is not digits, in
 * which letters sort before all else, and "~" before even the end; then digits, as
 * numbers; and so on.  Numbers may have any number of digits.
 */
#include "rebuild/debian_version.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const char binnmu_mark[] = "+b";

enum { BINNMU_DIGITS = 6, EPOCH_DIGITS = 9 };

const char *
debian_version_without_epoch(const char *version)
{
	const char *colon = strchr(version, ':');

	return colon != NULL ? colon + 1 : version;
}

/* How long UPSTREAM is; the revision stands behind the last hyphen. */
static size_t
upstream_size(const char *rest)
{
	const char *hyphen = strrchr(rest, '-');

	return hyphen != NULL ? (size_t)(hyphen - rest) : strlen(rest);
}

static bool
holds_only(const char *text, size_t size, const char *others)
{
	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)text[i]) && strchr(others, text[i]) == NULL)
			return false;
	return size > 0;
}

static bool
is_good(const char *version)
{
	const char *rest = debian_version_without_epoch(version);
	size_t epoch = rest == version ? 0 : (size_t)(rest - version) - 1;
	size_t upstream = upstream_size(rest);

	if (rest != version && (epoch == 0 || epoch > EPOCH_DIGITS ||
				strspn(version, "0123456789") != epoch))
		return false;
	if (!isdigit((unsigned char)rest[0]) ||
	    !holds_only(rest, upstream, rest != version ? ".+-~:" : ".+-~"))
		return false;
	return rest[upstream] == '\0' ||
	       holds_only(rest + upstream + 1, strlen(rest + upstream + 1), "+.~");
}

int
debian_version_check(const char *version, struct error *err)
{
	if (is_good(version))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%s\" is no version of Debian, such as 2.10-3", version);
}

/* Of what is no digit: "~" before the end, the end before letters, these before the rest.
 */
static int
rank(char byte)
{
	enum { BEHIND_LETTERS = 256 };

	if (byte == '~')
		return -1;
	if (byte == '\0' || isdigit((unsigned char)byte))
		return 0;
	if (isalpha((unsigned char)byte))
		return (unsigned char)byte;
	return (unsigned char)byte + BEHIND_LETTERS;
}

/* A part of a version that is eaten up from its start. */
struct part {
	const char *at, *end;
};

static char
peek(const struct part *part)
{
	if (part->at < part->end)
		return *part->at;
	return '\0';
}

static int
order_words(struct part *a, struct part *b)
{
	for (;;) {
		char left = peek(a), right = peek(b);
		bool ended = (left == '\0' || isdigit((unsigned char)left)) &&
			     (right == '\0' || isdigit((unsigned char)right));

		if (ended)
			return 0;
		if (rank(left) != rank(right))
			return rank(left) - rank(right);
		a->at++;
		b->at++;
	}
}

static int
order_numbers(struct part *a, struct part *b)
{
	int order = 0;

	while (peek(a) == '0')
		a->at++;
	while (peek(b) == '0')
		b->at++;
	while (isdigit((unsigned char)peek(a)) && isdigit((unsigned char)peek(b))) {
		if (order == 0)
			order = *a->at - *b->at;
		a->at++;
		b->at++;
	}
	if (isdigit((unsigned char)peek(a)))
		return 1;
	return isdigit((unsigned char)peek(b)) ? -1 : order;
}

static int
order_parts(struct part a, struct part b)
{
	while (a.at < a.end || b.at < b.end) {
		int order = order_words(&a, &b);

		if (order == 0)
			order = order_numbers(&a, &b);
		if (order != 0)
			return order;
	}
	return 0;
}

static struct part
epoch_of(const char *version)
{
	const char *rest = debian_version_without_epoch(version);

	return (struct part){ version, rest == version ? version : rest - 1 };
}

static struct part
upstream_of(const char *rest)
{
	return (struct part){ rest, rest + upstream_size(rest) };
}

static struct part
revision_of(const char *rest)
{
	const char *end = rest + strlen(rest), *at = rest + upstream_size(rest);

	return (struct part){ at == end ? end : at + 1, end };
}

int
debian_version_order(const char *a, const char *b)
{
	const char *left = debian_version_without_epoch(a);
	const char *right = debian_version_without_epoch(b);
	int order = order_parts(epoch_of(a), epoch_of(b));

	if (order == 0)
		order = order_parts(upstream_of(left), upstream_of(right));
	if (order == 0)
		order = order_parts(revision_of(left), revision_of(right));
	return order;
}

/* Where "+bN" begins; NULL: there is none. */
static const char *
find_binnmu(const char *version)
{
	const char *at = strrchr(version, '+');
	size_t mark = strlen(binnmu_mark), digits;

	if (at == NULL || strncmp(at, binnmu_mark, mark) != 0)
		return NULL;
	digits = strspn(at + mark, "0123456789");
	if (digits == 0 || digits > BINNMU_DIGITS || at[mark + digits] != '\0')
		return NULL;
	return at;
}

unsigned
debian_version_binnmu(const char *version)
{
	const char *at = find_binnmu(version);

	return at == NULL ? 0 : (unsigned)strtoul(at + strlen(binnmu_mark), NULL, 10);
}

char *
debian_version_without_binnmu(const char *version)
{
	const char *at = find_binnmu(version);

	return at == NULL ? xstrdup(version) : xstrndup(version, (size_t)(at - version));
}

char *
debian_version_upstream(const char *version)
{
	const char *rest = debian_version_without_epoch(version);

	return xstrndup(rest, upstream_size(rest));
}

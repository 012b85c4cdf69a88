/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sizes, counts and durations as people write them: 512M, 1000, 90s. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/command.h"

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit sizes[] = {
	{ "", 1 },
	{ "K", UINT64_C(1) << 10 },
	{ "M", UINT64_C(1) << 20 },
	{ "G", UINT64_C(1) << 30 },
	{ "T", UINT64_C(1) << 40 },
};

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE }; /* in milliseconds */

static const struct unit durations[] = {
	{ "s", SECOND }, { "", SECOND }, { "ms", 1 }, { "m", MINUTE }, { "h", HOUR },
};

/* -1 when `text` is no number followed by one of the units. */
static int
read_number(uint64_t *value, const char *text, const struct unit *units, size_t count)
{
	unsigned long long number;
	char *end;

	if (text[0] < '0' || text[0] > '9') /* strtoull() takes signs and spaces */
		return -1;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(end, units[i].name) == 0)
			return __builtin_mul_overflow(number, units[i].factor, value) ? -1
										      : 0;
	return -1;
}

int
read_size(uint64_t *value, const char *text, const char *what, struct error *err)
{
	if (read_number(value, text, sizes, array_length(sizes)) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s: \"%s\" is no size; write it as 100K, 512M or 2G", what,
			 text);
}

int
read_count(uint64_t *value, const char *text, const char *what, struct error *err)
{
	if (read_number(value, text, sizes, 1) == 0)
		return 0;
	return error_set(err, ERROR_USAGE, "%s: \"%s\" is no whole number", what, text);
}

int
read_duration(int64_t *milliseconds, const char *text, const char *what,
	      struct error *err)
{
	uint64_t value;

	if (read_number(&value, text, durations, array_length(durations)) == 0 &&
	    value > 0 && value <= INT64_MAX / 2) {
		*milliseconds = (int64_t)value;
		return 0;
	}
	return error_set(err, ERROR_USAGE,
			 "%s: \"%s\" is no duration; write it as 30s, 5m or 2h", what,
			 text);
}

/* "--timeout"; the caller frees. */
static char *
spelling(enum option_id option)
{
	return xasprintf("--%s", option_line(option)->name);
}

int
option_size(uint64_t *value, const struct invocation *invocation, enum option_id option,
	    struct error *err)
{
	cleanup_free char *what = spelling(option);
	const char *text = option_text(invocation, option);

	return text == NULL ? 0 : read_size(value, text, what, err);
}

int
option_count(uint64_t *value, const struct invocation *invocation, enum option_id option,
	     struct error *err)
{
	cleanup_free char *what = spelling(option);
	const char *text = option_text(invocation, option);

	return text == NULL ? 0 : read_count(value, text, what, err);
}

int
option_duration(int64_t *milliseconds, const struct invocation *invocation,
		enum option_id option, struct error *err)
{
	cleanup_free char *what = spelling(option);
	const char *text = option_text(invocation, option);

	return text == NULL ? 0 : read_duration(milliseconds, text, what, err);
}

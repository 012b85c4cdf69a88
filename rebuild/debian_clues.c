/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_clues.h"

#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/strings.h"

enum {
	FIRST_YEAR = 1990,
	LAST_YEAR = 2100,
	NUMBER_MAX = 32,
	LINES_MAX = 4000,
	LOG_LINE_MAX = 200
};

/* Changed lines, by their side and in their order. */
struct sides {
	struct strings published, rebuilt;
};

static void
sides_release(struct sides *sides)
{
	strings_release(&sides->published);
	strings_release(&sides->rebuilt);
}

#define cleanup_sides __attribute__((cleanup(sides_release)))

static void
cut(struct sides *sides, const char *diff)
{
	cleanup_strings struct strings lines = { 0 };

	if (diff != NULL)
		strings_add_lines(&lines, diff);
	for (size_t i = 0; i < lines.count && i < LINES_MAX; i++)
		if (lines.items[i][0] == '+')
			strings_add(&sides->published, lines.items[i] + 1);
		else if (lines.items[i][0] == '-')
			strings_add(&sides->rebuilt, lines.items[i] + 1);
}

static bool
is_of_number(char letter)
{
	return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
	       letter == 'x';
}

/* The number in which two lines differ, in one of them; -1. */
static long
number_at(const char *line, size_t at)
{
	char text[NUMBER_MAX], *end;
	size_t size = 0;
	long number;

	while (at > 0 && is_of_number(line[at - 1]))
		at--;
	while (size + 1 < sizeof(text) && is_of_number(line[at + size])) {
		text[size] = line[at + size];
		size++;
	}
	text[size] = '\0';
	number = strtol(text, &end, text[0] == '0' && text[1] == 'x' ? 16 : 10);
	return size > 0 && *end == '\0' ? number : -1;
}

static bool
is_a_year(long number)
{
	return number >= FIRST_YEAR && number <= LAST_YEAR;
}

static long
year_of(int64_t seconds)
{
	char text[CLOCK_TEXT_MAX];

	clock_to_text(seconds, text);
	return strtol(text, NULL, 10);
}

bool
debian_clue_year(const char *diff, int64_t built, char **published, char **rebuilt)
{
	cleanup_sides struct sides sides = { 0 };

	cut(&sides, diff);
	if (sides.published.count != sides.rebuilt.count)
		return false;
	for (size_t i = 0; i < sides.published.count; i++) {
		const char *a = sides.published.items[i], *b = sides.rebuilt.items[i];
		size_t common = 0;
		long then, now;

		while (a[common] != '\0' && a[common] == b[common])
			common++;
		then = number_at(a, common);
		now = number_at(b, common);
		if (!is_a_year(then) || !is_a_year(now) || then == now ||
		    (built > 0 && labs(then - year_of(built)) > 1))
			continue;
		*published = xasprintf("%ld", then);
		*rebuilt = xasprintf("%ld", now);
		return true;
	}
	return false;
}

static size_t
version_size(const char *text)
{
	size_t size = strspn(text, "0123456789.");

	while (size > 0 && text[size - 1] == '.')
		size--;
	return size;
}

/* "dh_makeshlibs/13.9": what stands behind a name that goes on. */
static const char *
after_tool(const char *hit, const char *tool)
{
	const char *at = hit + strlen(tool);

	if (strcmp(tool, "dh_") != 0)
		return at;
	at += strspn(at, "abcdefghijklmnopqrstuvwxyz_");
	return *at == '/' ? at + 1 : "";
}

static char *
version_in(const struct strings *lines, const char *tool)
{
	for (size_t i = 0; i < lines->count; i++) {
		const char *hit = strstr(lines->items[i], tool);
		const char *at = hit != NULL ? after_tool(hit, tool) : "";
		size_t size;

		at += strspn(at, "-v ");
		size = version_size(at);
		if (size > 0)
			return xstrndup(at, size);
	}
	return NULL;
}

bool
debian_clue_version(const char *diff, const char *tool, char **published, char **rebuilt)
{
	cleanup_sides struct sides sides = { 0 };
	cleanup_free char *then = NULL, *now = NULL;

	cut(&sides, diff);
	then = version_in(&sides.published, tool);
	now = version_in(&sides.rebuilt, tool);
	if (then == NULL || now == NULL || strcmp(then, now) == 0)
		return false;
	*published = steal_pointer(&then);
	*rebuilt = steal_pointer(&now);
	return true;
}

bool
debian_clue_trimmed(const char *diff)
{
	static const char said[] =
		"# Older entries have been removed from this changelog.";
	cleanup_sides struct sides sides = { 0 };

	cut(&sides, diff);
	return strings_contain(&sides.published, said) !=
	       strings_contain(&sides.rebuilt, said);
}

static char *
path_in(const struct strings *lines)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_~/";

	for (size_t i = 0; i < lines->count; i++) {
		const char *hit = strstr(lines->items[i], "/build/");

		if (hit != NULL &&
		    (hit == lines->items[i] || strchr(letters, hit[-1]) == NULL))
			return xstrndup(hit, strspn(hit, letters));
	}
	return NULL;
}

bool
debian_clue_path(const char *diff, char **published, char **rebuilt)
{
	cleanup_sides struct sides sides = { 0 };
	cleanup_free char *then = NULL, *now = NULL;

	cut(&sides, diff);
	then = path_in(&sides.published);
	now = path_in(&sides.rebuilt);
	if (then == NULL || now == NULL || strcmp(then, now) == 0)
		return false;
	*published = steal_pointer(&then);
	*rebuilt = steal_pointer(&now);
	return true;
}

/* Without <a ...> and </a>. */
static char *
unlinked(const char *line)
{
	cleanup_free char *out = xcalloc(strlen(line) + 1, 1);
	size_t size = 0;

	while (*line != '\0') {
		size_t end = strcspn(line, ">");

		if ((text_starts_with(line, "<a ") || text_starts_with(line, "</a>")) &&
		    line[end] == '>')
			line += end + 1;
		else
			out[size++] = *line++;
	}
	return steal_pointer(&out);
}

bool
debian_clue_links(const char *diff)
{
	cleanup_sides struct sides sides = { 0 };

	cut(&sides, diff);
	if (sides.published.count == 0 || sides.published.count != sides.rebuilt.count)
		return false;
	for (size_t i = 0; i < sides.published.count; i++) {
		const char *then = sides.published.items[i];
		cleanup_free char *a = unlinked(then);
		cleanup_free char *b = unlinked(sides.rebuilt.items[i]);

		if (strcmp(a, b) != 0 || strstr(then, "href=\"http") == NULL)
			return false;
	}
	return true;
}

char *
debian_clue_network(struct bytes log)
{
	static const char *const words[] = {
		"failed to reach any of the inventories",
		"not fetchable due to",
		"Attempt to load network entity",
		"Network is unreachable",
		"Temporary failure in name resolution",
		"Name or service not known",
		"Could not resolve host",
		"unable to resolve host address",
		"ENETUNREACH",
	};
	struct cursor cursor = cursor_on(log);

	while (cursor.rest.size > 0) {
		struct bytes line = cursor_take_line(&cursor);
		cleanup_free char *text =
			xstrndup((const char *)line.data, MIN(line.size, LOG_LINE_MAX));

		for (size_t i = 0; i < array_length(words); i++)
			if (strstr(text, words[i]) != NULL)
				return steal_pointer(&text);
	}
	return NULL;
}

/* Without /usr before /bin, /sbin and /lib. */
static char *
unmerged(const char *line)
{
	static const char *const starts[] = { "/usr/bin/", "/usr/sbin/", "/usr/lib/" };
	cleanup_free char *out = xcalloc(strlen(line) + 1, 1);
	size_t size = 0;

	while (*line != '\0') {
		for (size_t i = 0; i < array_length(starts); i++)
			if (text_starts_with(line, starts[i]))
				line += strlen("/usr");
		out[size++] = *line++;
	}
	return steal_pointer(&out);
}

bool
debian_clue_merged_usr(const char *diff)
{
	cleanup_sides struct sides sides = { 0 };

	cut(&sides, diff);
	if (sides.published.count == 0 || sides.published.count != sides.rebuilt.count)
		return false;
	for (size_t i = 0; i < sides.published.count; i++) {
		cleanup_free char *a = unmerged(sides.published.items[i]);
		cleanup_free char *b = unmerged(sides.rebuilt.items[i]);

		if (strcmp(a, b) != 0)
			return false;
	}
	return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A tag is taken apart from the left, in every way that there is: marks, a name, marks
 * and a "v", each of which may be missing.
 */
#include "rebuild/tag_starts.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "rebuild/version.h"

static void
add_start(struct tag_starts *starts, const char *at)
{
	for (size_t i = 0; i < starts->count; i++)
		if (starts->at[i] == at)
			return;
	if (starts->count < TAG_STARTS_MOST)
		starts->at[starts->count++] = at;
}

static bool
is_separator(char c)
{
	return c != '\0' && strchr("-_./@", c) != NULL;
}

static bool
is_digit(char c)
{
	return isdigit((unsigned char)c) != 0;
}

/* Behind `word` and what must follow it: a separator, or right away a number. */
static const char *
after_word(const char *text, const char *word)
{
	size_t size = strlen(word);

	if (strncasecmp(text, word, size) != 0)
		return NULL;
	text += size;
	if (is_separator(*text))
		return text + 1;
	return is_digit(*text) ? text : NULL;
}

/* Behind a name, whose separators count on neither side.  A name that ends in a digit
 * wants a separator that no version has: "v2-1.0" may be of a project called v2, "v2.1.0"
 * not. */
static const char *
after_name(const char *text, const char *name)
{
	char last = '\0';

	while (*name != '\0') {
		if (!isalnum((unsigned char)*name)) {
			name++;
		} else if (tolower((unsigned char)*name) ==
			   tolower((unsigned char)*text)) {
			last = *name++;
			text++;
		} else if (last != '\0' && is_separator(*text)) {
			text++;
		} else if (last == '\0' && *text == '@') {
			text++;
		} else {
			return NULL;
		}
	}
	if (last == '\0' || *text == '\0')
		return NULL;
	if (strchr("-@/_", *text) != NULL)
		return text + 1;
	return is_digit(*text) && !is_digit(last) ? text : NULL;
}

static void
pass_word(struct tag_starts *starts, const char *word)
{
	size_t count = starts->count;

	for (size_t i = 0; i < count; i++) {
		const char *rest = after_word(starts->at[i], word);

		if (rest != NULL)
			add_start(starts, rest);
	}
}

static void
pass_marks(struct tag_starts *starts)
{
	static const char *const marks[] = { "release", "releases", "rel",  "r",
					     "version", "ver",	    "dist", "tag" };

	for (size_t i = 0; i < array_length(marks); i++)
		pass_word(starts, marks[i]);
}

/* "@scope/name" is also tagged as "name". */
static void
pass_names(struct tag_starts *starts, const struct strings *names)
{
	size_t count = starts->count;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < names->count; k++) {
			const char *name = names->items[k], *slash = strrchr(name, '/');
			const char *rest = after_name(starts->at[i], name);

			if (rest == NULL && slash != NULL)
				rest = after_name(starts->at[i], slash + 1);
			if (rest != NULL)
				add_start(starts, rest);
		}
}

/* Whether the part of a tag between two separators may be of a name: no number, no "v1",
 * and no word that makes the version another one. */
static bool
may_be_named(const char *word, size_t size)
{
	static const char *const others[] = { "alpha",	  "beta",    "rc",
					      "pre",	  "dev",     "test",
					      "snapshot", "nightly", "hotfix" };
	struct version_run run;
	const char *at = word;

	if (size == 0 || is_digit(*word))
		return false;
	version_next_run(&run, &at);
	for (size_t i = 0; i < array_length(others); i++)
		if (strlen(others[i]) == run.size &&
		    strncasecmp(others[i], run.at, run.size) == 0)
			return false;
	return !(run.size == 1 && size > 1 && is_digit(word[1]) &&
		 strspn(word + 1, "0123456789") == size - 1);
}

/* Behind each "-" and "_" before which all may be a name. */
static void
add_unknown_names(struct tag_starts *starts, const char *tag)
{
	const char *word = tag;

	while (*word != '\0') {
		size_t size = strcspn(word, "-_./@");

		if (!may_be_named(word, size) || word[size] == '\0' ||
		    strchr("-_", word[size]) == NULL)
			return;
		word += size + 1;
		add_start(starts, word);
	}
}

void
tag_starts_known(struct tag_starts *out, const char *tag, const struct strings *names,
		 const char *distribution)
{
	*out = (struct tag_starts){ { tag }, 1 };
	pass_marks(out);
	pass_names(out, names);
	if (distribution != NULL)
		pass_word(out, distribution);
	pass_marks(out);
	pass_word(out, "v");
}

void
tag_starts_unknown(struct tag_starts *out, const char *tag)
{
	*out = (struct tag_starts){ { NULL }, 0 };
	add_unknown_names(out, tag);
	pass_marks(out);
	pass_word(out, "v");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * [N!]N(.N)*[{a|b|rc}N][.postN][.devN][+LOCAL], where words may be written in other ways
 * (alpha, beta, c, pre, preview; rev, r), in any case, with or without a separator, and a
 * number that is left out is 0.
 *
 * The order is that of the reference implementation in the packaging project: 1.dev0
 * before 1a0 before 1rc0 before 1 before 1.post0.
 */
#include "rebuild/version_pep440.h"

#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "rebuild/version.h"

enum { BEFORE_ALL = -1, DIGITS_MOST = 18 };

static const int64_t after_all = INT64_MAX;

enum word { WORD_PRERELEASE, WORD_POST, WORD_DEVELOPMENT };

static const struct {
	const char *name;
	enum word word;
	int rank;
} words[] = { { "a", WORD_PRERELEASE, 1 },   { "alpha", WORD_PRERELEASE, 1 },
	      { "b", WORD_PRERELEASE, 2 },   { "beta", WORD_PRERELEASE, 2 },
	      { "rc", WORD_PRERELEASE, 3 },  { "c", WORD_PRERELEASE, 3 },
	      { "pre", WORD_PRERELEASE, 3 }, { "preview", WORD_PRERELEASE, 3 },
	      { "post", WORD_POST, 0 },	     { "rev", WORD_POST, 0 },
	      { "r", WORD_POST, 0 },	     { "dev", WORD_DEVELOPMENT, 0 } };

static bool
number_of(int64_t *value, const struct version_run *run)
{
	*value = 0;
	if (!run->is_number || run->size > DIGITS_MOST)
		return false;
	for (size_t i = 0; i < run->size; i++)
		*value = *value * 10 + (run->at[i] - '0');
	return true;
}

static bool
take_word(struct version_pep440 *out, const struct version_run *run, int64_t number)
{
	for (size_t i = 0; i < array_length(words); i++) {
		if (strlen(words[i].name) != run->size ||
		    strncasecmp(words[i].name, run->at, run->size) != 0)
			continue;
		switch (words[i].word) {
		case WORD_PRERELEASE:
			if (out->prerelease[0] != 0 || out->post != BEFORE_ALL ||
			    out->development != after_all)
				return false;
			out->prerelease[0] = words[i].rank;
			out->prerelease[1] = number;
			return true;
		case WORD_POST:
			if (out->post != BEFORE_ALL || out->development != after_all)
				return false;
			out->post = number;
			return true;
		case WORD_DEVELOPMENT:
			if (out->development != after_all)
				return false;
			out->development = number;
			return true;
		}
	}
	return false;
}

static bool
take_release(struct version_pep440 *out, const char **at, const char *end)
{
	const char *next = *at;
	struct version_run run;

	for (size_t i = 0; version_next_run(&run, &next) && run.at < end && run.is_number;
	     i++) {
		if (i >= PEP440_NUMBERS || !number_of(&out->release[i], &run))
			return false;
		*at = next;
	}
	return true;
}

static bool
take_words(struct version_pep440 *out, const char *at, const char *end)
{
	struct version_run run, number;

	while (version_next_run(&run, &at) && run.at < end) {
		const char *next = at;
		int64_t value = 0;

		if (version_next_run(&number, &next) && number.at < end &&
		    number.is_number) {
			if (!number_of(&value, &number))
				return false;
			at = next;
		}
		if (!take_word(out, &run, value))
			return false;
	}
	return true;
}

bool
version_read_pep440(struct version_pep440 *out, const char *text)
{
	const char *mark = strchr(text, '!'), *plus = strchr(text, '+');
	const char *end = plus != NULL ? plus : text + strlen(text);
	struct version_run run;

	*out = (struct version_pep440){ .post = BEFORE_ALL,
					.development = after_all,
					.local = plus != NULL ? plus + 1 : "" };
	if (mark != NULL && mark < end) {
		if (!version_next_run(&run, &text) || text != mark ||
		    !number_of(&out->epoch, &run))
			return false;
		text = mark + 1;
	} else if (*text == 'v' || *text == 'V') {
		text++;
	}
	return *text >= '0' && *text <= '9' && take_release(out, &text, end) &&
	       take_words(out, text, end);
}

static int
order_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* 1.dev0 is before 1a0; 1 itself is after 1rc0. */
static int64_t
rank_of_prerelease(const struct version_pep440 *version)
{
	if (version->prerelease[0] != 0)
		return version->prerelease[0];
	return version->post == BEFORE_ALL && version->development != after_all
		       ? BEFORE_ALL
		       : after_all;
}

int
version_order_pep440(const struct version_pep440 *a, const struct version_pep440 *b)
{
	const int64_t keys[][2] = {
		{ rank_of_prerelease(a), rank_of_prerelease(b) },
		{ a->prerelease[1], b->prerelease[1] },
		{ a->post, b->post },
		{ a->development, b->development },
	};
	int order = order_of(a->epoch, b->epoch);

	for (size_t i = 0; order == 0 && i < PEP440_NUMBERS; i++)
		order = order_of(a->release[i], b->release[i]);
	for (size_t i = 0; order == 0 && i < array_length(keys); i++)
		order = order_of(keys[i][0], keys[i][1]);
	return order != 0 ? order : strcasecmp(a->local, b->local);
}

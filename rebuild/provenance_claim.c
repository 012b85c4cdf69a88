/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Versions stand as "serial 30", "scriptversion=2018-03-07.03", "timestamp='2022-01-09'"
 * or "VERSION=2.4.7".  Those of one form are ordered; of two forms nothing is known.
 */
#include "rebuild/provenance_claim.h"

#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "rebuild/provenance.h"

enum { VERSION_MOST = 64 };

/* A version, and the form it has. */
struct stated {
	const char *form; /* NULL: none */
	char version[VERSION_MOST];
};

static bool
is_version_byte(uint8_t byte)
{
	return isalnum(byte) || strchr(".-+~", byte) != NULL;
}

static struct stated
stated_in(struct bytes content)
{
	static const char *const forms[] = { "scriptversion=", "timestamp=", "VERSION=",
					     "serial " };
	struct bytes line = provenance_stated(content);
	struct stated stated = { 0 };
	size_t size = 0;

	for (size_t i = 0; i < array_length(forms); i++) {
		size_t length = strlen(forms[i]);
		const uint8_t *at = memmem(line.data, line.size, forms[i], length);

		if (line.size == 0 || at == NULL)
			continue;
		stated.form = forms[i];
		line = bytes_slice(line, (size_t)(at - line.data) + length, SIZE_MAX);
		break;
	}
	while (line.size > 0 && strchr("'\" ", line.data[0]) != NULL)
		line = bytes_slice(line, 1, SIZE_MAX);
	while (size < line.size && size + 1 < VERSION_MOST &&
	       is_version_byte(line.data[size])) {
		stated.version[size] = (char)line.data[size];
		size++;
	}
	if (size == 0)
		stated.form = NULL;
	return stated;
}

/* A comment in shell, m4, perl and make; and not what a here-document hands to cpp. */
static bool
is_comment(struct bytes line)
{
	static const char *const directives[] = {
		"# include", "# define", "# undef", "# if",	"# elif",
		"# else",    "# endif",	 "# error", "# pragma", "# line",
	};

	for (size_t i = 0; i < array_length(directives); i++)
		if (bytes_start_with(line, bytes_of_text(directives[i])))
			return false;
	return bytes_start_with(line, bytes_of_text("# ")) ||
	       bytes_start_with(line, bytes_of_text("dnl "));
}

/* What has no meaning to any of them, in a comment or out of it. */
static bool
is_of_a_word(uint8_t byte)
{
	return isalnum(byte) || strchr(" .,:/_-", byte) != NULL;
}

/* Brackets, quotes and backslashes stay where they are: m4 counts them in comments. */
static bool
differs_in_words(struct bytes a, struct bytes b)
{
	size_t i = 0, j = 0;

	if (!is_comment(a) || !is_comment(b))
		return false;
	for (;;) {
		while (i < a.size && is_of_a_word(a.data[i]))
			i++;
		while (j < b.size && is_of_a_word(b.data[j]))
			j++;
		if (i == a.size || j == b.size)
			return i == a.size && j == b.size;
		if (a.data[i++] != b.data[j++])
			return false;
	}
}

static bool
goes_on(struct bytes line)
{
	return line.size > 0 && line.data[line.size - 1] == '\\';
}

static bool
is_but_for_comments(struct bytes content, struct bytes version)
{
	struct cursor a = cursor_on(content), b = cursor_on(version);
	bool within = false;

	while (a.rest.size > 0 && b.rest.size > 0) {
		struct bytes left = cursor_take_line(&a), right = cursor_take_line(&b);

		if (!bytes_equal(left, right) &&
		    (within || !differs_in_words(left, right)))
			return false;
		within = goes_on(left);
	}
	return a.rest.size == 0 && b.rest.size == 0;
}

enum claim
claim_judge(const struct nearest_question *question, struct bytes all)
{
	struct stated ours = stated_in(question->content);
	bool known = false, comparable = false, higher = true;

	for (size_t i = 0; ours.form != NULL && i < question->count; i++) {
		struct bytes version = nearest_version_at(question, all, i);
		struct stated theirs = stated_in(version);
		int order;

		if (theirs.form == NULL || strcmp(theirs.form, ours.form) != 0)
			continue;
		order = strverscmp(ours.version, theirs.version);
		comparable = true;
		higher = higher && order > 0;
		known = known || (order == 0 && question->versions[i].own);
		if (order == 0 && is_but_for_comments(question->content, version))
			return CLAIM_COMMENTS;
	}
	if (!comparable)
		return CLAIM_NONE;
	if (known)
		return CLAIM_KNOWN;
	return higher ? CLAIM_HIGHER : CLAIM_OTHER;
}

bool
claim_is_exact(const struct nearest_question *question, struct bytes all)
{
	struct bytes stated = provenance_stated(question->content);
	struct bytes head = provenance_head(question->content);
	bool revision = memmem(stated.data, stated.size, "Debian-", 7) != NULL;

	for (size_t i = 0; i < question->count; i++) {
		struct bytes version = nearest_version_at(question, all, i);

		if (question->versions[i].own && stated.size > 0 &&
		    bytes_equal(stated, provenance_stated(version)) &&
		    (revision ||
		     (head.size > 0 && bytes_equal(head, provenance_head(version)))))
			return true;
	}
	return false;
}

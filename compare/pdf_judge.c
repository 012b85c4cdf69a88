/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a PDF acts by itself: scripts, actions, files within. */
#include <ctype.h>
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/explain.h"
#include "compare/pdf_tiles.h"

static const struct {
	const char *name, *does;
} actions[] = {
	{ "/JavaScript", "holds a script" },
	{ "/JS", "holds a script" },
	{ "/OpenAction", "does something when the document is opened" },
	{ "/AA", "does something when something is opened, closed or clicked" },
	{ "/Launch", "starts a program" },
	{ "/EmbeddedFile", "has a file in it" },
	{ "/EF", "has a file in it" },
	{ "/RichMedia", "runs a film or a program within the page" },
	{ "/SubmitForm", "sends what was filled in somewhere" },
	{ "/ImportData", "reads a file into a form" },
	{ "/GoToE", "opens a file in it" },
	{ "/GoToR", "opens another document" },
	{ "/XFA", "has a form with scripts of its own" },
	{ "/Encrypt", "is encrypted" },
};

/* Names may have any byte as "#4A". */
static void
append_unescaped(struct bytes text, struct buffer *out)
{
	for (size_t i = 0; i < text.size; i++) {
		struct bytes digits = bytes_slice(text, i + 1, 2);
		unsigned byte = 0;

		if (text.data[i] != '#' || digits.size != 2 ||
		    !isxdigit(digits.data[0]) || !isxdigit(digits.data[1])) {
			buffer_append_byte(out, text.data[i]);
			continue;
		}
		for (size_t j = 0; j < 2; j++)
			byte = byte << 4 |
			       (isdigit(digits.data[j]) ? digits.data[j] - (unsigned)'0'
							: (digits.data[j] & 7U) + 9U);
		buffer_append_byte(out, (uint8_t)byte);
		i += 2;
	}
}

static bool
has_name(struct bytes text, const char *name)
{
	size_t size = strlen(name);

	for (struct bytes rest = text; rest.data != NULL && rest.size >= size;) {
		const uint8_t *found = memmem(rest.data, rest.size, name, size);

		if (found == NULL)
			return false;
		rest = bytes_slice(rest, (size_t)(found - rest.data) + size, SIZE_MAX);
		/* "/JS" is not the start of "/JSON", but "/EmbeddedFile" is of its
		 * plural. */
		if (rest.size == 0 || !isalnum(rest.data[0]) || rest.data[0] == 's')
			return true;
	}
	return false;
}

const char *
pdf_acts(struct bytes text)
{
	cleanup_buffer struct buffer plain = BUFFER_INIT(SIZE_MAX);

	append_unescaped(text, &plain);
	for (size_t i = 0; i < array_length(actions); i++)
		if (has_name(buffer_bytes(&plain), actions[i].name))
			return actions[i].does;
	return NULL;
}

/* What the published text does that the rebuilt one does not say. */
static const char *
acts_anew(struct bytes published, struct bytes rebuilt)
{
	cleanup_buffer struct buffer plain = BUFFER_INIT(SIZE_MAX),
				     other = BUFFER_INIT(SIZE_MAX);

	append_unescaped(published, &plain);
	append_unescaped(rebuilt, &other);
	for (size_t i = 0; i < array_length(actions); i++)
		if (has_name(buffer_bytes(&plain), actions[i].name) &&
		    !has_name(buffer_bytes(&other), actions[i].name))
			return actions[i].does;
	return NULL;
}

static void
judge_value(struct finding *finding, const struct difference *difference)
{
	const struct tile *rebuilt = difference->rebuilt;
	const char *does;

	if (difference->published == NULL)
		return;
	/* The key may say it, and then any other value is another action. */
	does = pdf_acts(bytes_of_text(difference->key));
	if (does == NULL)
		does = acts_anew(difference->published->bytes,
				 rebuilt != NULL ? rebuilt->bytes : (struct bytes){ 0 });
	if (does == NULL)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "%s differs: the published document %s",
			    difference->key, does);
}

/* An object without the data of its stream, in which any bytes may stand. */
static struct bytes
without_stream(struct bytes object)
{
	static const char word[] = "stream";
	const uint8_t *found =
		object.size == 0 ? NULL
				 : memmem(object.data, object.size, word, strlen(word));

	return found == NULL ? object
			     : bytes_slice(object, 0, (size_t)(found - object.data));
}

static void
judge_member(struct finding *finding, const struct difference *difference)
{
	bool ours = finding->kind == FINDING_ADDED;
	const char *does = pdf_acts(without_stream(difference->whole));

	finding_set_message(finding, "only the %s document has this object",
			    ours ? "published" : "rebuilt");
	if (!ours || does == NULL)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(
		finding, "only the published document has this object, which %s", does);
}

void
pdf_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (strcmp(key, "member") == 0) {
		judge_member(finding, difference);
	} else if (strcmp(key, "update") == 0) {
		if (difference->published != NULL)
			finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(
			finding,
			"only the %s document goes on behind its end: objects "
			"there replace those before",
			difference->published != NULL ? "published" : "rebuilt");
	} else if (finding->kind == FINDING_FIELD) {
		judge_value(finding, difference);
	}
	if (strstr(key, "Date") != NULL || strcmp(key, "/ID") == 0)
		finding_set_cause(finding, NULL, "SOURCE_DATE_EPOCH");
}

bool
pdf_explain_part(struct finding *finding, const struct difference *difference,
		 const struct limits *limits)
{
	const char *does;

	if (difference->published == NULL || difference->rebuilt == NULL ||
	    strcmp(difference->key, "objects") != 0)
		return false;
	explain_leaf(finding, difference, limits);
	does = acts_anew(tile_content_of(difference->published),
			 tile_content_of(difference->rebuilt));
	if (does != NULL) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "%s; among the published objects is one that %s",
				    finding->message, does);
	}
	return true;
}

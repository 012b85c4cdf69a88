/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fields of Debian's control files (deb822(5), deb-control(5)).
 *
 * A line "Name: value" begins a field, lines that start with a space or a tab continue
 * it, and blank lines end a paragraph.  Names are the same in any case, and may stand
 * once in a paragraph.  The control file of a package is one paragraph; lines that start
 * with "#" are comments where a person writes such a file, and wrong in a package.
 *
 * Between builds vary: Installed-Size, and the versions in Depends and its kin, which
 * come from what the package was linked with.  Fields of the second paragraph are
 * "2/Depends".
 *
 * Nothing tells these files from other text, so that this format is never recognised: who
 * knows what the file is has to say so.
 */
#include "compare/format.h"

#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/added.h"
#include "compare/fields.h"

enum { FIELDS_MAX = 10000 };

/* No field is called so: names have no spaces. */
static const char blank_key[] = "blank lines";

static int
recognize(struct bytes content)
{
	(void)content;
	return 0;
}

static bool
is_blank_line(struct bytes rest)
{
	return fields_trim(bytes_before(rest, '\n')).size == 0;
}

static size_t
blank_size(struct bytes rest)
{
	struct cursor at = cursor_on(rest);

	while (at.rest.size > 0 && is_blank_line(at.rest))
		cursor_take_line(&at);
	return rest.size - at.rest.size;
}

static void
set_number(struct tiler *tiler, struct bytes value)
{
	enum { DIGITS_MAX = 18 };
	int64_t number = 0;

	if (value.size == 0 || value.size > DIGITS_MAX)
		return;
	for (size_t i = 0; i < value.size; i++) {
		if (value.data[i] < '0' || value.data[i] > '9')
			return;
		number = number * 10 + (value.data[i] - '0');
	}
	tile_set_number(tiler, number);
}

static int
take_field(struct tiler *tiler, unsigned paragraph, struct error *err)
{
	struct bytes field = fields_next(tiler_rest(tiler), false);
	struct bytes name = bytes_before(field, ':');
	struct bytes value = fields_value(field);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	if (name.size == field.size || !fields_is_name(name))
		return error_set(err, ERROR_MALFORMED, "a line is no field");
	if (paragraph > 1)
		buffer_printf(&key, "%u/", paragraph);
	buffer_append_escaped(&key, name);
	tile_text(tiler, field.size, buffer_text(&key));
	tile_set_value(tiler, value);
	set_number(tiler, value);
	return 0;
}

static int
deb822_tile(struct tiler *tiler, struct error *err)
{
	unsigned paragraph = 1;
	int taken = 0;

	while (taken == 0 && tiler_rest(tiler).size > 0) {
		size_t blank = blank_size(tiler_rest(tiler));

		if (tiler->tiling->tile_count >= FIELDS_MAX)
			taken = error_set(err, ERROR_MALFORMED, "more than %d fields",
					  FIELDS_MAX);
		else if (blank > 0)
			tile_text(tiler, blank, blank_key);
		else
			taken = take_field(tiler, paragraph, err);
		if (blank > 0 && tiler->at > blank)
			paragraph++;
	}
	fields_complain_of_duplicates(tiler->tiling, blank_key);
	return taken;
}

/* The fields whose values are packages, and what it means when one is added. */
static const struct {
	const char *name, *added;
	bool alarming;
} relations[] = {
	{ "Pre-Depends", "is installed before it", true },
	{ "Depends", "is installed with it", true },
	{ "Recommends", "is installed with it, unless the user says otherwise", true },
	{ "Provides", "is what it is taken for, too", true },
	{ "Replaces", "has files that it may overwrite", true },
	{ "Suggests", "is suggested", false },
	{ "Enhances", "is suggested to its users", false },
	{ "Breaks", "is not to be configured beside it", false },
	{ "Conflicts", "is removed for it", true },
};

/* "libc6 (>= 2.34) [amd64] | x": the names. */
static void
list_packages(struct strings *names, const struct tile *tile)
{
	struct bytes value = fields_value(tile->bytes);
	cleanup_buffer struct buffer name = BUFFER_INIT(SIZE_MAX);
	bool begun = true;

	for (size_t i = 0; i <= value.size; i++) {
		uint8_t byte = i == value.size ? ',' : value.data[i];

		if (byte == ',' || byte == '|') {
			cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

			buffer_append_escaped(&text, buffer_bytes(&name));
			if (name.size > 0)
				strings_add(names, buffer_text(&text));
			buffer_clear(&name);
			begun = true;
		} else if (byte == '(' || byte == '[' || byte == '<' || byte == ':') {
			begun = false;
		} else if (begun && (byte == 0 || strchr(" \t\r\n", byte) == NULL)) {
			buffer_append_byte(&name, byte);
		}
	}
}

static void
judge_relation(struct finding *finding, const struct difference *difference, size_t index)
{
	cleanup_strings struct strings ours = { NULL, 0 }, theirs = { NULL, 0 };
	cleanup_buffer struct buffer added = BUFFER_INIT(SIZE_MAX);

	if (difference->published != NULL)
		list_packages(&ours, difference->published);
	if (difference->rebuilt != NULL)
		list_packages(&theirs, difference->rebuilt);
	added_say(&added, &ours, &theirs);
	if (added.size > 0) {
		if (relations[index].alarming)
			finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "only the published one names %s, which %s",
				    buffer_text(&added), relations[index].added);
		return;
	}
	finding_set_message(finding, "other versions of packages, or fewer, in %s",
			    relations[index].name);
	if (text_ends_with(relations[index].name, "Depends"))
		finding_set_cause(finding,
				  "symbol-version: it was linked with other versions of "
				  "libraries",
				  "build with the libraries that the builder had");
}

static void
deb822_judge(struct finding *finding, const struct difference *difference)
{
	const char *slash = strchr(difference->key, '/');
	const char *name = slash == NULL ? difference->key : slash + 1;

	if (fields_are_spellings(difference)) {
		finding_set_message(finding, "the same value, with other white space");
		return;
	}
	for (size_t i = 0; i < array_length(relations); i++)
		if (strcasecmp(relations[i].name, name) == 0) {
			judge_relation(finding, difference, i);
			return;
		}
	if (strcasecmp(name, "Essential") == 0 && difference->published != NULL) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "what is essential is not to be removed");
	} else if (strcasecmp(name, "Installed-Size") == 0) {
		finding_set_cause(finding,
				  "installed-size: an estimate of the space that the "
				  "files take",
				  NULL);
	}
}

const struct format format_deb822 = {
	.name = "deb822",
	.said = "a control file of Debian",
	.is_text = true,
	.recognize = recognize,
	.tile = deb822_tile,
	.judge = deb822_judge,
};

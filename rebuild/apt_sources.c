/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sources.list(5) has two forms.  A line of a .list is
 *
 *     deb [ NAME=VALUE ... ] URI SUITE COMPONENT ...
 *
 * with the brackets left out where there are no options; a .sources is paragraphs of
 * fields (deb822), each of which may name several types, URIs and suites.
 */
#include "rebuild/apt_sources.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/memory.h"
#include "rebuild/debian_fields.h"
#include "rebuild/environment_sources.h"
#include "rebuild/program.h"

enum { FILE_LIMIT = 4 << 20 };

static const char usual_keyring[] = "/usr/share/keyrings/debian-archive-keyring.gpg";

/* What apt-config says, each as it stands there. */
struct setup {
	char *list, *parts, *trusted, *trusted_parts, *architecture, *valid_until;
};

#define cleanup_setup __attribute__((cleanup(setup_release)))

static void
setup_release(struct setup *setup)
{
	free(setup->list);
	free(setup->parts);
	free(setup->trusted);
	free(setup->trusted_parts);
	free(setup->architecture);
	free(setup->valid_until);
}

static const struct {
	const char *key;
	size_t offset;
} settings[] = {
	{ "Dir::Etc::sourcelist/f", offsetof(struct setup, list) },
	{ "Dir::Etc::sourceparts/d", offsetof(struct setup, parts) },
	{ "Dir::Etc::trusted/f", offsetof(struct setup, trusted) },
	{ "Dir::Etc::trustedparts/d", offsetof(struct setup, trusted_parts) },
	{ "APT::Architecture", offsetof(struct setup, architecture) },
	{ "Acquire::Check-Valid-Until", offsetof(struct setup, valid_until) },
};

void
apt_source_release(struct apt_source *source)
{
	free(source->uri);
	free(source->suite);
	free(source->signed_by);
	strings_release(&source->components);
	*source = (struct apt_source){ 0 };
}

void
apt_sources_release(struct apt_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		apt_source_release(&sources->items[i]);
	free(sources->items);
	free(sources->architecture);
	strings_release(&sources->keyring);
	*sources = (struct apt_sources){ 0 };
}

struct apt_source *
apt_sources_add(struct apt_sources *sources, const char *uri, const char *suite,
		const char *components)
{
	struct apt_source source = { .uri = xstrndup(
					     uri, strlen(uri) - text_ends_with(uri, "/")),
				     .suite = xstrdup(suite) };

	debian_words(&source.components, bytes_of_text(components));
	array_append(sources->items, sources->count, source);
	return &sources->items[sources->count - 1];
}

/* A suite that ends in a slash is a folder without components; such archives have no
 * sources. */
static bool
is_usable(const char *uri, const char *suite, const char *components)
{
	return (text_starts_with(uri, "http://") || text_starts_with(uri, "https://")) &&
	       !text_ends_with(suite, "/") &&
	       strspn(components, " \t\r\n") < strlen(components);
}

static bool
says_no(struct bytes value)
{
	static const char *const words[] = { "no",  "false", "without",
					     "off", "0",     "disable" };

	for (size_t i = 0; i < array_length(words); i++)
		if (bytes_equal_text(value, words[i]))
			return true;
	return false;
}

/* "signed-by=/a,/b check-valid-until=no" */
static void
take_options(struct apt_source *source, struct bytes options)
{
	static const char signed_by[] = "signed-by=", until[] = "check-valid-until=";

	for (;;) {
		struct bytes word = debian_word_next(&options);

		if (word.size == 0)
			return;
		if (bytes_start_with(word, bytes_of_text(signed_by)))
			replace_text(&source->signed_by,
				     debian_text(bytes_slice(word, strlen(signed_by),
							     SIZE_MAX)));
		else if (bytes_start_with(word, bytes_of_text(until)))
			source->ignores_valid_until =
				says_no(bytes_slice(word, strlen(until), SIZE_MAX));
	}
}

static struct bytes
take_brackets(struct bytes *line)
{
	struct bytes options = { NULL, 0 }, rest = *line;

	while (rest.size > 0 && (rest.data[0] == ' ' || rest.data[0] == '\t'))
		rest = bytes_slice(rest, 1, SIZE_MAX);
	if (rest.size == 0 || rest.data[0] != '[')
		return options;
	rest = bytes_slice(rest, 1, SIZE_MAX);
	options = bytes_before(rest, ']');
	*line = bytes_slice(rest, options.size + 1, SIZE_MAX);
	return options;
}

static void
parse_line(struct apt_sources *sources, struct bytes line)
{
	struct bytes options;
	cleanup_free char *uri = NULL, *suite = NULL, *components = NULL;

	line = bytes_before(line, '#');
	if (!bytes_equal_text(debian_word_next(&line), "deb"))
		return;
	options = take_brackets(&line);
	uri = debian_text(debian_word_next(&line));
	suite = debian_text(debian_word_next(&line));
	components = debian_text(line);
	if (is_usable(uri, suite, components))
		take_options(apt_sources_add(sources, uri, suite, components), options);
}

void
apt_sources_parse_lines(struct apt_sources *sources, struct bytes text)
{
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0)
		parse_line(sources, cursor_take_line(&at));
}

static void
parse_paragraph(struct apt_sources *sources, struct bytes paragraph)
{
	cleanup_strings struct strings types = { 0 }, uris = { 0 }, suites = { 0 };
	cleanup_free char *components = debian_field_text(paragraph, "Components");
	struct bytes until = debian_field(paragraph, "Check-Valid-Until");

	debian_words(&types, debian_field(paragraph, "Types"));
	debian_words(&uris, debian_field(paragraph, "URIs"));
	debian_words(&suites, debian_field(paragraph, "Suites"));
	if (!strings_contain(&types, "deb") || components == NULL ||
	    says_no(debian_field(paragraph, "Enabled")))
		return;
	for (size_t i = 0; i < uris.count; i++)
		for (size_t j = 0; j < suites.count; j++) {
			struct apt_source *source;

			if (!is_usable(uris.items[i], suites.items[j], components))
				continue;
			source = apt_sources_add(sources, uris.items[i], suites.items[j],
						 components);
			source->signed_by = debian_field_text(paragraph, "Signed-By");
			source->ignores_valid_until = says_no(until);
		}
}

void
apt_sources_parse_fields(struct apt_sources *sources, struct bytes text)
{
	struct bytes paragraph;

	while (debian_paragraph_next(&text, &paragraph))
		parse_paragraph(sources, paragraph);
}

static int
read_sources(struct apt_sources *sources, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(FILE_LIMIT);

	if (file_read(path, &text, err) < 0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	if (text_ends_with(path, ".sources"))
		apt_sources_parse_fields(sources, buffer_bytes(&text));
	else
		apt_sources_parse_lines(sources, buffer_bytes(&text));
	return 0;
}

/* Adds the paths of a folder's files whose names end so. */
static void
list_parts(struct strings *paths, const char *folder, const char *one, const char *other)
{
	static const struct folder_order order = { .kind = ORDER_SORTED };
	cleanup_strings struct strings names = { 0 };
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || folder_list(&names, fd, &order) < 0)
		return;
	for (size_t i = 0; i < names.count; i++) {
		cleanup_free char *path = path_join(folder, names.items[i]);

		if (text_ends_with(path, one) || text_ends_with(path, other))
			strings_add(paths, path);
	}
}

/* "NAME='value'", as apt-config shell prints it for shells; a quote is '\''. */
static void
take_setting(void *context, const char *line)
{
	struct setup *setup = context;
	size_t index = strtoul(line + (*line != '\0'), NULL, 10);
	const char *value = strchr(line, '\'');
	cleanup_buffer struct buffer text = BUFFER_INIT(FILE_LIMIT);

	if (*line != 'S' || value == NULL || index >= array_length(settings))
		return;
	for (value++; *value != '\0'; value++)
		if (text_starts_with(value, "'\\''")) {
			buffer_append_text(&text, "'");
			value += strlen("'\\''") - 1;
		} else if (*value != '\'') {
			buffer_append_byte(&text, (uint8_t)*value);
		}
	replace_text((char **)((char *)setup + settings[index].offset),
		     buffer_steal_text(&text));
}

static int
ask_apt(struct setup *setup, const struct session *session, struct error *err)
{
	cleanup_strings struct strings arguments = { 0 };

	strings_add(&arguments, "shell");
	for (size_t i = 0; i < array_length(settings); i++) {
		strings_add_format(&arguments, "S%zu", i);
		strings_add(&arguments, settings[i].key);
	}
	return environment_sources_ask(&arguments, session, take_setting, setup, err);
}

int
apt_sources_read(struct apt_sources *out, const struct session *session,
		 struct error *err)
{
	cleanup_setup struct setup setup = { 0 };
	cleanup_strings struct strings files = { 0 };

	*out = (struct apt_sources){ 0 };
	strings_add(&out->keyring, usual_keyring);
	if (ask_apt(&setup, session, err) < 0)
		return -1;
	if (setup.trusted != NULL)
		strings_add(&out->keyring, setup.trusted);
	if (setup.trusted_parts != NULL)
		list_parts(&out->keyring, setup.trusted_parts, ".gpg", ".asc");
	if (setup.list != NULL)
		strings_add(&files, setup.list);
	if (setup.parts != NULL)
		list_parts(&files, setup.parts, ".list", ".sources");
	for (size_t i = 0; i < files.count; i++)
		if (read_sources(out, files.items[i], err) < 0)
			return -1;
	out->ignores_valid_until =
		setup.valid_until != NULL && says_no(bytes_of_text(setup.valid_until));
	out->architecture = steal_pointer(&setup.architecture);
	return 0;
}

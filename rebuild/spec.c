/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A package URL (the package-url specification, ECMA-427) is
 *
 *     pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH
 *
 * with every part percent-encoded (RFC 3986).  TYPE is case-insensitive.  An npm scope is the
 * namespace, written %40scope, though many leave its @ as it is: the @ before a version is
 * therefore the last one behind the last slash.  Our short form is TYPE:NAME@VERSION, with
 * nothing encoded and the scope where npm itself has it.
 *
 * Of type deb the namespace is the vendor, "debian", and the qualifiers are "arch" and
 * "distro"; the short form, as dpkg has it, ends in :ARCH.  Its version may hold a colon
 * as well, but digits stand behind that one.
 */
#include "rebuild/spec.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "rebuild/registry.h"

static const char purl_scheme[] = "pkg";

void
spec_release(struct spec *spec)
{
	free(spec->ecosystem);
	free(spec->name);
	free(spec->version);
	free(spec->architecture);
	free(spec->suite);
	*spec = (struct spec){ 0 };
}

void
spec_copy(struct spec *out, const struct spec *spec)
{
	*out = (struct spec){ .ecosystem = xstrdup_or_null(spec->ecosystem),
			      .name = xstrdup_or_null(spec->name),
			      .version = xstrdup_or_null(spec->version),
			      .architecture = xstrdup_or_null(spec->architecture),
			      .suite = xstrdup_or_null(spec->suite) };
}

/* How long the scheme before the first colon is (RFC 3986 section 3.1); 0: there is none. */
static size_t
scheme_length(const char *text)
{
	size_t size = 0;

	if (!isalpha((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[size]) || (text[size] && strchr("+-.", text[size])))
		size++;
	return text[size] == ':' ? size : 0;
}

bool
spec_is_one(const char *text)
{
	size_t size = scheme_length(text);

	if (size == 0 || text_starts_with(text + size, "://"))
		return false;
	return strncasecmp(text, "file:", size + 1) != 0;
}

static int
hex_value(char figure)
{
	if (!isxdigit((unsigned char)figure))
		return -1;
	return isdigit((unsigned char)figure) ? figure - '0' : (figure | 0x20) - 'a' + 10;
}

/* Undoes the percent-encoding in place; -1 for an escape that is none, or of a NUL. */
static int
percent_decode(char *text, struct error *err)
{
	char *to = text;

	for (const char *at = text; *at != '\0'; at++) {
		int high, low;

		if (*at != '%') {
			*to++ = *at;
			continue;
		}
		high = hex_value(at[1]);
		low = high < 0 ? -1 : hex_value(at[2]);
		if (low < 0 || high + low == 0)
			return error_set(err, ERROR_USAGE,
					 "%.3s is no percent-encoded character", at);
		*to++ = (char)(high << 4 | low);
		at += 2;
	}
	*to = '\0';
	return 0;
}

static void
percent_encode(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (isalnum((unsigned char)*text) || strchr("-._~:", *text))
			buffer_append_byte(out, (uint8_t)*text);
		else
			buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

/* Cuts the version off after the name's last @ that is not its scope's.  0, or -1 when there
 * is an @ with nothing after it. */
static int
split_version(char *name, char **version, struct error *err)
{
	char *slash = strrchr(name, '/');
	char *start = slash != NULL ? slash + 1 : name + (*name == '@');
	char *at = strrchr(start, '@');

	*version = NULL;
	if (at == NULL)
		return 0;
	if (at[1] == '\0')
		return error_set(err, ERROR_USAGE,
				 "no version after the @; leave the @ out for the newest");
	*at = '\0';
	*version = at + 1;
	return 0;
}

/* Takes NAME@VERSION apart, in place.  `encoded` says that it is a purl's. */
static int
parse_name(struct spec *spec, char *text, bool encoded, struct error *err)
{
	char *version;

	if (split_version(text, &version, err) < 0)
		return -1;
	if (encoded && percent_decode(text, err) < 0)
		return -1;
	if (encoded && version != NULL && percent_decode(version, err) < 0)
		return -1;
	spec->name = xstrdup(text);
	spec->version = xstrdup_or_null(version);
	return 0;
}

/* Where a qualifier's value goes; NULL for one that is not known. */
static char **
find_qualifier(struct spec *spec, const char *key)
{
	if (strcasecmp(key, "arch") == 0)
		return &spec->architecture;
	return strcasecmp(key, "distro") == 0 ? &spec->suite : NULL;
}

static int
parse_qualifier(struct spec *spec, char *text, struct error *err)
{
	char *value = strchr(text, '='), **at = NULL;

	if (value != NULL) {
		*value++ = '\0';
		at = find_qualifier(spec, text);
	}
	if (at == NULL || *at != NULL)
		return error_set(err, ERROR_USAGE,
				 "the qualifier \"%.40s\" is not understood", text);
	if (percent_decode(value, err) < 0)
		return -1;
	*at = xstrdup(value);
	return 0;
}

/* "arch=amd64&distro=bookworm", which is cut off the purl. */
static int
parse_qualifiers(struct spec *spec, const struct registry *registry, char *text,
		 struct error *err)
{
	if (registry == NULL || !registry->has_architectures)
		return error_set(err, ERROR_USAGE, "qualifiers (?...) are not understood");
	while (text != NULL) {
		char *next = strchr(text, '&');

		if (next != NULL)
			*next++ = '\0';
		if (parse_qualifier(spec, text, err) < 0)
			return -1;
		text = next;
	}
	return 0;
}

/* The name behind the namespace that all of this ecosystem have. */
static int
skip_namespace(char **name, const struct registry *registry, struct error *err)
{
	size_t size;

	if (registry == NULL || registry->namespace == NULL)
		return 0;
	size = strlen(registry->namespace);
	if (strncasecmp(*name, registry->namespace, size) != 0 || (*name)[size] != '/')
		return error_set(err, ERROR_USAGE, "only pkg:%s/%s/NAME is known",
				 registry->ecosystem, registry->namespace);
	*name += size + 1;
	return 0;
}

static void
lower(char *text)
{
	for (; *text != '\0'; text++)
		*text = (char)tolower((unsigned char)*text);
}

static int
parse_purl(struct spec *spec, char *text, struct error *err)
{
	const struct registry *registry;
	char *slash, *qualifiers;

	while (*text == '/') /* pkg://npm/x is the same */
		text++;
	if (strchr(text, '#') != NULL)
		return error_set(err, ERROR_USAGE, "subpaths (#...) are not understood");
	qualifiers = strchr(text, '?');
	if (qualifiers != NULL)
		*qualifiers++ = '\0';
	slash = strchr(text, '/');
	if (slash == NULL)
		return error_set(err, ERROR_USAGE, "no package name");
	spec->ecosystem = xstrndup(text, (size_t)(slash - text));
	lower(spec->ecosystem);
	registry = registry_find(spec->ecosystem);
	slash++;
	if (qualifiers != NULL &&
	    parse_qualifiers(spec, registry, qualifiers, err) < 0)
		return -1;
	if (skip_namespace(&slash, registry, err) < 0)
		return -1;
	return parse_name(spec, slash, true, err);
}

/* Cuts ":ARCH" off. */
static void
split_architecture(struct spec *spec, char *text)
{
	char *colon = strrchr(text, ':');

	if (colon == NULL || !isalpha((unsigned char)colon[1]))
		return;
	*colon = '\0';
	spec->architecture = xstrdup(colon + 1);
}

static int
refuse_ecosystem(const char *ecosystem, struct error *err)
{
	cleanup_strings struct strings names = { 0 };
	cleanup_free char *known = NULL;

	registry_list(&names);
	known = strings_join(&names, ", ");
	return error_set(err, ERROR_USAGE, "no ecosystem is called '%.40s' (known: %s)",
			 ecosystem, known);
}

static bool
is_word(const char *text)
{
	size_t size = 0;

	if (text == NULL)
		return true;
	while (isalnum((unsigned char)text[size]) || text[size] == '-')
		size++;
	return size > 0 && text[size] == '\0' && text[0] != '-';
}

static int
check_parts(struct spec *spec, struct error *err)
{
	const struct registry *registry;
	struct error why = { 0 };

	registry = registry_find(spec->ecosystem);
	if (registry == NULL)
		return refuse_ecosystem(spec->ecosystem, err);
	if (*spec->name == '\0')
		error_set(&why, ERROR_USAGE, "no package name");
	else if (!is_word(spec->architecture) || !is_word(spec->suite))
		error_set(&why, ERROR_USAGE, "\"%.100s\" is no %s",
			  is_word(spec->suite) ? spec->architecture : spec->suite,
			  is_word(spec->suite) ? "architecture" : "suite");
	else if (registry->check_name(spec->name, &why) == 0 &&
		 (spec->version == NULL || registry->check_version(spec->version, &why) == 0))
		return 0;
	return error_set(err, ERROR_USAGE, "%.500s (a right one: %s)", why.message,
			 registry->example);
}

static int
parse(struct spec *spec, char *text, struct error *err)
{
	const struct registry *registry;
	size_t size = scheme_length(text);

	if (!spec_is_one(text))
		return error_set(err, ERROR_USAGE, "not a package's name");
	text[size] = '\0';
	if (strcasecmp(text, purl_scheme) == 0)
		return parse_purl(spec, text + size + 1, err);
	spec->ecosystem = xstrdup(text);
	lower(spec->ecosystem);
	registry = registry_find(spec->ecosystem);
	if (registry != NULL && registry->has_architectures)
		split_architecture(spec, text + size + 1);
	return parse_name(spec, text + size + 1, false, err);
}

int
spec_parse(struct spec *spec, const char *text, struct error *err)
{
	cleanup_free char *copy = xstrdup(text);

	*spec = (struct spec){ 0 };
	if (parse(spec, copy, err) == 0 && check_parts(spec, err) == 0)
		return 0;
	spec_release(spec);
	return error_wrap(err, "%.200s", text);
}

/* In the order of their keys. */
static void
append_qualifiers(struct buffer *out, const struct spec *spec)
{
	if (spec->architecture != NULL) {
		buffer_append_text(out, "?arch=");
		percent_encode(out, spec->architecture);
	}
	if (spec->suite != NULL) {
		buffer_append_text(out, spec->architecture != NULL ? "&distro="
								   : "?distro=");
		percent_encode(out, spec->suite);
	}
}

char *
spec_purl(const struct spec *spec)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(SIZE_MAX);
	const struct registry *registry = registry_find(spec->ecosystem);
	const char *slash = strrchr(spec->name, '/');

	buffer_printf(&out, "pkg:%s/", spec->ecosystem);
	if (registry != NULL && registry->namespace != NULL)
		buffer_printf(&out, "%s/", registry->namespace);
	if (slash != NULL) {
		cleanup_free char *namespace =
			xstrndup(spec->name, (size_t)(slash - spec->name));

		percent_encode(&out, namespace);
		buffer_append_byte(&out, '/');
	}
	percent_encode(&out, slash != NULL ? slash + 1 : spec->name);
	if (spec->version != NULL) {
		buffer_append_byte(&out, '@');
		percent_encode(&out, spec->version);
	}
	append_qualifiers(&out, spec);
	return buffer_steal_text(&out);
}

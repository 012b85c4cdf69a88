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
	*spec = (struct spec){ 0 };
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

static int
parse_purl(struct spec *spec, char *text, struct error *err)
{
	char *slash;

	while (*text == '/') /* pkg://npm/x is the same */
		text++;
	if (strpbrk(text, "?#") != NULL)
		return error_set(err, ERROR_USAGE,
				 "qualifiers (?...) and subpaths (#...) are not understood");
	slash = strchr(text, '/');
	if (slash == NULL)
		return error_set(err, ERROR_USAGE, "no package name");
	spec->ecosystem = xstrndup(text, (size_t)(slash - text));
	return parse_name(spec, slash + 1, true, err);
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

static int
check_parts(struct spec *spec, struct error *err)
{
	const struct registry *registry;
	struct error why = { 0 };

	for (char *at = spec->ecosystem; *at != '\0'; at++)
		*at = (char)tolower((unsigned char)*at);
	registry = registry_find(spec->ecosystem);
	if (registry == NULL)
		return refuse_ecosystem(spec->ecosystem, err);
	if (*spec->name == '\0')
		error_set(&why, ERROR_USAGE, "no package name");
	else if (registry->check_name(spec->name, &why) == 0 &&
		 (spec->version == NULL || registry->check_version(spec->version, &why) == 0))
		return 0;
	return error_set(err, ERROR_USAGE, "%.500s (a right one: %s)", why.message,
			 registry->example);
}

static int
parse(struct spec *spec, char *text, struct error *err)
{
	size_t size = scheme_length(text);

	if (!spec_is_one(text))
		return error_set(err, ERROR_USAGE, "not a package's name");
	text[size] = '\0';
	if (strcasecmp(text, purl_scheme) == 0)
		return parse_purl(spec, text + size + 1, err);
	spec->ecosystem = xstrdup(text);
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

char *
spec_purl(const struct spec *spec)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(SIZE_MAX);
	const char *slash = strrchr(spec->name, '/');

	buffer_printf(&out, "pkg:%s/", spec->ecosystem);
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
	return buffer_steal_text(&out);
}

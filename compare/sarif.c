/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/sarif.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"
#include "compare/text_page.h"

enum { URI_MAX = 1 << 23, TEXT_MAX = 1 << 25 };

/* What stands behind the artifact's own name; all of it where there is nothing. */
static const char *
inner_path(const char *path)
{
	const char *slashes = strstr(path, "//");

	return slashes != NULL && slashes[2] != '\0' ? slashes + 2 : path;
}

/* A segment that would be taken away when the reference is resolved is written as cupel
 * escapes bytes: "%2E%2E" would be taken away too (RFC 3986, 6.2.2). */
static void
append_segment(struct buffer *out, const char *segment, size_t size)
{
	bool dots = size <= 2 && strspn(segment, ".") >= size;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)segment[i];

		if (dots)
			buffer_append_text(out, "%5Cx2e");
		else if (isascii(c) && (isalnum(c) || strchr("-._~", c) != NULL))
			buffer_append_byte(out, c);
		else
			buffer_printf(out, "%%%02X", c);
	}
}

char *
sarif_uri(const char *path)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(URI_MAX);

	for (path = inner_path(path); *path != '\0';) {
		size_t size = strcspn(path, "/");

		if (size > 0 && out.size > 0)
			buffer_append_byte(&out, '/');
		append_segment(&out, path, size);
		path += size;
		path += *path == '/';
	}
	/* An empty reference is the report itself. */
	if (out.size == 0)
		buffer_append_text(&out, "unnamed");
	return buffer_steal_text(&out);
}

struct json *
sarif_text(const char *text, const char *kept)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(TEXT_MAX);

	text_append_safe(&out, text, kept);
	return json_new_bytes(buffer_bytes(&out));
}

struct json *
sarif_message(const char *text)
{
	cleanup_buffer struct buffer safe = BUFFER_INIT(TEXT_MAX),
				     out = BUFFER_INIT(TEXT_MAX);
	struct json *message = json_new_object();

	text_append_safe(&safe, text, "\\");
	for (const char *at = buffer_text(&safe); *at != '\0'; at++) {
		if (*at == '{' || *at == '}')
			buffer_append_byte(&out, (uint8_t)*at);
		if (at[0] == ']' && at[1] == '(')
			buffer_append_text(&out, "\\x5d");
		else
			buffer_append_byte(&out, (uint8_t)*at);
	}
	json_set_text(message, "text", buffer_text(&out));
	return message;
}

/* Whether a side's offset is one within the file that the path names: of other findings
 * it is one within the archive. */
static bool
is_of_the_file(const struct finding *finding)
{
	if (finding->kind == FINDING_CONTENT)
		return strcmp(finding->key, "content") == 0;
	return (finding->kind == FINDING_ADDED || finding->kind == FINDING_REMOVED) &&
	       strcmp(finding->key, "member") == 0;
}

static int64_t
number_of(uint64_t value)
{
	return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

struct json *
sarif_location(const struct finding *finding, const struct side *side)
{
	struct json *location = json_new_object(), *physical = json_new_object();
	struct json *artifact = json_new_object(), *logical = json_new_object();
	struct json *logicals = json_new_array();
	cleanup_free char *uri = sarif_uri(finding->path);

	json_set_text(artifact, "uri", uri);
	json_set(physical, "artifactLocation", artifact);
	if (side != NULL && side->present && is_of_the_file(finding)) {
		struct json *region = json_new_object();

		json_set_number(region, "byteOffset", number_of(side->offset));
		json_set_number(region, "byteLength", number_of(side->size));
		json_set(physical, "region", region);
	}
	json_set(location, "physicalLocation", physical);
	json_set(logical, "fullyQualifiedName", sarif_text(finding->path, "\\"));
	json_append(logicals, logical);
	json_set(location, "logicalLocations", logicals);
	return location;
}

void
sarif_fingerprint(const struct finding *finding, char *hex)
{
	struct digest_state *state = digest_begin(DIGEST_SHA256);
	const char *const parts[] = { finding_kind_name(finding->kind), finding->key,
				      inner_path(finding->path) };
	struct digest digest;

	/* With the NUL, so that no two lists of parts are the same bytes. */
	for (size_t i = 0; i < array_length(parts); i++)
		digest_add(state, (struct bytes){ (const uint8_t *)parts[i],
						  strlen(parts[i]) + 1 });
	digest_end(state, &digest);
	digest_to_hex(&digest, hex);
}

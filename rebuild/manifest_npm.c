/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/memory.h"
#include "rebuild/manifest.h"

/* semantic-release and its kin leave 0.0.0, or 0.0.0-something, in the source. */
static bool
is_placeholder(const char *version)
{
	return version == NULL || (strncmp(version, "0.0.0", 5) == 0 &&
				   (version[5] == '\0' || version[5] == '-'));
}

static void
read_one(struct manifest *out, struct bytes text)
{
	cleanup_json struct json *manifest = NULL;
	struct error ignored;

	out->unreadable = json_parse_lenient(&manifest, text, &ignored) < 0;
	out->name = xstrdup_or_null(json_get_text(manifest, "name"));
	out->version = xstrdup_or_null(json_get_text(manifest, "version"));
}

static int
read_package_json(struct manifest *out, const struct session *session, const char *file,
		  const struct bytes *texts, size_t count, struct error *err)
{
	(void)session;
	(void)file;
	(void)err;
	for (size_t i = 0; i < count; i++)
		read_one(&out[i], texts[i]);
	return 0;
}

const struct manifest_kind manifest_npm = {
	.files = { "package.json" },
	.read = read_package_json,
	.is_placeholder = is_placeholder,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/memory.h"
#include "rebuild/manifest.h"
#include "rebuild/toml.h"

/* "version.workspace = true": as the workspace's root has it (The Cargo Book,
 * Workspaces). */
static void
take_version(struct manifest *out, const struct json *version)
{
	out->version = xstrdup_or_null(json_text(version));
	out->inherits = json_truth(json_get(version, "workspace"));
}

static void
read_one(struct manifest *out, const struct json *table)
{
	const struct json *package = json_get(table, "package");
	const struct json *workspace = json_get(table, "workspace");

	if (package == NULL) /* as it was called before Rust 1.0 */
		package = json_get(table, "project");
	out->name = xstrdup_or_null(json_get_text(package, "name"));
	take_version(out, json_get(package, "version"));
	out->shared_version =
		xstrdup_or_null(json_get_text(json_get(workspace, "package"), "version"));
}

static int
read_cargo_toml(struct manifest *out, const struct session *session, const char *file,
		const struct bytes *texts, size_t count, struct error *err)
{
	cleanup_toml_batch struct toml_batch batch = { 0 };

	if (toml_read(&batch, session, texts, count, err) < 0)
		return error_wrap(err, "%s", file);
	for (size_t i = 0; i < count; i++)
		if (toml_table(&batch, i) != NULL)
			read_one(&out[i], toml_table(&batch, i));
		else
			out[i].unreadable = true;
	return 0;
}

const struct manifest_kind manifest_cargo = {
	.files = { "Cargo.toml" },
	.read = read_cargo_toml,
	.may_inherit = true,
};

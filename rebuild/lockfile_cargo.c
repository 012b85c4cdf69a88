/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cargo.lock (doc.rust-lang.org/cargo/reference/resolver.html, cargo's core/resolver/
 * encode.rs): TOML with a [[package]] for each: "name", "version", "source" and
 * "checksum", the SHA-256 of the .crate.  Without a source it is of the project itself.
 * The oldest form has the checksums in [metadata], as "checksum NAME VERSION (SOURCE)".
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/lockfile.h"
#include "rebuild/toml.h"

static bool
recognize(struct bytes text)
{
	static const char mark[] = "[[package]]";

	return memmem(text.data, text.size, mark, strlen(mark)) != NULL;
}

static bool
is_crates_io(const char *source)
{
	return strcmp(source, "registry+https://github.com/rust-lang/crates.io-index") ==
		       0 ||
	       strcmp(source, "sparse+https://index.crates.io/") == 0;
}

static const char *
why_not(const char *source)
{
	if (source == NULL)
		return "a folder of the project itself";
	if (text_starts_with(source, "git+"))
		return "from a git repository, not from a registry";
	return is_crates_io(source) ? NULL : "from another registry than crates.io";
}

static const char *
checksum_of(const struct json *package, const struct json *metadata, const char *name,
	    const char *version, const char *source)
{
	cleanup_free char *key = xasprintf("checksum %s %s (%s)", name, version, source);
	const char *checksum = json_get_text(package, "checksum");

	return checksum != NULL ? checksum : json_get_text(metadata, key);
}

static int
take(struct lockfile *out, const struct json *package, const struct json *metadata,
     struct error *err)
{
	const char *name = json_get_text(package, "name");
	const char *version = json_get_text(package, "version");
	const char *source = json_get_text(package, "source"), *why = why_not(source);
	cleanup_free char *said = NULL;

	if (name == NULL || version == NULL)
		return error_set(err, ERROR_MALFORMED,
				 "a package without name or version");
	if (why == NULL)
		return lockfile_add(out, "cargo", name, version,
				    checksum_of(package, metadata, name, version, source),
				    err);
	said = xasprintf("%s %s", name, version);
	return lockfile_leave_out(out, said, why, err);
}

static int
read_lock(struct lockfile *out, const struct session *session, struct bytes text,
	  struct error *err)
{
	cleanup_toml_batch struct toml_batch batch = { 0 };
	const struct json *table, *packages;

	if (toml_read(&batch, session, &text, 1, err) < 0)
		return -1;
	table = toml_table(&batch, 0);
	if (table == NULL)
		return error_set(err, ERROR_MALFORMED, "%s", toml_trouble(&batch, 0));
	packages = json_get(table, "package");
	for (size_t i = 0; i < json_count(packages); i++)
		if (take(out, json_at(packages, i), json_get(table, "metadata"), err) < 0)
			return -1;
	return 0;
}

const struct lockfile_kind lockfile_cargo = {
	.file = "Cargo.lock",
	.recognize = recognize,
	.read = read_lock,
};

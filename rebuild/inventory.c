/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The confined child reads the artifact and answers with JSON; the parent takes that
 * answer for as hostile as the artifact.
 */
#include "rebuild/inventory_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "sandbox/confine.h"

enum {
	MANIFEST_LIMIT = 4 << 20,
	MEMBER_LIMIT = 512 << 20,
	ANSWER_LIMIT = 256 << 20,
	TEXTS_MAX = 32,
};

void
inventory_release(struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++) {
		free(inventory->entries[i].path);
		free(inventory->entries[i].whole);
	}
	free(inventory->entries);
	for (size_t i = 0; i < inventory->text_count; i++) {
		free(inventory->texts[i].path);
		free(inventory->texts[i].text);
	}
	free(inventory->texts);
	json_free(inventory->manifest);
	free(inventory->top);
	*inventory = (struct inventory){ 0 };
}

/* git's name of the content with every CRLF as LF; false when nothing changes. */
static bool
blob_of_unix_lines(struct bytes content, char *hex)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MEMBER_LIMIT);
	size_t start = 0;

	if (memchr(content.data, '\r', content.size) == NULL)
		return false;
	for (size_t i = 0; i + 1 < content.size; i++)
		if (content.data[i] == '\r' && content.data[i + 1] == '\n') {
			buffer_append(&text, bytes_slice(content, start, i - start));
			start = i + 1;
		}
	if (start == 0)
		return false;
	buffer_append(&text, bytes_slice(content, start, content.size));
	digest_git_blob(buffer_bytes(&text), hex);
	return true;
}

static int
read_member(struct archive_reader *reader, struct buffer *content, struct error *err)
{
	struct bytes piece;
	int more;

	buffer_clear(content);
	while ((more = archive_piece(reader, &piece, err)) > 0)
		buffer_append(content, piece);
	return more < 0 ? -1 : buffer_check(content, err);
}

static struct json *
describe(const struct archive_member *member, struct bytes content)
{
	struct json *entry = json_new_object();
	char type[2] = { member->type, '\0' }, hex[DIGEST_HEX_MAX];

	json_set(entry, "path", json_new_bytes(bytes_of_text(member->path)));
	json_set_text(entry, "type", type);
	json_set_number(entry, "mode", (int64_t)member->mode);
	json_set_number(entry, "size", (int64_t)member->size);
	json_set_number(entry, "mtime", member->mtime);
	json_set_number(entry, "uid", member->uid);
	json_set_number(entry, "gid", member->gid);
	if (member->type != 'f')
		return entry;
	digest_git_blob(content, hex);
	json_set_text(entry, "blob", hex);
	if (blob_of_unix_lines(content, hex))
		json_set_text(entry, "blob_lf", hex);
	return entry;
}

/* Where artifacts say what they are: of npm, crates.io and PyPI. */
static const char *const kept[] = {
	"package.json",
	"Cargo.toml",
	"Cargo.toml.orig",
	"Cargo.lock",
	".cargo_vcs_info.json",
	"PKG-INFO",
	"pyproject.toml",
	"setup.cfg",
	"setup.py",
	"*.dist-info/METADATA",
	"*.dist-info/WHEEL",
};

/* A zip has no first folder that all of it lies in. */
static bool
is_zip(struct bytes artifact)
{
	return artifact.size >= 4 && memcmp(artifact.data, "PK\003\004", 4) == 0;
}

static const char *
path_inside(const char *path, bool whole)
{
	const char *slash = whole ? NULL : strchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static bool
path_matches(const char *path, const char *wanted)
{
	size_t size = strlen(path), tail = strlen(wanted + 1);

	if (wanted[0] != '*')
		return strcmp(path, wanted) == 0;
	return size > tail && strcmp(path + size - tail, wanted + 1) == 0;
}

static bool
is_kept(const struct archive_member *member, struct bytes content, bool whole)
{
	const char *path = path_inside(member->path, whole);

	if (member->type != 'f' || content.size > MANIFEST_LIMIT)
		return false;
	for (size_t i = 0; i < array_length(kept); i++)
		if (path_matches(path, kept[i]))
			return true;
	return false;
}

static int
read_in_child(void *context, struct buffer *out, struct error *err)
{
	struct archive_limits limits = archive_limits_usual();
	const struct bytes *artifact = context;
	cleanup_archive struct archive_reader *reader = NULL;
	cleanup_buffer struct buffer content = BUFFER_INIT(MEMBER_LIMIT);
	cleanup_json struct json *answer = json_new_object();
	struct json *members = json_new_array(), *entry;
	struct archive_member member;
	size_t texts = 0;
	int more;

	json_set(answer, "members", members);
	if (archive_open(&reader, *artifact, &limits, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0) {
		buffer_clear(&content);
		if (member.type == 'f' && read_member(reader, &content, err) < 0)
			return error_wrap(err, "%s", member.path);
		entry = describe(&member, buffer_bytes(&content));
		json_append(members, entry);
		if (texts < TEXTS_MAX &&
		    is_kept(&member, buffer_bytes(&content), is_zip(*artifact))) {
			json_set(entry, "text", json_new_bytes(buffer_bytes(&content)));
			texts++;
		}
	}
	if (more == 0)
		json_write(answer, JSON_STYLE_COMPACT, out);
	return more;
}

static void
copy_hex(char *to, const char *hex)
{
	if (hex != NULL && strlen(hex) == 40)
		memcpy(to, hex, 41);
}

static struct inventory_entry
entry_of(const struct json *json, bool whole)
{
	const char *path = json_get_text(json, "path"),
		   *type = json_get_text(json, "type");
	struct inventory_entry entry = {
		.path = xstrdup(path != NULL ? path_inside(path, whole) : ""),
		.type = type != NULL ? type[0] : 'o',
		.mode = (mode_t)json_get_number(json, "mode", 0) & 07777,
		.size = (uint64_t)json_get_number(json, "size", 0),
		.mtime = json_get_number(json, "mtime", 0),
		.uid = json_get_number(json, "uid", 0),
		.gid = json_get_number(json, "gid", 0),
	};

	copy_hex(entry.blob, json_get_text(json, "blob"));
	copy_hex(entry.blob_lf, json_get_text(json, "blob_lf"));
	return entry;
}

static int
order_of_paths(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
has_duplicates(const struct inventory *inventory)
{
	cleanup_free char **paths = xcalloc(inventory->count, sizeof(*paths));
	size_t count = 0;

	for (size_t i = 0; i < inventory->count; i++)
		if (inventory->entries[i].type != 'd')
			paths[count++] = inventory->entries[i].path;
	qsort(paths, count, sizeof(*paths), order_of_paths);
	for (size_t i = 1; i < count; i++)
		if (strcmp(paths[i - 1], paths[i]) == 0)
			return true;
	return false;
}

/* A manifest that cannot be read is no manifest; the comparison will say more. */
static void
take_text(struct inventory *out, const char *path, const char *text)
{
	struct inventory_text kept_text = { xstrdup(path), xstrdup(text) };
	struct error ignored;

	array_append(out->texts, out->text_count, kept_text);
	if (strcmp(path, "package.json") != 0)
		return;
	json_free(out->manifest);
	out->manifest = NULL;
	(void)json_parse_lenient(&out->manifest, bytes_of_text(text), &ignored);
}

static void
take_answer(struct inventory *out, const struct json *answer, bool whole)
{
	const struct json *members = json_get(answer, "members");

	for (size_t i = 0; i < json_count(members); i++) {
		const struct json *member = json_at(members, i);
		const char *path = json_get_text(member, "path");
		const char *text = json_get_text(member, "text");

		array_append(out->entries, out->count, entry_of(member, whole));
		if (path == NULL)
			continue;
		if (text != NULL)
			take_text(out, out->entries[out->count - 1].path, text);
		out->dot_names = out->dot_names || strstr(path, "/./") != NULL;
		if (out->top == NULL && !whole && strchr(path, '/') != NULL)
			out->top = xstrndup(path, strcspn(path, "/"));
	}
	out->duplicates = has_duplicates(out);
}

const char *
inventory_text(const struct inventory *inventory, const char *path)
{
	for (size_t i = 0; i < inventory->text_count; i++)
		if (path_matches(inventory->texts[i].path, path))
			return inventory->texts[i].text;
	return NULL;
}

const struct inventory_entry *
inventory_find(const struct inventory *inventory, const char *path)
{
	for (size_t i = inventory->count; i > 0; i--)
		if (strcmp(inventory->entries[i - 1].path, path) == 0)
			return &inventory->entries[i - 1];
	return NULL;
}

/* Only a zip lists no first folder; where both are listed, each entry of a tar knows its
 * own. */
bool
inventory_is_of_zip(const struct inventory *inventory,
		    const struct inventory_entry *entry)
{
	return entry->whole == NULL && inventory->top == NULL;
}

/* RFC 1952: two magic bytes, the method, flags, time, then the extra flags and the
 * system. */
static void
read_gzip_marks(struct inventory *out, struct bytes artifact)
{
	struct cursor cursor = cursor_on(artifact);
	struct bytes header = cursor_take(&cursor, 10);

	out->gzip_os = out->gzip_xfl = -1;
	if (cursor.overrun || header.data[0] != 0x1f || header.data[1] != 0x8b)
		return;
	for (size_t i = 0; i < 4; i++)
		out->gzip_mtime |= (int64_t)header.data[4 + i] << (8 * i);
	out->gzip_xfl = header.data[8];
	out->gzip_os = header.data[9];
}

int
inventory_read(struct inventory *out, const struct session *session,
	       const char *artifact_path, struct error *err)
{
	cleanup_mapping struct mapping artifact = { 0 };
	cleanup_json struct json *answer = NULL;
	struct confined confined = { .run = read_in_child, .answer_limit = ANSWER_LIMIT };

	*out = (struct inventory){ .gzip_os = -1, .gzip_xfl = -1 };
	if (folder_exists(artifact_path))
		return inventory_read_folder(out, session, artifact_path, err);
	if (mapping_open(&artifact, artifact_path, err) < 0)
		return -1;
	confined.context = &artifact.bytes;
	if (confine_run_json(&confined, &session->cancel, &answer, err) < 0)
		return error_wrap(err, "%s", path_name(artifact_path));
	take_answer(out, answer, is_zip(artifact.bytes));
	read_gzip_marks(out, artifact.bytes);
	return 0;
}

bool
inventory_entry_stands_in(const struct inventory_entry *entry, const char *folder)
{
	cleanup_mapping struct mapping mapping = { 0 };
	cleanup_free char *path = path_join(folder, entry->path);
	struct error ignored = { 0 };
	char blob[DIGEST_HEX_MAX];

	if (entry->type != 'f' || !path_is_inside(entry->path) ||
	    mapping_open(&mapping, path, &ignored) < 0)
		return false;
	digest_git_blob(mapping.bytes, blob);
	return strcmp(blob, entry->blob) == 0 || strcmp(blob, entry->blob_lf) == 0;
}

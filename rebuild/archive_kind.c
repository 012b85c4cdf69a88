/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The confined child unpacks the stream and walks the headers of the tar; what it answers
 * is taken for as hostile as the artifact.
 */
#include "rebuild/archive_marks.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "compare/libraries.h"
#include "sandbox/confine.h"

enum {
	ANSWER_LIMIT = 64 << 10,
	NAME_LIMIT = 255,
	GZIP_FIXED = 10,
	GZIP_EXTRA = 1 << 2,
	GZIP_NAME = 1 << 3,
};
static const uint64_t unpacked_limit = UINT64_C(2) << 30, window_limit = UINT64_C(256)
									 << 20;

/* hatchling's SOURCE_DATE_EPOCH where none is given. */
static const int64_t hatchling_time = 1580601600;

static const struct {
	const char *name;
	struct bytes magic;
	int (*decode)(struct decoding *decoding, struct error *err);
} packings[] = {
	{ "gzip", { (const uint8_t *)"\x1f\x8b", 2 }, decode_gzip },
	{ "xz",
	  { (const uint8_t *)"\xfd"
			     "7zXZ\0",
	    6 },
	  decode_xz },
	{ "bzip2", { (const uint8_t *)"BZh", 3 }, decode_bzip2 },
	{ "zstd", { (const uint8_t *)"\x28\xb5\x2f\xfd", 4 }, decode_zstd },
	{ "lzip", { (const uint8_t *)"LZIP", 4 }, decode_lzip },
};

static const char unpacked[] = "none";

void
archive_kind_release(struct archive_kind *kind)
{
	free(kind->marks.gzip_name);
	*kind = (struct archive_kind){ 0 };
}

static void
read_gzip(struct json *answer, struct bytes artifact)
{
	struct cursor at = cursor_on(artifact);
	struct bytes fixed = cursor_take(&at, GZIP_FIXED);
	struct cursor time = cursor_on(bytes_slice(fixed, 4, 4));

	if (at.overrun)
		return;
	json_set_number(answer, "gzip_time", cursor_u32le(&time));
	json_set_number(answer, "gzip_xfl", fixed.data[8]);
	json_set_number(answer, "gzip_os", fixed.data[9]);
	if (fixed.data[3] & GZIP_EXTRA)
		cursor_take(&at, cursor_u16le(&at));
	if (fixed.data[3] & GZIP_NAME) {
		struct bytes name = cursor_take_string(&at);

		json_set(answer, "gzip_name",
			 json_new_bytes(bytes_slice(name, 0, NAME_LIMIT)));
	}
	if (!at.overrun && (fixed.data[3] & ~(GZIP_EXTRA | GZIP_NAME)) == 0)
		json_set_number(answer, "gzip_size",
				(int64_t)(artifact.size - at.rest.size));
}

static void
answer_marks(struct json *answer, const struct archive_marks *marks)
{
	json_set_bool(answer, "tar", marks->tar);
	json_set_number(answer, "members", (int64_t)marks->members);
	json_set_number(answer, "dialect", marks->dialect);
	json_set_text(answer, "commit", marks->commit);
	json_set_bool(answer, "pax", marks->pax);
	json_set_bool(answer, "pax_always", marks->pax_always);
	json_set_bool(answer, "pax_times", marks->pax_times);
	json_set_bool(answer, "pax_fractions", marks->pax_fractions);
	json_set_bool(answer, "folders", marks->folders);
	json_set_bool(answer, "sorted", marks->sorted);
	json_set_bool(answer, "type_in_mode", marks->type_in_mode);
	json_set_bool(answer, "wide", marks->wide);
	json_set_bool(answer, "owner_names", marks->owner_names);
	json_set_bool(answer, "root", marks->root);
	json_set_number(answer, "oldest", marks->oldest);
	json_set_number(answer, "newest", marks->newest);
	json_set_number(answer, "tail", (int64_t)marks->tail);
}

struct buffer
archive_tar_buffer(void)
{
	return (struct buffer)BUFFER_INIT(unpacked_limit);
}

bool
archive_tar_of(struct bytes *tar, struct bytes artifact, struct buffer *room)
{
	struct decoding decoding = { .encoded = artifact,
				     .memory = window_limit,
				     .out = room };
	struct error ignored = { 0 };

	*tar = artifact;
	for (size_t i = 0; i < array_length(packings); i++) {
		if (!bytes_start_with(artifact, packings[i].magic))
			continue;
		if (packings[i].decode(&decoding, &ignored) < 0 ||
		    decoding.used != artifact.size)
			return false;
		*tar = buffer_bytes(room);
	}
	return true;
}

/* What cannot be unpacked whole has no marks of a tar. */
static int
read_in_child(void *context, struct buffer *out, struct error *err)
{
	struct bytes artifact = *(struct bytes *)context;
	cleanup_buffer struct buffer tar = BUFFER_INIT(unpacked_limit);
	cleanup_json struct json *answer = json_new_object();
	struct archive_marks marks = { 0 };
	struct decoding decoding = { .encoded = artifact,
				     .memory = window_limit,
				     .out = &tar };
	const char *packing = unpacked;
	struct error ignored = { 0 };
	bool decoded = true;

	(void)err;
	for (size_t i = 0; i < array_length(packings); i++)
		if (bytes_start_with(artifact, packings[i].magic)) {
			packing = packings[i].name;
			decoded = packings[i].decode(&decoding, &ignored) == 0;
		}
	if (packing != unpacked && decoded)
		archive_marks_of_tar(&marks, buffer_bytes(&tar));
	else if (packing == unpacked)
		archive_marks_of_tar(&marks, artifact);
	json_set_text(answer, "packing", packing);
	if (strcmp(packing, "gzip") == 0)
		read_gzip(answer, artifact);
	answer_marks(answer, &marks);
	json_write(answer, JSON_STYLE_COMPACT, out);
	return 0;
}

static const char *
packing_named(const char *name)
{
	for (size_t i = 0; name != NULL && i < array_length(packings); i++)
		if (strcmp(packings[i].name, name) == 0)
			return packings[i].name;
	return unpacked;
}

static bool
truth(const struct json *answer, const char *key)
{
	return json_truth(json_get(answer, key));
}

static void
take_answer(struct archive_marks *marks, const struct json *answer)
{
	const char *commit = json_get_text(answer, "commit");
	int64_t dialect = json_get_number(answer, "dialect", TAR_V7);

	marks->packing = packing_named(json_get_text(answer, "packing"));
	marks->gzip_xfl = (int)json_get_number(answer, "gzip_xfl", -1);
	marks->gzip_os = (int)json_get_number(answer, "gzip_os", -1);
	marks->gzip_time = json_get_number(answer, "gzip_time", -1);
	marks->gzip_name = xstrdup_or_null(json_get_text(answer, "gzip_name"));
	marks->gzip_size = (size_t)json_get_number(answer, "gzip_size", 0);
	marks->tar = truth(answer, "tar");
	marks->members = (size_t)json_get_number(answer, "members", 0);
	marks->dialect = dialect >= TAR_V7 && dialect <= TAR_GNU_DIALECT
				 ? (enum tar_dialect)dialect
				 : TAR_V7;
	if (commit != NULL && archive_commit_is_one(bytes_of_text(commit)))
		memcpy(marks->commit, commit, ARCHIVE_COMMIT_SIZE);
	marks->pax = truth(answer, "pax");
	marks->pax_always = truth(answer, "pax_always");
	marks->pax_times = truth(answer, "pax_times");
	marks->pax_fractions = truth(answer, "pax_fractions");
	marks->folders = truth(answer, "folders");
	marks->sorted = truth(answer, "sorted");
	marks->type_in_mode = truth(answer, "type_in_mode");
	marks->wide = truth(answer, "wide");
	marks->owner_names = truth(answer, "owner_names");
	marks->root = truth(answer, "root");
	marks->oldest = json_get_number(answer, "oldest", 0);
	marks->newest = json_get_number(answer, "newest", 0);
	marks->tail = (uint64_t)json_get_number(answer, "tail", 0);
}

static bool
is_of_git(const struct archive_marks *marks)
{
	return marks->commit[0] != '\0';
}

static bool
is_of_cargo(const struct archive_marks *marks)
{
	return marks->gzip_name != NULL && text_ends_with(marks->gzip_name, ".crate");
}

static bool
has_one_time(const struct archive_marks *marks)
{
	return marks->members > 1 && marks->oldest == marks->newest;
}

static bool
is_of_hatchling(const struct archive_marks *marks)
{
	return has_one_time(marks) && marks->newest == hatchling_time;
}

static bool
is_of_automake(const struct archive_marks *marks)
{
	return marks->tar && marks->dialect == TAR_V7 && !marks->pax &&
	       !marks->owner_names && !marks->type_in_mode && marks->folders;
}

static bool
is_of_automake_pax(const struct archive_marks *marks)
{
	return marks->pax_times && marks->pax_always;
}

static bool
is_of_python(const struct archive_marks *marks)
{
	return marks->pax_fractions && marks->pax_always && marks->owner_names;
}

static bool
is_of_bsd(const struct archive_marks *marks)
{
	return marks->type_in_mode;
}

static bool
is_like_git(const struct archive_marks *marks)
{
	return marks->dialect == TAR_USTAR && marks->sorted && marks->root &&
	       has_one_time(marks);
}

static bool
is_of_ustar(const struct archive_marks *marks)
{
	return marks->tar && marks->dialect == TAR_USTAR && marks->owner_names &&
	       !marks->sorted;
}

static bool
is_of_gnu(const struct archive_marks *marks)
{
	return marks->tar && marks->dialect == TAR_GNU_DIALECT;
}

static bool
is_anything(const struct archive_marks *marks)
{
	(void)marks;
	return true;
}

static const struct {
	const char *name;
	bool (*fits)(const struct archive_marks *marks);
	const char *said;
} kinds[] = {
#define ARCHIVE_KIND(name, fits, said) { name, fits, said },
#include "rebuild/archive_kinds.def"
#undef ARCHIVE_KIND
};

int
archive_kind_read(struct archive_kind *out, const struct session *session,
		  const char *artifact_path, struct error *err)
{
	cleanup_mapping struct mapping artifact = { 0 };
	cleanup_json struct json *answer = NULL;
	struct confined confined = { .open = compare_libraries_open,
				     .run = read_in_child,
				     .answer_limit = ANSWER_LIMIT };
	size_t row = 0;

	*out = (struct archive_kind){ 0 };
	if (mapping_open(&artifact, artifact_path, err) < 0)
		return -1;
	confined.context = &artifact.bytes;
	if (confine_run_json(&confined, &session->cancel, &answer, err) < 0)
		return error_wrap(err, "%s", path_name(artifact_path));
	take_answer(&out->marks, answer);
	while (!kinds[row].fits(&out->marks))
		row++;
	out->name = kinds[row].name;
	out->said = kinds[row].said;
	return 0;
}

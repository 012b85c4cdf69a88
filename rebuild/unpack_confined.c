/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/unpack_confined.h"

#include <fcntl.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/unpack.h"
#include "sandbox/confine.h"

enum { ANSWER_LIMIT = 1 << 20, NAMED = 100 };

struct work {
	struct bytes archive;
	unsigned strip;
	enum root_manner manner; /* of a root file system only */
};

void
unpacking_release(struct unpacking *unpacking)
{
	strings_release(&unpacking->left_out);
}

static void
answer(const struct unpacked *unpacked, struct buffer *out)
{
	cleanup_json struct json *answer = json_new_object();
	struct json *left_out = json_new_array();

	json_set_number(answer, "files", (int64_t)unpacked->files);
	json_set_number(answer, "newest", unpacked->newest);
	for (size_t i = 0; i < unpacked->left_out.count && i < NAMED; i++)
		json_append(left_out,
			    json_new_bytes(bytes_of_text(unpacked->left_out.items[i])));
	json_set(answer, "left_out", left_out);
	json_write(answer, JSON_STYLE_COMPACT, out);
}

static int
unpack_in_child(void *context, struct buffer *out, struct error *err)
{
	struct archive_limits limits = archive_limits_usual();
	const struct work *work = context;
	cleanup_unpacked struct unpacked unpacked = { 0 };

	if (unpack_archive(&unpacked, work->archive, AT_FDCWD, work->strip, &limits,
			   err) < 0)
		return -1;
	answer(&unpacked, out);
	return 0;
}

static int
unpack_root_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct work *work = context;
	cleanup_unpacked struct unpacked unpacked = { 0 };

	if (unpack_root(&unpacked, work->archive, AT_FDCWD, work->manner, err) < 0)
		return -1;
	answer(&unpacked, out);
	return 0;
}

static void
read_answer(struct unpacking *out, const struct json *answer)
{
	const struct json *left_out = json_get(answer, "left_out");

	out->files = (uint64_t)json_get_number(answer, "files", 0);
	out->newest = json_get_number(answer, "newest", 0);
	for (size_t i = 0; i < json_count(left_out); i++) {
		const char *name = json_text(json_at(left_out, i));

		if (name != NULL)
			strings_add(&out->left_out, name);
	}
}

static int
run_child(struct unpacking *out, const struct session *session,
	  const struct confined *confined, struct error *err)
{
	cleanup_json struct json *answer = NULL;

	if (confine_run_json(confined, &session->cancel, &answer, err) < 0)
		return -1;
	read_answer(out, answer);
	return 0;
}

int
unpack_confined(struct unpacking *out, const struct session *session,
		const char *archive_path, const char *folder, unsigned strip,
		struct error *err)
{
	cleanup_mapping struct mapping archive = { 0 };
	struct work work = { .strip = strip };
	struct confined confined = { .run = unpack_in_child,
				     .context = &work,
				     .answer_limit = ANSWER_LIMIT,
				     .folder = folder };

	*out = (struct unpacking){ 0 };
	if (mapping_open(&archive, archive_path, err) < 0)
		return -1;
	work.archive = archive.bytes;
	if (run_child(out, session, &confined, err) < 0)
		return error_wrap(err, "%s", path_name(archive_path));
	return 0;
}

int
unpack_root_confined(struct unpacking *out, const struct session *session,
		     const struct root_archive *archive, const char *folder,
		     struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };
	struct work work = { .manner = archive->manner };
	struct confined confined = { .run = unpack_root_in_child,
				     .context = &work,
				     .answer_limit = ANSWER_LIMIT,
				     .folder = folder };
	char hex[DIGEST_HEX_MAX];

	*out = (struct unpacking){ 0 };
	if (mapping_open(&mapping, archive->path, err) < 0)
		return -1;
	work.archive = mapping.bytes;
	digest_hex_of(DIGEST_SHA256, mapping.bytes, hex);
	if (archive->sha256 != NULL && strcmp(hex, archive->sha256) != 0)
		return error_set(err, ERROR_MALFORMED,
				 "%s: its SHA-256 is %s, not the one it is named by",
				 path_name(archive->path), hex);
	if (run_child(out, session, &confined, err) < 0)
		return error_wrap(err, "%s", path_name(archive->path));
	return 0;
}

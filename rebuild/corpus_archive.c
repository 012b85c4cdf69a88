/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/corpus_archive.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/ar_archive.h"
#include "rebuild/environment.h"
#include "rebuild/unpack_confined.h"
#include "sandbox/confine.h"
#include "sandbox/sandbox.h"

enum { ANSWER_LIMIT = 64, MEMBERS_MOST = 16, CLONE_MILLISECONDS = 60 * 60 * 1000 };

static const char ar_magic[] = "!<arch>\n";

/* deb(5): the third member is data.tar, packed in one way or another. */
static int
find_data_in_child(void *context, struct buffer *out, struct error *err)
{
	struct bytes package = *(struct bytes *)context;
	cleanup_ar_archive struct ar_archive archive = { 0 };

	ar_archive_read(&archive, package, MEMBERS_MOST);
	for (size_t i = 0; i < archive.count; i++) {
		const struct ar_member *member = &archive.members[i];

		if (!bytes_start_with(member->name, bytes_of_text("data.tar")) ||
		    member->is_cut)
			continue;
		buffer_printf(out, "%zu %zu",
			      (size_t)(member->content.data - package.data),
			      member->content.size);
		return 0;
	}
	return error_set(err, ERROR_MALFORMED, "it has no data.tar");
}

/* Writes the tarball that is in a package beside where it will be unpacked. */
static int
take_data(char **data, const struct session *session, struct bytes package,
	  const char *folder, struct error *err)
{
	cleanup_buffer struct buffer answer = BUFFER_INIT(ANSWER_LIMIT);
	struct confined confined = { .run = find_data_in_child,
				     .context = &package,
				     .answer_limit = ANSWER_LIMIT };
	unsigned long long offset, size;
	char *end;

	if (confine_run(&confined, &session->cancel, &answer, err) < 0)
		return -1;
	offset = strtoull(buffer_text(&answer), &end, 10);
	size = strtoull(end, NULL, 10);
	*data = xasprintf("%s.data", folder);
	return file_write(*data, bytes_slice(package, offset, size), 0600, err);
}

int
corpus_unpack(char **folder, const struct session *session, const char *archive,
	      struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };
	cleanup_unpacking struct unpacking unpacking = { 0 };
	cleanup_free char *data = NULL;
	int unpacked;

	if (mapping_open(&mapping, archive, err) < 0 ||
	    folder_make_scratch(folder, session->scratch, "corpus", err) < 0)
		return -1;
	if (bytes_start_with(mapping.bytes, bytes_of_text(ar_magic)) &&
	    take_data(&data, session, mapping.bytes, *folder, err) < 0)
		return -1;
	unpacked = unpack_confined(&unpacking, session, data != NULL ? data : archive,
				   *folder, 0, err);
	if (data != NULL)
		unlink(data);
	return unpacked;
}

int
corpus_is_bundle(bool *bundle, const char *path, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };

	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	*bundle = bytes_start_with(mapping.bytes, bytes_of_text("# v2 git bundle\n")) ||
		  bytes_start_with(mapping.bytes, bytes_of_text("# v3 git bundle\n"));
	return 0;
}

static void
add_arguments(struct sandbox_plan *plan)
{
	static const char *const words[] = { "git",    "clone",	  "--quiet",
					     "--bare", "/bundle", "/out/repository" };

	for (size_t i = 0; i < array_length(words); i++)
		sandbox_plan_argument(plan, words[i]);
}

int
corpus_clone_bundle(char **folder, const struct session *session, const char *bundle,
		    struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	cleanup_free char *out = NULL, *ending = NULL;

	if (folder_make_scratch(&out, session->scratch, "bundle", err) < 0)
		return -1;
	environment_plan(&plan, session->environment);
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, bundle, "/bundle");
	sandbox_plan_mount(&plan, MOUNT_WRITABLE, out, "/out");
	add_arguments(&plan);
	plan.limits.wall_milliseconds = CLONE_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return -1;
	if (result.end != SANDBOX_EXITED || result.exit_code != 0) {
		ending = sandbox_result_describe(&result);
		return error_set(
			err, ERROR_UNSUPPORTED,
			"git (Debian package git) cannot read the bundle: %s: %s", ending,
			result.tail.count > 0 ? result.tail.items[result.tail.count - 1]
					      : "");
	}
	*folder = path_join(out, "repository");
	return 0;
}

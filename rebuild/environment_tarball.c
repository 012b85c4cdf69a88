/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A root file system in an archive: a tarball, plain or compressed. */
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment_cache.h"
#include "rebuild/unpack_confined.h"

static bool
is_tarball(const char *spec)
{
	return file_exists(spec);
}

static int
make(struct environment *out, struct environment_draft *draft,
     const struct session *session, const char *sha256, struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };
	const struct root_archive archive = { .path = out->name,
					      .manner = ROOT_WHOLE,
					      .sha256 = sha256 };

	progress_stop(session->progress, "environment", "%s", path_name(out->name));
	if (unpack_root_confined(&unpacking, session, &archive, draft->root, err) < 0)
		return -1;
	strings_add_all(&out->left_out, &unpacking.left_out);
	out->digest = xstrdup(sha256);
	return environment_draft_keep(out, draft, session, err);
}

static int
open_tarball(struct environment *out, const struct session *session,
	     const struct environment_request *request, struct error *err)
{
	cleanup_environment struct environment kept = ENVIRONMENT_INIT;
	cleanup_environment_draft struct environment_draft draft = ENVIRONMENT_DRAFT_INIT;
	char sha256[DIGEST_HEX_MAX];
	int there;

	(void)request;
	if (digest_hex_of_file(DIGEST_SHA256, out->name, sha256, err) < 0)
		return -1;
	there = environment_cache_find(&kept, session, sha256, err);
	if (there == 0) {
		if (environment_draft_open(&draft, session, sha256, err) < 0)
			return -1;
		/* Whoever was waited for has made it. */
		there = environment_cache_find(&kept, session, sha256, err);
	}
	if (there == 0)
		return make(out, &draft, session, sha256, err);
	if (there < 0)
		return -1;
	environment_release(out);
	*out = kept;
	kept = ENVIRONMENT_INIT;
	return 0;
}

const struct environment_kind environment_tarball = {
	.name = "tarball",
	.form = "a tarball",
	.recognize = is_tarball,
	.open = open_tarball,
};

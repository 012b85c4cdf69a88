/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bare copies of remote repositories, kept in the cache by the digest of their URL. */
#include "rebuild/repository_inside.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"

/* Branches and tags; not the pull requests that anybody may open. */
static char *wanted_refs[] = { (char[]){ "+refs/heads/*:refs/heads/*" },
			       (char[]){ "+refs/tags/*:refs/tags/*" } };

static int
on_objects(const git_indexer_progress *stats, void *context)
{
	const struct session *session = context;
	struct error err;

	progress_bytes(session->progress, stats->received_bytes, 0);
	if (cancel_check(&session->cancel, &err) == 0)
		return 0;
	git_error_set_str(GIT_ERROR_CALLBACK, err.message);
	return GIT_EUSER;
}

static int
on_text(const char *text, int size, void *context)
{
	const struct session *session = context;
	struct error ignored;

	(void)text;
	(void)size;
	return cancel_check(&session->cancel, &ignored) == 0 ? 0 : GIT_EUSER;
}

/* Nobody is asked for a password: what cannot be read without one cannot be read. */
static int
no_credentials(git_credential **out, const char *url, const char *user, unsigned types,
	       void *context)
{
	(void)out;
	(void)url;
	(void)user;
	(void)types;
	(void)context;
	git_error_set_str(GIT_ERROR_HTTP, "the server asks for a password: there is no such "
					  "repository, or it is private");
	return GIT_EAUTH;
}

static int
check_url(const struct session *session, const char *url, struct error *err)
{
	if (text_starts_with(url, "https://") || text_starts_with(url, "file://"))
		return 0;
	if (text_starts_with(url, "http://") && session->allow_http)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "%s: only https repositories are cloned (--allow-http for http)", url);
}

static char *
place_of(const struct session *session, const char *url)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, bytes_of_text(url), hex);
	return xasprintf("%s/git/%.32s", session->cache, hex);
}

/* What libgit2 says of a server that does not know the repository, and of one that is not
 * to be reached, differs in words only. */
static int
explain(const struct session *session, int code, const char *url, struct error *err)
{
	const git_error *reason = git_error_last();
	const char *words = reason != NULL && reason->message != NULL ? reason->message : "";
	bool no_folder = text_starts_with(url, "file://") &&
			 !folder_exists(url + strlen("file://"));
	struct error stopped;

	if (cancel_check(&session->cancel, &stopped) < 0) {
		*err = stopped;
		return -1;
	}
	if (no_folder || code == GIT_EAUTH || code == GIT_ENOTFOUND ||
	    strstr(words, "404") != NULL || strcasestr(words, "not found") != NULL ||
	    strstr(words, "password") != NULL)
		return error_set(err, ERROR_NOT_FOUND, "%s: the repository is gone or private",
				 url);
	return error_set(err, ERROR_NETWORK, "%s: cannot be fetched: %s", url, words);
}

static int
fetch_into(struct repository *repository, const struct session *session, const char *url,
	   struct error *err)
{
	git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
	git_strarray refs = { wanted_refs, array_length(wanted_refs) };
	git_remote *remote = NULL;
	int code;

	options.callbacks.transfer_progress = on_objects;
	options.callbacks.sideband_progress = on_text;
	options.callbacks.credentials = no_credentials;
	options.callbacks.payload = (void *)(uintptr_t)session;
	options.proxy_opts.type = GIT_PROXY_AUTO;
	options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_ALL;
	options.prune = GIT_FETCH_PRUNE;
	if (session->ca_file != NULL)
		git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, session->ca_file, NULL);
	code = git_remote_create_anonymous(&remote, repository->git, url);
	if (code == 0)
		code = git_remote_fetch(remote, &refs, &options, NULL);
	git_remote_free(remote);
	return code < 0 ? explain(session, code, url, err) : 0;
}

/* Made beside its place and renamed, so that a clone that was stopped leaves none. */
static int
clone(struct repository **out, const struct session *session, const char *url,
      const char *place, struct error *err)
{
	struct repository *repository = repository_new();
	cleanup_free char *draft = xasprintf("%s.%ld", place, (long)getpid());
	struct error ignored;
	int code = 0;

	*out = NULL;
	if (git_repository_init(&repository->git, draft, 1) < 0)
		code = repository_fail(ERROR_SYSTEM, draft, err);
	if (code == 0)
		code = fetch_into(repository, session, url, err);
	repository_close(repository);
	if (code == 0 && rename(draft, place) < 0)
		code = error_set_errno(err, "%s", place);
	tree_remove(draft, &ignored);
	return code < 0 ? -1 : repository_open(out, place, err);
}

/* Two at once would write the same references.  Open for as long as it is held. */
static int
lock_place(int *fd, const struct session *session, const char *place, struct error *err)
{
	const struct lock_wait wait = {
		&session->cancel, session->progress,
		"waiting: another cupel fetches this repository"
	};
	cleanup_free char *above = path_join(session->cache, "git");
	cleanup_free char *path = xasprintf("%s-busy", place);

	if (folder_make(above, err) < 0)
		return -1;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (*fd < 0)
		return error_set_errno(err, "%s", path);
	return lock_take(*fd, &wait, err);
}

int
repository_fetch(struct repository **out, const struct session *session, const char *url,
		 struct error *err)
{
	cleanup_free char *asked = session_mirrored(session, url);
	cleanup_free char *place = place_of(session, url);
	cleanup_close int busy = -1;

	*out = NULL;
	if (session->offline) {
		if (folder_exists(place))
			return repository_open(out, place, err);
		return error_set(err, ERROR_NETWORK, "%s: not in the cache, and --offline", url);
	}
	if (check_url(session, asked, err) < 0 ||
	    lock_place(&busy, session, place, err) < 0)
		return -1;
	if (!folder_exists(place))
		return clone(out, session, asked, place, err);
	if (repository_open(out, place, err) < 0)
		return -1;
	if (fetch_into(*out, session, asked, err) == 0)
		return 0;
	repository_close(*out);
	*out = NULL;
	return -1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* debian:SUITE, as the archive has it now or as a lock has it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_archive.h"
#include "rebuild/environment_bootstrap.h"
#include "rebuild/environment_cache.h"
#include "rebuild/environment_sources.h"
#include "rebuild/program.h"

enum { DAY_SECONDS = 24 * 60 * 60, SNIFFED = 64, ASKING_MILLISECONDS = 3000 };

static const char prefix[] = "debian:";
static const char usual_variant[] = "buildd";

static void
take_word(void *context, const char *line)
{
	replace_text(context, xstrdup(line));
}

int
environment_native(char **architecture, const struct session *session, struct error *err)
{
	cleanup_program struct program program = { .line = take_word,
						   .context = architecture };
	cleanup_program_result struct program_result result = { 0 };

	strings_add(&program.arguments, "dpkg");
	strings_add(&program.arguments, "--print-architecture");
	environment_sources_variables(&program.environment, session);
	if (program_run(&result, &program, &session->cancel, err) < 0)
		return -1;
	if (program_succeeded(&result) && *architecture != NULL)
		return 0;
	return error_set(err, ERROR_UNSUPPORTED,
			 "dpkg does not say its architecture: apt install mmdebstrap");
}

/* "20240131T120000Z" in seconds. */
static int64_t
snapshot_time(const char *text)
{
	cleanup_free char *full =
		xasprintf("%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", text, text + 4, text + 6,
			  text + 9, text + 11, text + 13);

	return clock_from_text(full);
}

/* When the suite itself was last released, so that a day on which nothing changed makes
 * no other lock; -1 where it cannot be asked. */
static int64_t
release_time(const struct session *session, const char *suite)
{
	cleanup_apt_sources struct apt_sources sources = { 0 };
	cleanup_debian_archive struct debian_archive archive = { 0 };
	struct session own = *session; /* borrowed */
	struct error ignored = { 0 };

	own.allow_http = true; /* what comes is signed */
	own.cancel.deadline =
		clock_milliseconds() + cancel_left(&session->cancel, ASKING_MILLISECONDS);
	if (apt_sources_of_suite(&sources, session, suite, &ignored) < 0)
		return -1;
	for (size_t i = 0; i < sources.count; i++)
		if (strcmp(sources.items[i].suite, suite) == 0)
			return debian_archive_open(&archive, &own, &sources,
						   &sources.items[i], &ignored) == 0
				       ? archive.date
				       : -1;
	return -1;
}

/* Where nothing else is known, the day's beginning. */
static int64_t
choose_epoch(const struct session *session, const char *suite, const char *snapshot)
{
	int64_t released = -1;

	if (snapshot != NULL)
		return snapshot_time(snapshot);
	released = release_time(session, suite);
	return released > 0 ? released : clock_now() / DAY_SECONDS * DAY_SECONDS;
}

/* What is wanted, before anybody knows which versions there are. */
static int
lock_of_request(struct environment_lock *lock, const struct session *session,
		const struct environment_request *request, struct error *err)
{
	const char *snapshot = request->snapshot;

	lock->suite = xstrdup(request->spec + strlen(prefix));
	lock->variant =
		xstrdup(request->variant != NULL ? request->variant : usual_variant);
	lock->snapshot = xstrdup_or_null(snapshot);
	lock->epoch = choose_epoch(session, lock->suite, snapshot);
	if (lock->epoch < 0)
		return error_set(err, ERROR_USAGE, "\"%s\" is no time", snapshot);
	if (request->packages != NULL)
		strings_add_all(&lock->wanted, request->packages);
	strings_sort(&lock->wanted);
	if (environment_native(&lock->architecture, session, err) < 0)
		return -1;
	return environment_sources_find(lock, session, err);
}

static int
check_words(const struct environment_request *request, struct error *err)
{
	if (environment_check_suite(request->spec + strlen(prefix), err) < 0)
		return -1;
	if (request->snapshot != NULL &&
	    environment_check_snapshot(request->snapshot, err) < 0)
		return -1;
	for (size_t i = 0; request->packages != NULL && i < request->packages->count; i++)
		if (environment_check_package(request->packages->items[i], err) < 0)
			return -1;
	return 0;
}

/* The same for what would be answered alike. */
static char *
key_of(const struct environment_request *request, const struct environment_lock *lock)
{
	cleanup_strings struct strings parts = { 0 };

	if (lock->package_count > 0) {
		char hex[DIGEST_HEX_MAX];

		environment_lock_digest(lock, hex);
		return xasprintf("lock %s", hex);
	}
	if (request->packages != NULL)
		strings_add_all(&parts, request->packages);
	strings_sort(&parts);
	strings_add(&parts, request->spec);
	strings_add(&parts, request->variant != NULL ? request->variant : usual_variant);
	strings_add(&parts, request->snapshot != NULL ? request->snapshot : "now");
	return strings_join(&parts, "\n");
}

/* What is kept already: by the lock's digest, or by what was asked for before. */
static int
find_kept(struct environment *out, const struct session *session, const char *key,
	  const struct environment_lock *lock, struct error *err)
{
	char hex[DIGEST_HEX_MAX];

	environment_release(out);
	if (lock->package_count == 0)
		return environment_cache_asked(out, session, key, err);
	environment_lock_digest(lock, hex);
	return environment_cache_find(out, session, hex, err);
}

static int
make(struct environment *out, struct environment_draft *draft,
     const struct session *session, struct environment_lock *lock, struct error *err)
{
	char hex[DIGEST_HEX_MAX];

	if (environment_bootstrap(out, draft, session, lock, err) < 0)
		return -1;
	environment_lock_digest(lock, hex);
	out->name = xasprintf("%s%s", prefix, lock->suite);
	out->kind = xstrdup(environment_debian.name);
	out->digest = xstrdup(hex);
	out->architecture = xstrdup(lock->architecture);
	out->lock = *lock;
	*lock = (struct environment_lock){ 0 };
	return environment_draft_keep(out, draft, session, err);
}

static int
find_or_make(struct environment *out, const struct session *session,
	     const struct environment_request *request, struct environment_lock *lock,
	     struct error *err)
{
	cleanup_environment_draft struct environment_draft draft = ENVIRONMENT_DRAFT_INIT;
	cleanup_free char *key = key_of(request, lock);
	int kept = request->fresh ? 0 : find_kept(out, session, key, lock, err);

	if (kept != 0)
		return kept < 0 ? -1 : 0;
	if (session->offline)
		return error_set(err, ERROR_NOT_FOUND,
				 "--offline, and the cache does not hold it");
	if (environment_draft_open(&draft, session, key, err) < 0)
		return -1;
	/* Whoever was waited for has made it. */
	kept = request->fresh ? 0 : find_kept(out, session, key, lock, err);
	if (kept != 0)
		return kept < 0 ? -1 : 0;
	environment_release(out);
	progress_stop(session->progress, "environment", "%s", request->spec);
	if (lock->package_count == 0 && lock_of_request(lock, session, request, err) < 0)
		return -1;
	return make(out, &draft, session, lock, err);
}

static bool
is_debian(const char *spec)
{
	return text_starts_with(spec, prefix);
}

/* "debian:bookworm@FILE" says where the lock is, too. */
static int
open_of_lock(struct environment *out, const struct session *session,
	     const struct environment_request *request, struct error *err)
{
	cleanup_environment_lock struct environment_lock lock = { 0 };

	if (environment_lock_read(&lock, request->lock, err) < 0)
		return -1;
	if (strcmp(lock.suite, request->spec + strlen(prefix)) != 0)
		return error_set(err, ERROR_USAGE, "%s is a lock of debian:%s",
				 request->lock, lock.suite);
	if (find_or_make(out, session, request, &lock, err) < 0)
		return -1;
	out->exact = true;
	return 0;
}

static int
open_debian(struct environment *out, const struct session *session,
	    const struct environment_request *request, struct error *err)
{
	cleanup_environment_lock struct environment_lock lock = { 0 };
	struct environment_request inner = *request;
	const char *at = strchr(request->spec, '@');
	cleanup_free char *suite =
		at != NULL ? xstrndup(request->spec, (size_t)(at - request->spec))
			   : xstrdup(request->spec);

	inner.spec = suite;
	if (at != NULL && inner.lock == NULL)
		inner.lock = at + 1;
	if (check_words(&inner, err) < 0)
		return -1;
	if (inner.lock != NULL)
		return open_of_lock(out, session, &inner, err);
	return find_or_make(out, session, &inner, &lock, err);
}

const struct environment_kind environment_debian = {
	.name = "debian",
	.form = "debian:SUITE, debian:SUITE@LOCK",
	.recognize = is_debian,
	.fetches = true,
	.open = open_debian,
};

/* A lock file, by what it begins with. */
static bool
is_lock(const char *spec)
{
	cleanup_file FILE *file = file_exists(spec) ? fopen(spec, "re") : NULL;
	uint8_t start[SNIFFED];
	size_t size = file != NULL ? fread(start, 1, sizeof(start), file) : 0;

	return environment_lock_is((struct bytes){ start, size });
}

static int
open_lock(struct environment *out, const struct session *session,
	  const struct environment_request *request, struct error *err)
{
	cleanup_environment_lock struct environment_lock lock = { 0 };

	if (environment_lock_read(&lock, request->spec, err) < 0 ||
	    find_or_make(out, session, request, &lock, err) < 0)
		return -1;
	out->exact = true;
	return 0;
}

const struct environment_kind environment_lock = {
	.name = "lock",
	.form = "a lock file",
	.recognize = is_lock,
	.fetches = true,
	.open = open_lock,
};

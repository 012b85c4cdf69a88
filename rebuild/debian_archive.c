/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Release of a suite is one paragraph, with the digests of its indexes in "SHA256".
 * It comes signed in the clear as InRelease, or as Release with its signature in
 * Release.gpg. Who controls the network, but not the keys, can hand out an old one:
 * Valid-Until and the date of the one that was seen before bound how old.
 */
#include "rebuild/debian_archive.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_keyring.h"
#include "rebuild/fetch.h"

enum {
	RELEASE_LIMIT = 16 << 20,
	DATE_DIGITS = 20,
	AHEAD_MAX = 24 * 60 * 60, /* seconds that another clock may be ahead of ours */
};

/* Of a Release that is being fetched. */
struct opening {
	struct debian_archive *out;
	const struct session *session;
	const struct apt_sources *sources;
	const struct apt_source *source;
	char *detached; /* owned: Release.gpg; NULL: an InRelease */
	char *seen;	/* owned: the file that holds the date of the last one */
	bool accepted;
};

#define cleanup_opening __attribute__((cleanup(opening_release)))

static void
opening_release(struct opening *opening)
{
	free(opening->detached);
	free(opening->seen);
}

void
debian_archive_release(struct debian_archive *archive)
{
	free(archive->uri);
	free(archive->suite);
	free(archive->origin);
	free(archive->codename);
	free(archive->signer);
	strings_release(&archive->components);
	debian_checksums_free(archive->indexes, archive->index_count);
	*archive = (struct debian_archive){ 0 };
}

static char *
suite_url(const struct debian_archive *archive, const char *name)
{
	return xasprintf("%s/dists/%s/%s", archive->uri, archive->suite, name);
}

static int
verify_signature(const struct opening *opening, const char *path, const char *text,
		 struct error *err)
{
	cleanup_debian_keyring struct debian_keyring keyring = { 0 };
	cleanup_signature struct signature signature = { 0 };
	struct signature_request request = { .signed_path = path,
					     .detached = opening->detached,
					     .output = text };

	if (debian_keyring_make(&keyring, opening->session, opening->sources,
				opening->source, err) < 0)
		return -1;
	request.keyring = keyring.path;
	if (openpgp_verify(&signature, opening->session, &request, err) < 0)
		return -1;
	if (signature.state != SIGNATURE_GOOD)
		return error_set(err, ERROR_MALFORMED, "%s",
				 signature_words(signature.state));
	if (!debian_keyring_allows(&keyring, &signature))
		return error_set(err, ERROR_MALFORMED, "%s",
				 signature_words(SIGNATURE_UNKNOWN));
	replace_text(&opening->out->signer, xstrdup(signature.signer));
	return 0;
}

static int
parse_release(struct debian_archive *out, struct bytes release, struct error *err)
{
	struct bytes all = debian_field(release, "No-Support-for-Architecture-all");
	cleanup_strings struct strings architectures = { 0 };

	replace_text(&out->origin, debian_field_text(release, "Origin"));
	if (out->origin == NULL)
		out->origin = xstrdup("");
	replace_text(&out->codename, debian_field_text(release, "Codename"));
	out->date = debian_time(debian_field(release, "Date"));
	out->by_hash = bytes_equal_text(debian_field(release, "Acquire-By-Hash"), "yes");
	debian_words(&architectures, debian_field(release, "Architectures"));
	out->separates_all = strings_contain(&architectures, "all") &&
			     !bytes_equal_text(all, "Packages");
	if (out->date < 0)
		return error_set(err, ERROR_MALFORMED, "it has no date");
	if (debian_checksums_read(&out->indexes, &out->index_count,
				  debian_field(release, "SHA256"), err) < 0)
		return -1;
	return out->index_count > 0
		       ? 0
		       : error_set(err, ERROR_MALFORMED, "it lists no index by SHA-256");
}

/* A signed Release of another suite is right in itself. */
static int
check_suite(const struct debian_archive *archive, struct bytes release, struct error *err)
{
	cleanup_free char *suite = debian_field_text(release, "Suite");

	if (text_is_same(suite, archive->suite) ||
	    text_is_same(archive->codename, archive->suite) ||
	    strchr(archive->suite, '/') != NULL)
		return 0;
	return error_set(err, ERROR_MALFORMED, "it is the one of %.100s, not of %.100s",
			 archive->codename != NULL ? archive->codename
			 : suite != NULL	   ? suite
						   : "no suite",
			 archive->suite);
}

/* Debian's archive of all that it ever had is asked for what is old. */
static bool
is_snapshot(const struct opening *opening)
{
	cleanup_free char *mirrored =
		session_mirrored(opening->session, opening->out->uri);

	return strstr(mirrored, "://snapshot.debian.org/") != NULL;
}

static int
check_time(const struct opening *opening, struct bytes release, struct error *err)
{
	struct bytes value = debian_field(release, "Valid-Until");
	int64_t until = debian_time(value), now = clock_now();

	if (opening->out->date > now + AHEAD_MAX)
		return error_set(err, ERROR_MALFORMED,
				 "it is from the future: is the clock of this machine "
				 "right?");
	if (value.size == 0 || opening->source->ignores_valid_until ||
	    opening->sources->ignores_valid_until || is_snapshot(opening))
		return 0;
	if (until < 0)
		return error_set(err, ERROR_MALFORMED, "its Valid-Until is no date");
	if (until >= now)
		return 0;
	return error_set(err, ERROR_MALFORMED,
			 "it has expired: it was valid until %.*s (for an archive that "
			 "changes no more, apt can be told check-valid-until=no)",
			 (int)value.size, (const char *)value.data);
}

/* 0 when none was seen. */
static int64_t
read_seen(const struct opening *opening)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(DATE_DIGITS);
	struct error ignored; /* there is none, or it is no date: as if never seen */
	int64_t date;

	if (file_read(opening->seen, &text, &ignored) < 0)
		return 0;
	date = debian_number(buffer_bytes(&text));
	return date < 0 ? 0 : date;
}

static int
check_seen(const struct opening *opening, struct error *err)
{
	int64_t seen = read_seen(opening);
	char was[CLOCK_TEXT_MAX], is[CLOCK_TEXT_MAX];

	if (opening->out->date >= seen)
		return 0;
	clock_to_text(seen, was);
	clock_to_text(opening->out->date, is);
	return error_set(err, ERROR_MALFORMED,
			 "it was rolled back: it is of %s, and one of %s was seen there "
			 "before (%s holds that date)",
			 is, was, opening->seen);
}

static int
remember(const struct opening *opening, struct error *err)
{
	cleanup_free char *folder = xstrndup(
		opening->seen, (size_t)(path_name(opening->seen) - opening->seen));
	cleanup_free char *date = xasprintf("%" PRId64, opening->out->date);

	if (folder_make(folder, err) < 0)
		return -1;
	return file_write(opening->seen, bytes_of_text(date), 0644, err);
}

/* Whatever of this does not hold, the file is not to take the place of one that did. */
static int
accept_release(void *context, const char *path, struct error *err)
{
	struct opening *opening = context;
	cleanup_free char *folder = NULL, *text = NULL;
	cleanup_buffer struct buffer content = BUFFER_INIT(RELEASE_LIMIT);
	struct bytes release;

	if (folder_make_scratch(&folder, opening->session->scratch, "release", err) < 0)
		return -1;
	text = path_join(folder, "text");
	if (verify_signature(opening, path, text, err) < 0 ||
	    file_read(text, &content, err) < 0 || buffer_check(&content, err) < 0)
		return -1;
	release = debian_paragraph_first(buffer_bytes(&content));
	if (parse_release(opening->out, release, err) < 0 ||
	    check_suite(opening->out, release, err) < 0 ||
	    check_time(opening, release, err) < 0 || check_seen(opening, err) < 0 ||
	    remember(opening, err) < 0)
		return -1;
	opening->accepted = true;
	return 0;
}

static int
fetch_release(struct opening *opening, const char *name, struct error *err)
{
	cleanup_free char *url = suite_url(opening->out, name), *path = NULL;
	struct fetch_request request = { .url = url,
					 .limit = RELEASE_LIMIT,
					 .reusable = true,
					 .check = accept_release,
					 .check_context = opening };

	if (fetch_file(&path, opening->session, &request, err) < 0)
		return -1;
	/* From the cache it has not been looked at yet. */
	if (!opening->accepted && accept_release(opening, path, err) < 0)
		return error_wrap(err, "%.300s", url);
	return 0;
}

static int
fetch_detached(struct opening *opening, struct error *err)
{
	cleanup_free char *url = suite_url(opening->out, "Release.gpg");
	struct fetch_request request = { .url = url,
					 .limit = RELEASE_LIMIT,
					 .reusable = true };

	if (fetch_file(&opening->detached, opening->session, &request, err) == 0)
		return fetch_release(opening, "Release", err);
	if (err->kind != ERROR_NOT_FOUND)
		return -1;
	return error_set(err, ERROR_NOT_FOUND,
			 "%.200s/dists/%.100s: there is no such suite, or its Release is "
			 "not signed: neither InRelease nor Release.gpg is there",
			 opening->out->uri, opening->out->suite);
}

static char *
seen_path(const struct debian_archive *archive, const struct session *session)
{
	cleanup_free char *url = suite_url(archive, "");
	cleanup_free char *mirrored = session_mirrored(session, url);
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, bytes_of_text(mirrored), hex);
	return xasprintf("%s/debian/%s", session->cache, hex);
}

static void
tell(const struct session *session, const char *suite)
{
	cleanup_free char *line = xasprintf("Release of %s", suite);

	progress_line(session->progress, line);
}

int
debian_archive_open(struct debian_archive *out, const struct session *session,
		    const struct apt_sources *sources, const struct apt_source *source,
		    struct error *err)
{
	cleanup_opening struct opening opening = {
		.out = out, .session = session, .sources = sources, .source = source
	};

	*out = (struct debian_archive){ .uri = xstrdup(source->uri),
					.suite = xstrdup(source->suite) };
	strings_add_all(&out->components, &source->components);
	opening.seen = seen_path(out, session);
	tell(session, source->suite);
	if (fetch_release(&opening, "InRelease", err) == 0)
		return 0;
	return err->kind == ERROR_NOT_FOUND ? fetch_detached(&opening, err) : -1;
}

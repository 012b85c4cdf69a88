/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/json_parts.h"
#include "base/lock.h"
#include "base/memory.h"

enum { ABOUT_MAX = 8 << 20, DIGEST_HEX = 64 };

const char environment_layer_kind[] = "layer";

static const char about_name[] = "about.json", lock_name[] = "lock.yaml";

static const struct json_part about_parts[] = {
	JSON_PART(environment, PART_TEXT, name),
	JSON_PART(environment, PART_TEXT, kind),
	JSON_PART(environment, PART_TEXT, digest),
	JSON_PART(environment, PART_MAYBE, architecture),
	JSON_PART(environment, PART_NUMBER, made),
	JSON_PART(environment, PART_STRINGS, settings),
	JSON_PART(environment, PART_STRINGS, left_out),
};
static const struct json_parts about = JSON_PARTS("environment", about_parts);

static char *
place(const struct session *session, const char *name)
{
	return xasprintf("%s/environments%s%s", session->cache, *name == '\0' ? "" : "/",
			 name);
}

static bool
is_digest(const char *text)
{
	return strlen(text) == DIGEST_HEX &&
	       strspn(text, "0123456789abcdef") == DIGEST_HEX;
}

/* 1: held, and it is still what has that name; 0: it is not there. */
static int
hold(int *held, const char *folder, int operation, struct error *err)
{
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat mine, named;

	if (fd < 0)
		return errno == ENOENT ? 0 : error_set_errno(err, "%s", folder);
	while (flock(fd, operation) < 0)
		if (errno == EWOULDBLOCK)
			return error_set(err, ERROR_USAGE, "it is in use");
		else if (errno != EINTR)
			return error_set_errno(err, "%s", folder);
	if (fstat(fd, &mine) < 0 || stat(folder, &named) < 0 ||
	    mine.st_dev != named.st_dev || mine.st_ino != named.st_ino)
		return 0;
	*held = steal_fd(&fd);
	return 1;
}

static int
read_about(struct environment *out, const char *folder, struct error *err)
{
	cleanup_free char *path = path_join(folder, about_name);
	cleanup_free char *lock = path_join(folder, lock_name);
	cleanup_buffer struct buffer text = BUFFER_INIT(ABOUT_MAX);
	cleanup_json struct json *json = NULL;

	out->name = xstrdup("");
	out->kind = xstrdup("");
	out->digest = xstrdup("");
	if (file_read(path, &text, err) < 0 || buffer_check(&text, err) < 0 ||
	    json_parse(&json, buffer_bytes(&text), err) < 0 ||
	    json_read_parts(out, &about, json, err) < 0)
		return error_wrap(err, "%s", path);
	return file_exists(lock) ? environment_lock_read(&out->lock, lock, err) : 0;
}

int
environment_cache_find(struct environment *out, const struct session *session,
		       const char *digest, struct error *err)
{
	cleanup_free char *folder = place(session, digest);
	int there;

	*out = ENVIRONMENT_INIT;
	if (!is_digest(digest))
		return 0;
	there = hold(&out->held, folder, LOCK_SH, err);
	if (there <= 0)
		return there;
	if (read_about(out, folder, err) < 0)
		return error_wrap(err, "remove it: %s", digest);
	out->root = path_join(folder, "root");
	return 1;
}

/* Keys hold paths and URLs; files are named by their digests. */
static char *
asked_path(const struct session *session, const char *key, const char *ending)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, bytes_of_text(key), hex);
	return xasprintf("%s/environments/asked/%s%s", session->cache, hex, ending);
}

int
environment_cache_asked(struct environment *out, const struct session *session,
			const char *key, struct error *err)
{
	cleanup_free char *path = asked_path(session, key, "");
	cleanup_buffer struct buffer text = BUFFER_INIT(DIGEST_HEX_MAX);
	struct error ignored;

	*out = ENVIRONMENT_INIT;
	if (file_read(path, &text, &ignored) < 0)
		return 0;
	return environment_cache_find(out, session, buffer_text(&text), err);
}

struct row {
	char *digest, *name; /* owned */
	int64_t made;
};

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	if (order != 0)
		return order;
	if (x->made != y->made)
		return x->made < y->made ? -1 : 1;
	return strcmp(x->digest, y->digest);
}

static int
read_rows(struct row **rows, size_t *count, const struct session *session,
	  const struct strings *names, struct error *err)
{
	for (size_t i = 0; i < names->count; i++) {
		cleanup_environment struct environment environment = ENVIRONMENT_INIT;
		int there = environment_cache_find(&environment, session, names->items[i],
						   err);
		struct row row;

		if (there < 0)
			return -1;
		if (there == 0)
			continue;
		row = (struct row){ .digest = xstrdup(names->items[i]),
				    .name = xstrdup(environment.name),
				    .made = environment.made };
		array_append(*rows, *count, row);
	}
	return 0;
}

int
environment_cache_list(struct strings *digests, const struct session *session,
		       struct error *err)
{
	cleanup_free char *folder = place(session, "");
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cleanup_strings struct strings names = { 0 };
	const struct folder_order order = { .kind = ORDER_SORTED };
	struct row *rows = NULL;
	size_t count = 0;
	int result;

	if (fd < 0)
		return errno == ENOENT ? 0 : error_set_errno(err, "%s", folder);
	if (folder_list(&names, fd, &order) < 0)
		return error_set_errno(err, "%s", folder);
	result = read_rows(&rows, &count, session, &names, err);
	if (count > 0)
		qsort(rows, count, sizeof(*rows), compare_rows);
	for (size_t i = 0; i < count; i++) {
		strings_add(digests, rows[i].digest);
		free(rows[i].digest);
		free(rows[i].name);
	}
	free(rows);
	return result;
}

static int
matches(const struct session *session, const char *digest, const char *text,
	struct error *err)
{
	cleanup_environment struct environment environment = ENVIRONMENT_INIT;
	const char *start = text_starts_with(text, ENVIRONMENT_DIGEST)
				    ? text + strlen(ENVIRONMENT_DIGEST)
				    : text;
	int there;

	if (text_starts_with(digest, start) && *start != '\0')
		return 1;
	there = environment_cache_find(&environment, session, digest, err);
	return there <= 0 ? there
			  : strcmp(environment.name, text) == 0 &&
				    strcmp(environment.kind, environment_layer_kind) != 0;
}

int
environment_cache_resolve(char **digest, const struct session *session, const char *text,
			  struct error *err)
{
	cleanup_strings struct strings all = { 0 };
	cleanup_free char *found = NULL;

	*digest = NULL;
	if (environment_cache_list(&all, session, err) < 0)
		return -1;
	for (size_t i = 0; i < all.count; i++) {
		int match = matches(session, all.items[i], text, err);

		if (match < 0)
			return -1;
		if (match == 0)
			continue;
		if (found != NULL)
			return error_set(err, ERROR_USAGE,
					 "\"%s\" could be %.12s or %.12s; name it "
					 "by its digest",
					 text, found, all.items[i]);
		found = xstrdup(all.items[i]);
	}
	if (found == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "no environment \"%s\" is kept; see cupel environment "
				 "list",
				 text);
	*digest = steal_pointer(&found);
	return 0;
}

int
environment_cache_remove(const struct session *session, const char *digest,
			 struct error *err)
{
	cleanup_free char *folder = place(session, digest);
	cleanup_free char *gone =
		xasprintf("%s/environments/removing-%s", session->cache, digest);
	cleanup_close int held = -1;
	int there = hold(&held, folder, LOCK_EX | LOCK_NB, err);

	if (there < 0)
		return error_wrap(err, "%s%s", ENVIRONMENT_DIGEST, digest);
	if (there == 0)
		return error_set(err, ERROR_NOT_FOUND, "%s is not kept here", digest);
	if (tree_remove(gone, err) < 0)
		return -1;
	if (rename(folder, gone) < 0)
		return error_set_errno(err, "%s", folder);
	return tree_remove(gone, err);
}

/* Another process makes the same: its work is worth waiting for. */
int
environment_cache_wait(int busy, const struct session *session, struct error *err)
{
	const struct lock_wait wait = { &session->cancel, session->progress,
					"waiting: another cupel is making it" };

	return lock_take(busy, &wait, err);
}

int
environment_draft_open(struct environment_draft *draft, const struct session *session,
		       const char *key, struct error *err)
{
	cleanup_free char *asked = place(session, "asked");
	cleanup_free char *path = asked_path(session, key, ".busy");

	*draft = ENVIRONMENT_DRAFT_INIT;
	if (folder_make(asked, err) < 0)
		return -1;
	draft->busy = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (draft->busy < 0)
		return error_set_errno(err, "%s", path);
	if (environment_cache_wait(draft->busy, session, err) < 0)
		return -1;
	draft->key = xstrdup(key);
	draft->folder = xasprintf("%s/environments/making-%.16s", session->cache,
				  path_name(path));
	draft->root = path_join(draft->folder, "root");
	if (tree_remove(draft->folder, err) < 0) /* of one that died */
		return -1;
	return folder_make(draft->root, err);
}

void
environment_draft_discard(struct environment_draft *draft)
{
	struct error ignored;

	if (draft->folder != NULL)
		tree_remove(draft->folder, &ignored);
	free(draft->folder);
	free(draft->root);
	free(draft->key);
	if (draft->busy >= 0)
		close(draft->busy);
	*draft = ENVIRONMENT_DRAFT_INIT;
}

static int
write_about(const struct environment *environment, const struct environment_draft *draft,
	    struct error *err)
{
	cleanup_free char *path = path_join(draft->folder, about_name);
	cleanup_free char *lock = path_join(draft->folder, lock_name);
	cleanup_json struct json *json = json_new_object();
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

	json_write_parts(json, &about, environment);
	json_write(json, JSON_STYLE_PRETTY, &text);
	if (file_write(path, buffer_bytes(&text), 0644, err) < 0)
		return -1;
	if (environment->lock.package_count == 0)
		return 0;
	buffer_clear(&text);
	environment_lock_write(&environment->lock, &text);
	return file_write(lock, buffer_bytes(&text), 0644, err);
}

int
environment_draft_keep(struct environment *out, struct environment_draft *draft,
		       const struct session *session, struct error *err)
{
	cleanup_free char *folder = place(session, out->digest);
	cleanup_free char *asked = asked_path(session, draft->key, "");
	cleanup_free char *digest = xstrdup(out->digest);

	out->made = clock_now();
	if (write_about(out, draft, err) < 0 || cancel_check(&session->cancel, err) < 0)
		return -1;
	if (rename(draft->folder, folder) < 0 && errno != EEXIST && errno != ENOTEMPTY)
		return error_set_errno(err, "%s", folder);
	if (file_write(asked, bytes_of_text(digest), 0644, err) < 0)
		return -1;
	environment_release(out);
	if (environment_cache_find(out, session, digest, err) == 1)
		return 0;
	return error_set(err, ERROR_SYSTEM, "%s is gone already", folder);
}

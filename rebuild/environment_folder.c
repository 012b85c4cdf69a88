/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder with a root file system, used where it is.  Its digest is over all that a
 * build can see of it: names, kinds, permissions, links and contents, in the order of
 * names; times and owners are no part of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/memory.h"
#include "rebuild/environment.h"

enum { DEPTH_MAX = 256, PIECE = 1 << 18, NAMED = 100, BITS = 07777 };

struct walk {
	struct digest_state *state;
	const struct cancel *cancel;
	struct strings *left_out;
	uint8_t *piece; /* owned */
};

/* Where the walk is. */
struct step {
	int parent;	  /* an open folder */
	const char *name; /* in it */
	const char *path; /* from the root; "" is the root */
	unsigned depth;
};

static int
leave_out(const struct walk *walk, const struct step *step)
{
	if (walk->left_out->count < NAMED)
		strings_add_format(walk->left_out, "%s: it may not be read", step->path);
	return 0;
}

static void
add_text(const struct walk *walk, const char *text)
{
	digest_add(walk->state,
		   (struct bytes){ (const uint8_t *)text, strlen(text) + 1 });
}

/* What this user cannot read, no build of this user can. */
static int
add_file(const struct walk *walk, const struct step *step, struct error *err)
{
	cleanup_close int fd = openat(step->parent, step->name,
				      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct digest_state *content;
	struct digest digest;
	ssize_t size;

	if (fd < 0 && errno == EACCES)
		return leave_out(walk, step);
	if (fd < 0)
		return error_set_errno(err, "%s", step->path);
	content = digest_begin(DIGEST_SHA256);
	while ((size = read(fd, walk->piece, PIECE)) > 0)
		digest_add(content, (struct bytes){ walk->piece, (size_t)size });
	digest_end(content, &digest);
	if (size < 0)
		return error_set_errno(err, "%s", step->path);
	digest_add(walk->state, (struct bytes){ digest.data, digest.size });
	return cancel_check(walk->cancel, err);
}

static int
add_link(const struct walk *walk, const struct step *step, struct error *err)
{
	char target[PATH_MAX];
	ssize_t size = readlinkat(step->parent, step->name, target, sizeof(target) - 1);

	if (size < 0)
		return error_set_errno(err, "%s", step->path);
	target[size] = '\0';
	add_text(walk, target);
	return 0;
}

static int add_folder(const struct walk *walk, const struct step *step,
		      struct error *err);

static int
add_entry(const struct walk *walk, const struct step *step, struct error *err)
{
	struct stat st;
	char facts[32];

	if (fstatat(step->parent, step->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return error_set_errno(err, "%s", step->path);
	snprintf(facts, sizeof(facts), "%o", st.st_mode & (S_IFMT | BITS));
	add_text(walk, step->path);
	add_text(walk, facts);
	if (S_ISREG(st.st_mode))
		return add_file(walk, step, err);
	if (S_ISLNK(st.st_mode))
		return add_link(walk, step, err);
	if (S_ISDIR(st.st_mode))
		return add_folder(walk, step, err);
	return 0; /* a device or a pipe is its kind and its name */
}

static int
add_folder(const struct walk *walk, const struct step *step, struct error *err)
{
	const struct folder_order order = { .kind = ORDER_SORTED };
	cleanup_strings struct strings names = { 0 };
	cleanup_close int fd = openat(step->parent, step->name,
				      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == EACCES)
		return leave_out(walk, step);
	if (fd < 0 || folder_list(&names, fd, &order) < 0)
		return error_set_errno(err, "%s", step->path);
	if (step->depth > DEPTH_MAX)
		return error_set(err, ERROR_LIMIT, "folders are more than %d deep",
				 DEPTH_MAX);
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i];
		cleanup_free char *path =
			*step->path == '\0' ? xstrdup(name) : path_join(step->path, name);
		const struct step inner = { fd, name, path, step->depth + 1 };

		if (add_entry(walk, &inner, err) < 0)
			return -1;
	}
	return 0;
}

static bool
is_folder(const char *spec)
{
	return folder_exists(spec);
}

static int
open_folder(struct environment *out, const struct session *session,
	    const struct environment_request *request, struct error *err)
{
	struct walk walk = { .cancel = &session->cancel, .left_out = &out->left_out };
	struct step top = { .parent = AT_FDCWD, .path = "" };
	char hex[DIGEST_HEX_MAX];
	struct digest digest;
	int walked;

	(void)request;
	out->root = realpath(out->name, NULL);
	if (out->root == NULL)
		return error_set_errno(err, "realpath");
	if (strcmp(out->root, "/") == 0)
		return error_set(err, ERROR_USAGE,
				 "this machine's own root cannot be one; \"host\" is it");
	top.name = out->root;
	walk.state = digest_begin(DIGEST_SHA256);
	walk.piece = xcalloc(1, PIECE);
	walked = add_folder(&walk, &top, err);
	free(walk.piece);
	digest_end(walk.state, &digest);
	if (walked < 0)
		return -1;
	digest_to_hex(&digest, hex);
	out->digest = xstrdup(hex);
	return 0;
}

const struct environment_kind environment_folder = {
	.name = "folder",
	.form = "a folder",
	.recognize = is_folder,
	.open = open_folder,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The world, made on an empty tmpfs, with the host's tree beside it until all is in
 * place:
 *
 *     /          the base, a tmpfs
 *     /host      the host's tree, as it was
 *     /world     the world in the making, a tmpfs of its own
 *
 * Then /world becomes the root and the base is unmounted, host and all.  There is no way
 * back: nothing inside holds a descriptor or a mount of it, and mount(2) is denied.
 */
#include "sandbox/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/tree_copy.h"
#include "sandbox/mounting.h"

enum { SMALL_TMPFS = 64 << 20 };

#define BASE_AT "/tmp" /* any folder that every host has; hidden for the moment only */
#define HOST	"/host"
#define WORLD	"/world"
#define LAYER	"/layer" /* what is written over a root, where it is not beneath HOST */
#define LOWER	"/lower" /* likewise the root */

struct resolved {
	struct sandbox_mount *mounts; /* owned; the texts but for `from` are the plan's */
	size_t count;
	size_t first;	    /* of them that is the plan's */
	char *root, *layer; /* owned; NULL as in the plan */
};

static void
resolved_release(struct resolved *resolved)
{
	for (size_t i = 0; i < resolved->count; i++)
		free(resolved->mounts[i].from);
	free(resolved->mounts);
	free(resolved->root);
	free(resolved->layer);
}

static int
pivot(const char *new_root, const char *old_root, struct error *err)
{
	if (syscall(SYS_pivot_root, new_root, old_root) < 0)
		return error_set_errno(err, "pivot_root to %s", new_root);
	return 0;
}

/* After this the host's paths begin with HOST, also those beneath BASE_AT. */
static int
make_base(struct error *err)
{
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
		return error_set_errno(err, "cannot detach the mounts from the host's");
	if (mounting_tmpfs(BASE_AT, SMALL_TMPFS, 0755, err) < 0 ||
	    mounting_make_folder(BASE_AT HOST, err) < 0)
		return -1;
	if (pivot(BASE_AT, BASE_AT HOST, err) < 0)
		return -1;
	if (chdir("/") < 0)
		return error_set_errno(err, "/");
	return 0;
}

/* What comes with a user of its own; -1: it is to be mounted from the host's path. */
static int
tree_at(const struct inside *inside, int index)
{
	return inside->trees != NULL && index >= 0 ? inside->trees->trees[index] : -1;
}

/* What is written over a root goes to a folder of the host's, or to a tmpfs. */
static int
make_layer(const struct inside *inside, const char *layer, char **upper, char **work,
	   struct error *err)
{
	int tree = tree_at(inside, reserved_layer(inside->plan));
	cleanup_free char *at =
		layer != NULL && tree < 0 ? xasprintf(HOST "%s", layer) : xstrdup(LAYER);

	if (tree >= 0 && mounting_attach(tree, LAYER, err) < 0)
		return -1;
	if (layer == NULL &&
	    mounting_tmpfs(LAYER, inside->plan->limits.scratch, 0755, err) < 0)
		return -1;
	*upper = path_join(at, "upper");
	*work = path_join(at, "work");
	if ((mkdir(*upper, 0755) < 0 && errno != EEXIST) ||
	    (mkdir(*work, 0755) < 0 && errno != EEXIST))
		return error_set_errno(err, "%s", at);
	return 0;
}

/* overlayfs: a root that is only read, and what is written over it. */
static int
make_overlay(const struct inside *inside, const struct resolved *resolved,
	     struct error *err)
{
	int tree = tree_at(inside, reserved_root(inside->plan));
	cleanup_free char *upper = NULL, *work = NULL, *options = NULL;

	if (strpbrk(resolved->root, ":,\\") != NULL ||
	    (resolved->layer != NULL && strpbrk(resolved->layer, ":,\\") != NULL))
		return error_set(err, ERROR_USAGE,
				 "%s: overlayfs takes no colon, comma or backslash",
				 resolved->root);
	if (make_layer(inside, resolved->layer, &upper, &work, err) < 0 ||
	    (tree >= 0 && mounting_attach(tree, LOWER, err) < 0) ||
	    mounting_make_folder(WORLD, err) < 0)
		return -1;
	options = xasprintf("lowerdir=%s%s,upperdir=%s,workdir=%s,userxattr",
			    tree >= 0 ? LOWER : HOST, tree >= 0 ? "" : resolved->root,
			    upper, work);
	if (mount("overlay", WORLD, "overlay", MS_NOSUID | MS_NODEV, options) < 0)
		return error_set_errno(err, "%s: cannot be mounted as a root",
				       resolved->root);
	return 0;
}

static int
make_world(const struct inside *inside, const struct resolved *resolved,
	   struct error *err)
{
	if (resolved->root != NULL)
		return make_overlay(inside, resolved, err);
	return mounting_tmpfs(WORLD, SMALL_TMPFS, 0755, err);
}

/* Files of the host's /etc that programs find others by; for a fetch also those by which
 * names are resolved and certificates known. */
static void
resolve_etc(struct resolved *out, const struct sandbox_plan *plan)
{
	static char paths[][32] = { "/etc/resolv.conf",	 "/etc/hosts",
				    "/etc/alternatives", "/etc/ld.so.cache",
				    "/etc/ssl",		 "/etc/ca-certificates",
				    "/etc/pki" };
	enum { NAMES = 2, PROGRAMS = 4 };
	/* A root has programs and certificates of its own. */
	bool network = plan->network == NETWORK_HOST, own = plan->root != NULL;
	size_t first = network ? 0 : NAMES;
	size_t end = own ? NAMES : network ? array_length(paths) : PROGRAMS;

	for (size_t i = first; i < end; i++) {
		struct sandbox_mount mount = { .kind = MOUNT_READ_ONLY, .to = paths[i] };

		mount.from = realpath(paths[i], NULL);
		if (mount.from != NULL) /* a host without it does without it */
			array_append(out->mounts, out->count, mount);
	}
}

/* Links on the way to a host path are followed while the host's tree is still the root.
 */
static int
resolve(struct resolved *out, const struct sandbox_plan *plan, struct error *err)
{
	resolve_etc(out, plan);
	out->first = out->count;
	if (plan->root != NULL) {
		out->root = realpath(plan->root, NULL);
		if (out->root == NULL)
			return error_set_errno(err, "%s", plan->root);
	}
	if (plan->layer != NULL) {
		out->layer = realpath(plan->layer, NULL);
		if (out->layer == NULL)
			return error_set_errno(err, "%s", plan->layer);
	}
	for (size_t i = 0; i < plan->mount_count; i++) {
		struct sandbox_mount mount = plan->mounts[i];

		if (mount.kind == MOUNT_READ_ONLY || mount.kind == MOUNT_WRITABLE ||
		    mount.kind == MOUNT_COPY) {
			mount.from = realpath(plan->mounts[i].from, NULL);
			if (mount.from == NULL)
				return error_set_errno(err, "%s", plan->mounts[i].from);
		} else {
			mount.from = xstrdup_or_null(mount.from);
		}
		array_append(out->mounts, out->count, mount);
	}
	return 0;
}

/* A tmpfs that lists its entries in the order that the plan wants. */
static int
copy(const struct sandbox_look *look, const struct sandbox_mount *mount, const char *from,
     const char *to, struct error *err)
{
	enum { DEPTH = 1000 };
	struct tree_copy copy = { .order = { look->order, look->seed, false },
				  .file_time = look->file_time,
				  .bytes = mount->size,
				  .depth = DEPTH };
	cleanup_close int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cleanup_close int target = -1;
	int copied;

	if (source < 0)
		return error_set_errno(err, "%s", mount->from);
	if (mounting_tmpfs(to, mount->size, 0755, err) < 0)
		return -1;
	target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target < 0)
		return error_set_errno(err, "%s", mount->to);
	copy.order.backwards = folder_lists_backwards(target);
	copied = tree_copy(&copy, source, target, err);
	tree_copy_release(&copy);
	return copied < 0 ? error_wrap(err, "copying %s", mount->from) : 0;
}

static int
apply(const struct inside *inside, const struct sandbox_mount *mount, int tree,
      struct error *err)
{
	const struct sandbox_look *look = &inside->plan->look;
	cleanup_free char *to = xasprintf(WORLD "%s", mount->to);
	cleanup_free char *from =
		xasprintf(HOST "%s", mount->from != NULL ? mount->from : "");

	if (tree >= 0)
		return mounting_attach(tree, to, err);
	switch (mount->kind) {
	case MOUNT_READ_ONLY:
		return mounting_bind(from, to, false, err);
	case MOUNT_WRITABLE:
		return mounting_bind(from, to, true, err);
	case MOUNT_SCRATCH:
		return mounting_tmpfs(to, mount->size, 0755, err) < 0
			       ? -1
			       : namespaces_give(inside, to, err);
	case MOUNT_COPY:
		return copy(look, mount, from, to, err) < 0
			       ? -1
			       : namespaces_give(inside, to, err);
	case MOUNT_FILE:
		return mounting_write(to, mount->content, 0755, err);
	case MOUNT_LINK:
		break;
	}
	return mounting_make_link(to, mount->from, err);
}

static int
make_private_folders(const struct inside *inside, struct error *err)
{
	uint64_t size = inside->plan->limits.scratch;
	cleanup_free char *home = xasprintf(WORLD "%s", inside->plan->look.home);

	if (mounting_tmpfs(WORLD "/tmp", size, 01777, err) < 0 ||
	    mounting_tmpfs(home, size, 0755, err) < 0 ||
	    namespaces_give(inside, home, err) < 0 ||
	    mounting_make_folder(WORLD "/var/tmp", err) < 0)
		return -1;
	return mounting_make_folder(WORLD "/run", err);
}

static int
fill_world(const struct inside *inside, const struct resolved *resolved,
	   struct error *err)
{
	if (make_private_folders(inside, err) < 0 ||
	    devices_make(inside, WORLD, err) < 0 || proc_make(inside, WORLD, err) < 0 ||
	    views_make(inside, WORLD, err) < 0 || etc_make(inside, WORLD, err) < 0)
		return -1;
	for (size_t i = 0; i < resolved->count; i++) {
		int index = i < resolved->first
				    ? -1
				    : reserved_mount(inside->plan, i - resolved->first);

		if (apply(inside, &resolved->mounts[i], tree_at(inside, index), err) < 0)
			return -1;
	}
	return 0;
}

int
mounts_build(const struct inside *inside, struct error *err)
{
	__attribute__((cleanup(resolved_release))) struct resolved resolved = { 0 };

	if (resolve(&resolved, inside->plan, err) < 0 || make_base(err) < 0 ||
	    make_world(inside, &resolved, err) < 0 ||
	    fill_world(inside, &resolved, err) < 0)
		return -1;
	if (chdir(WORLD) < 0)
		return error_set_errno(err, WORLD);
	/* The old root is stacked over the new one, and unmounting takes it off again. */
	if (pivot(".", ".", err) < 0)
		return -1;
	if (umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
		return error_set_errno(err, "cannot let go of the host's tree");
	return inside->plan->layer != NULL ? 0 : mounting_seal("/", err);
}

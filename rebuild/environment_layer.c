/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_layer.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment_cache.h"
#include "rebuild/environment_layer_apt.h"
#include "rebuild/environment_packages.h"
#include "rebuild/unpack_confined.h"

/* What one layer is about. */
struct layering {
	struct environment *environment; /* the base, and then what came of it */
	const struct session *session;
	const struct environment_extra *extra;
	struct environment_draft draft;
	struct environment_lock lock;
	char *folder; /* owned: what apt works with; goes before the layer is kept */
};

static void
layering_release(struct layering *layering)
{
	environment_draft_discard(&layering->draft);
	environment_lock_release(&layering->lock);
	free(layering->folder);
}

#define cleanup_layering __attribute__((cleanup(layering_release)))

int
environment_check_dependency(const char *text, struct error *err)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789+.-~: ()<>=|[]!";

	if (*text != '\0' && *text != '-' && strspn(text, letters) == strlen(text))
		return 0;
	return error_set(err, ERROR_USAGE, "\"%.200s\" is no dependency", text);
}

static int
check_extra(const struct environment_extra *extra, struct error *err)
{
	for (size_t i = 0; extra->depends != NULL && i < extra->depends->count; i++)
		if (environment_check_dependency(extra->depends->items[i], err) < 0)
			return -1;
	for (size_t i = 0; extra->packages != NULL && i < extra->packages->count; i++)
		if (environment_check_dependency(extra->packages->items[i], err) < 0)
			return -1;
	for (size_t i = 0; extra->versions != NULL && i < extra->versions->count; i++)
		if (environment_check_package(extra->versions->items[i], err) < 0)
			return -1;
	return 0;
}

static void
add_sorted(struct strings *parts, const char *label, const struct strings *from)
{
	cleanup_strings struct strings sorted = { 0 };

	if (from != NULL)
		strings_add_all(&sorted, from);
	strings_sort(&sorted);
	strings_add(parts, label);
	strings_add_all(parts, &sorted);
}

static char *
key_of(const struct environment *base, const struct environment_extra *extra)
{
	cleanup_strings struct strings parts = { 0 };

	strings_add_format(&parts, "over %s", base->digest);
	add_sorted(&parts, "depends", extra->depends);
	add_sorted(&parts, "packages", extra->packages);
	add_sorted(&parts, "versions", extra->versions);
	return strings_join(&parts, "\n");
}

/* What the base had is in the lock as the base had it, also where the archive has
 * forgotten it; `wanted` makes one bootstrap of all of it. */
static int
take_packages(struct layering *layering, struct error *err)
{
	const struct environment_lock *base = &layering->environment->lock;
	struct environment_lock *lock = &layering->lock;
	cleanup_free char *list = path_join(layering->folder, "packages");

	if (environment_packages_take_over(lock, list, base, err) < 0)
		return -1;
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct environment_package *package = &lock->packages[i];
		bool native = strcmp(package->architecture, "all") == 0 ||
			      strcmp(package->architecture, lock->architecture) == 0;

		if (environment_lock_find(base, package->name) == NULL && native &&
		    !strings_contain(&lock->wanted, package->name))
			strings_add(&lock->wanted, package->name);
	}
	strings_sort(&lock->wanted);
	return 0;
}

/* Nothing of the base is ever opened for writing: what differs is put in its place. */
static int
lay_over(struct layering *layering, struct error *err)
{
	cleanup_free char *tar = path_join(layering->folder, "layer.tar");
	cleanup_unpacking struct unpacking unpacking = { 0 };
	const struct root_archive archive = { .path = tar, .manner = ROOT_LAYER };

	progress_line(layering->session->progress, "unpacking");
	if (unpack_root_confined(&unpacking, layering->session, &archive,
				 layering->draft.root, err) < 0)
		return -1;
	return tree_remove(layering->folder, err);
}

static int
keep(struct layering *layering, struct error *err)
{
	struct environment *base = layering->environment;
	struct environment made = ENVIRONMENT_INIT;
	char hex[DIGEST_HEX_MAX];
	int kept;

	environment_lock_digest(&layering->lock, hex);
	made.name = xstrdup(base->name);
	made.kind = xstrdup(environment_layer_kind);
	made.digest = xstrdup(hex);
	made.architecture = xstrdup(layering->lock.architecture);
	made.lock = layering->lock;
	layering->lock = (struct environment_lock){ 0 };
	strings_add_all(&made.left_out, &base->left_out);
	kept = environment_draft_keep(&made, &layering->draft, layering->session, err);
	if (kept < 0) {
		environment_release(&made);
		return -1;
	}
	environment_release(base);
	*base = made;
	return 0;
}

static int
make(struct layering *layering, struct error *err)
{
	struct layer layer = { .base = layering->environment,
			       .extra = layering->extra,
			       .lock = &layering->lock };
	int made;

	progress_stop(layering->session->progress, "environment",
		      "%s, with what the build depends on", layering->environment->name);
	environment_lock_copy_head(&layering->lock, &layering->environment->lock);
	layer.folder = layering->folder = path_join(layering->draft.folder, "apt");
	if (folder_make(layer.folder, err) < 0)
		return -1;
	made = environment_layer_make(&layer, layering->session, err);
	if (made != 0)
		return made;
	if (take_packages(layering, err) < 0 || lay_over(layering, err) < 0)
		return -1;
	return keep(layering, err);
}

static int
find_kept(struct environment *environment, const struct session *session, const char *key,
	  struct error *err)
{
	struct environment kept = ENVIRONMENT_INIT;
	int there = environment_cache_asked(&kept, session, key, err);

	if (there == 1) {
		environment_release(environment);
		*environment = kept;
	} else {
		environment_release(&kept);
	}
	return there;
}

static bool
wants_nothing(const struct environment_extra *extra)
{
	return (extra->depends == NULL || extra->depends->count == 0) &&
	       (extra->packages == NULL || extra->packages->count == 0) &&
	       (extra->versions == NULL || extra->versions->count == 0);
}

int
environment_extend(struct environment *environment, const struct session *session,
		   const struct environment_extra *extra, struct error *err)
{
	cleanup_layering struct layering layering = { .environment = environment,
						      .session = session,
						      .extra = extra,
						      .draft = ENVIRONMENT_DRAFT_INIT };
	cleanup_free char *key = NULL;
	int there;

	if (environment->exact || environment->lock.package_count == 0 ||
	    wants_nothing(extra))
		return 0;
	if (check_extra(extra, err) < 0)
		return -1;
	key = key_of(environment, extra);
	there = extra->fresh ? 0 : find_kept(environment, session, key, err);
	if (there != 0)
		return there < 0 ? -1 : 0;
	if (session->offline)
		return error_set(err, ERROR_NOT_FOUND,
				 "--offline, and the cache does not hold what the build "
				 "depends on");
	if (environment_draft_open(&layering.draft, session, key, err) < 0)
		return -1;
	/* Whoever was waited for has made it. */
	there = extra->fresh ? 0 : find_kept(environment, session, key, err);
	if (there != 0)
		return there < 0 ? -1 : 0;
	return make(&layering, err);
}

void
environment_other_versions(struct strings *out, const struct environment *environment,
			   const struct strings *versions)
{
	for (size_t i = 0; i < versions->count; i++) {
		const char *text = versions->items[i];
		size_t size = strcspn(text, "=");
		cleanup_free char *name = xstrndup(text, size);
		const struct environment_package *package =
			environment_lock_find(&environment->lock, name);

		if (package != NULL && text[size] == '=' &&
		    strcmp(package->version, text + size + 1) != 0)
			strings_add_format(out, "%s: %s wanted, %s used", name,
					   text + size + 1, package->version);
	}
}

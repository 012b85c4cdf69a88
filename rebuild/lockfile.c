/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/lockfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/registry.h"

enum { TEXT_LIMIT = 64 << 20, ENTRIES_MOST = 100000 };

static const struct lockfile_kind *const kinds[] = {
#define LOCKFILE(name) &lockfile_##name,
#include "rebuild/lockfiles.def"
#undef LOCKFILE
};

static void
entry_release(struct lock_entry *entry)
{
	spec_release(&entry->spec);
	free(entry->name);
	free(entry->integrity);
	free(entry->left_out);
}

void
lockfile_release(struct lockfile *lockfile)
{
	for (size_t i = 0; i < lockfile->count; i++)
		entry_release(&lockfile->entries[i]);
	free(lockfile->entries);
	free(lockfile->digest);
	*lockfile = (struct lockfile){ 0 };
}

static int
add(struct lockfile *lockfile, struct lock_entry *entry, struct error *err)
{
	if (lockfile->count >= ENTRIES_MOST) {
		entry_release(entry);
		return error_set(err, ERROR_LIMIT, "more than %d packages", ENTRIES_MOST);
	}
	array_append(lockfile->entries, lockfile->count, *entry);
	return 0;
}

int
lockfile_leave_out(struct lockfile *lockfile, const char *name, const char *why,
		   struct error *err)
{
	struct lock_entry entry = { .name = xstrdup(name), .left_out = xstrdup(why) };

	return add(lockfile, &entry, err);
}

/* "amd64" behind the colon of a name that Debian gives. */
static void
split_architecture(struct spec *spec)
{
	char *colon = strrchr(spec->name, ':');

	if (colon == NULL)
		return;
	spec->architecture = xstrdup(colon + 1);
	*colon = '\0';
}

int
lockfile_add(struct lockfile *lockfile, const char *ecosystem, const char *name,
	     const char *version, const char *integrity, struct error *err)
{
	const struct registry *registry = registry_find(ecosystem);
	struct lock_entry entry = {
		.spec = { .ecosystem = xstrdup(ecosystem),
			  .name = xstrdup(name),
			  .version = xstrdup(version) },
		.name = xasprintf("%s %s", name, version),
		.integrity = xstrdup_or_null(integrity),
	};
	struct error refused;

	if (registry == NULL) {
		spec_release(&entry.spec);
		entry.left_out =
			xasprintf("this cupel knows no registry of %s", ecosystem);
		return add(lockfile, &entry, err);
	}
	if (registry->has_architectures)
		split_architecture(&entry.spec);
	if (registry->check_name(entry.spec.name, &refused) < 0 ||
	    registry->check_version(version, &refused) < 0) {
		spec_release(&entry.spec);
		entry.left_out = xstrdup(refused.message);
		entry.refused = true;
	}
	return add(lockfile, &entry, err);
}

static int
order_of_entries(const void *a, const void *b)
{
	const struct lock_entry *x = *(struct lock_entry *const *)a;
	const struct lock_entry *y = *(struct lock_entry *const *)b;
	int order = strcmp(x->name, y->name);

	if (order == 0)
		order = strcmp(x->integrity != NULL ? x->integrity : "",
			       y->integrity != NULL ? y->integrity : "");
	if (order == 0)
		order = strcmp(x->left_out != NULL ? x->left_out : "",
			       y->left_out != NULL ? y->left_out : "");
	return order != 0 ? order : (x > y) - (x < y);
}

/* One version stands in many places of a tree of dependencies; it is checked once, and
 * once more where the lock file states another integrity. */
static void
drop_duplicates(struct lockfile *lockfile)
{
	struct lock_entry **sorted = xcalloc(lockfile->count + 1, sizeof(*sorted));
	size_t kept = 0;

	for (size_t i = 0; i < lockfile->count; i++)
		sorted[i] = &lockfile->entries[i];
	qsort(sorted, lockfile->count, sizeof(*sorted), order_of_entries);
	for (size_t i = 1; i < lockfile->count; i++) {
		const struct lock_entry *a = sorted[i - 1], *b = sorted[i];

		if (strcmp(a->name, b->name) == 0 &&
		    text_is_same(a->integrity, b->integrity) &&
		    text_is_same(a->left_out, b->left_out)) {
			struct lock_entry *gone = sorted[i];

			sorted[i] = sorted[i - 1]; /* the first stays */
			entry_release(gone);
			*gone = (struct lock_entry){ 0 };
		}
	}
	for (size_t i = 0; i < lockfile->count; i++)
		if (lockfile->entries[i].name != NULL)
			lockfile->entries[kept++] = lockfile->entries[i];
	lockfile->count = kept;
	free(sorted);
}

static const struct lockfile_kind *
recognize(struct bytes text)
{
	for (size_t i = 0; i < array_length(kinds); i++)
		if (kinds[i]->recognize(text))
			return kinds[i];
	return NULL;
}

int
lockfile_read(struct lockfile *out, const struct session *session, const char *path,
	      struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TEXT_LIMIT);
	char hex[DIGEST_HEX_MAX];

	*out = (struct lockfile){ 0 };
	if (file_read(path, &text, err) < 0)
		return -1;
	if (text.size == 0)
		return error_set(err, ERROR_MALFORMED, "%s: an empty file", path);
	out->kind = recognize(buffer_bytes(&text));
	if (out->kind == NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "%s: no lock file that is known: package-lock.json, "
				 "Cargo.lock, or what dpkg-query -W prints",
				 path);
	if (out->kind->read(out, session, buffer_bytes(&text), err) < 0)
		return error_wrap(err, "%s", path);
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&text), hex);
	out->digest = xstrdup(hex);
	drop_duplicates(out);
	return 0;
}

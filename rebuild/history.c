/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/registry.h"
#include "rebuild/version.h"

enum { RELEASES_MOST = 1000 };

/* What a report calls it. */
static const struct lockfile_kind kind = { .file = "releases" };

void
history_release(struct history *history)
{
	checks_release(&history->checks);
	lockfile_release(&history->releases);
	for (size_t i = 0; i < history->step_count; i++) {
		struct history_step *step = &history->steps[i];

		for (size_t k = 0; k < step->count; k++) {
			free(step->changes[k].path);
			free(step->changes[k].why);
		}
		free(step->changes);
	}
	free(history->steps);
	*history = (struct history){ 0 };
}

static void
sort_versions(struct strings *versions, enum version_scheme scheme)
{
	for (size_t i = 1; i < versions->count; i++)
		for (size_t k = i; k > 0 && version_order(scheme, versions->items[k - 1],
							  versions->items[k]) > 0;
		     k--) {
			char *moved = versions->items[k];

			versions->items[k] = versions->items[k - 1];
			versions->items[k - 1] = moved;
		}
}

static int
find_version(size_t *index, const struct strings *versions, const struct spec *spec,
	     const char *version, struct error *err)
{
	for (*index = 0; *index < versions->count; (*index)++)
		if (strcmp(versions->items[*index], version) == 0)
			return 0;
	return error_set(err, ERROR_NOT_FOUND, "there is no release %s of %s", version,
			 spec->name);
}

/* As `cupel check` chooses one without a version. */
static int
newest_version(char **version, const struct session *session, const struct spec *spec,
	       struct error *err)
{
	cleanup_release struct release release = { 0 };

	if (release_lookup(&release, session, spec, err) < 0)
		return -1;
	*version = xstrdup(release.spec.version);
	return 0;
}

static int
list_releases(struct strings *versions, const struct session *session,
	      const struct spec *spec, struct error *err)
{
	const struct registry *registry = registry_find(spec->ecosystem);

	if (registry == NULL || registry->list == NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "--since: no registry lists the releases of %s packages",
				 spec->ecosystem);
	if (registry->list(versions, session, spec->name, err) < 0)
		return -1;
	sort_versions(versions, version_scheme_of(spec->ecosystem));
	return 0;
}

static int
take_releases(struct history *out, const struct strings *versions,
	      const struct spec *spec, size_t first, size_t last, struct error *err)
{
	if (last <= first)
		return error_set(err, ERROR_USAGE, "--since %s: %s %s is not after it",
				 versions->items[first], spec->name,
				 versions->items[last]);
	if (last - first > RELEASES_MOST)
		return error_set(err, ERROR_LIMIT,
				 "%zu releases since %s are more than %d", last - first,
				 versions->items[first], RELEASES_MOST);
	for (size_t i = first; i <= last; i++)
		if (lockfile_add(&out->releases, spec->ecosystem, spec->name,
				 versions->items[i], NULL, err) < 0)
			return -1;
	return 0;
}

int
history_start(struct history *out, const struct session *session, const struct spec *spec,
	      const char *since, bool strict, struct error *err)
{
	cleanup_strings struct strings versions = { 0 };
	cleanup_free char *newest = NULL;
	size_t first, last;

	*out = (struct history){ .releases = { .kind = &kind } };
	if (list_releases(&versions, session, spec, err) < 0)
		return -1;
	if (spec->version == NULL && newest_version(&newest, session, spec, err) < 0)
		return -1;
	if (find_version(&first, &versions, spec, since, err) < 0 ||
	    find_version(&last, &versions, spec, newest != NULL ? newest : spec->version,
			 err) < 0 ||
	    take_releases(out, &versions, spec, first, last, err) < 0)
		return -1;
	checks_start(&out->checks, &out->releases, strict);
	return 0;
}

size_t
history_unexplained(const struct history_step *step)
{
	size_t count = 0;

	for (size_t i = 0; i < step->count; i++)
		count += step->changes[i].why != NULL;
	return count;
}

size_t
history_unsure(const struct history_step *step)
{
	size_t count = 0;

	for (size_t i = 0; i < step->count; i++)
		count += step->changes[i].why != NULL && step->changes[i].unsure;
	return count;
}

int
history_status(const struct history *history)
{
	int status = checks_status(&history->checks);

	for (size_t i = 0; i < history->step_count; i++) {
		const struct history_step *step = &history->steps[i];
		size_t unsure = history_unsure(step);

		if (history_unexplained(step) > unsure)
			return outcome_exit(OUTCOME_DIFFERENT, false);
		if (unsure > 0 && status == 0)
			status = outcome_exit(OUTCOME_NO_SOURCE, false);
	}
	return status;
}

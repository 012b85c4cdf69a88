/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packages of Debian: from the archives that apt of this machine is set up for, which are
 * trusted by the signatures of their Release files and not by how they are reached, so
 * that plain http is as good as https.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_changelog.h"
#include "rebuild/debian_examine.h"
#include "rebuild/debian_given.h"
#include "rebuild/debian_lookup.h"
#include "rebuild/debian_version.h"
#include "rebuild/registry.h"

static int
check_name(const char *name, struct error *err)
{
	if (debian_is_name(name))
		return 0;
	return error_set(err, ERROR_USAGE,
			 "\"%.200s\" cannot be the name of a package of Debian", name);
}

/* What is signed may come by any way. */
static struct session
with_http(const struct session *session)
{
	struct session copy = *session;

	copy.allow_http = true;
	return copy;
}

/* A mirror that stops answering, or sends without an end, has told nothing: that is no
 * verdict about the package. */
static int
blame_mirror(struct error *err)
{
	if (err->kind == ERROR_LIMIT)
		err->kind = ERROR_NETWORK;
	return -1;
}

static int
make_folder(struct debian_release *debian, const struct session *session,
	    struct error *err)
{
	return folder_make_scratch(&debian->source_folder, session->scratch, "debian",
				   err);
}

/* Of the only package, or of the folder that they all lie in; NULL. */
static char *
find_url(const struct debian_release *debian)
{
	const char *first = debian->binaries[0].url;
	size_t size = first == NULL ? 0 : (size_t)(path_name(first) - first);

	for (size_t i = 0; i < debian->binary_count && size > 0; i++) {
		const char *url = debian->binaries[i].url;

		if (url == NULL || (size_t)(path_name(url) - url) != size ||
		    strncmp(url, first, size) != 0)
			return NULL;
	}
	if (size == 0 || debian->binary_count == 1)
		return xstrdup_or_null(first);
	return xstrndup(first, size);
}

static void
take_facts(struct release *out)
{
	const struct debian_release *debian = out->debian;

	replace_text(&out->spec.name, xstrdup(debian->source));
	replace_text(&out->spec.version, xstrdup(debian->source_version));
	replace_text(&out->spec.architecture, xstrdup(debian->architecture));
	replace_text(&out->artifact_path, xstrdup(debian->binary_folder));
	replace_text(&out->artifact_name, NULL); /* of what was given */
	out->artifact_name =
		debian->binary_count == 1
			? xstrdup(debian->binaries[0].published_name)
			: xasprintf("%s_%s", debian->source,
				    debian_version_without_epoch(debian->source_version));
	if (out->artifact_url == NULL)
		out->artifact_url = find_url(debian);
}

static int
lookup(struct release *out, const struct session *session, struct error *err)
{
	struct session any_way = with_http(session);
	struct debian_wanted wanted = { .name = out->spec.name,
					.version = out->spec.version,
					.architecture = out->spec.architecture,
					.suite = out->spec.suite };

	out->debian = xcalloc(1, sizeof(*out->debian));
	if (make_folder(out->debian, session, err) < 0 ||
	    debian_lookup(out->debian, &out->notes, &any_way, &wanted, err) < 0 ||
	    debian_fetch_binaries(out->debian, &out->notes, &any_way, err) < 0)
		return blame_mirror(err);
	take_facts(out);
	return 0;
}

static int
identify(struct release *out, const struct session *session,
	 const struct inventory *inventory, bool *yes, struct error *err)
{
	struct session any_way = with_http(session);
	const struct debian_gift gift = { out->artifact_path, out->artifact_name };

	(void)inventory;
	*yes = debian_given_is(out->artifact_path, out->artifact_name);
	if (!*yes)
		return 0;
	out->spec.ecosystem = xstrdup("deb");
	out->debian = xcalloc(1, sizeof(*out->debian));
	if (make_folder(out->debian, session, err) < 0 ||
	    debian_given(out->debian, &out->notes, &any_way, &gift, err) < 0 ||
	    debian_fetch_binaries(out->debian, &out->notes, &any_way, err) < 0)
		return blame_mirror(err);
	take_facts(out);
	return 0;
}

static void
say_what(struct source *out, const struct debian_release *debian)
{
	struct candidate candidate = {
		.origin = CANDIDATE_HINT,
		.commit = xstrdup(debian->dsc.name),
		.directory = xstrdup(""),
		.valid = true,
		.taken = true,
	};

	candidate.reason =
		debian->dsc.url != NULL
			? xasprintf("SHA-256 %.16s... of the signed index of %s",
				    debian->dsc.sha256, debian->suite)
			: xasprintf("SHA-256 %.16s..., as it was given",
				    debian->dsc.sha256);
	array_append(out->candidates, out->candidate_count, candidate);
}

static int
find_source(struct source *out, const struct session *session,
	    const struct release *release, const struct inventory *inventory,
	    const char *given, struct error *err)
{
	struct session any_way = with_http(session);
	struct debian_release *debian = release->debian;

	(void)inventory;
	out->kind = SOURCE_DSC;
	if (given != NULL && debian_given_source(debian, &any_way, given, err) < 0)
		return blame_mirror(err);
	if (debian->dsc.name == NULL) {
		out->state = SOURCE_NONE;
		strings_add_format(&out->notes,
				   "no archive that apt is set up for has the source of "
				   "%s %s; name its .dsc with --source",
				   debian->source, debian->source_version);
		return 0;
	}
	if (debian_fetch_source(debian, &out->notes, &any_way, err) < 0)
		return blame_mirror(err);
	debian->changelog_time = debian_changelog_time(debian, session);
	out->state = SOURCE_FOUND;
	out->tree = xstrdup(debian->source_folder);
	out->directory = xstrdup("");
	out->location =
		xstrdup(debian->dsc.url != NULL ? debian->dsc.url : debian->dsc.name);
	out->time = debian->changelog_time;
	say_what(out, debian);
	return 0;
}

static char *
own_environment(const struct release *release)
{
	return release->debian != NULL && release->debian->codename != NULL
		       ? xasprintf("debian:%s", release->debian->codename)
		       : NULL;
}

const struct registry registry_deb = {
	.ecosystem = "deb",
	.example = "deb:hello@2.10-3",
	.namespace = "debian",
	.has_architectures = true,
	.check_name = check_name,
	.check_version = debian_version_check,
	.lookup = lookup,
	.identify = identify,
	.find_source = find_source,
	.own_environment = own_environment,
	.examine = debian_examine,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which of apt's sources belong to one release of Debian.  Its suites are called after
 * it: bookworm, bookworm-updates, bookworm-security (once bookworm/updates), and others
 * beside them that nobody has who did not ask, such as bookworm-backports.
 */
#include "rebuild/apt_sources.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { RELEASE_FILE_MAX = 1 << 16 };

static const char usual_archive[] = "http://deb.debian.org/debian";
static const char usual_security[] = "http://deb.debian.org/debian-security";

/* Of /etc/os-release (os-release(5)). */
struct host {
	bool is_debian;
	char *codename; /* owned; NULL: it has none, as sid has */
};

static bool
is_wanted_suffix(const char *suffix)
{
	static const char *const wanted[] = { "", "-updates", "-security", "/updates" };

	for (size_t i = 0; i < array_length(wanted); i++)
		if (strcmp(suffix, wanted[i]) == 0)
			return true;
	return false;
}

/* How long the release's name at the front of a suite's is. */
static size_t
base_size(const char *suite)
{
	return strcspn(suite, "-/");
}

/* NULL is any. */
static bool
has_base(const struct apt_source *source, const char *base)
{
	size_t size = base_size(source->suite);

	if (base != NULL &&
	    (size != strlen(base) || !text_starts_with(source->suite, base)))
		return false;
	return is_wanted_suffix(source->suite + size);
}

bool
apt_suite_is_rolling(const char *suite)
{
	return strcmp(suite, "sid") == 0 || strcmp(suite, "unstable") == 0 ||
	       strcmp(suite, "experimental") == 0;
}

static void
adopt_one(struct apt_sources *out, const struct apt_source *source, const char *suite)
{
	cleanup_free char *components = strings_join(&source->components, " ");
	struct apt_source *added = apt_sources_add(out, source->uri, suite, components);

	added->signed_by = xstrdup_or_null(source->signed_by);
	added->ignores_valid_until = source->ignores_valid_until;
}

/* The sources of `base`, or of any, said of `suite` where that is one. */
static void
adopt(struct apt_sources *out, const struct apt_sources *all, const char *base,
      const char *suite)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct apt_source *source = &all->items[i];
		const char *suffix = source->suite + base_size(source->suite);
		cleanup_free char *name = NULL;

		if (!has_base(source, base) ||
		    (suite != NULL && *suffix != '\0' && apt_suite_is_rolling(suite)))
			continue;
		name = suite != NULL ? xasprintf("%s%s", suite, suffix)
				     : xstrdup(source->suite);
		adopt_one(out, source, name);
	}
}

void
apt_sources_add_usual(struct apt_sources *sources, const char *suite)
{
	cleanup_free char *updates = xasprintf("%s-updates", suite);
	cleanup_free char *security = xasprintf("%s-security", suite);

	apt_sources_add(sources, usual_archive, suite, "main");
	if (apt_suite_is_rolling(suite) || suite[base_size(suite)] != '\0')
		return;
	apt_sources_add(sources, usual_archive, updates, "main");
	apt_sources_add(sources, usual_security, security, "main");
}

/* "NAME=value", perhaps in quotes; NULL. */
static char *
find_setting(struct bytes text, const char *name)
{
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		size_t size = strlen(name);

		if (!bytes_start_with(line, bytes_of_text(name)))
			continue;
		line = bytes_slice(line, size, SIZE_MAX);
		if (line.size >= 2 && line.data[0] == '"')
			line = bytes_slice(line, 1, line.size - 2);
		return line.size > 0 ? xstrndup((const char *)line.data, line.size)
				     : NULL;
	}
	return NULL;
}

static void
read_host(struct host *host)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(RELEASE_FILE_MAX);
	cleanup_free char *id = NULL;
	struct error ignored; /* then it is not Debian */

	*host = (struct host){ 0 };
	if (file_read("/etc/os-release", &text, &ignored) < 0)
		return;
	id = find_setting(buffer_bytes(&text), "ID=");
	host->is_debian = text_is_same(id, "debian");
	if (host->is_debian)
		host->codename = find_setting(buffer_bytes(&text), "VERSION_CODENAME=");
}

/* What has no codename is called by whatever apt's first source is. */
static void
adopt_first(struct apt_sources *out, const struct apt_sources *all, const char *suite)
{
	const char *first = all->items[0].suite;
	cleanup_free char *base = xstrndup(first, base_size(first));

	adopt(out, all, base, suite);
}

/* Where this machine's own release comes from, the one that is asked for will be too. */
static void
choose_release(struct apt_sources *out, const struct apt_sources *all,
	       const struct host *host, const char *release)
{
	adopt(out, all, release, release);
	if (out->count == 0 && host->codename != NULL)
		adopt(out, all, host->codename, release);
	if (out->count == 0 && all->count > 0 && host->is_debian)
		adopt_first(out, all, release);
	if (out->count == 0)
		apt_sources_add_usual(out, release);
}

/* One suite beside a release's own: where apt has it, or where the release itself is. */
static void
choose_suite(struct apt_sources *out, const struct apt_sources *all,
	     const struct host *host, const char *suite)
{
	cleanup_apt_sources struct apt_sources release = { 0 };
	cleanup_free char *base = xstrndup(suite, base_size(suite));

	choose_release(&release, all, host, base);
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].suite, suite) == 0)
			adopt_one(out, &all->items[i], suite);
	for (size_t i = 0; i < release.count && out->count == 0; i++)
		if (strcmp(release.items[i].suite, suite) == 0)
			adopt_one(out, &release.items[i], suite);
	for (size_t i = 0; i < release.count && out->count == 0; i++)
		if (strcmp(release.items[i].suite, base) == 0)
			adopt_one(out, &release.items[i], suite);
}

/* Of this machine's release, or of whatever apt has where it has not that. */
static void
choose_own(struct apt_sources *out, const struct apt_sources *all,
	   const struct host *host)
{
	if (host->codename != NULL)
		adopt(out, all, host->codename, NULL);
	if (out->count == 0)
		adopt(out, all, NULL, NULL);
	if (out->count == 0)
		apt_sources_add_usual(out,
				      host->codename != NULL ? host->codename : "stable");
}

static void
choose(struct apt_sources *out, const struct apt_sources *all, const struct host *host,
       const char *suite)
{
	if (suite == NULL)
		choose_own(out, all, host);
	else if (suite[base_size(suite)] != '\0')
		choose_suite(out, all, host, suite);
	else
		choose_release(out, all, host, suite);
}

int
apt_sources_of_suite(struct apt_sources *out, const struct session *session,
		     const char *suite, struct error *err)
{
	cleanup_apt_sources struct apt_sources all = { 0 };
	struct host host;

	*out = (struct apt_sources){ 0 };
	if (apt_sources_read(&all, session, err) < 0)
		return -1;
	read_host(&host);
	choose(out, &all, &host, suite);
	strings_add_all(&out->keyring, &all.keyring);
	out->ignores_valid_until = all.ignores_valid_until;
	out->architecture = steal_pointer(&all.architecture);
	free(host.codename);
	return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/autoconf_release.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/unpack_confined.h"

enum { TARBALL_LIMIT = 8 << 20 };

#define DEBIAN_POOL "https://deb.debian.org/debian/pool/main/a/"
#define GNU_FOLDER  "https://ftp.gnu.org/gnu/autoconf/"

static const struct autoconf_release releases[] = {
#define AUTOCONF(version, year, home, pool, name, sha256)                                \
	{ version, year, home, DEBIAN_POOL pool, GNU_FOLDER name, "sha256-" sha256 },
#include "rebuild/autoconf_releases.def"
#undef AUTOCONF
};

const struct autoconf_release *
autoconf_release_find(const char *version)
{
	for (size_t i = 0; i < array_length(releases); i++)
		if (strcmp(releases[i].version, version) == 0)
			return &releases[i];
	return NULL;
}

static int
fetch(char **path, const struct session *session, const struct autoconf_release *release,
      struct error *err)
{
	struct fetch_request request = {
		.url = release->pool,
		.integrity = release->sha256,
		.limit = TARBALL_LIMIT,
		.reusable = true,
	};

	if (fetch_file(path, session, &request, err) == 0)
		return 0;
	if (err->kind == ERROR_INTERRUPTED)
		return -1;
	request.url = release->name;
	return fetch_file(path, session, &request, err);
}

int
autoconf_release_open(char **folder, const struct session *session,
		      const struct autoconf_release *release, struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };
	cleanup_free char *tarball = NULL;

	if (fetch(&tarball, session, release, err) < 0 ||
	    folder_make_scratch(folder, session->scratch, "autoconf", err) < 0)
		return -1;
	return unpack_confined(&unpacking, session, tarball, *folder, 1, err);
}

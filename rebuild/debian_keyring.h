/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Which keys may sign an archive's Release: those of its Signed-By (sources.list(5)), or
 * else all that apt trusts and Debian's own. */

#include "rebuild/apt_sources.h"
#include "rebuild/openpgp.h"

struct debian_keyring {
	char *path; /* owned: a keyring for openpgp_verify(), in the scratch folder */
	struct strings
		fingerprints; /* one of these has to be it; none: any of the keys */
};

#define cleanup_debian_keyring __attribute__((cleanup(debian_keyring_release)))
void debian_keyring_release(struct debian_keyring *keyring);

/* ERROR_UNSUPPORTED when there are no keys at all. */
int debian_keyring_make(struct debian_keyring *out, const struct session *session,
			const struct apt_sources *sources,
			const struct apt_source *source, struct error *err);

/* Whether a good signature is by a key that may. */
bool debian_keyring_allows(const struct debian_keyring *keyring,
			   const struct signature *signature);

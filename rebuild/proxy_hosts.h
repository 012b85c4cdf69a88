/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The hosts that a fetch step finds on its loopback: npm's registry by both of its names,
 * GitHub's for archives of commits, and that of the session's registry where it is
 * another.  They are all that is let through.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "base/strings.h"

/* Those for a registry's base URL. */
void proxy_hosts_for(struct strings *out, const char *registry);

/* What to ask in the place of https://HOST/PATH; the caller frees; NULL for a host that
 * is not among them.  `host` may have the port. */
char *proxy_hosts_upstream(const struct strings *hosts, const char *registry,
			   const char *host, const char *path);

/* A path from the root, none of whose parts leads out of what is above it: upstream there
 * may be more than a registry. */
bool proxy_hosts_stays(const char *path);

/* A document of a registry that is not the public one says where its tarballs are by its
 * own address, which nobody inside could reach: they get the public one's. */
void proxy_hosts_rename(struct buffer *out, const char *registry, struct bytes document);

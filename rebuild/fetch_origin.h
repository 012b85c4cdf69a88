/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Who may lead where.  Documents and redirects of a registry lead to other hosts, over
 * https: whoever answers there has a certificate for it.  This machine's own services,
 * which use plain http and trust whoever reaches them, are asked where the person has
 * named them: as the registry, as a mirror, or by the URL itself.
 */

#include "rebuild/fetch.h"

/* Of a URL's host, as libcurl writes it. */
bool origin_is_here(const char *host);

/* `url` is what is to be asked for the request, by a mirror or a redirect perhaps; -1
 * with ERROR_USAGE. */
int origin_check(const struct session *session, const struct fetch_request *request,
		 const char *url, struct error *err);

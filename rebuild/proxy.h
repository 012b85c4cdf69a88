/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a fetch step sees of the network: one port on its own loopback, where we answer.
 * Each request goes to one registry through fetch.h, with its mirrors, its limits and its
 * cache, so that a run without network is answered from what was fetched before; each is
 * noted with the digest of the answer.  Nothing else can be reached.
 */

#include "rebuild/session.h"

enum { PROXY_PORT = 4873 }; /* where registries on loopback use to listen */

struct proxy_request {
	char *url;	 /* owned: as it was asked for upstream */
	char sha256[65]; /* of the answer; empty where there was none */
	uint64_t size;
	char *failure; /* owned: why there was no answer; NULL */
};

struct proxy;

/* Answers for this registry; NULL for the session's own of npm.  The session is borrowed.
 */
struct proxy *proxy_new(const struct session *session, const char *registry);
void proxy_free(struct proxy *proxy);

/* Starts to answer on a listening socket, which it takes over: for sandbox_service. */
void proxy_listen(void *proxy, int fd);

/* -1 with what kept it from answering. */
int proxy_check(const struct proxy *proxy, struct error *err);

/* Each request once, sorted by URL; borrowed until the next call. */
const struct proxy_request *proxy_requests(struct proxy *proxy, size_t *count);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a fetch step sees of the network: one port on its own loopback, where we answer.
 * Each request goes out through fetch.h, with its mirrors, its limits and its cache, so
 * that a run without network is answered from what was fetched before; each is noted with
 * the digest of the answer.  Nothing else can be reached.
 *
 * A client that can be told to ask one registry for everything is told our address.  One
 * that goes by addresses of its own finds these hosts on the loopback, where we answer in
 * their place over HTTPS, with a certificate that it is told to trust.
 */

#include "rebuild/session.h"

enum {
	PROXY_PORT = 4873, /* where registries on loopback use to listen */
	PROXY_HOSTS_PORT = 443,
};

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

/* Answers for the hosts that lock files of npm and yarn name, and for the session's
 * registry under the name of the public one. */
int proxy_new_for_hosts(struct proxy **out, const struct session *session,
			struct error *err);
void proxy_free(struct proxy *proxy);

/* Of one for hosts: which they are, and what to trust.  Borrowed from the proxy. */
const struct strings *proxy_hosts(const struct proxy *proxy);
const char *proxy_certificate(const struct proxy *proxy);

/* Starts to answer on a listening socket, which it takes over: for sandbox_service. */
void proxy_listen(void *proxy, int fd);

/* -1 with what kept it from answering. */
int proxy_check(const struct proxy *proxy, struct error *err);

/* Each request once, sorted by URL; borrowed until the next call. */
const struct proxy_request *proxy_requests(struct proxy *proxy, size_t *count);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Where Debian's packages come from: as the apt of this machine is set up, or from the
 * snapshot archive.  --mirror FROM=TO changes where they are fetched, never what the
 * environment says inside of itself.
 */

#include "base/strings.h"
#include "rebuild/environment_lock.h"
#include "rebuild/session.h"

/* Fills in lock->sources, for its suite and snapshot. */
int environment_sources_find(struct environment_lock *lock, const struct session *session,
			     struct error *err);

/* The same lines as mmdebstrap is to fetch by them: from the session's mirrors, by the
 * keys that this machine's apt has for these archives. */
int environment_sources_fetch(struct strings *lines, const struct environment_lock *lock,
			      const struct session *session, struct error *err);

/* What apt.conf has to say while packages are fetched: proxies, retries, passwords' files
 * of this machine; nothing that weakens how signatures are checked. */
int environment_sources_options(struct buffer *out, const struct environment_lock *lock,
				const struct session *session, struct error *err);

/* NAME=value of what programs of apt's family are run with. */
void environment_sources_variables(struct strings *variables,
				   const struct session *session);

/* Runs `apt-config ARGUMENTS` and gives each line that it prints. */
int environment_sources_ask(const struct strings *arguments,
			    const struct session *session,
			    void (*line)(void *context, const char *line), void *context,
			    struct error *err);

/* Whether what apt said is of the network's making: ERROR_NETWORK, else ERROR_SYSTEM. */
enum error_kind environment_sources_trouble(const struct strings *said);

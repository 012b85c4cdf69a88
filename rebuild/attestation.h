/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a registry has on who built an artifact, and from what: SLSA's provenance, in an
 * in-toto statement, in a DSSE envelope, in a bundle of sigstore.  Nobody verifies its
 * signature here: it is a word of the publisher, a hint for the commit and never proof, and
 * a release may match it in every byte or in none.
 */

#include "base/json.h"
#include "rebuild/session.h"

struct attestation {
	char *predicate;  /* owned: https://slsa.dev/provenance/v1; NULL: not stated */
	char *repository; /* owned: an https URL; NULL: not stated */
	char *ref, *commit; /* owned: refs/tags/v1.0.0, an id in hex; NULL likewise */
	char *subject;	  /* owned: SHA-512 of the bytes that it is about, in hex; NULL */
	bool is_of_artifact; /* that is the artifact's */
	char *trouble;	     /* owned: why nothing could be read of it; NULL */
};

/* NULL is fine. */
void attestation_free(struct attestation *attestation);

/* Reads {"attestations": [...]}: the provenance of bytes with this SHA-512, or else the
 * first of any.  -1 with ERROR_NOT_FOUND where there is none, ERROR_MALFORMED where none can
 * be read; *out is whole, and to be freed, either way. */
int attestation_read(struct attestation *out, struct bytes document, const char *sha512,
		     struct error *err);

/* The same of what a URL answers, for an artifact's file. */
int attestation_fetch(struct attestation *out, const struct session *session,
		      const char *url, const char *artifact, struct error *err);

struct json *attestation_to_json(const struct attestation *attestation);

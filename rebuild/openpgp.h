/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Signatures, checked by gpgv(1).  It is given the keys that count and nothing else: no
 * home, no default keyring, no network.
 */

#include "rebuild/session.h"

enum signature_state {
	SIGNATURE_GOOD,	   /* at least one is, by a key of the keyring, and none is bad */
	SIGNATURE_BAD,	   /* the text is not what was signed */
	SIGNATURE_UNKNOWN, /* by keys that are not in the keyring */
	SIGNATURE_REFUSED, /* by a key that has expired or was revoked, or too weak */
	SIGNATURE_NONE,	   /* it is not signed */
};

struct signature {
	enum signature_state state;
	char *signer; /* owned: the user ID of a good one's key, or the ID of one that is
		       * not known; NULL */
	char *fingerprint; /* owned: of a good one's key, in hex; NULL */
	char *primary;	   /* owned: of that one's primary key; NULL */
};

#define cleanup_signature __attribute__((cleanup(signature_release)))
void signature_release(struct signature *signature);

/* "its signature is not right", in words; "" for a good one. */
const char *signature_words(enum signature_state state);

struct signature_request {
	const char *signed_path; /* a clearsigned text, or the text of `detached` */
	const char *detached;	 /* the file of a signature; NULL: within signed_path */
	const char *keyring;	 /* keys without armor */
	const char *output; /* a file that comes to hold the text that was signed; NULL */
};

/* 0 whatever it says of the signature; -1 with ERROR_UNSUPPORTED without gpgv. */
int openpgp_verify(struct signature *out, const struct session *session,
		   const struct signature_request *request, struct error *err);

/* Writes one keyring for openpgp_verify() from these files, with and without armor:
 * *path, in the session's scratch folder; the caller frees it.  Files that are not there
 * are left out; NULL when nothing is left. */
int openpgp_keyring(char **path, const struct session *session,
		    const struct strings *files, struct error *err);

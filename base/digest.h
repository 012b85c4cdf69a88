/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Digests, through OpenSSL's libcrypto: MD5 (RFC 1321; lists in packages), SHA-1 (npm's `shasum`, git's object names),
 * SHA-256, SHA-384 and SHA-512 (FIPS 180-4), and base64 (RFC 4648 section 4) for Subresource
 * Integrity strings.  A digest names content; it never decides that two files are equal.
 */

#include "base/bytes.h"
#include "base/error.h"

/* From the weakest to the strongest. */
enum digest_kind { DIGEST_MD5, DIGEST_SHA1, DIGEST_SHA256, DIGEST_SHA384, DIGEST_SHA512 };

enum {
	DIGEST_SIZE_MAX = 64,
	DIGEST_HEX_MAX = 2 * DIGEST_SIZE_MAX + 1,
	DIGEST_BASE64_MAX = (DIGEST_SIZE_MAX + 2) / 3 * 4 + 1,
};

struct digest {
	uint8_t data[DIGEST_SIZE_MAX];
	size_t size; /* 16, 20, 32, 48 or 64 */
};

/* Has libcrypto read its configuration, which needs files, before doors are closed. */
void digest_prepare(void);

struct digest_state; /* a digest in the making */

struct digest_state *digest_begin(enum digest_kind kind);
void digest_add(struct digest_state *state, struct bytes bytes);

/* Gives the digest and frees the state; `digest` may be NULL. */
void digest_end(struct digest_state *state, struct digest *digest);

struct digest digest_of(enum digest_kind kind, struct bytes bytes);

/* Lower-case hexadecimal; `hex` has room for DIGEST_HEX_MAX. */
void digest_to_hex(const struct digest *digest, char *hex);

/* The two steps in one: hex of the digest of bytes. */
void digest_hex_of(enum digest_kind kind, struct bytes bytes, char *hex);

/* Hex of the digest of a file, which is read in pieces; -1 when it cannot be read. */
int digest_hex_of_file(enum digest_kind kind, const char *path, char *hex,
		       struct error *err);

/* git's name of these bytes as a blob: SHA-1 of "blob SIZE\0" and the bytes. */
void digest_git_blob(struct bytes bytes, char *hex);

/* How many bytes a digest of this kind has. */
size_t digest_size(enum digest_kind kind);

/* With padding; `base64` has room for DIGEST_BASE64_MAX. */
void digest_to_base64(const struct digest *digest, char *base64);

/* Strict base64 with padding; -1 with ERROR_MALFORMED, also when it is no digest's size. */
int digest_from_base64(struct digest *digest, const char *text, struct error *err);
int digest_from_hex(struct digest *digest, const char *text, struct error *err);

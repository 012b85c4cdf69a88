/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Signatures as PKCS #7 and CMS have them (RFC 2315, RFC 5652 section 5), read as far as
 * it takes to say whether one is about these bytes.  Who signed, and whether the numbers
 * are right, is not judged: a signature block that is taken away hides nothing but
 * itself.
 */

#include "base/bytes.h"
#include "base/digest.h"

/* One value of DER (X.690 section 10): definite lengths only. */
struct der {
	uint8_t tag;
	struct bytes content; /* borrowed */
};

enum der_tag {
	DER_INTEGER = 0x02,
	DER_OCTETS = 0x04,
	DER_OBJECT = 0x06,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0,
	DER_CONTEXT_1 = 0xa1,
};

/* Takes the next value; what is none is an overrun. */
struct der der_take(struct cursor *at);

/* The same of one tag; another is an overrun. */
struct bytes der_take_tagged(struct cursor *at, enum der_tag tag);

struct signed_data {
	struct bytes type;    /* borrowed: an object identifier, as it is encoded */
	struct bytes content; /* borrowed: what is signed; empty when it is detached */
	struct bytes signers; /* borrowed: at least one */
	size_t size;	      /* of the whole */
};

/* false when the bytes do not begin with a ContentInfo that holds SignedData. */
bool signed_data_read(struct signed_data *data, struct bytes bytes);

/* Which digest an AlgorithmIdentifier names; false when it is none that we know. */
bool signed_data_algorithm(struct bytes algorithm, enum digest_kind *kind);

/* Whether every signer's signed attributes name the digest of these bytes. */
bool signed_data_covers(const struct signed_data *data, struct bytes bytes);

/* Whether every signer has signed attributes; else it has signed the content itself. */
bool signed_data_has_attributes(const struct signed_data *data);

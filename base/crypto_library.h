/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to OpenSSL's libcrypto, for digest.c and base64.c. */

#include <openssl/evp.h>

#include "base/later.h"

#define CRYPTO_CALLS(CALL)                                                               \
	CALL(EVP_DecodeBlock)                                                            \
	CALL(EVP_DigestFinal_ex)                                                         \
	CALL(EVP_DigestInit_ex)                                                          \
	CALL(EVP_DigestUpdate)                                                           \
	CALL(EVP_EncodeBlock)                                                            \
	CALL(EVP_MD_CTX_free)                                                            \
	CALL(EVP_MD_CTX_new)                                                             \
	CALL(EVP_md5)                                                                    \
	CALL(EVP_sha1)                                                                   \
	CALL(EVP_sha256)                                                                 \
	CALL(EVP_sha384)                                                                 \
	CALL(EVP_sha512)

LATER_DECLARE(crypto, CRYPTO_CALLS)

#define EVP_DecodeBlock	   crypto_library()->EVP_DecodeBlock
#define EVP_DigestFinal_ex crypto_library()->EVP_DigestFinal_ex
#define EVP_DigestInit_ex  crypto_library()->EVP_DigestInit_ex
#define EVP_DigestUpdate   crypto_library()->EVP_DigestUpdate
#define EVP_EncodeBlock	   crypto_library()->EVP_EncodeBlock
#define EVP_MD_CTX_free	   crypto_library()->EVP_MD_CTX_free
#define EVP_MD_CTX_new	   crypto_library()->EVP_MD_CTX_new
#define EVP_md5		   crypto_library()->EVP_md5
#define EVP_sha1	   crypto_library()->EVP_sha1
#define EVP_sha256	   crypto_library()->EVP_sha256
#define EVP_sha384	   crypto_library()->EVP_sha384
#define EVP_sha512	   crypto_library()->EVP_sha512

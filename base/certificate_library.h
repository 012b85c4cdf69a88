/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to OpenSSL's libcrypto, for certificate.c: most runs make none. */

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/later.h"

#define CERTIFICATE_CALLS(CALL)                                                          \
	CALL(ASN1_TIME_set_string)                                                       \
	CALL(BIO_ctrl)                                                                   \
	CALL(BIO_free)                                                                   \
	CALL(BIO_new)                                                                    \
	CALL(BIO_s_mem)                                                                  \
	CALL(BN_free)                                                                    \
	CALL(BN_new)                                                                     \
	CALL(BN_rand)                                                                    \
	CALL(BN_to_ASN1_INTEGER)                                                         \
	CALL(EVP_PKEY_Q_keygen)                                                          \
	CALL(EVP_PKEY_free)                                                              \
	CALL(PEM_write_bio_PrivateKey)                                                   \
	CALL(PEM_write_bio_X509)                                                         \
	CALL(X509V3_EXT_conf_nid)                                                        \
	CALL(X509V3_set_ctx)                                                             \
	CALL(X509_EXTENSION_free)                                                        \
	CALL(X509_NAME_add_entry_by_txt)                                                 \
	CALL(X509_add_ext)                                                               \
	CALL(X509_free)                                                                  \
	CALL(X509_get_serialNumber)                                                      \
	CALL(X509_get_subject_name)                                                      \
	CALL(X509_getm_notAfter)                                                         \
	CALL(X509_getm_notBefore)                                                        \
	CALL(X509_new)                                                                   \
	CALL(X509_set_issuer_name)                                                       \
	CALL(X509_set_pubkey)                                                            \
	CALL(X509_set_version)                                                           \
	CALL(X509_sign)

LATER_DECLARE(certificate, CERTIFICATE_CALLS)

#define ASN1_TIME_set_string	   certificate_library()->ASN1_TIME_set_string
#define BIO_ctrl		   certificate_library()->BIO_ctrl
#define BIO_free		   certificate_library()->BIO_free
#define BIO_new			   certificate_library()->BIO_new
#define BIO_s_mem		   certificate_library()->BIO_s_mem
#define BN_free			   certificate_library()->BN_free
#define BN_new			   certificate_library()->BN_new
#define BN_rand			   certificate_library()->BN_rand
#define BN_to_ASN1_INTEGER	   certificate_library()->BN_to_ASN1_INTEGER
#define EVP_PKEY_Q_keygen	   certificate_library()->EVP_PKEY_Q_keygen
#define EVP_PKEY_free		   certificate_library()->EVP_PKEY_free
#define PEM_write_bio_PrivateKey   certificate_library()->PEM_write_bio_PrivateKey
#define PEM_write_bio_X509	   certificate_library()->PEM_write_bio_X509
#define X509V3_EXT_conf_nid	   certificate_library()->X509V3_EXT_conf_nid
#define X509V3_set_ctx		   certificate_library()->X509V3_set_ctx
#define X509_EXTENSION_free	   certificate_library()->X509_EXTENSION_free
#define X509_NAME_add_entry_by_txt certificate_library()->X509_NAME_add_entry_by_txt
#define X509_add_ext		   certificate_library()->X509_add_ext
#define X509_free		   certificate_library()->X509_free
#define X509_get_serialNumber	   certificate_library()->X509_get_serialNumber
#define X509_get_subject_name	   certificate_library()->X509_get_subject_name
#define X509_getm_notAfter	   certificate_library()->X509_getm_notAfter
#define X509_getm_notBefore	   certificate_library()->X509_getm_notBefore
#define X509_new		   certificate_library()->X509_new
#define X509_set_issuer_name	   certificate_library()->X509_set_issuer_name
#define X509_set_pubkey		   certificate_library()->X509_set_pubkey
#define X509_set_version	   certificate_library()->X509_set_version
#define X509_sign		   certificate_library()->X509_sign

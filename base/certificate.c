/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/certificate.h"

#include <stdlib.h>

#include "base/certificate_library.h"
#include "base/cleanup.h"
#include "base/memory.h"

enum { VERSION_3 = 2, SERIAL_BITS = 63 };

/* What is inside may live at another time (libfaketime); the last one means that there is
 * no end (RFC 5280, section 4.1.2.5). */
static const char first_time[] = "700101000000Z", last_time[] = "99991231235959Z";

void
certificate_release(struct certificate *certificate)
{
	free(certificate->text);
	free(certificate->key);
	*certificate = (struct certificate){ 0 };
}

static bool
add_extension(X509 *made, int kind, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool added;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, made, made, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, kind, value);
	added = extension != NULL && X509_add_ext(made, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return added;
}

static bool
add_names(X509 *made, const struct strings *hosts)
{
	X509_NAME *name = X509_get_subject_name(made);
	cleanup_free char *list = strings_join(hosts, ",DNS:");
	cleanup_free char *others = xasprintf("DNS:%s", list);

	return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
					  (const unsigned char *)"cupel", -1, -1,
					  0) == 1 &&
	       X509_set_issuer_name(made, name) == 1 &&
	       add_extension(made, NID_basic_constraints, "critical,CA:TRUE") &&
	       add_extension(made, NID_subject_alt_name, others);
}

/* A client that keeps certificates takes two of one issuer and number for one. */
static bool
number(X509 *made)
{
	BIGNUM *random = BN_new();
	bool numbered =
		random != NULL &&
		BN_rand(random, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
		BN_to_ASN1_INTEGER(random, X509_get_serialNumber(made)) != NULL;

	BN_free(random);
	return numbered;
}

static bool
fill(X509 *made, EVP_PKEY *key, const struct strings *hosts)
{
	return X509_set_version(made, VERSION_3) == 1 && number(made) &&
	       ASN1_TIME_set_string(X509_getm_notBefore(made), first_time) == 1 &&
	       ASN1_TIME_set_string(X509_getm_notAfter(made), last_time) == 1 &&
	       X509_set_pubkey(made, key) == 1 && add_names(made, hosts) &&
	       X509_sign(made, key, NULL) > 0;
}

/* What was written to memory; the caller frees. */
static char *
text_of(BIO *memory)
{
	char *data = NULL;
	long size = BIO_get_mem_data(memory, &data);

	return xstrndup(data, (size_t)size);
}

static bool
write_out(struct certificate *out, X509 *made, EVP_PKEY *key)
{
	BIO *first = BIO_new(BIO_s_mem()), *second = BIO_new(BIO_s_mem());
	bool written =
		first != NULL && second != NULL && PEM_write_bio_X509(first, made) == 1 &&
		PEM_write_bio_PrivateKey(second, key, NULL, NULL, 0, NULL, NULL) == 1;

	if (written)
		*out = (struct certificate){ text_of(first), text_of(second) };
	BIO_free(first);
	BIO_free(second);
	return written;
}

int
certificate_make(struct certificate *out, const struct strings *hosts, struct error *err)
{
	EVP_PKEY *key;
	X509 *made;
	bool done;

	if (later_open(&certificate_later, err) < 0)
		return -1;
	key = EVP_EC_gen("P-256");
	made = X509_new();
	done = key != NULL && made != NULL && fill(made, key, hosts) &&
	       write_out(out, made, key);

	X509_free(made);
	EVP_PKEY_free(key);
	return done ? 0
		    : error_set(err, ERROR_SYSTEM, "libcrypto cannot make a certificate");
}
